"""What no committed file may hold: clients use whatever registry the machine is configured for."""

import re
import subprocess

from tests.docs.pages import ROOT

HOSTS = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.com",
    "npm" + "js.org",
    "crates" + ".io",
    "repo1.mav" + "en",
)
"""In parts, so that this file names none."""


def test_no_file_names_the_host_of_a_registry() -> None:
    named = re.compile("|".join(map(re.escape, HOSTS)))
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    files = [ROOT / name for name in listed.split("\0") if name]
    texts = {file: file.read_bytes().decode("utf-8", "replace") for file in files if file.is_file()}
    assert len(texts) > 500
    assert [f"{file.name}: {match[0]}" for file, text in texts.items() for match in named.finditer(text)] == []
