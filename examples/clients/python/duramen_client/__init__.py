from .base_client import BaseClient
from .base_model import BaseModel, Upload
from .client import Duramen
from .enums import Coverage, Knowledge, Level, MappingState, SymbolState
from .exceptions import (
    GraphQLClientError,
    GraphQLClientGraphQLError,
    GraphQLClientGraphQLMultiError,
    GraphQLClientHttpError,
    GraphQLClientInvalidResponseError,
)
from .explain_code import (
    ExplainCode,
    ExplainCodeExplainCode,
    ExplainCodeExplainCodeImports,
    ExplainCodeExplainCodeImportsReplacedBy,
)
from .learning_path import (
    LearningPath,
    LearningPathLearningPath,
    LearningPathLearningPathSlices,
    LearningPathLearningPathSlicesSteps,
    LearningPathLearningPathSlicesStepsConcept,
)
from .who_implements import (
    WhoImplements,
    WhoImplementsConcept,
    WhoImplementsConceptMappings,
    WhoImplementsConceptMappingsNodes,
    WhoImplementsConceptMappingsNodesFramework,
    WhoImplementsConceptMappingsNodesSymbols,
    WhoImplementsConceptMappingsNodesSymbolsPackage,
    WhoImplementsConceptMappingsPageInfo,
)

__all__ = [
    "BaseClient",
    "BaseModel",
    "Coverage",
    "Duramen",
    "ExplainCode",
    "ExplainCodeExplainCode",
    "ExplainCodeExplainCodeImports",
    "ExplainCodeExplainCodeImportsReplacedBy",
    "GraphQLClientError",
    "GraphQLClientGraphQLError",
    "GraphQLClientGraphQLMultiError",
    "GraphQLClientHttpError",
    "GraphQLClientInvalidResponseError",
    "Knowledge",
    "LearningPath",
    "LearningPathLearningPath",
    "LearningPathLearningPathSlices",
    "LearningPathLearningPathSlicesSteps",
    "LearningPathLearningPathSlicesStepsConcept",
    "Level",
    "MappingState",
    "SymbolState",
    "Upload",
    "WhoImplements",
    "WhoImplementsConcept",
    "WhoImplementsConceptMappings",
    "WhoImplementsConceptMappingsNodes",
    "WhoImplementsConceptMappingsNodesFramework",
    "WhoImplementsConceptMappingsNodesSymbols",
    "WhoImplementsConceptMappingsNodesSymbolsPackage",
    "WhoImplementsConceptMappingsPageInfo",
]
