# ruff: noqa: E501 - a package on a line is easier to compare than one that is wrapped
"""Every way in which packages make a name public, each in a wheel as small as it gets, with the finding it must give."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from packaging.requirements import Requirement

from graph.vocabulary import Finding
from ingest.artifacts.artifact import Artifact
from ingest.artifacts.errors import CorruptArtifact
from ingest.resolver import How, ObjectKind, public_names, resolve
from tests.ingest.wheels import wheel

P, D, T, A, U = Finding.PRESENT, Finding.DEPRECATED, Finding.TOMBSTONE, Finding.ABSENT, Finding.UNDECIDED


@dataclass(frozen=True)
class Case:
    """Files of a wheel, and the findings for references into it."""

    files: Mapping[str, str]
    findings: Mapping[str, Finding | tuple[Finding, str] | tuple[Finding, str, str]]
    requires: tuple[str, ...] = ()
    others: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


SPLIT_TABLE = {
    "pkg/__init__.py": "from pkg.tables import MORE\nT = {'A': '.a', **MORE}\n"
    "def __getattr__(name):\n    import importlib\n    if name in T:\n"
    "        return getattr(importlib.import_module(T[name], __name__), name)\n    raise AttributeError(name)",
    "pkg/tables.py": "MORE = {'B': '.a'}",
    "pkg/a.py": "class A: ...\nclass B: ...",
}
CASES: dict[str, Case] = {
    "definitions": Case(
        {"pkg/__init__.py": "class A:\n    def m(self): ...\n    X = 1\ndef f(a, *, b=1) -> int: ...\nC = 1\nT = int | str"},
        {
            "pkg:A": (P, "definition", "class"), "pkg.A.m": (P, "definition", "method"), "pkg:A.X": (P, "definition", "constant"),
            "pkg:f": (P, "definition", "function"), "pkg.C": (P, "definition", "constant"), "pkg:T": (P, "definition", "type"),
            "pkg": (P, "definition", "module"), "pkg:Z": A, "pkg:A.z": A, "pkg.nothing.here": A, "pkg.f.x": A, "other:x": A,
        },
    ),
    "re-exports": Case(
        {
            "pkg/__init__.py": "from .sub import B as C, D\nfrom . import sub\nimport pkg.sub as other",
            "pkg/sub/__init__.py": "from pkg.sub.impl import B\nD = B",
            "pkg/sub/impl.py": "class B:\n    def run(self): ...",
        },
        {
            "pkg:C": (P, "re-export", "class"), "pkg:D": (P, "alias", "class"), "pkg:B": A, "pkg.C.run": (P, "re-export", "method"),
            "pkg:sub": P, "pkg.other.B": P, "pkg.sub.B": P, "pkg.sub.impl.B": (P, "definition", "class"), "pkg.sub.impl.C": A,
        },
    ),
    "an import of what is not there leaves the name undecided": Case(
        {"pkg/__init__.py": "from pkg.a import Gone", "pkg/a.py": ""}, {"pkg:Gone": U},
    ),
    "star imports": Case(
        {
            "pkg/__init__.py": "from pkg.a import *\nfrom pkg.b import *\nfrom pkg.c import *\nfrom pkg.d import *",
            "pkg/a.py": "x = 1\n_hidden = 1\nimport os",
            "pkg/b.py": "__all__ = ['y', '_shown']\ny = z = _shown = 1",
            "pkg/c.py": "from pkg.e import *\n__all__ = []\np = 1\n__all__ += ['p']\nfrom pkg.e import __all__ as e_all\n__all__.extend(e_all)",
            "pkg/d.py": "from pkg import e\nfrom pkg.e import q, r\n__all__ = ['own'] + list(e.__all__)\nown = 1",
            "pkg/e.py": "__all__ = [*('q',), 'r']\nq = r = s = 1",
        },
        {"pkg:x": P, "pkg:_hidden": A, "pkg:os": P, "pkg:y": P, "pkg:_shown": P, "pkg:z": A, "pkg:q": P, "pkg:own": P, "pkg:s": A, "pkg:p": P},
    ),
    "a star import from what is not read": Case(
        {"pkg/__init__.py": "from elsewhere import *\nx = 1"}, {"pkg:x": P, "pkg:y": U},
    ),
    "star imports in a circle": Case(
        {"pkg/__init__.py": "from pkg.a import *\nx = 1", "pkg/a.py": "from pkg.b import *\nfrom pkg import *\ny = 1", "pkg/b.py": "from pkg.a import *\nz = 1"},
        {"pkg:x": P, "pkg:y": P, "pkg:z": P, "pkg.a:x": P, "pkg.b:y": P, "pkg:none": A, "pkg.b:none": A},
    ),
    "an __all__ that cannot be read": Case(
        {"pkg/__init__.py": "from pkg.a import *", "pkg/a.py": "from elsewhere import names\n__all__ = names()\nx = 1"},
        {"pkg:x": U, "pkg:y": A, "pkg.a:x": P},
    ),
    "a lazy table in a dict": Case(
        {
            "pkg/__init__.py": "_T = {'A': ('.a', 'A'), 'mod': ('.a', None)}\ndef __getattr__(name):\n"
            "    from importlib import import_module\n    try:\n        module, attr = _T[name]\n    except KeyError:\n"
            "        raise AttributeError(name) from None\n    module = import_module(module, __name__)\n"
            "    value = module if attr is None else getattr(module, attr)\n    globals()[name] = value\n    return value",
            "pkg/a.py": "class A: ...",
        },
        {"pkg:A": (P, "lazy-table", "class"), "pkg:mod": (P, "lazy-table", "module"), "pkg:B": A},
    ),
    "a lazy table with a spread of another module's": Case(SPLIT_TABLE, {"pkg:A": (P, "lazy-table"), "pkg:B": (P, "lazy-table"), "pkg:C": A}),
    "a lazy table with a name in two modules": Case(
        {
            "pkg/__init__.py": "import sys\nfrom lazy_imports import LazyImporter\n"
            "sys.modules[__name__] = LazyImporter(__name__, __file__, {'dummies': ['A', 'B'], 'real': ['A']})",
            "pkg/dummies.py": "def A(): ...\ndef B(): ...",
            "pkg/real.py": "class A: ...",
        },
        {"pkg:A": (P, "lazy-table", "class"), "pkg:B": (P, "lazy-table", "function")},
    ),
    "a lazy table by module": Case(
        {
            "pkg/__init__.py": "_S = {'a': ['A', 'B'], 'b': ['C']}\n_M = {n: m for m, ns in _S.items() for n in ns}\n"
            "import importlib as il\ndef __getattr__(name):\n    if name in _S:\n        return il.import_module(f'{__name__}.{name}')\n"
            "    if name in _M:\n        return getattr(il.import_module('.' + _M[name], __package__), name)\n"
            "    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')",
            "pkg/a.py": "A = B = 1", "pkg/b.py": "C = 1",
        },
        {"pkg:A": (P, "lazy-table"), "pkg:C": (P, "lazy-table"), "pkg:b": P, "pkg:D": A},
    ),
    "a lazy name in a list, forwarded": Case(
        {
            "pkg/__init__.py": "__all__ = ['A']\ndef __getattr__(name):\n    if name in __all__:\n        from pkg import a\n"
            "        return getattr(a, name)\n    raise AttributeError(name)",
            "pkg/a.py": "A = B = 1",
        },
        {"pkg:A": (P, "lazy-table"), "pkg:B": A},
    ),
    "a lazy name compared one by one": Case(
        {
            "pkg/__init__.py": "def __getattr__(name):\n    if name == 'A':\n        from .a import A\n        return A\n"
            "    if name == 'built':\n        return make()\n    raise AttributeError(name)",
            "pkg/a.py": "class A: ...",
        },
        {"pkg:A": (P, "lazy-table", "class"), "pkg:built": (P, "lazy-table"), "pkg:B": A},
    ),
    "everything forwarded to another module": Case(
        {"pkg/__init__.py": "from pkg import a as _a\ndef __getattr__(name):\n    return getattr(_a, name)", "pkg/a.py": "x = 1"},
        {"pkg:x": (P, "lazy-table"), "pkg:y": A},
    ),
    "everything forwarded to another distribution": Case(
        {
            "pkg/__init__.py": "def __getattr__(name):\n    from elsewhere import models\n"
            "    return getattr(models, name)\n__all__ = ['A']"
        },
        {"pkg:A": P, "pkg:y": U},
    ),
    "lazy_loader.attach": Case(
        {
            "pkg/__init__.py": "import lazy_loader as lazy\n__getattr__, __dir__, __all__ = lazy.attach(\n"
            "    __name__, submodules={'sub'}, submod_attrs={'a': ['A']})",
            "pkg/a.py": "class A: ...", "pkg/sub.py": "",
            "pkg/user.py": "from pkg import *",
        },
        {"pkg:A": (P, "lazy-table", "class"), "pkg:sub": (P, "lazy-table", "module"), "pkg:B": A, "pkg.user:A": P, "pkg.user:B": A},
    ),
    "lazy_loader.attach_stub": Case(
        {
            "pkg/__init__.py": "import lazy_loader\n__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)",
            "pkg/__init__.pyi": "from .a import A as A", "pkg/a.py": "class A: ...",
        },
        {"pkg:A": (P, "lazy-table", "class"), "pkg:B": A},
    ),
    "a helper made from a map": Case(
        {
            "pkg/__init__.py": "from pkg._api import create_importer\nMAP = {'A': 'pkg.a', 'Gone': 'elsewhere.b'}\n"
            "_import = create_importer(__package__, deprecated_lookups=MAP)\ndef __getattr__(name):\n    return _import(name)",
            "pkg/_api.py": "import importlib, warnings\ndef create_importer(package, *, deprecated_lookups=None):\n"
            "    lookup = deprecated_lookups or {}\n    def find(name):\n        if name in lookup:\n"
            "            module = importlib.import_module(lookup[name])\n            if not quiet():\n"
            "                warnings.warn(f'use {lookup[name]}', category=DeprecationWarning)\n            return getattr(module, name)\n"
            "        raise AttributeError(name)\n    return find",
            "pkg/a.py": "class A: ...",
        },
        {"pkg:A": (D, "lazy-table", "class"), "pkg:Gone": (D, "other-distribution"), "pkg:B": A},
    ),
    "an object in place of the module": Case(
        {
            "pkg/__init__.py": "import sys\nfrom typing import TYPE_CHECKING\nfrom lazy_imports import LazyImporter\n"
            "_S = {'a': ['A'], 'sub': []}\nif TYPE_CHECKING:\n    from .a import A as A\nelse:\n"
            "    sys.modules[__name__] = LazyImporter(name=__name__, module_file=__file__, import_structure=_S)",
            "pkg/a.py": "class A: ...", "pkg/sub/__init__.py": "x = 1",
        },
        {"pkg:A": (P, "lazy-table", "class"), "pkg:B": A, "pkg.sub:x": P},
    ),
    "an object of the package in place of the module": Case(
        {
            "pkg/__init__.py": "import importlib, sys, types\nclass M(types.ModuleType):\n    version = 1\n    def __getattr__(self, name):\n"
            "        try:\n            return importlib.import_module(f'{self.__name__}.{name}')\n        except ImportError as e:\n"
            "            raise AttributeError(name) from e\nsys.modules[__name__] = M(__name__)",
            "pkg/a.py": "",
        },
        {"pkg:a": (P, "lazy-table", "module"), "pkg:version": P, "pkg:b": A},
    ),
    "a table from a scan of a folder": Case(
        {
            "pkg/__init__.py": "import sys\nfrom .utils import _LazyModule, define_import_structure\n_f = globals()['__file__']\n"
            "sys.modules[__name__] = _LazyModule(__name__, _f, define_import_structure(_f), module_spec=__spec__)",
            "pkg/utils.py": "import os\nclass _LazyModule: ...\ndef define_import_structure(path):\n    return {n: n for n in os.listdir(path)}",
            "pkg/models/bert.py": "class Bert: ...\nclass Inner: ...\n__all__ = ['Bert']",
        },
        {"pkg:Bert": (P, "lazy-table", "class"), "pkg:Inner": A},
    ),
    "old style lazy module with optional parts": Case(
        {
            "pkg/__init__.py": "import sys\nfrom .utils import _LazyModule, is_there, Missing\n_s = {'a': ['A']}\ntry:\n    if not is_there():\n"
            "        raise Missing()\nexcept Missing:\n    pass\nelse:\n    _s['b'] = ['B']\n    _s['a'].append('A2')\n"
            "sys.modules[__name__] = _LazyModule(__name__, globals()['__file__'], _s, module_spec=__spec__)",
            "pkg/utils.py": "class _LazyModule: ...\nclass Missing(Exception): ...\ndef is_there(): return probe()",
            "pkg/a.py": "A = A2 = 1", "pkg/b.py": "B = 1",
        },
        {"pkg:A": P, "pkg:A2": P, "pkg:B": P, "pkg:C": A},
    ),
    "a match statement in __getattr__": Case(
        {
            "pkg/__init__.py": """
                import warnings
                MORE = {"F", "G"}
                def __getattr__(name):
                    match name:
                        case "A":
                            from .a import A
                            return A
                        case "B" | "C" as which:
                            from pkg import a
                            return getattr(a, which)
                        case "D":
                            from .a import D as value
                        case "E":
                            warnings.warn("E goes", DeprecationWarning)
                            from .a import E
                            return E
                        case other if other in MORE:
                            from importlib import import_module
                            return getattr(import_module(".a", __name__), other)
                        case "version":
                            from importlib.metadata import version
                            return version("pkg")
                        case "Moved":
                            raise ImportError("Moved is pkg.a now")
                        case None | True | ["a", *_] | {"a": _}:
                            return None
                        case _:
                            raise AttributeError(name)
                    globals()[name] = value
                    return value
                """,
            "pkg/a.py": "class A: ...\nclass B: ...\nclass D: ...\nclass E: ...\nclass F: ...",
        },
        {
            "pkg:A": (P, "lazy-table", "class"), "pkg:B": (P, "lazy-table", "class"), "pkg:C": A, "pkg:D": (P, "lazy-table", "class"), "pkg:E": (D, "lazy-table", "class"),
            "pkg:F": (P, "lazy-table", "class"), "pkg:G": A, "pkg:version": P, "pkg:Moved": T, "pkg:H": A,
        },
    ),
    "a match statement that not every name ends in": Case(
        {
            "pkg/__init__.py": "def __getattr__(name):\n    match name:\n        case 'A': from .a import A; return A\n"
            "        case 'b': pass\n        case _: pass\n    raise AttributeError(name)",
            "pkg/rest.py": "import importlib\ndef __getattr__(name):\n    match name:\n        case 'b':\n            raise AttributeError(name)\n"
            "        case rest:\n            return importlib.import_module(f'.{rest}', 'pkg')",
            "pkg/a.py": "class A: ...",
        },
        {"pkg:A": (P, "lazy-table", "class"), "pkg:b": A, "pkg:c": A, "pkg.rest:a": (P, "lazy-table", "module"), "pkg.rest:b": A},
    ),
    "a match statement with patterns that are not followed": Case(
        {
            "pkg/__init__.py": "def __getattr__(name):\n    match name.split('_'):\n        case ['lazy', *rest] if rest:\n            from .a import A\n"
            "            return A\n        case _:\n            raise AttributeError(name)",
            "pkg/a.py": "class A: ...",
        },
        {"pkg:lazy_A": U, "pkg:other": U},
    ),
    "tables that a match statement fills": Case(
        {
            "pkg/__init__.py": "import sys\nT = {}\nmatch sys.platform:\n    case 'linux':\n        T['A'] = '.a'\n    case _:\n        T['B'] = '.a'\n"
            "match 'no':\n    case 'yes':\n        T['C'] = '.a'\n    case 'no':\n        T['D'] = '.a'\n"
            "def __getattr__(name):\n    import importlib\n    if name in T:\n        return getattr(importlib.import_module(T[name], __name__), name)\n    raise AttributeError(name)",
            "pkg/a.py": "A = B = C = D = 1",
        },
        {"pkg:A": P, "pkg:B": P, "pkg:C": A, "pkg:D": P, "pkg:E": A},
    ),
    "a __getattr__ that cannot be followed": Case(
        {
            "pkg/__init__.py": "from typing import TYPE_CHECKING\nfrom elsewhere import serve\n__all__ = ['A']\nif TYPE_CHECKING:\n"
            "    from .a import A, B\ndef __getattr__(name):\n    return serve(name)",
            "pkg/a.py": "A = B = 1",
        },
        {"pkg:A": (P, "lazy-table"), "pkg:B": U, "pkg:C": U},
    ),
    "for type checkers only": Case(
        {"pkg/__init__.py": "import typing as t\nif t.TYPE_CHECKING:\n    from .a import A\nelse:\n    B = 1", "pkg/a.py": "A = 1"},
        {"pkg:A": A, "pkg:B": (P, "definition")},
    ),
    "conditions": Case(
        {
            "pkg/__init__.py": "import sys\ntry:\n    from elsewhere import X\nexcept ImportError:\n    X = None\n"
            "try:\n    from .opt import Y\nexcept ImportError:\n    pass\nif has():\n    Z = 1\nelse:\n    Z = 2\nif has():\n    W = 1\n"
            "if sys.version_info >= (3, 8):\n    new = 1\nelse:\n    old = 1\ndel sys",
            "pkg/opt.py": "Y = 1",
        },
        {
            "pkg:X": P, "pkg:Y": (P, "conditional"), "pkg:Z": (P, "definition"), "pkg:W": (P, "conditional"),
            "pkg:new": (P, "definition"), "pkg:old": A, "pkg:sys": A,
        },
    ),
    "names bound by other means": Case(
        {
            "pkg/__init__.py": "_make()\ndef _expose():\n    global shown\n    shown = 1\n_expose()\nfor n in ('p', 'q'):\n"
            "    globals()[n] = make(n)\nglobals().update({'r': 1})\nimport sys\nsetattr(sys.modules[__name__], 's', 1)",
            "pkg/open.py": "for n in names():\n    globals()[n] = 1",
        },
        {"pkg:shown": P, "pkg:p": P, "pkg:r": P, "pkg:s": P, "pkg:t": A, "pkg.open:x": U},
    ),
    "a bare annotation": Case({"pkg/__init__.py": "x: int\ny: int = 1"}, {"pkg:x": U, "pkg:y": P}),
    "a replaced class": Case(
        {
            "pkg/__init__.py": "import sys\nclass M:\n    @property\n    def live(self): ...\nsys.modules[__name__].__class__ = M",
            "pkg/far.py": "import sys\nfrom elsewhere import M\nsys.modules[__name__].__class__ = M\nx = 1",
        },
        {"pkg:live": P, "pkg:gone": A, "pkg.far:x": P, "pkg.far:y": U},
    ),
    "both a module and a function": Case(
        {"pkg/__init__.py": "from .run import run", "pkg/run.py": "def run(): ...\ndef other(): ..."},
        {"pkg.run": (P, "re-export", "function"), "pkg:run": (P, "re-export", "function"), "pkg.run:other": P, "pkg.run.other": P},
    ),
    "folders without __init__": Case(
        {"space/part/mod.py": "x = 1"}, {"space.part.mod:x": P, "space.part": (P, "definition", "module"), "space:y": A},
    ),
    "stubs": Case(
        {
            "pkg/__init__.py": "from .fast import go", "pkg/fast.cpython-311-x86_64-linux-gnu.so": "", "pkg/fast.pyi": "def go(a: int) -> int: ...\nx: int",
            "pkg/bare.abi3.so": "", "pkg/only.pyi": "class C: ...",
        },
        {"pkg:go": (P, "re-export", "function"), "pkg.fast:x": P, "pkg.fast:y": A, "pkg.bare:x": U, "pkg.only:C": (P, "stub")},
    ),
    "a lazy table with stand-ins for a package that may be missing": Case(
        {
            "pkg/__init__.py": "import sys\nfrom lazy_imports import LazyImporter\n_s = {'real': ['A']}\n"
            "_s['utils.dummy_x_objects'] = ['A', 'B']\n"
            "sys.modules[__name__] = LazyImporter(__name__, __file__, _s)",
            "pkg/utils/dummy_x_objects.py": "def A(): ...\ndef B(): ...",
            "pkg/real.py": "class A: ...",
        },
        {"pkg:A": (P, "lazy-table", "class"), "pkg:B": (P, "lazy-table", "function")},
    ),
    "an attribute that a class has for type checkers only": Case(
        {
            "pkg/__init__.py": """
                from typing import TYPE_CHECKING
                def fill(cls): cls.made = 1
                class A:
                    if TYPE_CHECKING:
                        made: int
                    def __init_subclass__(cls): fill(cls)
                class B(A): ...
                """
        },
        {"pkg:B.made": U, "pkg:B.other": A},
    ),
    "members inherited from forms of typing": Case(
        {
            "pkg/__init__.py": "from typing import Dict, Generic, Mapping, TypeVar\nT = TypeVar('T')\n"
            "class A(Mapping, Generic[T]): ...\nclass B(Dict[str, int]): ..."
        },
        {"pkg:A.values": (P, "inherited"), "pkg:A.pop": A, "pkg:B.pop": (P, "inherited"), "pkg:B.popleft": A},
    ),
    "inherited members": Case(
        {
            "pkg/__init__.py": "from .base import Base, Mixin\nfrom pydantic import BaseModel\nfrom elsewhere import Far\nimport enum, typing as t\n"
            "class A(Base, Mixin[int]): ...\nclass M(BaseModel):\n    name: str\nclass E(enum.Enum):\n    ONE = 1\n"
            "class F(Far):\n    own = 1\nclass D(t.TypedDict):\n    k: str\nclass X(ValueError): ...\nclass Own:\n    def __init__(self):\n        self.later = 1",
            "pkg/base.py": "class Root:\n    def deep(self): ...\nclass Base(Root): ...\nclass Mixin:\n    def mixed(self): ...",
        },
        {
            "pkg:A.deep": (P, "inherited", "method"), "pkg:A.mixed": P, "pkg:A.none": A, "pkg:A.__init__": P, "pkg:M.name": (P, "field"),
            "pkg:M.json": P, "pkg:M.model_dump": U, "pkg:M.none": A, "pkg:E.ONE": P, "pkg:E.TWO": A, "pkg:F.own": P, "pkg:F.far": U,
            "pkg:D.keys": P, "pkg:X.args": P, "pkg:Own.later": U, "pkg:Own.never": A, "pkg:E.name": P,
        },
    ),
    "members set after the class": Case(
        {"pkg/__init__.py": "class A: ...\nA.x = 1\ndef f(): ...\nf.y = 1\nclass B: ...\nfor n in names():\n    setattr(B, n, 1)"},
        {"pkg:A.x": P, "pkg:A.z": A, "pkg:f.y": P, "pkg:f.z": A, "pkg:B.z": U},
    ),
    "members of objects": Case(
        {
            "pkg/__init__.py": "class S:\n    def go(self): ...\n    @property\n    def part(self) -> 'S': ...\nsettings = S()\n"
            "other: S = make()\nlazy = LazyLoader('pkg.sub', globals(), 'pkg.sub')\nloose = make()",
            "pkg/sub.py": "x = 1",
        },
        {
            "pkg:settings.go": (P, "definition", "method"), "pkg:settings.stop": A, "pkg:other.go": P, "pkg:S.part.go": P, "pkg:lazy.x": P,
            "pkg:loose.x": U,
        },
    ),
    "deprecations": Case(
        {
            "pkg/__init__.py": """
                import warnings
                from typing_extensions import deprecated
                from ._tools import deprecated_here, only_arguments, deprecate_kwarg
                @deprecated("use B")
                class A: ...
                class B:
                    def __init__(self):
                        warnings.warn("B goes", DeprecationWarning)
                    def m(self): ...
                class C:
                    '''Old.

                    .. deprecated:: 1.2
                       Use D.
                    '''
                def f():
                    '''Do.'''
                    warnings.warn("f goes", category=FutureDeprecationWarning)
                def g(a=None):
                    '''Do.

                    Args:
                        a: x
                            .. deprecated:: 1.0
                    '''
                    if a is not None:
                        warnings.warn("a is deprecated", DeprecationWarning)
                @deprecate_kwarg("a")
                def h(a): ...
                @deprecated_here()
                def i(): ...
                @only_arguments
                def j(): ...
                class K:
                    @deprecated("m goes")
                    def m(self): ...
                    def n(self): ...
                def l():
                    '''Deprecated: use f.'''
                def suppress_deprecation_warnings(): ...
                suppress_deprecation_warnings()
                old = deprecated("x")(f)
                """,
            "pkg/_tools.py": """
                import warnings
                def deprecated_here():
                    def wrap(function): return function
                    return wrap
                def only_arguments(function):
                    def inner(*args, **kwargs):
                        if "a" in kwargs:
                            warnings.warn("a", DeprecationWarning)
                        return function(*args, **kwargs)
                    return inner
                def deprecate_kwarg(name): ...
                """,
            "pkg/gone.py": "import warnings\nwarnings.warn('use pkg', DeprecationWarning)\nx = 1",
        },
        {
            "pkg:A": D, "pkg:B": D, "pkg:B.m": D, "pkg:C": D, "pkg:f": D, "pkg:g": P, "pkg:h": P, "pkg:i": D, "pkg:j": P,
            "pkg:K": P, "pkg:K.m": D, "pkg:K.n": P, "pkg:l": D, "pkg.gone:x": D, "pkg:old": D,
        },
    ),
    "one of several ways to call that is deprecated": Case(
        {
            "pkg/__init__.py": """
                from typing import overload
                from typing_extensions import deprecated
                class Server:
                    @overload
                    def __init__(self, name): ...
                    @overload
                    @deprecated("hook goes")
                    def __init__(self, name, hook): ...
                    def __init__(self, name, hook=None): ...
                """,
        },
        {"pkg:Server": P},
    ),
    "warnings about a value and not about the function": Case(
        {
            "pkg/__init__.py": """
                import warnings
                def _warn_form_deprecated(form):
                    if form is not None:
                        warnings.warn("form goes", DeprecationWarning)
                def f(form=None):
                    _warn_form_deprecated(form)
                def g():
                    warnings.warn("'a' will be replaced by 'b' as the default model", DeprecationWarning)
                def h(debug=False):
                    warnings.warn("The 'debug' parameter is deprecated", DeprecationWarning)
                def i():
                    _warn_deprecated("use f")
                """,
        },
        {"pkg:f": P, "pkg:g": P, "pkg:h": P, "pkg:i": D},
    ),
    "a decorator named deprecated that looks at arguments": Case(
        {
            "pkg/__init__.py": "from ._d import deprecated\n@deprecated\ndef f(): ...",
            "pkg/_d.py": "import warnings\ndef deprecated(fn):\n    def inner(*args, **kwargs):\n        if 'old' in kwargs:\n"
            "            warnings.warn('old', DeprecationWarning)\n        return fn(*args, **kwargs)\n    return inner",
        },
        {"pkg:f": P},
    ),
    "tombstones": Case(
        {
            "pkg/__init__.py": """
                from abc import abstractmethod
                def gone():
                    '''Gone.'''
                    raise ImportError("gone was removed in 1.0")
                def hook(): raise NotImplementedError
                class Gone:
                    def __init__(self, **kw): raise ValueError("Gone is no longer supported")
                    @classmethod
                    def make(cls): raise ValueError("removed, use Other")
                class Auto:
                    def __init__(self): raise OSError("Auto is designed to be made with from_name")
                    @classmethod
                    def from_name(cls): return cls
                class Base:
                    @abstractmethod
                    def run(self): raise NotImplementedError("to be written")
                    def stop(self): raise NotImplementedError("subclasses do this")
                class Removed(Exception): ...
                class RemovedProxy:
                    def __call__(self, *args, **kwargs): raise Removed("it moved to Other")
                OldName = RemovedProxy()
                for _n in ["Older"]:
                    globals()[_n] = RemovedProxy()
                def __getattr__(name):
                    if name == "Oldest": raise ImportError("Oldest has moved to pkg.new")
                    raise AttributeError(name)
                """,
            "pkg/dead.py": "'''Gone.'''\nraise ModuleNotFoundError('pkg.dead is now pkg.alive')\nx = 1",
        },
        {
            "pkg:gone": T, "pkg:hook": P, "pkg:Gone": T, "pkg:Gone.make": T, "pkg:Auto": P, "pkg:Base.run": P, "pkg:Base.stop": P,
            "pkg:OldName": T, "pkg:OldName.create": T, "pkg:Older": T, "pkg:Oldest": T, "pkg.dead:x": T, "pkg.dead": T, "pkg:Never": A,
        },
    ),
    "an import hook": Case(
        {
            "pkg/__init__.py": "from pkg._hook import install\ninstall()",
            "pkg/_hook.py": "import sys, importlib.abc\nMOVED = {'pkg.old': 'pkg.new'}\nclass Finder(importlib.abc.MetaPathFinder):\n"
            "    def find_spec(self, fullname, path=None, target=None):\n        new = MOVED.get(fullname)\n        if new is None:\n"
            "            return None\n        return spec(new)\ndef install():\n    sys.meta_path.insert(0, Finder())",
            "pkg/new.py": "x = 1",
        },
        {"pkg.old:x": U, "pkg.old.x": U, "pkg.older:x": A, "pkg.new:x": P},
    ),
    "an import hook that wraps what the import system finds": Case(
        {
            "pkg/__init__.py": "from pkg._hook import install\ninstall()",
            "pkg/_hook.py": """import sys
