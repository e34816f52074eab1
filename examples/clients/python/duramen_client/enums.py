from enum import Enum


class Knowledge(str, Enum):
    MAPPED = "MAPPED"
    KNOWN = "KNOWN"
    PACKAGE_KNOWN = "PACKAGE_KNOWN"
    UNKNOWN = "UNKNOWN"
    UNREADABLE = "UNREADABLE"


class Level(str, Enum):
    AWARE = "AWARE"
    APPLY = "APPLY"
    DESIGN = "DESIGN"


class Coverage(str, Enum):
    CORE = "CORE"
    PARTIAL = "PARTIAL"
    HOOK = "HOOK"


class MappingState(str, Enum):
    BROKEN = "BROKEN"
    NOT_RECORDED = "NOT_RECORDED"
    UNVERIFIED = "UNVERIFIED"
    DOCUMENTED = "DOCUMENTED"
    DEPRECATED = "DEPRECATED"
    VERIFIED = "VERIFIED"


class SymbolState(str, Enum):
    PRESENT = "PRESENT"
    DEPRECATED = "DEPRECATED"
    TOMBSTONE = "TOMBSTONE"
    ABSENT = "ABSENT"
    UNDECIDED = "UNDECIDED"
    NOT_RECORDED = "NOT_RECORDED"
