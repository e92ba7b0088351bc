"""Answers in, fields and problems out.

`resolve` goes over a form three times: it reads (which answers count), it checks (schema, counts, then rules, which
may look at everything read), and it presents (fields and problems, section by section). It never raises on answers.
"""

from dataclasses import dataclass
from functools import lru_cache

from form_templates.answers import ALL_OPEN, Answers, Context, Entry, Openness
from form_templates.checking import Findings, check
from form_templates.compile import IDENTITY, CompiledForm, CompiledSection, CompiledTemplate
from form_templates.fields import Access, resolve_fields
from form_templates.json_schema import template_json_schema, template_ui_schema
from form_templates.localize import choose_locale, text_in
from form_templates.pointers import split
from form_templates.reading import ReadEntry, ReadSection, least_entries, read
from form_templates.resolved import (
    AttachmentRule,
    FieldType,
    Option,
    ResolvedEntry,
    ResolvedField,
    ResolvedForm,
    ResolvedGroup,
    ResolvedSection,
    ResolvedTemplate,
)

__all__ = [
    "ALL_OPEN",
    "Answers",
    "AttachmentRule",
    "Context",
    "Entry",
    "FieldType",
    "Openness",
    "Option",
    "ResolvedEntry",
    "ResolvedField",
    "ResolvedForm",
    "ResolvedGroup",
    "ResolvedSection",
    "ResolvedTemplate",
    "resolve",
]


@dataclass(frozen=True, slots=True)
class View:
    """How what was found is shown: in which language, with which problems, open to which changes."""

    locale: str
    findings: Findings
    openness: Openness


def resolve(
    form: CompiledForm,
    answers: Answers,
    *,
    context: Context,
    locale: str,
    open_pointers: Openness = ALL_OPEN,
) -> ResolvedForm:
    language = choose_locale(form.form.locales, locale)
    reading = read(form, answers, context=context)
    findings = check(form, reading, context=context, locale=language)
    view = View(language, findings, open_pointers)
    return ResolvedForm(
        key=form.form.key,
        digest=form.digest,
        title=text_in(form.form.title, language) or form.form.key,
        groups=tuple(ResolvedGroup(each.key, text_in(each.title, language) or each.key) for each in form.form.groups),
        sections=tuple(_present_section(section, view) for section in reading.sections),
        problems=findings.all(),
    )


def _present_section(found: ReadSection, view: View) -> ResolvedSection:
    compiled, section = found.compiled, found.compiled.section
    source = compiled.only.template.source if compiled.only else None
    least = least_entries(compiled)
    return ResolvedSection(
        key=section.key,
        title=text_in(section.title, view.locale) or section.key,
        help=text_in(section.help, view.locale),
        kind=section.kind,
        group=section.group,
        visible=found.visible,
        required=found.visible and least > 0,
        min_entries=least,
        max_entries=section.entries.max,
        source=source.registry if source else None,
        fields=_section_fields(found, view),
        templates=tuple(_present_template(compiled, key, view, shown=found.visible) for key in compiled.offered),
        entries=tuple(_present_entry(entry, section.key, view) for entry in found.stored),
        problems=view.findings.of_section(section.key),
    )


def _section_fields(found: ReadSection, view: View) -> tuple[ResolvedField, ...]:
    """Those of the one entry, or of a blank one."""
    compiled = found.compiled
    if compiled.only is None:
        return ()
    if compiled.section.single and found.entries:
        return _entry_fields(found.entries[0], compiled.section.key, view)
    return _blank_fields(compiled.only, compiled.section.key, view.locale, view.openness, shown=found.visible)


def _present_template(compiled: CompiledSection, key: str, view: View, *, shown: bool) -> ResolvedTemplate:
    template, pinned = compiled.templates[key], compiled.pinned[key]
    return ResolvedTemplate(
        key=key,
        version=pinned.version,
        digest=pinned.digest,
        title=text_in(template.template.title, view.locale) or key,
        help=text_in(template.template.help, view.locale),
        min_entries=pinned.entries.min,
        max_entries=pinned.entries.max,
        required=shown and pinned.entries.min > 0,
        fields=_blank_fields(template, compiled.section.key, view.locale, view.openness, shown=shown),
        json_schema=template_json_schema(template, view.locale),
        ui_schema=template_ui_schema(template, view.locale),
    )


def _present_entry(entry: ReadEntry, section: str, view: View) -> ResolvedEntry:
    return ResolvedEntry(
        id=entry.entry.id,
        template=entry.entry.template,
        answers=entry.answers,
        fields=_entry_fields(entry, section, view),
        problems=view.findings.of_entry(section, entry.entry.id),
    )


def _entry_fields(entry: ReadEntry, section: str, view: View) -> tuple[ResolvedField, ...]:
    if entry.template is None:
        return ()
    access = Access(section, view.openness, _locked_members(entry.template, entry.entry))
    return resolve_fields(entry.template.tree(view.locale), entry.answers, access=access, pointer=entry.pointer)


@lru_cache(maxsize=4096)
def _blank_fields(
    template: CompiledTemplate, section: str, locale: str, openness: Openness, *, shown: bool
) -> tuple[ResolvedField, ...]:
    """The same for everyone, so worked out once: a section may offer forty templates."""
    access = Access(section, openness, template.identity)
    return resolve_fields(template.tree(locale), {}, access=access, shown=shown)


def _locked_members(template: CompiledTemplate, entry: Entry) -> frozenset[str]:
    """What identity vouches for always; what another registry vouches for only in rows that came from it."""
    source = template.template.source
    if source is None or source.registry not in {IDENTITY, entry.registry}:
        return frozenset()
    return frozenset(split(pointer)[0] for pointer in source.read_only)
