from datetime import date
from typing import Any, Optional, Union

from .base_client import BaseClient
from .base_model import UNSET, UnsetType
from .explain_code import ExplainCode
from .learning_path import LearningPath
from .who_implements import WhoImplements


def gql(q: str) -> str:
    return q


class Duramen(BaseClient):
    def explain_code(
        self, text: str, as_of: Union[Optional[date], UnsetType] = UNSET, **kwargs: Any
    ) -> ExplainCode:
        query = gql("""
            query ExplainCode($text: String!, $asOf: Date) {
              explainCode(text: $text, asOf: $asOf) {
                imports {
                  line
                  name
                  knowledge
                  state
                  stateAsOf
                  replacedBy {
                    ref
                    package
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {"text": text, "asOf": as_of}
        response = self.execute(
            query=query, operation_name="ExplainCode", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ExplainCode.model_validate(data)

    def learning_path(
        self,
        goal: str,
        known: Union[Optional[list[str]], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> LearningPath:
        query = gql("""
            query LearningPath($goal: String!, $known: [String!]) {
              learningPath(goal: $goal, known: $known) {
                slices {
                  number
                  name
                  runs
                  steps {
                    level
                    outcome
                    concept {
                      slug
                      name
                    }
                  }
                }
                further
              }
            }
            """)
        variables: dict[str, object] = {"goal": goal, "known": known}
        response = self.execute(
            query=query, operation_name="LearningPath", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return LearningPath.model_validate(data)

    def who_implements(
        self,
        concept: str,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> WhoImplements:
        query = gql("""
            query WhoImplements($concept: String!, $after: String) {
              concept(slug: $concept) {
                name
                mappings(first: 100, after: $after, orderBy: {field: COVERAGE}) {
                  pageInfo {
                    hasNextPage
                    endCursor
                  }
                  nodes {
                    coverage
                    state
                    framework {
                      slug
                      name
                    }
                    symbols {
                      ref
                      former
                      package {
                        purl
                      }
                    }
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {"concept": concept, "after": after}
        response = self.execute(
            query=query, operation_name="WhoImplements", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return WhoImplements.model_validate(data)
