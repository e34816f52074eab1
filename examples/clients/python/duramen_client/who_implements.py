from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Coverage, MappingState


class WhoImplements(BaseModel):
    concept: Optional["WhoImplementsConcept"]


class WhoImplementsConcept(BaseModel):
    name: str
    mappings: "WhoImplementsConceptMappings"


class WhoImplementsConceptMappings(BaseModel):
    page_info: "WhoImplementsConceptMappingsPageInfo" = Field(alias="pageInfo")
    nodes: list["WhoImplementsConceptMappingsNodes"]


class WhoImplementsConceptMappingsPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


class WhoImplementsConceptMappingsNodes(BaseModel):
    coverage: Coverage
    state: MappingState
    framework: "WhoImplementsConceptMappingsNodesFramework"
    symbols: list["WhoImplementsConceptMappingsNodesSymbols"]


class WhoImplementsConceptMappingsNodesFramework(BaseModel):
    slug: str
    name: str


class WhoImplementsConceptMappingsNodesSymbols(BaseModel):
    ref: str
    former: bool
    package: "WhoImplementsConceptMappingsNodesSymbolsPackage"


class WhoImplementsConceptMappingsNodesSymbolsPackage(BaseModel):
    purl: str


WhoImplements.model_rebuild()
WhoImplementsConcept.model_rebuild()
WhoImplementsConceptMappings.model_rebuild()
WhoImplementsConceptMappingsNodes.model_rebuild()
WhoImplementsConceptMappingsNodesSymbols.model_rebuild()
