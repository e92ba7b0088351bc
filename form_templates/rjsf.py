"""What react-jsonschema-form needs beyond the standard, so that it draws the fields the engine shows: the schema accepts
what it accepted, and the uiSchema asks for nothing that its core would stumble over.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from form_templates.resolved import FieldType
from form_templates.tree import Field, Node
from form_templates.unfold import unfold

Schema = Mapping[str, Any]
Ui = Mapping[str, Any]

WIDGETS: Mapping[FieldType, frozenset[str]] = MappingProxyType(
    {
        FieldType.TEXT: frozenset({"text", "textarea", "email", "uri", "hidden"}),
        FieldType.LONG_TEXT: frozenset({"text", "textarea", "hidden"}),
        FieldType.INTEGER: frozenset({"text", "updown", "range", "hidden"}),
        FieldType.NUMBER: frozenset({"text", "updown", "range", "hidden"}),
        FieldType.BOOLEAN: frozenset({"checkbox", "radio", "select", "hidden"}),
        FieldType.DATE: frozenset({"date", "text", "hidden"}),
        FieldType.MONTH: frozenset({"text", "hidden"}),
        FieldType.CHOICE: frozenset({"select", "radio", "hidden"}),
        FieldType.MULTI_CHOICE: frozenset({"select", "checkboxes", "hidden"}),
        FieldType.ATTACHMENT: frozenset({"text", "hidden"}),
        FieldType.ATTACHMENTS: frozenset({"hidden"}),
        FieldType.GROUP: frozenset({"hidden"}),
        FieldType.LIST: frozenset({"hidden"}),
    },
)
"""What core has and what suits the field; it raises for any other. A field says itself which widget its author wants."""

_DEPENDENT = frozenset({"dependentRequired", "dependentSchemas"})
_INNER = ("items", "if", "then", "else")
_TYPE_NAMES = {bool: "boolean", int: "integer", float: "number", str: "string"}


def fit_schema(schema: Schema) -> dict[str, Any]:
    """References and choices between objects written out, and every dependency as an `if`, which it understands."""
    return _fit(unfold(schema))


def fit_ui(ui: Ui, node: Node) -> dict[str, Any]:
    """Of an object, whose members `node` holds."""
    fitted = _flatten(ui)
    order = fitted.get("ui:order")
    if isinstance(order, list):
        fitted["ui:order"] = list(dict.fromkeys([*(name for name in order if isinstance(name, str)), "*"]))
    inner = {**node.fields, **({"items": node.item} if node.item else {})}
    return {**fitted, **{name: _fit_field(field) for name, field in inner.items() if name in ui}}


def _fit_field(field: Field) -> dict[str, Any]:
    fitted = fit_ui(field.ui, field.node)
    if not _has_widget(field, fitted.get("ui:widget")):
        fitted.pop("ui:widget", None)
    return fitted


def _has_widget(field: Field, widget: Any) -> bool:
    """Checkboxes are drawn only where no option can be taken twice."""
    if widget == "checkboxes" and not any(layer.schema.get("uniqueItems") for layer in field.layers):
        return False
    return isinstance(widget, str) and widget in WIDGETS[field.look.type]


def _flatten(ui: Ui) -> dict[str, Any]:
    """There are two ways to write an option; this is the one that the engine reads."""
    options = ui.get("ui:options")
    spread = {f"ui:{name}": value for name, value in options.items()} if isinstance(options, dict) else {}
    return {**spread, **{name: value for name, value in ui.items() if name != "ui:options"}}


def _fit(schema: Schema) -> dict[str, Any]:
    fitted = {name: value for name, value in schema.items() if name not in _DEPENDENT}
    fitted |= {name: _fit(schema[name]) for name in _INNER if name in schema}
    if "properties" in schema:
        fitted["properties"] = {name: _fit(member) for name, member in schema["properties"].items()}
    parts = [*schema.get("allOf", []), *_dependencies(schema)]
    if parts:
        fitted["allOf"] = [_fit(part) for part in parts]
    if "oneOf" in schema and "type" not in schema:
        return {**_type_of(schema["oneOf"]), **fitted}
    return fitted


def _dependencies(schema: Schema) -> Iterator[dict[str, Any]]:
    for name, names in schema.get("dependentRequired", {}).items():
        yield {"if": _given(name), "then": {"required": names}}
    for name, part in schema.get("dependentSchemas", {}).items():
        yield {"if": _given(name), "then": part}


def _given(name: str) -> dict[str, Any]:
    return {"type": "object", "required": [name]}


def _type_of(options: list[Schema]) -> dict[str, str]:
    """Said or not, it is the one that all options have."""
    names = {_TYPE_NAMES[type(option["const"])] for option in options}
    return {"type": names.pop()} if len(names) == 1 else {}
