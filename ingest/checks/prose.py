"""Prose: whole sentences of plain words, each as long as its field allows. Whether they are true is for people."""

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from ingest import documents, nodes
from ingest.diagnostics import Diagnostic, Place, Rule, quoted
from ingest.nodes import Scalar, Style
from ingest.sources import DOCUMENT_OF, Catalogue

NO_FULL_STOP = Rule(
    "DUR701",
    "A sentence that does not end in a full stop",
    "Sentences end in a full stop, so that a cut-off text is noticed.",
    "summary: A library of typed components",
    "End the sentence with a full stop.",
)
TOO_MANY_SENTENCES = Rule(
    "DUR702",
    "More sentences than the field holds",
    "One thought a field: one sentence where the format says so, two at most elsewhere.",
    "definition: It reorders passages. It also scores them.",
    "Join or cut the sentences.",
)
PHRASE_WITH_FULL_STOP = Rule(
    "DUR703",
    "A phrase that ends like a sentence",
    "Inputs and outputs are noun phrases; they stand in lists and tables.",
    "inputs:\n  - The query.",
    "Delete the full stop.",
)
MARKETING = Rule(
    "DUR704",
    "A word of advertising",
    "The catalogue says what a thing does. Words that praise age badly and compare nothing.",
    "summary: A powerful library for seamless retrieval.",
    "Say what it does, how much, or how fast.",
)
UNTIDY = Rule(
    "DUR705",
    "Line breaks or surplus spaces in a text",
    "A text is one line with single spaces between its words; an example keeps its lines.",
    'name: "Reranking  "',
    "Write the text on one line without spaces at its ends.",
)
HTML = Rule(
    "DUR706",
    "HTML in a text",
    "Texts are plain; a tag would be shown as written, or worse.",
    "summary: A <b>typed</b> component.",
    "Delete the tag; put a space after a less-than sign.",
)
TO_DO = Rule(
    "DUR707",
    "A place that is still to be filled in",
    "`duramen new` writes TODO where a person must say something.",
    "summary: TODO say in one sentence what it is.",
    "Replace the text.",
)

FREE_TEXT = "example"
MARKETING_WORDS = (
    "amazing|awesome|battle-tested|best-in-class|blazing|blazingly|breakthrough|cutting-edge|delightful|easily|easy|"
    "effortless|effortlessly|enterprise-grade|exciting|game-changer|game-changing|groundbreaking|industry-leading|"
    "innovative|leading-edge|leverage|leverages|leveraging|lightning-fast|magic|magical|market-leading|next-gen|"
    "next-generation|powerful|production-ready|revolutionary|revolutionise|revolutionize|robust|robustly|seamless|"
    "seamlessly|simple|simply|state-of-the-art|supercharge|supercharged|superior|turnkey|unleash|unlock|unlocks|"
    "unlocking|unmatched|unparalleled|world-class"
)
_MARKETING = re.compile(rf"(?<![\w-])(?:{MARKETING_WORDS})(?![\w-])", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z/!?]")
_END = re.compile(r"[.!?][\"')\]\u201d\u2019]?(?=\s+[\"'(\[\u201c\u2018]?[A-Z0-9])")
_LAST = re.compile(r"\.[\"')\u201d\u2019]?\Z")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|al|approx|ca|no|fig|eq|sec|ch|dr|mr|ms|prof|st|inc|ltd)|\b[A-Za-z])\Z", re.IGNORECASE
)
_LONGEST_ABBREVIATION = 12
"""Letters looked at before a full stop: more than any abbreviation has."""


class Form(Enum):
    """The kinds of text that the documents tell apart."""

    NAME = documents.Name
    PHRASE = documents.Phrase
    SENTENCE = documents.Sentence
    PROSE = documents.Prose


