"""Imports of Python sources."""

from tests.ingest.manifests.samples import manifests, reading, told

SOURCE = """import dspy, os.path
import openai as oa
from langchain import agents
from langchain_core.tools import tool as t, Tool
from . import local
from star import *

def f():
    import lazy.part
    dspy.ChainOfThought("a")
    oa.resources.Chat()
    agents.create_agent()
    local.x()
    lazy.part.thing()
"""


def test_imports_and_uses_have_module_names_and_line() -> None:
    found = reading("m.py", SOURCE, source=True).manifests.imports
    assert [(one.module, one.names, one.line) for one in found] == [
        ("dspy", (), 1),
        ("os.path", (), 1),
        ("openai", (), 2),
        ("langchain", ("agents",), 3),
        ("langchain_core.tools", ("tool", "Tool"), 4),
        ("star", ("*",), 6),
        ("lazy.part", (), 9),
        ("dspy", ("ChainOfThought",), 10),
        ("openai", ("resources",), 11),
        ("openai.resources", ("Chat",), 11),
        ("langchain.agents", ("create_agent",), 12),
        ("lazy", ("part",), 14),
        ("lazy.part", ("thing",), 14),
    ]


def test_relative_imports_are_of_the_project_itself() -> None:
    text = "from . import a\nfrom .b import c\nfrom ..d import e\na.x\nc.y\n"
    assert reading("m.py", text, source=True).manifests.imports == ()


def test_a_name_that_is_bound_otherwise_too_is_no_module() -> None:
    for bound in ("dspy = 1", "def dspy(): ...", "def f(dspy): ...", "for dspy in x: ...", "from . import dspy"):
        found = reading("m.py", f"import dspy\n{bound}\ndspy.X\n", source=True).manifests.imports
        assert [(one.module, one.names) for one in found] == [("dspy", ())]


def test_a_name_that_two_imports_bind_is_each_of_them() -> None:
    text = "try:\n    import a as x\nexcept ImportError:\n    import b as x\nx.f()\n"
    found = reading("m.py", text, source=True).manifests.imports
    assert [(one.module, one.names) for one in found if one.line == 5] == [("a", ("f",)), ("b", ("f",))]


def test_a_source_that_is_no_python_is_a_problem() -> None:
    assert told(reading("m.py", "a = 1\nb = (\n", source=True).manifests.problems) == [(2, "syntax")]


def test_a_source_is_no_manifest() -> None:
    assert told(manifests("m.py", "import a\n").problems) == [(1, "unknown-format")]
