"""Forms for front ends that render JSON Schema themselves: localised, plain 2020-12, and complete in one document."""

from functools import lru_cache
from typing import Any

from form_templates.compile import CompiledForm, CompiledSection, CompiledTemplate
from form_templates.documents import EntryLimits
from form_templates.localize import choose_locale, text_in
from form_templates.reading import least_entries

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEMPLATE_MEMBER = "_template"

_PRIVATE = ("x-computed",)  # expressions are ours to evaluate; the field is marked read-only instead
_REF_PREFIX = "#/$defs/"


@lru_cache(maxsize=4096)
def template_json_schema(template: CompiledTemplate, locale: str) -> dict[str, Any]:
    """Of one entry. Shared by its callers, so not to be changed."""
    language = choose_locale(template.template.locales, locale)
    return {"$schema": DIALECT, **_present(template, language)}


def template_ui_schema(template: CompiledTemplate, locale: str) -> dict[str, Any]:
    return dict(template.uis[choose_locale(template.template.locales, locale)])


def section_json_schema(form: CompiledForm, key: str, locale: str) -> dict[str, Any]:
    """An object for a one-entry section, else an array. Raises KeyError for a section the form does not have."""
    body, definitions = _section_body(form.sections[key], locale)
    return {"$schema": DIALECT, **body, **({"$defs": definitions} if definitions else {})}


def section_ui_schema(form: CompiledForm, key: str, locale: str) -> dict[str, Any]:
    compiled = form.sections[key]
    uis = [template_ui_schema(template, locale) for template in compiled.templates.values()]
    if compiled.section.single:
        return uis[0]
    return {"items": {"anyOf": uis} if compiled.section.offers else uis[0]}


def form_json_schema(form: CompiledForm, locale: str) -> dict[str, Any]:
    """Each section under its key."""
    properties: dict[str, Any] = {}
    definitions: dict[str, Any] = {}
    required = []
    for key, compiled in form.sections.items():
        properties[key], own = _section_body(compiled, locale)
        definitions |= own
        if least_entries(compiled) > 0 and compiled.visible_when is None:
            required.append(key)
    title = text_in(form.form.title, locale)
    whole = {"$schema": DIALECT, "title": title, "type": "object", "properties": properties, "required": required}
    return {**whole, "$defs": definitions} if definitions else whole


def form_ui_schema(form: CompiledForm, locale: str) -> dict[str, Any]:
    return {"ui:order": list(form.sections), **{key: section_ui_schema(form, key, locale) for key in form.sections}}


def _section_body(compiled: CompiledSection, locale: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema, and the definitions it refers to, which the caller places at the root."""
    section, parts = compiled.section, []
    definitions: dict[str, Any] = {}
    for template in compiled.templates.values():
        language = choose_locale(template.template.locales, locale)
        schema = _present(template, language)
        schema = _rename_refs(schema, prefix=f"{template.template.key}@{template.digest[-8:]}.")
        definitions |= schema.pop("$defs", {})
        parts.append({"title": text_in(template.template.title, locale), **schema})
    texts = {"title": text_in(section.title, locale), "description": text_in(section.help, locale)}
    said = {name: text for name, text in texts.items() if text}
    if section.single:
        return {**parts[0], **said}, definitions
    if section.offers:
        items = {"oneOf": [_tagged(key, part) for key, part in zip(compiled.templates, parts, strict=True)]}
    else:
        items = parts[0]
    limits = _count_limits(EntryLimits(least_entries(compiled), section.entries.max))
    return {**said, "type": "array", "items": items, **limits}, definitions


def _tagged(key: str, schema: dict[str, Any]) -> dict[str, Any]:
    """An entry that names its template, as expressions see it too."""
    tag = {TEMPLATE_MEMBER: {"const": key, "default": key, "title": schema["title"]}}
    return {
        **schema,
        "properties": {**tag, **schema.get("properties", {})},
        "required": [TEMPLATE_MEMBER, *schema.get("required", [])],
    }


def _count_limits(limits: EntryLimits) -> dict[str, int]:
    bounds = {"minItems": limits.min or None, "maxItems": limits.max}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _present(template: CompiledTemplate, language: str) -> dict[str, Any]:
    schema: dict[str, Any] = _without_private(template.schemas[language])
    for name in template.identity:
        if name in schema.get("properties", {}):
            schema["properties"][name]["readOnly"] = True
    return schema


def _without_private(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_private(item) for item in value]
    if not isinstance(value, dict):
        return value
    plain = {name: _without_private(member) for name, member in value.items() if name not in _PRIVATE}
    return {**plain, "readOnly": True} if len(plain) < len(value) else plain


def _rename_refs(value: Any, *, prefix: str) -> Any:
    """So that the definitions of several templates can live side by side."""
    if isinstance(value, list):
        return [_rename_refs(item, prefix=prefix) for item in value]
    if not isinstance(value, dict):
        return value
    renamed = {name: _rename_refs(member, prefix=prefix) for name, member in value.items()}
    if isinstance(renamed.get("$ref"), str):
        renamed["$ref"] = _REF_PREFIX + prefix + renamed["$ref"].removeprefix(_REF_PREFIX)
    if isinstance(renamed.get("$defs"), dict):
        renamed["$defs"] = {prefix + name: definition for name, definition in renamed["$defs"].items()}
    return renamed