_MOST_SENTENCES = {Form.SENTENCE: 1, Form.PROSE: 2}
Forms = dict[str, Form | type[BaseModel]]
"""What each field of a document holds: a form of text, or another document; other fields are left out."""


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report texts that break a rule of form, and everything that still says TODO."""
    for reading in catalogue.readings:
        for scalar, form in _texts(reading.root, DOCUMENT_OF[reading.kind]):
            yield from _problems(reading.at(scalar.start), scalar.text, form)
        for route, scalar in nodes.scalars_of(reading.root):
            if isinstance(scalar.value, str) and route[-1] != FREE_TEXT:
                yield from _plain(reading.at(scalar.start), scalar)


def _problems(place: Place, text: str, form: Form) -> Iterator[Diagnostic]:
    if form in _MOST_SENTENCES:
        if not _LAST.search(text):
            yield NO_FULL_STOP.at(place, f"the text {_tail(text)} does not end in a full stop", NO_FULL_STOP.fix)
        count, most = sentences_in(text), _MOST_SENTENCES[form]
        if count > most:
            message = f"{count} sentences; at most {most} allowed here"
            yield TOO_MANY_SENTENCES.at(place, message, TOO_MANY_SENTENCES.fix)
    if form is Form.PHRASE and text[-1] in ".!;:":
        message = f"the phrase {_tail(text)} ends in {quoted(text[-1])}"
        yield PHRASE_WITH_FULL_STOP.at(place, message, PHRASE_WITH_FULL_STOP.fix)
    if form is not Form.NAME:
        for word in dict.fromkeys(match.group().lower() for match in _MARKETING.finditer(text)):
            yield MARKETING.at(place, f"the word {quoted(word)} praises and says nothing", MARKETING.fix)


def _plain(place: Place, scalar: Scalar) -> Iterator[Diagnostic]:
    text = scalar.text
    if text != " ".join(text.split()) or scalar.style is Style.LITERAL:
        yield UNTIDY.at(place, "the text has line breaks, or spaces that are doubled or at its ends", UNTIDY.fix)
    tag = _TAG.search(text)
    if tag:
        yield HTML.at(place, f"{quoted(text[tag.start() : tag.start() + 12])} looks like HTML", HTML.fix)
    if "TODO" in text:
        yield TO_DO.at(place, f"still to be filled in: {quoted(text)}", TO_DO.fix)


def sentences_in(text: str) -> int:
    """Count sentences: an end mark, then space and a capital letter or digit, unless an abbreviation comes before."""
    ends = (match.start() for match in _END.finditer(text))
    return 1 + sum(not _ABBREVIATION.search(text[max(0, end - _LONGEST_ABBREVIATION) : end]) for end in ends)


def _tail(text: str) -> str:
    return quoted(text if len(text) <= 30 else f"…{text[-28:]}")  # noqa: PLR2004 - fits the message


@cache
def forms_of(model: type[BaseModel]) -> Forms:
    """Return what each field of a document holds."""
    hints = get_type_hints(model, include_extras=True)
    found = ((name, next(_forms_in(hints[name]), None)) for name in model.model_fields)
    return {name: form for name, form in found if form is not None}


def _forms_in(hint: Any) -> Iterator[Form | type[BaseModel]]:
    for form in Form:
        if hint == form.value:
            yield form
            return
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    elif get_origin(hint) is Annotated:
        yield from _forms_in(get_args(hint)[0])
    else:
        for part in get_args(hint):
            yield from _forms_in(part)


def _texts(node: nodes.Node, model: type[BaseModel]) -> Iterator[tuple[Scalar, Form]]:
    """Walk over the texts of a document along its model."""
    if not isinstance(node, nodes.Mapping):
        return
    forms = forms_of(model)
    for key, value in node.entries:
        held = forms.get(key.text)
        for item in value.items if isinstance(value, nodes.Sequence) else (value,):
            if isinstance(held, Form) and isinstance(item, Scalar) and isinstance(item.value, str) and item.text:
                yield item, held
            elif held is not None and not isinstance(held, Form):
                yield from _texts(item, held)
