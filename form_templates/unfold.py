"""Rewrites a schema into an equal one that is easier to follow: `$ref`s written out, and a choice between objects
turned into the conditions it stands for. Validators and field trees are made from the result.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

ANNOTATIONS = frozenset(
    {"title", "description", "default", "readOnly", "x-unit", "x-attachment", "x-computed", "x-messages"}
)

_SCHEMA_MEMBERS = ("items", "if", "then", "else")
_SCHEMA_MAPS = ("properties", "dependentSchemas")


def unfold(schema: Schema) -> dict[str, Any]:
    return _unfold(schema, schema.get("$defs", {}))


def is_option_list(branches: Sequence[Schema]) -> bool:
    return all("const" in branch for branch in branches)


def find_discriminator(branches: Sequence[Schema]) -> str | None:
    """The one member that every branch requires and gives a constant of its own."""
    names: list[str] = list(branches[0].get("properties", {}))
    for name in names:
        if not all(_fixes(branch, name) for branch in branches):
            continue
        constants = [branch["properties"][name]["const"] for branch in branches]
        if all(constant not in constants[:place] for place, constant in enumerate(constants)):
            return name
    return None


def _fixes(branch: Schema, name: str) -> bool:
    return "const" in branch.get("properties", {}).get(name, {}) and name in branch.get("required", [])


def _unfold(schema: Schema, definitions: Mapping[str, Schema]) -> dict[str, Any]:
    if "$ref" in schema:
        return _write_out(schema, definitions)
    result = {name: value for name, value in schema.items() if name != "$defs"}
    for name in _SCHEMA_MEMBERS:
        if name in result:
            result[name] = _unfold(result[name], definitions)
    for name in _SCHEMA_MAPS:
        if name in result:
            result[name] = {key: _unfold(member, definitions) for key, member in result[name].items()}
    if "allOf" in result:
        result["allOf"] = [_unfold(member, definitions) for member in result["allOf"]]
    if "oneOf" in result and not is_option_list(result["oneOf"]):
        return _as_conditions(result, [_unfold(branch, definitions) for branch in result["oneOf"]])
    return result


def _write_out(schema: Schema, definitions: Mapping[str, Schema]) -> dict[str, Any]:
    """Annotations beside a `$ref` replace those of its target; constraints beside it are added to the target's."""
    target = _unfold(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions)
    return _put_beside(target, _unfold({name: value for name, value in schema.items() if name != "$ref"}, definitions))


def _put_beside(target: dict[str, Any], beside: dict[str, Any]) -> dict[str, Any]:
    if all(name in ANNOTATIONS or name not in target for name in beside):
        return {**target, **beside}
    return {
        **{name: value for name, value in beside.items() if name != "allOf"},
        "allOf": [target, *beside.get("allOf", [])],
    }


def _as_conditions(schema: dict[str, Any], branches: list[dict[str, Any]]) -> dict[str, Any]:
    """`oneOf` objects told apart by a constant member: that member becomes a required choice, and each branch applies
    when its constant is chosen.
    """
    name = find_discriminator(branches)
    if name is None:
        raise KeyError("oneOf without a discriminator")
    choice = _discriminator_field(name, branches)
    given = schema.get("properties", {})
    properties = {name: choice, **given}
    return {
        **{key: value for key, value in schema.items() if key != "oneOf"},
        "type": "object",
        "properties": {**properties, name: _put_beside(choice, given.get(name, {}))},
        "required": list(dict.fromkeys([*schema.get("required", []), name])),
        "allOf": [*schema.get("allOf", []), *(_as_condition(name, branch) for branch in branches)],
    }


def _discriminator_field(name: str, branches: list[dict[str, Any]]) -> dict[str, Any]:
    members = [branch["properties"][name] for branch in branches]
    options = [
        {"const": member["const"], "title": branch.get("title", str(member["const"]))}
        for member, branch in zip(members, branches, strict=True)
    ]
    return {"title": members[0].get("title", name), "oneOf": options}


def _as_condition(name: str, branch: dict[str, Any]) -> dict[str, Any]:
    constant = branch["properties"][name]["const"]
    properties = {key: member for key, member in branch["properties"].items() if key != name}
    return {
        "if": {"properties": {name: {"const": constant}}, "required": [name]},
        "then": {**{key: value for key, value in branch.items() if key != "title"}, "properties": properties},
    }
