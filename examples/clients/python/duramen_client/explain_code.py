from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Knowledge, SymbolState


class ExplainCode(BaseModel):
    explain_code: "ExplainCodeExplainCode" = Field(alias="explainCode")


class ExplainCodeExplainCode(BaseModel):
    imports: list["ExplainCodeExplainCodeImports"]


class ExplainCodeExplainCodeImports(BaseModel):
    line: int
    name: str
    knowledge: Knowledge
    state: Optional[SymbolState]
    state_as_of: Optional[SymbolState] = Field(alias="stateAsOf")
    replaced_by: Optional["ExplainCodeExplainCodeImportsReplacedBy"] = Field(
        alias="replacedBy"
    )


class ExplainCodeExplainCodeImportsReplacedBy(BaseModel):
    ref: str
    package: str


ExplainCode.model_rebuild()
ExplainCodeExplainCode.model_rebuild()
ExplainCodeExplainCodeImports.model_rebuild()
