/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How much of a concept a framework expresses, by the kinds of its symbols. */
export type Coverage =
  /** A symbol takes the concept's inputs and gives its outputs. */
  | 'CORE'
  /** Only a place to plug one's own implementation into, or a setting for it. */
  | 'HOOK'
  /** Something of the concept is missing; the caveat names it. */
  | 'PARTIAL';

/** What the catalogue knows of an import. */
export type Knowledge =
  /** A survey of its package found it, and no mapping names it. */
  | 'KNOWN'
  /** A mapping names it: its concepts are known. */
  | 'MAPPED'
  /** Its framework is known and this name is not, which says nothing about it. */
  | 'PACKAGE_KNOWN'
  /** Nothing is known of it. */
  | 'UNKNOWN'
  /** The statement could not be read. */
  | 'UNREADABLE';

/** How well somebody masters a concept, lowest first. */
export type Level =
  /** Can use it in a system that works. */
  | 'APPLY'
  /** Can explain it and say when it matters. */
  | 'AWARE'
  /** Can choose between forms of it and defend the choice by figures. */
  | 'DESIGN';

/** What is known about the names of a mapping, worst first. It says that names exist, not that a tool is good. */
export type MappingState =
  /** A name is gone from the newest release, or all names are former ones. */
  | 'BROKEN'
  /** The names are there, and their owner says that one of them will go. */
  | 'DEPRECATED'
  /** Reading the package could not decide, but its owner's documentation has the name. */
  | 'DOCUMENTED'
  /** On a day only: nothing is recorded of it, such as before the first release read. */
  | 'NOT_RECORDED'
  /** Not decided, or not looked at yet. */
  | 'UNVERIFIED'
  /** Every name that is not marked former was found in the newest release. */
  | 'VERIFIED';

/** What is recorded about a name in a release or on a day. It says that a name exists, not that it works well. */
export type SymbolState =
  /** The name is not there. */
  | 'ABSENT'
  /** The name is there, and its owner says that it will go. */
  | 'DEPRECATED'
  /** Nothing is recorded: no release that was read tells. The name may be there or not. */
  | 'NOT_RECORDED'
  /** The name is there. */
  | 'PRESENT'
  /** The name is there, but using it only raises an error. */
  | 'TOMBSTONE'
  /** Reading could not tell. */
  | 'UNDECIDED';

export type ExplainCodeQueryVariables = Exact<{
  text: string;
  asOf?: string | null | undefined;
}>;


export type ExplainCodeQuery = { explainCode: { imports: Array<{ line: number, name: string, knowledge: Knowledge, state: SymbolState | null, stateAsOf: SymbolState | null, replacedBy: { ref: string, package: string } | null }> } };

export type LearningPathQueryVariables = Exact<{
  goal: string;
  known?: Array<string> | string | null | undefined;
}>;


export type LearningPathQuery = { learningPath: { further: number, slices: Array<{ number: number, name: string, runs: string, steps: Array<{ level: Level, outcome: string, concept: { slug: string, name: string } }> }> } };

export type WhoImplementsQueryVariables = Exact<{
  concept: string;
  after?: string | null | undefined;
}>;


export type WhoImplementsQuery = { concept: { name: string, mappings: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ coverage: Coverage, state: MappingState, framework: { slug: string, name: string }, symbols: Array<{ ref: string, former: boolean, package: { purl: string } }> }> } } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const ExplainCodeDocument = new TypedDocumentString(`
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
    `) as unknown as TypedDocumentString<ExplainCodeQuery, ExplainCodeQueryVariables>;
export const LearningPathDocument = new TypedDocumentString(`
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
    `) as unknown as TypedDocumentString<LearningPathQuery, LearningPathQueryVariables>;
export const WhoImplementsDocument = new TypedDocumentString(`
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
    `) as unknown as TypedDocumentString<WhoImplementsQuery, WhoImplementsQueryVariables>;