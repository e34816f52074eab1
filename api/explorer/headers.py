"""The headers of pages: what a page may load and run, and what others may do with it.

The policies are measured ones: own pages run with Trusted Types enforced and no policy at all, GraphiQL with a list of
the policies that its editor creates. GraphiQL's workers take their policy from their own answer, so its files carry it.
"""

from collections.abc import Mapping

_EDITOR_POLICIES = (
    "default",
    "duramen-worker",
    "dompurify",
    "defaultWorkerFactory",
    "diffEditorWidget",
    "diffReview",
    "domLineBreaksComputer",
    "editorGhostText",
    "editorViewLayer",
    "standaloneColorizer",
    "stickyScrollViewLayer",
    "tokenizeToString",
)


def _policy(style: str, font: str, trusted_types: str, *more: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src {style}",
            "img-src 'self'",
            "connect-src 'self'",
            f"font-src {font}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "manifest-src 'self'",
            *more,
            "require-trusted-types-for 'script'",
            f"trusted-types {trusted_types}",
        )
    )


PAGE_POLICY = _policy("'self'", "'self'", "'none'")
GRAPHIQL_POLICY = _policy("'self' 'unsafe-inline'", "'self' data:", " ".join(_EDITOR_POLICIES), "worker-src 'self'")

_FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
_COMMON: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
}

EMBED_POLICY = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""The policy of what other sites may show in a frame."""

PAGE_HEADERS: Mapping[str, str] = {**_COMMON, "Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-cache"}
GRAPHIQL_HEADERS: Mapping[str, str] = {**PAGE_HEADERS, "Content-Security-Policy": GRAPHIQL_POLICY}
STATIC_HEADERS: Mapping[str, str] = {
    **_COMMON,
    "Content-Security-Policy": PAGE_POLICY,
    "Cache-Control": "public, max-age=31536000, immutable",
}
EMBED_HEADERS: Mapping[str, str] = {
    **PAGE_HEADERS,
    "Content-Security-Policy": EMBED_POLICY,
    "Cross-Origin-Resource-Policy": "cross-origin",
}
EMBED_SCRIPT_HEADERS: Mapping[str, str] = {
    **_COMMON,
    "Content-Security-Policy": PAGE_POLICY,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=3600",
}
BUNDLE_HEADERS: Mapping[str, str] = {**STATIC_HEADERS, "Content-Security-Policy": GRAPHIQL_POLICY}


def takes_gzip(accept_encoding: str | None) -> bool:
    """Tell whether an ``Accept-Encoding`` header (RFC 9110, 12.5.3) allows gzip: by name or ``*``, not at weight 0."""
    weights: dict[str, bool] = {}
    for part in (accept_encoding or "")[:1024].split(","):
        coding, _, parameters = part.partition(";")
        weight = parameters.replace(" ", "").lower()
        weights[coding.strip().lower()] = weight not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return weights.get("gzip", weights.get("*", False))
