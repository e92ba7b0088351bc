"""The shape of template and form documents, themselves described in JSON Schema: what is not listed is not allowed."""

from typing import Any

from form_templates.formats import FORMATS
from form_templates.limits import (
    MAX_DEFINITIONS,
    MAX_ENUM,
    MAX_EXAMPLES,
    MAX_EXPRESSION,
    MAX_PROPERTIES,
    MAX_RULES,
    MAX_SECTIONS,
    MAX_TEMPLATES,
)

FIELD_CODES = ("REQUIRED", "TYPE", "FORMAT", "ENUM", "LENGTH", "RANGE", "PATTERN", "COUNT", "UNIQUE")
"""What can be wrong with one field, and said in the author's own words."""

LONG_TEXT = 2000  # a help text of a screenful
SHORT_TEXT = 200
FIELD_NAME = "^[a-z][A-Za-z0-9_]{0,63}$"  # so that it can be written as entry.name in CEL
LARGEST_COUNT = 2**31 - 1  # what GraphQL can say

_RESERVED = [
    *("in", "true", "false", "null"),  # words of CEL
    *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"),  # what any object of a browser has
    *("toLocaleString", "toString", "valueOf"),
]

_KINDS = ["SECTION", "ACHIEVEMENT", "EXCEPTION", "MATERIAL"]
_LOCALE = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
_ANY_SCALAR = {"type": ["string", "integer", "number", "boolean"]}
_COUNT = {"type": "integer", "minimum": 0, "maximum": LARGEST_COUNT}
_AMOUNT = {**_COUNT, "minimum": 1}
_TEXT = {"type": "string", "minLength": 1, "maxLength": LONG_TEXT}
_KEY = {"type": "string", "pattern": "^[a-z][A-Za-z0-9._-]{0,99}$"}
_SAMPLE = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,100}$"}  # the id of a file put there for all to see
_EXPRESSION = {"type": "string", "minLength": 1, "maxLength": MAX_EXPRESSION}
_POINTER = {"type": "string", "pattern": "^(/[^/]+)*$", "maxLength": LONG_TEXT}


def _object(properties: dict[str, Any], *, required: list[str] | None = None) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required or [], "additionalProperties": False}


