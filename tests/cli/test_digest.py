"""`duramen digest`: the name of the content and of each record."""

import json
from pathlib import Path

from tests.cli.running import duramen
from tests.ingest.small_content import ALPHA, RETRIEVAL


def test_the_digest_names_the_content(seeds: Path) -> None:
    ended = duramen("digest")
    whole = json.loads(duramen("digest", "--json").out)
    assert ended.out.strip() == whole["digest"]
    assert whole["version"] == f"{whole['format']}-{whole['digest']}"
    (seeds / RETRIEVAL).write_text((seeds / RETRIEVAL).read_text().replace("A query", "A question"))
    assert duramen("digest").out == ended.out
    (seeds / RETRIEVAL).write_text((seeds / RETRIEVAL).read_text().replace("The query", "The question"))
    assert duramen("digest").out != ended.out


def test_a_record_has_a_digest_of_its_own(seeds: Path) -> None:
    ids = ("concept:retrieval", "framework:alpha", "mapping:alpha/retrieval")
    before = json.loads(duramen("digest", "--json", *ids).out)
    (seeds / ALPHA).write_text((seeds / ALPHA).read_text().replace("name: Alpha", "name: Omega"))
    after = json.loads(duramen("digest", "--json", *ids).out)
    assert [id_ for id_ in ids if before[id_] != after[id_]] == ["framework:alpha"]


def test_an_unknown_id_is_wrong_usage(seeds: Path) -> None:
    for id_ in ("concept:nothing", "nothing", "concept:", "symbol:x"):
        ended = duramen("digest", id_)
        assert ended.code == 2
        assert f"there is no record {id_};" in ended.err


def test_broken_content_has_no_digest(seeds: Path) -> None:
    (seeds / RETRIEVAL).write_text("name: [\n")
    assert duramen("digest").code == 1
