"""Whether answers mean the same under two versions of a form: which sections differ, and in which of them what
expressions see may differ too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from form_templates.compatibility_rules import may_notice_section
from form_templates.compile import CompiledForm, CompiledSection, CompiledTemplate
from form_templates.rules import CompiledRule

Schema = Mapping[str, Any]

_ONLY_JUDGED = frozenset(
    {
        *("required", "dependentRequired", "title", "description", "default", "x-unit", "x-messages", "x-attachment"),
        *("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "exclusiveMinimum"),
        *("exclusiveMaximum", "multipleOf", "pattern", "format", "uniqueItems"),
    }
)
"""Keywords that say whether a value is right, and not whether it is there."""

_CONDITIONS = ("if", "then", "else", "dependentSchemas", "oneOf")


def same_templates(before: CompiledForm, after: CompiledForm) -> frozenset[tuple[str, str]]:
    """(section, digest) of the templates that both have."""
    return frozenset(_templates_of(before)) & frozenset(_templates_of(after))


def _templates_of(form: CompiledForm) -> Iterator[tuple[str, str]]:
    for key, compiled in form.sections.items():
        yield from ((key, template.digest) for template in compiled.templates.values())


def differing_sections(before: CompiledForm, after: CompiledForm) -> frozenset[str]:
    """In anything but texts: titles stand in no one's way."""
    return frozenset(
        key
        for key in before.sections.keys() | after.sections.keys()
        if key not in before.sections
        or key not in after.sections
        or _bare(before.sections[key]) != _bare(after.sections[key])
    )


def _bare(compiled: CompiledSection) -> tuple[object, ...]:
    section = replace(compiled.section, templates=(), group="", title={}, help={})
    pins = [(pinned.key, pinned.digest, pinned.entries) for pinned in compiled.section.templates]
    return section.offers, section.kind, section.entries, section.required, section.visible_when, pins


def reshaped_sections(before: CompiledForm, after: CompiledForm) -> frozenset[str]:
    """Those in which expressions may see other values, or that may appear where they did not, or the other way round."""
    forms = (before, after)
    reshaped = {key for key in before.sections.keys() | after.sections.keys() if not _keeps_values(key, forms)}
    if list(before.sections) != list(after.sections):  # a condition sees the sections above it
        reshaped |= {key for form in forms for key, each in form.sections.items() if each.reads_form}
    while following := {
        key
        for form in forms
        for key, compiled in form.sections.items()
        if key not in reshaped and notices(compiled.section.visible_when or "", reshaped)
    }:
        reshaped |= following
    return frozenset(reshaped)


def _keeps_values(key: str, forms: tuple[CompiledForm, CompiledForm]) -> bool:
    before, after = (form.sections.get(key) for form in forms)
    if before is None or after is None:
        return False
    same_section = (
        before.section.offers == after.section.offers
        and before.section.visible_when == after.section.visible_when
        and before.section.single == after.section.single
        and (not before.section.single or before.section.required == after.section.required)
        and (not before.section.single or before.section.entries == after.section.entries)
    )
    return same_section and all(
        name in after.templates and _template_keeps_values(template, after.templates[name])
        for name, template in before.templates.items()
    )


def _template_keeps_values(before: CompiledTemplate, after: CompiledTemplate) -> bool:
    if before.digest == after.digest:
        return True
    return before.identity == after.identity and schema_keeps_values(before.template.schema, after.template.schema)


def schema_keeps_values(before: Schema, after: Schema) -> bool:
    """Whether answers given under the one hold the same values under the other: nothing goes, nothing is computed that
    was not, and what decides whether a field is there is the same. A new field holds nothing yet.
    """
    old, new = (_without_judging(each) for each in (before, after))
    return _same_but_for_new_fields(old, new)


def _without_judging(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_judging(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    left_out = _ONLY_JUDGED | {"enum"} if "properties" not in schema else _ONLY_JUDGED
    return {
        name: value if name in _CONDITIONS else _members(name, value)
        for name, value in schema.items()
        if name not in left_out
    }


def _members(name: str, value: Any) -> Any:
    if name in {"properties", "$defs"}:
        return {key: _without_judging(member) for key, member in value.items()}
    return _without_judging(value)


def _same_but_for_new_fields(old: Any, new: Any) -> bool:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return bool(old == new)
    fields, later = old.get("properties", {}), new.get("properties", {})
    added = {name: later[name] for name in later if name not in fields}
    if any("x-computed" in str(member) or "$ref" in str(member) for member in added.values()):
        return False
    rest = [{name: value for name, value in each.items() if name != "properties"} for each in (old, new)]
    return rest[0] == rest[1] and all(
        name in later and _same_but_for_new_fields(member, later[name]) for name, member in fields.items()
    )


def notices(source: str, keys: Iterable[str]) -> bool:
    """Whether an expression could tell that one of these sections is there, or what is in it."""
    return bool(source) and any(may_notice_section(source, key) for key in keys)


def sources_of(rule: CompiledRule) -> Iterator[str]:
    yield rule.rule.must
    if rule.rule.when:
        yield rule.rule.when