HOOKS = {}
ALIASES = {}
def register(name, hook): HOOKS[name] = [hook]
class Wrapping:
    def __init__(self): self.busy = {}
    def find_spec(self, fullname, path, target=None):
        if fullname not in HOOKS or fullname in self.busy:
            return None
        self.busy[fullname] = True
        try:
            import importlib.util
            spec = importlib.util.find_spec(fullname)
            spec.loader = Loader(spec.loader)
            return spec
        except (ImportError, AttributeError):
            notify(fullname)
        finally:
            del self.busy[fullname]
def install(): sys.meta_path.insert(0, Wrapping())""",
            "pkg/here.py": "x = 1",
        },
        {"pkg.gone:x": A, "pkg.gone.x": A, "pkg.gone.far:x": A, "pkg.here:x": P, "pkg.here:y": A},
    ),
    "an import hook that looks elsewhere for what is not found": Case(
        {
            "pkg/__init__.py": "from pkg._hook import install\ninstall()",
            "pkg/_hook.py": "import sys\nfrom importlib.util import find_spec\nclass Falling:\n    def find_spec(self, fullname, path=None, target=None):\n"
            "        return find_spec(fullname) or find_spec(fullname.replace('pkg', 'other'))\ndef install():\n    sys.meta_path.append(Falling())",
        },
        {"pkg.gone:x": U},
    ),
    "names served where a module is found": Case(
        {
            "pkg/__init__.py": "import importlib.util\ndef __getattr__(name):\n    if importlib.util.find_spec(f'.{name}', __name__) is None:\n"
            "        raise AttributeError(name)\n    return importlib.import_module(f'pkg.{name}')",
            "pkg/sub.py": "x = 1",
        },
        {"pkg:gone": A, "pkg:sub": P},
    ),
    "a flag that a test of the environment sets": Case(
        {
            "pkg/__init__.py": "import os, sys\nfrom pkg.flags import has_torch\nfrom lazy import LazyModule\nT = {'a': ['A']}\n"
            "if has_torch():\n    T['real'] = ['R', 'F']\nelse:\n    T['dummy_objects'] = ['R', 'F']\n"
            "sys.modules[__name__] = LazyModule(__name__, T)",
            "pkg/flags.py": "import os, importlib.util\nUSED = os.environ.get('USE', 'AUTO')\n"
            "if USED in ('1', 'AUTO'):\n    _torch = importlib.util.find_spec('torch') is not None\nelse:\n    _torch = False\n"
            "def has_torch():\n    return _torch",
            "pkg/real.py": "class R: ...\ndef F(a): ...",
            "pkg/dummy_objects.py": "class R:\n    def __init__(self, *args): needs(self, ['torch'])\nF = None",
            "pkg/a.py": "class A: ...",
        },
        {"pkg:R": (P, "lazy-table", "class"), "pkg:F": (P, "lazy-table", "function"), "pkg:A": P, "pkg:B": A},
    ),
    "bases that are classes of PyTorch": Case(
        {
            "pkg/__init__.py": "from torch import nn\nfrom torch.nn import ModuleDict\nimport torch\n"
            "class S(nn.Sequential): ...\nclass M(torch.nn.Module): ...\nclass D(ModuleDict): ...",
        },
        {
            "pkg:S.parameters": (P, "other-distribution"), "pkg:S.append": U, "pkg:S._hidden": U, "pkg:S.encode": A,
            "pkg:M.append": A, "pkg:M.to": P, "pkg:D.keys": U, "pkg:D.append": A,
        },
    ),
    "definitions that stand in for a star import": Case(
        {
            "pkg/__init__.py": "import os\nfrom pkg.all import *\nif os.environ.get('SMALL'):\n    class Model:\n        def load(*args): ...\n"
            "    class Small: ...\nelse:\n    try:\n        from pkg.gpu import *\n    except OSError:\n        from pkg.cpu import *",
            "pkg/all.py": "class Always: ...",
            "pkg/gpu.py": "class Model:\n    def load(self, name): ...\n    def save(self): ...\ndef fast(): ...",
            "pkg/cpu.py": "Model = None\nfast = None\nslow = 1",
        },
        {
            "pkg:Model": (P, "conditional", "class"), "pkg:Model.save": (P, "conditional", "method"), "pkg:fast": (P, "conditional", "function"),
            "pkg:slow": (P, "conditional"), "pkg:Small": (P, "conditional", "class"), "pkg:Always": (P, "re-export"), "pkg:gone": A,
        },
    ),
    "an entry in sys.modules": Case(
        {"pkg/__init__.py": "import sys\nfrom pkg import new\nsys.modules[__name__ + '.old'] = new", "pkg/new.py": "x = 1"},
        {"pkg.old:x": U, "pkg.older:x": A},
    ),
    "an empty wheel": Case({}, {"inner:x": U}, requires=("inner>=2",)),
    "an empty wheel and what it depends on": Case(
        {}, {"inner:x": (P, "other-distribution"), "inner.x": P, "inner:y": A}, requires=("inner>=2",), others={"inner": {"inner/__init__.py": "x = 1"}},
    ),
    "a package in several distributions": Case(
        {"pkg/core.py": "from pkg.extra import E"},
        {"pkg.extra:E": (P, "other-distribution", "class"), "pkg.core:E": (P, "other-distribution", "class"), "pkg.extra:F": A},
        requires=("pkg-extra", "pkg-far; extra == 'all'"),
        others={"pkg-extra": {"pkg/extra/__init__.py": "class E: ..."}},
    ),
    "a part of the package that was not read": Case(
        {"pkg/core.py": "from pkg.extra import E"}, {"pkg.extra:E": U, "pkg.core:E": P}, requires=("pkg-extra",),
    ),
    "re-exports from other projects": Case(
        {"pkg/__init__.py": "from elsewhere import X\nimport elsewhere.sub as s\nfrom enum import Enum"},
        {"pkg:X": (P, "other-distribution"), "pkg:s": (P, "other-distribution"), "pkg:X.y": U, "pkg:Enum": (P, "re-export", "class")},
    ),
    "inheritance from another distribution": Case(
        {"pkg/__init__.py": "from pkg_core import Base\nclass A(Base): ..."},
        {"pkg:A.run": (P, "other-distribution", "method"), "pkg:A.none": A},
        requires=("pkg-core",),
        others={"pkg-core": {"pkg_core/__init__.py": "class Base:\n    def run(self): ..."}},
    ),
    "files below .data": Case({"pkg-1.0.data/purelib/pkg/__init__.py": "x = 1"}, {"pkg:x": P}),
    "overloads and setters": Case(
        {
            "pkg/__init__.py": "from typing import overload\nfrom typing_extensions import deprecated\n@overload\n@deprecated('not with str')\n"
            "def f(a: str): ...\n@overload\ndef f(a: int): ...\ndef f(a): ...\nclass A:\n    @property\n    def p(self): ...\n"
            "    @p.setter\n    @deprecated('do not set')\n    def p(self, v): ...",
        },
        {"pkg:f": P, "pkg:A.p": P},
    ),
    "Python that this reader does not know": Case({"pkg/__init__.py": "print 'hello'\nx = 1"}, {"pkg:x": U}),
}  # fmt: skip


@pytest.mark.parametrize(("case", "ref"), [(name, ref) for name, case in CASES.items() for ref in case.findings])
def test_a_pattern_gives_its_finding(case: str, ref: str) -> None:
    given = CASES[case]
    others = {name: wheel(files, name) for name, files in given.others.items()}

    def fetch(requirement: Requirement) -> Artifact | None:
        return others.get(requirement.name)

    (found,) = resolve([ref], [wheel(given.files, requires=given.requires)], fetch)
    expected = given.findings[ref]
    state, how, kind = (*expected, None, None)[:3] if isinstance(expected, tuple) else (expected, None, None)
    assert found.state is state, found
    if how is not None:
        assert found.how is How(how), found
    if kind is not None:
        assert found.kind is ObjectKind(kind), found
    if state is U:
        assert found.reason


def test_a_broken_requirement_leaves_everything_else_decided() -> None:
    files = {"pkg/__init__.py": "from pkg_core import Base\nclass Own: ...\nclass A(Base): ..."}

    def fetch(_: Requirement) -> Artifact | None:
        raise CorruptArtifact("pkg_core-1.0-py3-none-any.whl", "not a zip archive that can be read")

    own, other = resolve(["pkg:Own", "pkg:A.run"], [wheel(files, requires=["pkg-core"])], fetch)
    assert (own.state, other.state) == (P, U)


def test_public_names_are_those_that_a_package_lists_or_defines_in_modules_that_are_not_private() -> None:
    files = {
        "pkg/__init__.py": "from ._impl import A, B\n__all__ = ['A']\nc = 1",
        "pkg/_impl.py": "class A: ...\nclass B: ...",
        "pkg/open.py": "from ._impl import B\nimport os\nclass C:\n    def m(self): ...\ndef _hidden(): ...",
        "pkg/lazy.py": "import sys\nfrom lazy_imports import LazyImporter\n"
        "sys.modules[__name__] = LazyImporter(__name__, __file__, {'open': ['C']})",
        "pkg/tests/test_a.py": "class D: ...",
    }
    found = {one.ref: one.target for one in public_names([wheel(files)])}
    assert found == {"pkg:A": "pkg._impl:A", "pkg.open:C": "pkg.open:C", "pkg.lazy:C": "pkg.open:C"}
