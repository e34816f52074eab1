"""Classes of the JavaScript language itself that packages inherit from: their members are known without a file.

Source: ECMA-262, 2025 edition, sections 20 (Error), 23 (Array), 24 (Map, Set) and 27 (Promise).
"""

_OBJECT = "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf"
_ERROR = "name message stack cause"
_KEYED = "clear delete entries forEach has keys size values"
_ARRAY = (
    "at concat copyWithin entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach "
    "includes indexOf join keys lastIndexOf length map pop push reduce reduceRight reverse shift slice some sort "
    "splice toReversed toSorted toSpliced unshift values with"
)
_SETS = "difference intersection isDisjointFrom isSubsetOf isSupersetOf symmetricDifference union"
_ERRORS = ("Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError")
_MEMBERS = {
    **dict.fromkeys(_ERRORS, _ERROR),
    "AggregateError": f"{_ERROR} errors",
    "Array": _ARRAY,
    "Map": f"{_KEYED} get set",
    "Set": f"{_KEYED} add {_SETS}",
    "Promise": "then catch finally",
}
_OF_SOME_ENGINES = frozenset({"captureStackTrace", "prepareStackTrace", "stackTraceLimit"})
"""Members of the class itself that are no part of the language and that Node and browsers have nevertheless."""
_ON_THE_CLASS = {
    "Array": "from fromAsync isArray of",
    "Map": "groupBy",
    "Promise": "all allSettled any race reject resolve try withResolvers",
}
STANDARD = {
    name: frozenset(f"{members} {_ON_THE_CLASS.get(name, '')} {_OBJECT}".split()) for name, members in _MEMBERS.items()
}


def has_member(base: str, name: str) -> bool | None:
    """Tell whether a class of the language has a member; null for what is no such class, or differs by engine."""
    if base not in STANDARD or name in _OF_SOME_ENGINES:
        return None
    return name in STANDARD[base]
