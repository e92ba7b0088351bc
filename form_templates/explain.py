"""Eligibility explained: what became of every rule of a form and its templates, with the numbers that decided it.

The verdicts are those of the engine: a rule is BROKEN here exactly where `resolve` reports it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from form_templates.answers import Answers, Context
from form_templates.compile import CompiledForm
from form_templates.localize import choose_locale, text_in
from form_templates.pointers import split
from form_templates.problems import ProblemCode, Severity
from form_templates.reading import ReadEntry, ReadSection, read
from form_templates.rules import CompiledRule, Scope, Verdict, fill_in, find_counted, judge, measure
from form_templates.validation import find_spot
from form_templates.wording import CHINESE, word


class Outcome(StrEnum):
    HELD = "HELD"
    BROKEN = "BROKEN"
    WAIVED = "WAIVED"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NOT_EVALUABLE = "NOT_EVALUABLE"


_MESSAGES: dict[Outcome, tuple[str, str]] = {
    Outcome.HELD: ("“{title}”符合要求（{rule}）。", "“{title}” meets the requirement ({rule})."),
    Outcome.WAIVED: (
        "本次申报的类别（{category}）免除“{title}”的要求（{rule}）。",
        "This declaration's category ({category}) is exempt from the requirement on “{title}” ({rule}).",
    ),
    Outcome.NOT_APPLICABLE: (
        "“{title}”的要求（{rule}）不适用。",
        "The requirement on “{title}” ({rule}) does not apply.",
    ),
}


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """`section` and `template` are None for a rule of the form as a whole; `entry` is None too where there is none to
    judge. `pointer` is that of the problem a broken rule would be. `counted` names by section and id the entries that
    the numbers come from, where the rule says so.
    """

    id: str
    section: str | None
    entry: str | None
    outcome: Outcome
    severity: Severity
    numbers: Mapping[str, Any]
    counted: tuple[tuple[str, str], ...]
    message: str
    template: str | None
    pointer: str


@dataclass(frozen=True, slots=True)
class _Subject:
    """What one rule is applied to. `fit` is False for answers that could not be looked into."""

    section: str | None
    entry: ReadEntry | None
    template: str | None
    title: str
    shown: bool = True
    fit: bool = True


def explain(form: CompiledForm, answers: Answers, *, context: Context, locale: str) -> tuple[RuleOutcome, ...]:
    """Every rule at least once: those of a template for each of its entries, or once where it has none."""
    language = choose_locale(form.form.locales, locale)
    reading = read(form, answers, context=context)
    explainer = _Explainer(reading.scope, language)
    found = [outcome for section in reading.sections for outcome in _explain_section(section, explainer)]
    by_key = {section.compiled.section.key: section for section in reading.sections}
    for rule in form.rules:
        subject = _subject_of_form_rule(rule, by_key, language)
        found.append(explainer.explain(rule, subject))
    return tuple(found)


def _explain_section(section: ReadSection, explainer: "_Explainer") -> Iterator[RuleOutcome]:
    compiled = section.compiled
    explainer.scope.bind("section", [entry.typed for entry in section.entries])
    title = text_in(compiled.section.title, explainer.locale) or compiled.section.key
    for key, template in compiled.templates.items():
        entries = [entry for entry in section.entries if entry.template is template]
        for entry in entries:
            explainer.scope.bind("entry", entry.typed)
            fit = entry.unfit is None and not section.overfull
            subject = _Subject(compiled.section.key, entry, key, title, fit=fit)
            yield from (explainer.explain(rule, subject) for rule in template.rules)
        if not entries:
            absent = _Subject(
                compiled.section.key, None, key, title, shown=section.too_large, fit=not section.too_large
            )
            yield from (explainer.explain(rule, absent) for rule in template.rules)


def _subject_of_form_rule(rule: CompiledRule, sections: Mapping[str, ReadSection], locale: str) -> _Subject:
    """As the engine has it: a rule points into the one entry of a one-entry section, else at the section as a whole."""
    section = sections.get(rule.rule.section or "")
    if section is None:
        return _Subject(rule.rule.section, None, None, rule.rule.id)
    title = text_in(section.compiled.section.title, locale) or section.compiled.section.key
    entry = section.entries[0] if section.compiled.section.single and section.entries else None
    return _Subject(rule.rule.section, entry, None, title, shown=section.visible)


class _Explainer:
    def __init__(self, scope: Scope, locale: str) -> None:
        self.scope = scope
        self.locale = locale

    def explain(self, compiled: CompiledRule, subject: _Subject) -> RuleOutcome:
        rule, title = compiled.rule, self._title(compiled, subject)
        outcome = self._outcome(compiled, subject, shown=title is not None)
        judged = outcome in {Outcome.HELD, Outcome.BROKEN, Outcome.WAIVED}
        numbers = measure(compiled, scope=self.scope) if judged else {}
        return RuleOutcome(
            id=rule.id,
            section=subject.section,
            entry=subject.entry.id if subject.entry else None,
            outcome=outcome,
            severity=rule.severity,
            numbers=numbers,
            counted=find_counted(compiled, scope=self.scope) if judged else (),
            message=self._message(compiled, outcome, title or subject.title, numbers),
            template=subject.template,
            pointer=(subject.entry.pointer if subject.entry else "") + rule.at,
        )

    def _outcome(self, compiled: CompiledRule, subject: _Subject, *, shown: bool) -> Outcome:
        if not subject.shown or not shown:
            return Outcome.NOT_APPLICABLE
        if self.scope.context.category in compiled.rule.waived_for:
            return Outcome.WAIVED
        if not subject.fit:
            return Outcome.NOT_EVALUABLE
        verdict = judge(compiled, scope=self.scope)
        if verdict is not Verdict.HOLDS:
            return Outcome(verdict)
        applies = compiled.when is None or self.scope.evaluate(compiled.when)
        return Outcome.HELD if applies else Outcome.NOT_APPLICABLE

    def _title(self, compiled: CompiledRule, subject: _Subject) -> str | None:
        """Of the field the rule points at; None where it is not shown."""
        entry = subject.entry
        if entry is None or entry.template is None:
            return subject.title
        tree = entry.template.tree(self.locale)
        spot = find_spot(tree, list(split(compiled.rule.at)), entry.answers, title=subject.title)
        return spot.title if spot.visible else None

    def _message(self, compiled: CompiledRule, outcome: Outcome, title: str, numbers: Mapping[str, Any]) -> str:
        rule = compiled.rule
        if outcome is Outcome.BROKEN:
            return fill_in(text_in(rule.message, self.locale) or rule.id, numbers)
        if outcome is Outcome.NOT_EVALUABLE:
            return word(ProblemCode.RULE_NOT_EVALUABLE, locale=self.locale, title=title, rule=rule.id)
        chinese, english = _MESSAGES[outcome]
        message = chinese if self.locale.partition("-")[0].lower() == CHINESE else english
        return message.format(title=title, rule=rule.id, category=self.scope.context.category)