def _list(items: dict[str, Any], *, most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": most}


def _map(values: dict[str, Any], *, names: str | None = None) -> dict[str, Any]:
    plain: dict[str, Any] = {"type": "object", "additionalProperties": values, "maxProperties": LONG_TEXT}
    return {**plain, "propertyNames": {"pattern": names, "not": {"enum": _RESERVED}}} if names else plain


_TEXTS = {"$ref": "#/$defs/texts"}
_SCHEMA = {"$ref": "#/$defs/schema"}
_NAMES = _list({"type": "string", "pattern": FIELD_NAME}, most=MAX_PROPERTIES)
_FIELDS = {**_map(_SCHEMA, names=FIELD_NAME), "minProperties": 1, "maxProperties": MAX_PROPERTIES}

SCHEMA_MEMBERS: dict[str, Any] = {
    "type": {"enum": ["object", "array", "string", "integer", "number", "boolean"]},
    "properties": _FIELDS,
    "required": _NAMES,
    "title": {"type": "string", "minLength": 1, "maxLength": SHORT_TEXT},
    "description": _TEXT,
    "default": True,
    "enum": {**_list(_ANY_SCALAR, most=MAX_ENUM), "minItems": 1, "uniqueItems": True},
    "const": _ANY_SCALAR,
    "oneOf": {**_list(_SCHEMA, most=MAX_ENUM), "minItems": 1},
    "items": _SCHEMA,
    "minItems": _COUNT,
    "maxItems": _COUNT,
    "uniqueItems": {"type": "boolean"},
    "minLength": _COUNT,
    "maxLength": _COUNT,
    "pattern": {"type": "string", "maxLength": SHORT_TEXT},
    "format": {"enum": sorted(FORMATS)},
    "minimum": {"type": "number"},
    "maximum": {"type": "number"},
    "exclusiveMinimum": {"type": "number"},
    "exclusiveMaximum": {"type": "number"},
    "multipleOf": {"type": "number", "exclusiveMinimum": 0},
    "if": _SCHEMA,
    "then": _SCHEMA,
    "else": _SCHEMA,
    "allOf": {**_list(_SCHEMA, most=MAX_PROPERTIES), "minItems": 1},
    "dependentRequired": _map(_NAMES, names=FIELD_NAME),
    "dependentSchemas": _map(_SCHEMA, names=FIELD_NAME),
    "$defs": {**_map(_SCHEMA, names=FIELD_NAME), "maxProperties": MAX_DEFINITIONS},
    "$ref": {"type": "string", "pattern": "^#/\\$defs/[a-z][A-Za-z0-9_]{0,63}$"},
    "readOnly": {"type": "boolean"},
    "x-unit": {"type": "string", "minLength": 1, "maxLength": SHORT_TEXT},
    "x-attachment": _object(
        {
            "mediaTypes": {**_list({"type": "string", "pattern": "^[a-z]+/[a-z0-9.+-]+$"}, most=20), "minItems": 1},
            "maxBytes": _AMOUNT,
            "minWidth": _AMOUNT,
            "minHeight": _AMOUNT,
            "sample": _SAMPLE,
        },
    ),
    "x-computed": _EXPRESSION,
    "x-messages": _object(dict.fromkeys(FIELD_CODES, _TEXT)),
}

_RULE_MEMBERS: dict[str, Any] = {
    "id": _KEY,
    "when": _EXPRESSION,
    "must": _EXPRESSION,
    "from": _EXPRESSION,
    "numbers": {**_map(_EXPRESSION, names="^[A-Za-z][A-Za-z0-9_]*$"), "maxProperties": 20},
    "at": _POINTER,
    "severity": {"enum": ["ERROR", "WARNING", "NOTICE"]},
    "waivedFor": _list({"enum": ["REGULAR", "EXCEPTIONAL", "GREEN_CHANNEL", "LATERAL", "DELEGATED"]}, most=5),
    "message": _TEXTS,
}
_ENTRIES = _object({"min": _COUNT, "max": {**_AMOUNT, "type": ["integer", "null"]}})
_UI: dict[str, Any] = {
    **_map({"$ref": "#/$defs/ui"}, names="^(ui:[A-Za-z:]{1,50}|[a-z][A-Za-z0-9_]{0,63})$"),
    "properties": {
        "ui:order": _list({"type": "string", "maxLength": SHORT_TEXT}, most=MAX_PROPERTIES + 1),
        "ui:widget": {"type": "string", "maxLength": SHORT_TEXT},
        "ui:readonly": {"type": "boolean"},
        "ui:options": {"type": "object"},
        **dict.fromkeys(("ui:placeholder", "ui:help", "ui:title", "ui:description"), _TEXT),
    },
    "patternProperties": {"^ui:": True},
}
_DEFINITIONS = {
    "schema": _object(SCHEMA_MEMBERS),
    "ui": _UI,
    "texts": {**_map(_TEXT, names=_LOCALE), "minProperties": 1},
    "rule": _object(_RULE_MEMBERS, required=["id", "must", "message"]),
    "formRule": _object({**_RULE_MEMBERS, "section": _KEY}, required=["id", "must", "message"]),
}
_LOCALES = {**_list({"type": "string", "pattern": _LOCALE}, most=10), "minItems": 1, "uniqueItems": True}
_EXAMPLE = _object(
    {
        "name": _TEXT,
        "answers": {"type": "object"},
        "problems": _list(
            _object({"code": {"type": "string"}, "pointer": _POINTER, "rule": _KEY}, required=["code", "pointer"]),
            most=100,
        ),
        "context": _object(
            {
                **{name: {"type": "object"} for name in ("applicant", "target", "activity", "identity")},
                "today": {"type": "string", "format": "date"},
                "category": {"type": "string"},
            },
        ),
    },
    required=["name", "answers", "problems"],
)

TEMPLATE_META: dict[str, Any] = {
    "$defs": _DEFINITIONS,
    **_object(
        {
            "key": {
                "type": "string",
                "pattern": "^(section|achievement|exception|material)\\.[a-z0-9][a-z0-9.-]{0,79}$",
            },
            "kind": {"enum": _KINDS},
            "locales": _LOCALES,
            "title": _TEXTS,
            "help": _TEXTS,
            "schema": {**_SCHEMA, "required": ["type", "properties"], "properties": {"type": {"const": "object"}}},
            "ui": {"$ref": "#/$defs/ui"},
            "entries": _ENTRIES,
            "rules": _list({"$ref": "#/$defs/rule"}, most=MAX_RULES),
            "source": _object(
                {
                    "registry": {"type": "string", "minLength": 1, "maxLength": 100},
                    "rows": {"enum": ["SELECT", "ALL"]},
                    "fields": _map({"enum": ["READ_ONLY", "EDITABLE"]}),
                },
                required=["registry"],
            ),
            "texts": _map(_map(_TEXT)),
            "examples": _list(_EXAMPLE, most=MAX_EXAMPLES),
        },
        required=["key", "kind", "locales", "title", "schema"],
    ),
}

_MATERIAL = _object(
    {
        "key": {"type": "string", "pattern": "^material\\.[a-z0-9][a-z0-9.-]{0,79}$"},
        "title": _TEXTS,
        "help": _TEXTS,
        "mediaTypes": SCHEMA_MEMBERS["x-attachment"]["properties"]["mediaTypes"],
        "maxBytes": _AMOUNT,
        "count": _object({"min": _AMOUNT, "max": _AMOUNT}),
        "sample": _SAMPLE,
    },
    required=["key", "title"],
)
_PIN_MEMBERS: dict[str, Any] = {
    "template": _KEY,
    "version": _COUNT,
    "material": _MATERIAL,
    "digest": {"type": "string"},
    "document": {"type": "object"},
    "entries": _ENTRIES,
    "required": {"type": "boolean"},
}
_PINNED = ["template", "version", "digest", "document"]
_NAMED = ["template"]
_SECTION_MEMBERS: dict[str, Any] = {
    "key": _KEY,
    "group": _KEY,
    "kind": {"enum": _KINDS},
    "title": _TEXTS,
    "help": _TEXTS,
    "entries": _ENTRIES,
    "required": {"type": "boolean"},
    "visibleWhen": _EXPRESSION,
}


def _form(*, pin: dict[str, Any], members: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """`pin` is one of the templates that a section offers, `members` pin the one template of any other section."""
    offering = _object(
        {**_SECTION_MEMBERS, "templates": {**_list(pin, most=MAX_TEMPLATES), "minItems": 1}},
        required=["key", "group", "kind", "title", "templates"],
    )
    plain = _object({**_SECTION_MEMBERS, **members}, required=["key", "group", *required])
    section = {"if": {"required": ["templates"]}, "then": offering, "else": plain}
    properties = {
        "key": _KEY,
        "locales": _LOCALES,
        "title": _TEXTS,
        "sections": {"type": "array", "minItems": 1, "maxItems": MAX_SECTIONS, "items": section},
        "groups": _list(_object({"key": _KEY, "title": _TEXTS}, required=["key", "title"]), most=MAX_SECTIONS),
        "rules": _list({"$ref": "#/$defs/formRule"}, most=MAX_RULES),
    }
    whole = _object(properties, required=["key", "locales", "title", "sections", "groups"])
    return {"$defs": _DEFINITIONS, **whole}


FORM_META = _form(pin=_object(_PIN_MEMBERS, required=_PINNED), members=_PIN_MEMBERS, required=_PINNED)

_OWN = {"entries": _ENTRIES, "required": {"type": "boolean"}}
_NAMING = {"template": _KEY, "version": _AMOUNT, **_OWN}
_DESCRIBING = _object({"material": _MATERIAL, **_OWN}, required=["material"])
COMPOSITION_META = _form(
    pin={"if": {"required": ["material"]}, "then": _DESCRIBING, "else": _object(_NAMING, required=_NAMED)},
    members=_NAMING,
    required=_NAMED,
)
"""What an author writes: templates are named, or described where they are materials, and not carried."""
