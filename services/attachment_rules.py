"""Where a template takes files, and what it says of them: read from the schema of one entry."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from form_templates.pointers import split

Path = tuple[str, ...]
EACH = "*"
LONGEST_POINTER = 200  # as long as is stored with an attachment
BRANCHES = ("if", "then", "else")


def attachment_rules(schema: Mapping[str, Any]) -> dict[Path, Mapping[str, Any]]:
    """Path of members ("*" for each item of a list) → the field's x-attachment."""
    return dict(_walk(schema, schema, ()))


def rule_at(schema: Mapping[str, Any], pointer: str) -> Mapping[str, Any] | None:
    """The rule of the field a pointer names; positions in lists may be numbers, "-", or left out."""
    if len(pointer) > LONGEST_POINTER:
        return None
    wanted = tuple(part for part in split(pointer) if not (part.isdigit() or part == "-"))
    rules = {tuple(part for part in path if part != EACH): rule for path, rule in attachment_rules(schema).items()}
    return rules.get(wanted)


def attached_ids(schema: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each (pointer, attachment id) that the answers of one entry hold."""
    for path in attachment_rules(schema):
        yield from _values(answers, path, "")


def _walk(schema: Any, root: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if not isinstance(schema, Mapping):
        return
    schema = _referred(schema, root)
    if schema.get("format") == "attachment":
        yield path, schema.get("x-attachment", {})
    for name, member in schema.get("properties", {}).items():
        yield from _walk(member, root, (*path, name))
    if "items" in schema:
        yield from _walk(schema["items"], root, (*path, EACH))
    for branch in _branches(schema):
        yield from _walk(branch, root, path)


def _branches(schema: Mapping[str, Any]) -> list[Any]:
    alternatives: Sequence[Any] = [*schema.get("allOf", ()), *schema.get("oneOf", ())]
    conditional = [schema[name] for name in BRANCHES if name in schema]
    return [*alternatives, *conditional, *schema.get("dependentSchemas", {}).values()]


def _referred(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema
    name = reference.removeprefix("#/$defs/")
    referred: Mapping[str, Any] = root.get("$defs", {}).get(name, {})
    return referred


def _values(value: Any, path: Path, pointer: str) -> Iterator[tuple[str, str]]:
    if not path:
        if isinstance(value, str):
            yield pointer, value
    elif path[0] == EACH:
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from _values(item, path[1:], f"{pointer}/{index}")
    elif isinstance(value, Mapping) and path[0] in value:
        yield from _values(value[path[0]], path[1:], f"{pointer}/{path[0]}")
