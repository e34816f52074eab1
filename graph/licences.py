"""Licence expressions as somebody asks for them: in the form and the spelling in which frameworks have theirs."""

import functools

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression


def is_licence(expression: str) -> bool:
    """Tell whether a text is an SPDX licence expression, in any spelling."""
    return _canonical(expression) is not None


def licence_fault(expression: str) -> str | None:
    """Return what is wrong with an SPDX licence expression, to be said after what it is given for; null if nothing is.

    The form is that of the SPDX specification, annex D, with the identifiers of the SPDX licence list in their official
    spelling: frameworks have no other.
    """
    canonical = _canonical(expression)
    if canonical is None:
        return "is no SPDX licence expression, such as `MIT` or `Apache-2.0 OR MIT`"
    return None if canonical == expression else f"is an SPDX licence expression that is spelt `{canonical}`"


@functools.lru_cache(maxsize=1000)
def _canonical(expression: str) -> str | None:
    try:
        return canonicalize_license_expression(expression)
    except InvalidLicenseExpression:
        return None
