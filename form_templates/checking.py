"""Everything that is wrong with the answers read: counts and schemas first, then rules, which may look at all of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from form_templates.answers import Context
from form_templates.compile import CompiledForm
from form_templates.documents import EntryLimits
from form_templates.localize import text_in
from form_templates.pointers import escape
from form_templates.problems import Problem, ProblemCode, Severity
from form_templates.reading import ReadEntry, Reading, ReadSection, least_entries
from form_templates.rule_problems import Target, apply_rule
from form_templates.rules import Scope
from form_templates.validation import validate_entry
from form_templates.wording import word

UNFINISHED = frozenset({ProblemCode.REQUIRED, ProblemCode.TYPE, ProblemCode.TOO_DEEP, ProblemCode.UNKNOWN_TEMPLATE})
"""Problems that explain why a rule could not be evaluated, which then need not be said as well."""


@dataclass(frozen=True, slots=True)
class Findings:
    """`sections` holds what was found in each, `form` what the form's rules found, `unknown` sections there are not."""

    sections: Mapping[str, tuple[Problem, ...]]
    form: tuple[Problem, ...]
    unknown: tuple[Problem, ...]

    def of_section(self, key: str) -> tuple[Problem, ...]:
        return self.sections[key] + tuple(problem for problem in self.form if problem.section == key)

    def of_entry(self, section: str, entry: str) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.sections[section] if problem.entry == entry)

    def all(self) -> tuple[Problem, ...]:
        return (*(each for found in self.sections.values() for each in found), *self.unknown, *self.form)


def check(form: CompiledForm, reading: Reading, *, context: Context, locale: str) -> Findings:
    checks = [_SectionCheck(each, locale=locale) for each in reading.sections]
    unfinished_form = any(each.unfinished for each in checks)
    for each in checks:
        each.apply_rules(reading.scope, context=context, unfinished_form=unfinished_form)
    return Findings(
        sections={each.key: tuple(each.problems()) for each in checks},
        form=tuple(_apply_form_rules(form, checks, scope=reading.scope, context=context, locale=locale)),
        unknown=tuple(_unknown_section(key, locale=locale) for key in reading.unknown),
    )


class _SectionCheck:
    """One section's problems as they are gathered: its own, and those of each entry."""

    def __init__(self, section: ReadSection, *, locale: str) -> None:
        self.section = section
        self.key = section.compiled.section.key
        self.title = text_in(section.compiled.section.title, locale) or self.key
        self.locale = locale
        self.own = list(self._check_whole()) if section.visible else []
        self.of_entries = [self._check_entry(entry) for entry in section.entries]

    @property
    def unfinished(self) -> bool:
        return any(_is_unfinished(found) for found in self.of_entries)

    def problems(self) -> Iterator[Problem]:
        yield from self.own
        for found in self.of_entries:
            yield from found

    def apply_rules(self, scope: Scope, *, context: Context, unfinished_form: bool) -> None:
        """Not to more entries than there may be."""
        rules = [rule for each in self.section.compiled.templates.values() for rule in each.rules]
        if not rules or self.section.overfull:
            return
        if any("section" in rule.reads for rule in rules):
            scope.bind("section", [entry.typed for entry in self.section.entries])
        for entry, found in zip(self.section.entries, self.of_entries, strict=True):
            if entry.template is None or entry.unfit or not entry.template.rules:
                continue
            unfinished = {"entry": _is_unfinished(found), "section": self.unfinished, "form": unfinished_form}
            scope.bind("entry", entry.typed)
            target = Target(self.key, entry, self.title, self.locale)
            for rule in entry.template.rules:
                excused = unfinished["entry"] or any(unfinished.get(name) for name in rule.reads)
                problem = apply_rule(rule, target, scope=scope, category=context.category, excused=excused)
                if problem:
                    found.append(problem)

    def target(self) -> Target:
        """What a rule of the form points into: the one entry of a one-entry section, else the section as a whole."""
        single = self.section.compiled.section.single and self.section.entries
        return Target(self.key, self.section.entries[0] if single else None, self.title, self.locale)

    def _check_whole(self) -> Iterator[Problem]:
        if not self.section.certain:
            yield self._problem("RULE_NOT_EVALUABLE", rule="visibleWhen")
        if self.section.too_large:
            yield self._problem("TOO_LARGE")
            return
        yield from self._check_counts()
        for entry, times in Counter(entry.entry.id for entry in self.section.stored).items():
            if times > 1:
                yield self._problem("UNIQUE", pointer="/" + escape(entry))

    def _check_counts(self) -> Iterator[Problem]:
        """A one-entry section without its entry is judged as an empty one, which says more than a count."""
        compiled = self.section.compiled
        limits = EntryLimits(least_entries(compiled), compiled.section.entries.max)
        yield from self._count(len(self.section.entries), limits, self.title)
        if not compiled.section.offers:
            return
        used = Counter(entry.entry.template for entry in self.section.entries)
        for key, pinned in compiled.pinned.items():
            if not pinned.entries.allow(used[key]):
                title = text_in(compiled.templates[key].template.title, self.locale) or key
                yield from self._count(used[key], pinned.entries, title, template=key)

    def _count(self, there: int, limits: EntryLimits, title: str, **more: Any) -> Iterator[Problem]:
        if there < limits.min:
            yield self._problem("COUNT.minimum", title=title, minimum=limits.min, actual=there, **more)
        if limits.max is not None and there > limits.max:
            yield self._problem("COUNT.maximum", title=title, maximum=limits.max, actual=there, **more)

    def _check_entry(self, entry: ReadEntry) -> list[Problem]:
        if entry.template is None:
            return [
                self._problem("UNKNOWN_TEMPLATE", pointer=entry.pointer, entry=entry.id, template=entry.entry.template)
            ]
        return validate_entry(entry, entry.template, section=self.key, locale=self.locale)

    def _problem(
        self,
        key: str,
        *,
        pointer: str = "",
        entry: str | None = None,
        rule: str | None = None,
        title: str | None = None,
        **params: Any,
    ) -> Problem:
        message = word(key, locale=self.locale, title=title or self.title, rule=rule, **params)
        return Problem(
            ProblemCode(key.partition(".")[0]), Severity.ERROR, pointer, message, self.key, entry, rule, params
        )


def _is_unfinished(found: Sequence[Problem]) -> bool:
    return any(problem.code in UNFINISHED for problem in found)


def _apply_form_rules(
    form: CompiledForm, checks: Sequence[_SectionCheck], *, scope: Scope, context: Context, locale: str
) -> Iterator[Problem]:
    """A rule that points at a section which is not shown does not apply."""
    by_key = {each.key: each for each in checks}
    excused = any(each.unfinished for each in checks)
    for rule in form.rules:
        check = by_key.get(rule.rule.section or "")
        if check and not check.section.visible:
            continue
        target = check.target() if check else Target(rule.rule.section, None, rule.rule.id, locale)
        problem = apply_rule(rule, target, scope=scope, category=context.category, excused=excused)
        if problem:
            yield problem


def _unknown_section(key: str, *, locale: str) -> Problem:
    message = word("UNKNOWN_SECTION", locale=locale, title=key)
    return Problem(ProblemCode.UNKNOWN_SECTION, Severity.ERROR, "", message, section=key)
