from pydantic import Field

from .base_model import BaseModel
from .enums import Level


class LearningPath(BaseModel):
    learning_path: "LearningPathLearningPath" = Field(alias="learningPath")


class LearningPathLearningPath(BaseModel):
    slices: list["LearningPathLearningPathSlices"]
    further: int


class LearningPathLearningPathSlices(BaseModel):
    number: int
    name: str
    runs: str
    steps: list["LearningPathLearningPathSlicesSteps"]


class LearningPathLearningPathSlicesSteps(BaseModel):
    level: Level
    outcome: str
    concept: "LearningPathLearningPathSlicesStepsConcept"


class LearningPathLearningPathSlicesStepsConcept(BaseModel):
    slug: str
    name: str


LearningPath.model_rebuild()
LearningPathLearningPath.model_rebuild()
LearningPathLearningPathSlices.model_rebuild()
LearningPathLearningPathSlicesSteps.model_rebuild()
