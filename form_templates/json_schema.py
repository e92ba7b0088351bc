"""Forms for front ends that render JSON Schema themselves: localised, plain 2020-12, and complete in one document."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from form_templates.compile import CompiledForm, CompiledSection, CompiledTemplate
from form_templates.documents import EntryLimits
from form_templates.localize import choose_locale, text_in
from form_templates.reading import least_entries
from form_templates.rjsf import fit_schema, fit_ui

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEMPLATE_MEMBER = "_template"

_PRIVATE = ("x-computed",)  # expressions are ours to evaluate; the field is marked read-only instead


@lru_cache(maxsize=4096)
def template_json_schema(template: CompiledTemplate, locale: str) -> dict[str, Any]:
    """Of one entry. Shared by its callers, so not to be changed."""
    return {"$schema": DIALECT, **_present(template, choose_locale(template.template.locales, locale))}


@lru_cache(maxsize=4096)
def template_ui_schema(template: CompiledTemplate, locale: str) -> dict[str, Any]:
    """As `template_json_schema`."""
    language = choose_locale(template.template.locales, locale)
    return fit_ui(template.uis[language], template.trees[language])


def section_json_schema(form: CompiledForm, key: str, locale: str) -> dict[str, Any]:
    """An object for a one-entry section, else an array. Raises KeyError for a section the form does not have."""
    return {"$schema": DIALECT, **_section_body(form.sections[key], locale)}


def section_ui_schema(form: CompiledForm, key: str, locale: str) -> dict[str, Any]:
    compiled = form.sections[key]
    uis = [template_ui_schema(template, locale) for template in compiled.templates.values()]
    if compiled.section.single:
        return uis[0]
    hidden = {TEMPLATE_MEMBER: {"ui:widget": "hidden"}}  # the choice among the templates sets it
    return {"items": {"oneOf": [{**ui, **hidden} for ui in uis]} if compiled.section.offers else uis[0]}


def form_json_schema(form: CompiledForm, locale: str) -> dict[str, Any]:
    """Each section under its key."""
    properties = {key: _section_body(compiled, locale) for key, compiled in form.sections.items()}
    always = {key for key, compiled in form.sections.items() if compiled.visible_when is None}
    return {
        "$schema": DIALECT,
        "title": text_in(form.form.title, locale),
        "type": "object",
        "properties": properties,
        "required": [key for key, compiled in form.sections.items() if key in always and least_entries(compiled) > 0],
    }


def form_ui_schema(form: CompiledForm, locale: str) -> dict[str, Any]:
    return {"ui:order": list(form.sections), **{key: section_ui_schema(form, key, locale) for key in form.sections}}


def _section_body(compiled: CompiledSection, locale: str) -> dict[str, Any]:
    section = compiled.section
    parts = {key: _entry_schema(template, locale) for key, template in compiled.templates.items()}
    texts = {"title": text_in(section.title, locale), "description": text_in(section.help, locale)}
    said = {name: text for name, text in texts.items() if text}
    if section.single:
        return {**next(iter(parts.values())), **said}
    items = _choice(parts) if section.offers else next(iter(parts.values()))
    limits = _count_limits(EntryLimits(least_entries(compiled), section.entries.max))
    return {**said, "type": "array", "items": items, **limits}


def _entry_schema(template: CompiledTemplate, locale: str) -> dict[str, Any]:
    language = choose_locale(template.template.locales, locale)
    return {"title": text_in(template.template.title, locale), **_present(template, language)}


def _choice(parts: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """`discriminator` is OpenAPI's: it tells a reader which part an unfinished entry belongs to."""
    tagged = [_tagged(key, part) for key, part in parts.items()]
    return {"type": "object", "discriminator": {"propertyName": TEMPLATE_MEMBER}, "oneOf": tagged}


def _tagged(key: str, schema: dict[str, Any]) -> dict[str, Any]:
    """An entry that names its template, as expressions see it too."""
    tag = {TEMPLATE_MEMBER: {"type": "string", "const": key, "default": key, "title": schema["title"]}}
    return {
        **schema,
        "properties": {**tag, **schema.get("properties", {})},
        "required": [TEMPLATE_MEMBER, *schema.get("required", [])],
    }


def _count_limits(limits: EntryLimits) -> dict[str, int]:
    bounds = {"minItems": limits.min or None, "maxItems": limits.max}
    return {name: bound for name, bound in bounds.items() if bound is not None}


@lru_cache(maxsize=4096)
def _present(template: CompiledTemplate, language: str) -> dict[str, Any]:
    """Shared by its callers, so not to be changed."""
    schema = fit_schema(_without_private(template.schemas[language]))
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
