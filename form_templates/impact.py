"""Which answers that were fine under one version of a form no longer are under another.

Made for ten thousand drafts: only the sections and rules that can tell the two versions apart are looked at. Warnings
stand in nobody's way, and a rule that cannot be judged yet is no failure, so neither counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from form_templates.answers import Answers, Context
from form_templates.checking import check
from form_templates.compatibility_rules import may_notice_section
from form_templates.compile import FORM, CompiledForm, CompiledSection, CompiledTemplate
from form_templates.problems import Problem, ProblemCode, Severity
from form_templates.reading import read
from form_templates.rules import CompiledRule
from form_templates.tree import compile_validator
from form_templates.upgrade import carry_section, identify

BEYOND_ENTRY = frozenset({"section", FORM})

_ANYTHING = compile_validator({})


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Both versions, cut down to what can tell them apart. `sections` names those whose answers are needed."""

    before: CompiledForm
    after: CompiledForm

    @property
    def sections(self) -> frozenset[str]:
        return frozenset(self.before.sections) | frozenset(self.after.sections)


@dataclass(frozen=True, slots=True)
class _Cut:
    """`needed` sections are read, `judged` ones checked too; `same` names (section, digest) of what did not change."""

    needed: frozenset[str]
    judged: frozenset[str]
    same: frozenset[tuple[str, str]]


def compare_for_impact(before: CompiledForm, after: CompiledForm) -> Comparison:
    forms = (before, after)
    judged = _judged_sections(forms)
    rules = [tuple(_judged_rules(form, other, judged)) for form, other in (forms, forms[::-1])]
    expressions = [
        *(source for each in rules for rule in each for source in _sources(rule)),
        *(source for form in forms for key in judged & form.sections.keys() for source in _section_sources(form, key)),
    ]
    targets = {rule.rule.section for each in rules for rule in each if rule.rule.section}
    keys = set(before.sections) | set(after.sections)
    needed = judged | targets | {key for key in keys if any(may_notice_section(each, key) for each in expressions)}
    cut = _Cut(frozenset(needed), frozenset(judged), _templates_of(before) & _templates_of(after))
    return Comparison(*(_cut_down(form, cut, kept) for form, kept in zip(forms, rules, strict=True)))


def find_newly_broken(comparison: Comparison, answers: Answers, *, context: Context, locale: str) -> list[Problem]:
    """The errors after the change that were none before it. The answers are carried over first."""
    carried = {
        key: carry_section(key, answers, (), before=comparison.before, after=comparison.after).entries
        for key in answers.keys() & comparison.after.sections.keys()
    }
    found = _find_errors(comparison.after, carried, context=context, locale=locale)
    if not found:
        return []
    known = _find_errors(comparison.before, answers, context=context, locale=locale)
    return [problem for identity, problem in found.items() if identity not in known]


def _find_errors(form: CompiledForm, answers: Answers, *, context: Context, locale: str) -> Mapping[object, Problem]:
    mine = {key: entries for key, entries in answers.items() if key in form.sections}
    found = check(form, read(form, mine, context=context), context=context, locale=locale).all()
    return {
        identify(problem, form): problem
        for problem in found
        if problem.severity is Severity.ERROR and problem.code != ProblemCode.RULE_NOT_EVALUABLE
    }


def _templates_of(form: CompiledForm) -> frozenset[tuple[str, str]]:
    return frozenset(
        (key, each.digest) for key, compiled in form.sections.items() for each in compiled.templates.values()
    )


def _judged_sections(forms: tuple[CompiledForm, CompiledForm]) -> set[str]:
    """Those that differ, those whose appearing may follow from it, and those with a rule that may notice."""
    before, after = forms
    differing = {
        key
        for key in before.sections.keys() | after.sections.keys()
        if key not in before.sections or key not in after.sections or _differ(before.sections[key], after.sections[key])
    }
    while following := {
        key
        for form in forms
        for key, compiled in form.sections.items()
        if key not in differing and _notices(compiled.section.visible_when or "", differing)
    }:
        differing |= following
    return differing | {
        key
        for form in forms
        for key in form.sections
        if any(_notices(source, differing) for source in _section_sources(form, key))
    }


def _differ(old: CompiledSection, new: CompiledSection) -> bool:
    """In anything but texts: titles stand in no one's way."""
    bare = [replace(each.section, templates=(), group="", title={}, help={}) for each in (old, new)]
    pins = [
        [(pinned.key, pinned.digest, pinned.entries, pinned.required) for pinned in each.section.templates]
        for each in (old, new)
    ]
    return bare[0] != bare[1] or pins[0] != pins[1]


def _judged_rules(form: CompiledForm, other: CompiledForm, judged: set[str]) -> Iterator[CompiledRule]:
    known = {rule.rule.id: rule.rule for rule in other.rules}
    for rule in _errors_of(form.rules):
        same = known.get(rule.rule.id) == rule.rule
        if not same or rule.rule.section in judged or any(_notices(source, judged) for source in _sources(rule)):
            yield rule


def _cut_down(form: CompiledForm, cut: "_Cut", rules: tuple[CompiledRule, ...]) -> CompiledForm:
    sections = {key: _section(compiled, cut) for key, compiled in form.sections.items() if key in cut.needed}
    looked_at = [
        *rules,
        *(rule for each in sections.values() for part in each.templates.values() for rule in part.rules),
    ]
    return replace(form, sections=sections, rules=rules, rules_read_form=any(FORM in rule.reads for rule in looked_at))


def _section(compiled: CompiledSection, cut: "_Cut") -> CompiledSection:
    key = compiled.section.key
    templates = {name: _template(key, template, cut) for name, template in compiled.templates.items()}
    return replace(compiled, templates=templates)


def _template(section: str, template: CompiledTemplate, cut: "_Cut") -> CompiledTemplate:
    """What is the same on both sides has the same problems on both, but for rules that look beyond their entry."""
    if section in cut.judged and (section, template.digest) not in cut.same:
        return replace(template, rules=tuple(_errors_of(template.rules)))
    beyond = [rule for rule in _errors_of(template.rules) if section in cut.judged and rule.reads & BEYOND_ENTRY]
    return replace(template, rules=tuple(beyond), validator=_ANYTHING)


def _section_sources(form: CompiledForm, key: str) -> Iterator[str]:
    compiled = form.sections[key]
    if compiled.section.visible_when:
        yield compiled.section.visible_when
    for template in compiled.templates.values():
        yield from _template_sources(template)


def _template_sources(template: CompiledTemplate) -> Iterator[str]:
    for rule in _errors_of(template.rules):
        yield from _sources(rule)


def _errors_of(rules: Iterable[CompiledRule]) -> Iterator[CompiledRule]:
    return (rule for rule in rules if rule.rule.severity is Severity.ERROR)


def _sources(rule: CompiledRule) -> Iterator[str]:
    yield rule.rule.must
    if rule.rule.when:
        yield rule.rule.when


def _notices(source: str, keys: Iterable[str]) -> bool:
    return bool(source) and any(may_notice_section(source, key) for key in keys)
