"""Forms that readers send to pages: urlencoded text of our own pages only, within bounds, read before anything else."""

from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from api.graphql_request import ClientGone

MAX_FORM_BYTES = 65_536
MAX_FIELDS = 8


class BadForm(Exception):
    """A form that is not taken; `status` is the HTTP status of the refusal, `message` says why."""

    def __init__(self, status: int, message: str) -> None:
        """Keep what to answer."""
        super().__init__(message)
        self.status = status
        self.message = message

    @property
    def headers(self) -> dict[str, str]:
        """What the answer must say: that the connection closes, where the rest of the form is not read."""
        return {"Connection": "close"} if self.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else {}


class Form:
    """The fields of a form; a name may come several times."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        """Keep the fields in their order."""
        self._fields = fields

    def text(self, name: str) -> str:
        """Return the last value of a field; empty where it was not sent. Browsers end lines by CR LF, we by LF."""
        found = [value for key, value in self._fields if key == name]
        return found[-1].replace("\r\n", "\n").replace("\r", "\n") if found else ""

    def has(self, name: str) -> bool:
        """Tell whether a field was sent, such as the button that was pressed."""
        return any(key == name for key, _ in self._fields)


async def read_form(request: Request, max_bytes: int = MAX_FORM_BYTES, max_fields: int = MAX_FIELDS) -> Form:
    """Read an urlencoded form from our own page.

    Args:
        request: The request.
        max_bytes: How long the form may be as it is sent; letters outside of ASCII take up to nine bytes each.
        max_fields: How many fields it may have.

    Raises:
        BadForm: If it comes from elsewhere, is of another type, too long, or not readable.
        ClientGone: If the reader went away before it was complete.
    """
    _check_origin(request)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/x-www-form-urlencoded":
        raise BadForm(415, "The form must be sent as application/x-www-form-urlencoded.")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > max_bytes:
                raise BadForm(413, f"The form is longer than {max_bytes:,} bytes.")
    except ClientDisconnect:
        raise ClientGone from None
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=max_fields)
    except ValueError:
        raise BadForm(400, "The form could not be read.") from None
    return Form(fields)


def _check_origin(request: Request) -> None:
    """Refuse a form that another site's page sent.

    Browsers say where a request comes from in Sec-Fetch-Site. Our pages send no referrer, and then Origin is ``null``
    even on our own forms, so it counts only where it names a site.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        raise BadForm(403, "This form can only be sent from this site.")
    if origin is None or (origin == "null" and site is not None):
        return
    if origin.partition("://")[2].lower() != request.headers.get("host", "").lower():
        raise BadForm(403, "This form can only be sent from this site.")
