"""What a rule has to say about the answers, as a problem."""

from dataclasses import dataclass

from form_templates.localize import text_in
from form_templates.pointers import split
from form_templates.problems import Problem, ProblemCode
from form_templates.reading import ReadEntry
from form_templates.rules import CompiledRule, Scope, Verdict, fill_in, judge, measure
from form_templates.validation import find_spot
from form_templates.wording import word


@dataclass(frozen=True, slots=True)
class Target:
    """What a rule's pointer leads into. `title` names it in messages."""

    section: str | None
    entry: ReadEntry | None
    title: str
    locale: str


def apply_rule(compiled: CompiledRule, target: Target, *, scope: Scope, category: str, excused: bool) -> Problem | None:
    """None where the rule is kept, is waived for this category, or points at a field that is not shown. `excused` says
    that something else already explains why a rule cannot be evaluated.
    """
    rule = compiled.rule
    if category in rule.waived_for:
        return None
    verdict = judge(compiled, scope=scope)
    if verdict is Verdict.HOLDS or (verdict is Verdict.NOT_EVALUABLE and excused):
        return None
    title = _visible_title(rule.at, target)
    if title is None:
        return None
    numbers = measure(compiled, scope=scope) if verdict is Verdict.BROKEN else {}
    if verdict is Verdict.BROKEN:
        code, message = ProblemCode.RULE, fill_in(text_in(rule.message, target.locale) or rule.id, numbers)
    else:
        code = ProblemCode.RULE_NOT_EVALUABLE
        message = word(code, locale=target.locale, title=title, rule=rule.id)
    return Problem(
        code=code,
        severity=rule.severity,
        pointer=(target.entry.pointer if target.entry else "") + rule.at,
        message=message,
        section=target.section,
        entry=target.entry.id if target.entry else None,
        rule=rule.id,
        params=numbers,
    )


def _visible_title(at: str, target: Target) -> str | None:
    entry = target.entry
    if entry is None or entry.template is None:
        return target.title
    spot = find_spot(entry.template.tree(target.locale), list(split(at)), entry.answers, title=target.title)
    return spot.title if spot.visible else None
