"""Base classes of other projects that so many classes inherit from that their names are kept here.

They are used only where the other distribution is not at hand. Sources: the references of pydantic 1.10 and 2.12,
and of PyTorch 2.
"""

from dataclasses import dataclass

from ingest.resolver.python.outcome import Found, Object, Open
from ingest.resolver.resolution import How


@dataclass(frozen=True, slots=True)
class KnownBase:
    """The names that a base class has: `always` in every version in use, `sometimes` in some of them."""

    module: str
    name: str
    always: frozenset[str]
    sometimes: frozenset[str]

    def look_up(self, base: Object, name: str) -> Found | Open | None:
        """Return what is known of a name: it is there, it may be, or (null) it is not."""
        if name in self.always:
            inherited = Object(base.module, base.node, name, base.line, outside=f"{self.module}:{self.name}.{name}")
            return Found(inherited, frozenset({How.INHERITED, How.OTHER_DISTRIBUTION}))
        if name in self.sometimes or name.startswith("_"):
            return Open(f"it may be inherited from {self.module}:{self.name}, which was not read")
        return None


_MODEL = frozenset(
    {
        *("construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw", "schema"),
        *("schema_json", "update_forward_refs", "validate"),
    }
)
_MODEL_OF_ONE_VERSION = frozenset(
    {
        *("Config", "fields", "model_computed_fields", "model_config", "model_construct", "model_copy", "model_dump"),
        *("model_dump_json", "model_extra", "model_fields", "model_fields_set", "model_json_schema"),
        *("model_parametrized_name", "model_post_init", "model_rebuild", "model_validate", "model_validate_json"),
        *("model_validate_strings", "root", "settings_customise_sources"),
    }
)
_TORCH_MODULE = frozenset(
    {
        *("add_module", "apply", "bfloat16", "buffers", "children", "cpu", "cuda", "double", "dump_patches", "eval"),
        *("extra_repr", "float", "forward", "get_buffer", "get_extra_state", "get_parameter", "get_submodule", "half"),
        *("ipu", "load_state_dict", "modules", "named_buffers", "named_children", "named_modules", "named_parameters"),
        *("parameters", "register_backward_hook", "register_buffer", "register_forward_hook", "register_module"),
        *("register_forward_pre_hook", "register_full_backward_hook", "register_parameter", "requires_grad_"),
        *("set_extra_state", "share_memory", "state_dict", "to", "to_empty", "train", "type", "xpu", "zero_grad"),
    }
)
_TORCH_MODULE_OF_SOME_VERSIONS = frozenset(
    {
        *("T_destination", "call_super_init", "compile", "mtia", "register_full_backward_pre_hook", "set_submodule"),
        *("register_load_state_dict_post_hook", "register_load_state_dict_pre_hook", "training"),
        *("register_state_dict_post_hook", "register_state_dict_pre_hook"),
    }
)
_OF_CONTAINERS = {
    "Module": frozenset[str](),
    "Sequential": frozenset({"append", "extend", "insert", "pop"}),
    "ModuleList": frozenset({"append", "extend", "insert", "pop"}),
    "ModuleDict": frozenset({"clear", "items", "keys", "pop", "update", "values"}),
}
_NOTHING: frozenset[str] = frozenset()
_KNOWN = {
    (base.module, base.name): base
    for base in (
        *(
            KnownBase(module, name, _MODEL, _MODEL_OF_ONE_VERSION)
            for module, name in (
                ("pydantic", "BaseModel"),
                ("pydantic.v1", "BaseModel"),
                ("pydantic.main", "BaseModel"),
                ("pydantic", "RootModel"),
                ("pydantic", "BaseSettings"),
                ("pydantic_settings", "BaseSettings"),
                ("pydantic.generics", "GenericModel"),
            )
        ),
        *(
            KnownBase(module, f"{path}{name}", _TORCH_MODULE, _TORCH_MODULE_OF_SOME_VERSIONS | added)
            for name, added in _OF_CONTAINERS.items()
            for module, path in (
                *(("torch.nn", ""), ("torch", "nn."), ("torch.nn.modules", "")),
                ("torch.nn.modules.module" if name == "Module" else "torch.nn.modules.container", ""),
            )
        ),
        *(
            KnownBase("typing_extensions", name, frozenset(dir(same)) - frozenset(dir(object)), _NOTHING)
            for name, same in (("Protocol", object), ("TypedDict", dict), ("Generic", object), ("Any", object))
        ),
    )
}


def known_base(module: str, name: str) -> KnownBase | None:
    """Return what is known of a class of another project."""
    return _KNOWN.get((module, name))
