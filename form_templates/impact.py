"""Which answers that were fine under one version of a form no longer are under another.

Made for ten thousand drafts: both versions are first cut down to what can tell them apart. Warnings stand in nobody's
way, and a rule that cannot be judged yet is no failure, so neither counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from form_templates.answers import Answers, Context, Entry
from form_templates.checking import check
from form_templates.compile import FORM, CompiledForm, CompiledSection, CompiledTemplate
from form_templates.documents import EntryLimits
from form_templates.problems import Problem, ProblemCode, Severity
from form_templates.reading import least_entries, read
from form_templates.reshaping import differing_sections, notices, reshaped_sections, same_templates, sources_of
from form_templates.rules import CompiledRule
from form_templates.tree import compile_validator
from form_templates.upgrade import carry_section, identify

UNLIMITED = EntryLimits(0, None)

_ANYTHING = compile_validator({})


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Both versions, cut down. `same` names (section, digest) of templates that did not change; `whole` the sections
    whose entries all matter, also those made of such a template.
    """

    before: CompiledForm
    after: CompiledForm
    same: frozenset[tuple[str, str]]
    whole: frozenset[str]

    @property
    def sections(self) -> frozenset[str]:
        """Those whose answers are needed."""
        return frozenset(self.before.sections) | frozenset(self.after.sections)

    @property
    def needs_identity(self) -> bool:
        forms = (self.before, self.after)
        templates = (each for form in forms for part in form.sections.values() for each in part.templates.values())
        return any(each.identity for each in templates)


def compare_for_impact(before: CompiledForm, after: CompiledForm) -> Comparison:
    return _Cutting(before, after).comparison()


def find_newly_broken(comparison: Comparison, answers: Answers, *, context: Context, locale: str) -> list[Problem]:
    """The errors after the change that were none before it. The answers are carried over first."""
    given = {key: _that_matter(comparison, key, entries) for key, entries in answers.items()}
    if not any(given.values()) and not comparison.whole:
        return []
    carried = {
        key: carry_section(key, given, (), before=comparison.before, after=comparison.after).entries
        for key in given.keys() & comparison.after.sections.keys()
    }
    found = _find_errors(comparison.after, carried, context=context, locale=locale)
    if not found:
        return []
    known = _find_errors(comparison.before, given, context=context, locale=locale)
    return [problem for identity, problem in found.items() if identity not in known]


def _that_matter(comparison: Comparison, key: str, entries: object) -> list[Entry]:
    rows = [each for each in entries if isinstance(each, Entry)] if isinstance(entries, list | tuple) else []
    compiled = comparison.before.sections.get(key)
    if key in comparison.whole or compiled is None:
        return rows
    unchanged = {name for name, each in compiled.templates.items() if (key, each.digest) in comparison.same}
    return [each for each in rows if each.template not in unchanged]


def _find_errors(form: CompiledForm, answers: Answers, *, context: Context, locale: str) -> Mapping[object, Problem]:
    mine = {key: entries for key, entries in answers.items() if key in form.sections}
    found = check(form, read(form, mine, context=context), context=context, locale=locale).all()
    return {
        identify(problem, form): problem
        for problem in found
        if problem.severity is Severity.ERROR and problem.code != ProblemCode.RULE_NOT_EVALUABLE
    }


