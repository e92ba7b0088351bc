"""How one field presents itself: what kind it is, its texts, options and bounds, read from the schema that declares it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from form_templates.resolved import AttachmentRule, FieldType, Option

Schema = Mapping[str, Any]

_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_TYPE_BY_FORMAT = {
    "attachment": FieldType.ATTACHMENT,
    "date": FieldType.DATE,
    "year-month": FieldType.MONTH,
    "year-month-or-present": FieldType.MONTH,
}
_TYPE_BY_SCHEMA_TYPE = {
    "object": FieldType.GROUP,
    "array": FieldType.LIST,
    "integer": FieldType.INTEGER,
    "number": FieldType.NUMBER,
    "boolean": FieldType.BOOLEAN,
}
_LIST_TYPE_BY_ITEM = {FieldType.CHOICE: FieldType.MULTI_CHOICE, FieldType.ATTACHMENT: FieldType.ATTACHMENTS}


@dataclass(frozen=True, slots=True)
class Look:
    title: str
    help: str | None
    placeholder: str | None
    type: FieldType
    widget: str | None
    read_only: bool
    options: tuple[Option, ...]
    minimum: float | None
    maximum: float | None
    min_length: int | None
    max_length: int | None
    pattern: str | None
    format: str | None
    attachment: AttachmentRule | None
    default: Any
    unit: str | None
    messages: Mapping[str, str]


def merge_schemas(schemas: Iterable[Schema]) -> dict[str, Any]:
    """What several declarations of one field say together: the tighter bound, and otherwise the later word."""
    merged: dict[str, Any] = {}
    for schema in schemas:
        bounds = {name: max(merged[name], schema[name]) for name in _LOWER_BOUNDS if name in merged and name in schema}
        bounds |= {name: min(merged[name], schema[name]) for name in _UPPER_BOUNDS if name in merged and name in schema}
        merged = {**merged, **schema, **bounds}
    return merged


def look_of(schema: Schema, ui: Mapping[str, Any], *, name: str) -> Look:
    kind = type_of(schema, ui)
    items = schema.get("items", {})
    inner = items if kind in {FieldType.MULTI_CHOICE, FieldType.ATTACHMENTS} else schema
    return Look(
        title=schema.get("title", name),
        help=schema.get("description", ui.get("ui:help")),
        placeholder=ui.get("ui:placeholder"),
        type=kind,
        widget=ui.get("ui:widget"),
        read_only=bool(schema.get("readOnly") or "x-computed" in schema or ui.get("ui:readonly")),
        options=_options_of(inner),
        minimum=_tighter(max, schema.get("minimum"), schema.get("exclusiveMinimum")),
        maximum=_tighter(min, schema.get("maximum"), schema.get("exclusiveMaximum")),
        min_length=schema.get("minItems" if schema.get("type") == "array" else "minLength"),
        max_length=schema.get("maxItems" if schema.get("type") == "array" else "maxLength"),
        pattern=schema.get("pattern"),
        format=inner.get("format"),
        attachment=_attachment_of(inner) if inner.get("format") == "attachment" else None,
        default=schema.get("default"),
        unit=schema.get("x-unit"),
        messages=schema.get("x-messages", {}),
    )


def type_of(schema: Schema, ui: Mapping[str, Any]) -> FieldType:
    if "enum" in schema or "oneOf" in schema or "const" in schema:
        return FieldType.CHOICE
    kind = _TYPE_BY_FORMAT.get(schema.get("format", "")) or _TYPE_BY_SCHEMA_TYPE.get(schema.get("type", ""))
    if kind is FieldType.LIST:
        return _LIST_TYPE_BY_ITEM.get(type_of(schema.get("items", {}), {}), FieldType.LIST)
    if kind is None:
        return FieldType.LONG_TEXT if ui.get("ui:widget") == "textarea" else FieldType.TEXT
    return kind


def _tighter(choose: Any, *bounds: float | None) -> float | None:
    return choose((bound for bound in bounds if bound is not None), default=None)  # type: ignore[no-any-return]


def _options_of(schema: Schema) -> tuple[Option, ...]:
    if "oneOf" in schema:
        options = [Option(choice["const"], choice.get("title", str(choice["const"]))) for choice in schema["oneOf"]]
    else:
        options = [Option(value, str(value)) for value in schema.get("enum", [])]
    if "enum" in schema:
        options = [option for option in options if option.value in schema["enum"]]
    if "const" in schema:
        fixed = [option for option in options if option.value == schema["const"]]
        options = fixed or [Option(schema["const"], str(schema["const"]))]
    return tuple(options)


def _attachment_of(schema: Schema) -> AttachmentRule:
    rule = schema.get("x-attachment", {})
    return AttachmentRule(
        media_types=tuple(rule.get("mediaTypes", [])),
        max_bytes=rule.get("maxBytes"),
        min_width=rule.get("minWidth"),
        min_height=rule.get("minHeight"),
        sample=rule.get("sample"),
    )
