"""The documents that a service with a list runs, by text, by identifier and by hash; everything else is refused."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from api.persisted import given_digest
from api.refusals import Code, Refusal, bad_request
from api.trusted.reading import Listed, UnusableDocuments, read_documents
from schema.engine import Engine
from schema.preparing import prepare
from schema.vetting import problems_of

_SHA256 = "sha256:"
_MOST_PROBLEMS = 100
REFUSED = "This server runs the documents of its list only, and this is not one of them."


class TrustedDocuments:
    """A list of documents, and those of our own pages, which are always trusted."""

    def __init__(self, listed: Iterable[Listed], own: Iterable[str]) -> None:
        """Trust `listed` and `own`."""
        self._by_identifier: dict[str, str] = {}
        self._by_hash: dict[str, str] = {}
        for one in listed:
            self._by_identifier[one.identifier] = one.text
            self._by_hash[_hash_of(one.text)] = one.text
        for text in own:
            for form in (text, text.removesuffix("\n")):  # a module of the pages has no newline at its end
                self._by_hash.setdefault(_hash_of(form), form)
        self._texts = frozenset(self._by_hash.values())

    def __contains__(self, text: object) -> bool:
        return text in self._texts

    def document(
        self, given: str | None, extensions: dict[str, Any] | None, document_id: str | None = None
    ) -> str | None:
        """Return the document of a request, null if it names none.

        Raises:
            Refusal: If it is none of the list (403), or the request names it in two ways that differ (400).
        """
        if document_id is not None:
            return self._known(document_id)
        digest = given_digest(extensions)
        if digest is None:
            if given is not None and given not in self._texts:
                raise _refused()
            return given
        document = self._known(digest)
        if given is not None and given != document:
            raise bad_request("The 'sha256Hash' of 'persistedQuery' is not that of the query.")
        return document

    def _known(self, identifier: str) -> str:
        found = self._by_identifier.get(identifier) or self._by_hash.get(identifier.removeprefix(_SHA256))
        if found is None:
            raise _refused()
        return found


def trusted_documents(path: Path, own: Iterable[str], engine: Engine) -> TrustedDocuments:
    """Read a list and check each document against schema and limits; plans are made while there is room for them.

    Raises:
        UnusableDocuments: If the list or any document cannot be used.
    """
    listed = read_documents(path)
    problems = [
        f"{one.place}:{problem.line}:{problem.column}: {problem.code}: {problem.message}"
        for one in listed
        for problem in problems_of(engine, one.text)
    ]
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        rest = [f"{path}: {more} more problems"] if more > 0 else []
        raise UnusableDocuments([*problems[:_MOST_PROBLEMS], *rest])
    for one in listed:
        if not prepare(engine, one.text):
            break
    return TrustedDocuments(listed, own)


def _hash_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _refused() -> Refusal:
    return Refusal(403, Code.DOCUMENT_NOT_TRUSTED, REFUSED)