class _Cutting:
    """What is the same on both sides has the same problems on both, and need not be looked at."""

    def __init__(self, before: CompiledForm, after: CompiledForm) -> None:
        self.forms = (before, after)
        self.same = same_templates(before, after)
        self.reshaped = reshaped_sections(before, after)
        self.judged = differing_sections(before, after) | self.reshaped
        self.recounted = _recounted_sections(before, after)
        self.rules = [tuple(self._rules_of_form(form, other)) for form, other in ((before, after), (after, before))]
        self.of_templates = {
            (key, template.digest): tuple(self._rules_of_template(key, name, template, other))
            for form, other in ((before, after), (after, before))
            for key, compiled in form.sections.items()
            for name, template in compiled.templates.items()
        }

    def comparison(self) -> Comparison:
        needed = self._needed()
        cut = [self._cut(form, rules, needed) for form, rules in zip(self.forms, self.rules, strict=True)]
        return Comparison(cut[0], cut[1], self.same, frozenset(key for key in needed if self._is_whole(key)))

    def _rules_of_form(self, form: CompiledForm, other: CompiledForm) -> Iterator[CompiledRule]:
        known = {rule.rule.id: rule.rule for rule in other.rules}
        for rule in form.rules:
            told_apart = known.get(rule.rule.id) != rule.rule or rule.rule.section in self.reshaped
            if _is_error(rule) and (told_apart or any(notices(each, self.reshaped) for each in sources_of(rule))):
                yield _without_numbers(rule)

    def _rules_of_template(
        self, section: str, name: str, template: CompiledTemplate, other: CompiledForm
    ) -> Iterator[CompiledRule]:
        there = other.sections[section].templates.get(name) if section in other.sections else None
        known = {rule.rule.id: rule.rule for rule in there.rules} if there else {}
        applied_otherwise = section in self.reshaped | self.recounted
        for rule in template.rules:
            told_apart = known.get(rule.rule.id) != rule.rule or applied_otherwise
            if _is_error(rule) and (told_apart or any(notices(each, self.reshaped) for each in sources_of(rule))):
                yield _without_numbers(rule)

    def _needed(self) -> set[str]:
        """The judged, those with a rule left, and those that the rules left and the judged sections look at."""
        left = {key for form in self.forms for key in form.sections if self._has_rules(form, key)}
        judged = self.judged | left
        conditions = [
            form.sections[key].section.visible_when or ""
            for form in self.forms
            for key in judged & form.sections.keys()
        ]
        rules = [rule for each in [*self.rules, *self.of_templates.values()] for rule in each]
        expressions = [*conditions, *(source for rule in rules for source in sources_of(rule))]
        targets = {rule.rule.section for each in self.rules for rule in each if rule.rule.section}
        keys = {key for form in self.forms for key in form.sections}
        return (
            set(judged) | (targets & keys) | {key for key in keys if any(notices(each, {key}) for each in expressions)}
        )

    def _has_rules(self, form: CompiledForm, key: str) -> bool:
        return any(self.of_templates[key, each.digest] for each in form.sections[key].templates.values())

    def _is_whole(self, key: str) -> bool:
        """Only where several templates are offered, and nothing but single entries is judged, can entries be left out.
        Rules are not applied where there are too many entries, so that with rules all of them count.
        """
        everywhere = all(key in form.sections and form.sections[key].section.offers for form in self.forms)
        looked_at = [rule for each in [*self.rules, *self.of_templates.values()] for rule in each]
        return (
            not everywhere
            or key in self.recounted | self.reshaped
            or any(self._has_rules(form, key) for form in self.forms)
            or key not in self.judged
            or any(rule.reads & {"section", FORM} for rule in looked_at)
        )

    def _cut(self, form: CompiledForm, rules: tuple[CompiledRule, ...], needed: set[str]) -> CompiledForm:
        sections = {key: self._cut_section(key, form) for key in form.sections if key in needed}
        kept = [
            *rules,
            *(rule for each in sections.values() for part in each.templates.values() for rule in part.rules),
        ]
        return replace(form, sections=sections, rules=rules, rules_read_form=any(FORM in rule.reads for rule in kept))

    def _cut_section(self, key: str, form: CompiledForm) -> CompiledSection:
        compiled = form.sections[key]
        templates = {name: self._cut_template(key, template) for name, template in compiled.templates.items()}
        if self._is_whole(key):
            return replace(compiled, templates=templates)
        pinned = {name: replace(pin, entries=UNLIMITED) for name, pin in compiled.pinned.items()}
        section = replace(compiled.section, entries=replace(compiled.section.entries, min=0), required=False)
        return replace(compiled, section=section, templates=templates, pinned=pinned)

    def _cut_template(self, key: str, template: CompiledTemplate) -> CompiledTemplate:
        rules = self.of_templates[key, template.digest]
        if (key, template.digest) in self.same and key not in self.reshaped:
            return replace(template, rules=rules, validator=_ANYTHING)
        return replace(template, rules=rules)


def _without_numbers(rule: CompiledRule) -> CompiledRule:
    """They may be anything that somebody wrote in a draft, and no verdict depends on them."""
    return replace(rule, numbers={})


def _is_error(rule: CompiledRule) -> bool:
    return rule.rule.severity is Severity.ERROR


def _recounted_sections(before: CompiledForm, after: CompiledForm) -> frozenset[str]:
    """Those that take another number of entries."""
    return frozenset(
        key
        for key in before.sections.keys() & after.sections.keys()
        if _shape_of_counts(before.sections[key]) != _shape_of_counts(after.sections[key])
    )


def _shape_of_counts(compiled: CompiledSection) -> tuple[object, ...]:
    pins = tuple(sorted((key, pin.entries.min, pin.entries.max) for key, pin in compiled.pinned.items()))
    return least_entries(compiled), compiled.section.entries.max, pins if compiled.section.offers else ()
