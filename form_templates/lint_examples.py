"""Lint of examples: that they do as they say, and take little work to find out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from form_templates.answers import Context, Entry, is_weekday
from form_templates.checking import check
from form_templates.compile import CompiledForm, compile_form
from form_templates.documents import EXAMPLE_KEY, Document, Example, form_of_template, parse_template
from form_templates.limits import MAX_EXAMPLE_DAYS, MAX_EXAMPLE_WORK
from form_templates.lint_cost import cost_of_answers, measure, price
from form_templates.lint_report import LintReport
from form_templates.lint_tokens import Tokens
from form_templates.problems import Problem
from form_templates.reading import read
from form_templates.tree import Node

EXAMPLE_CONTEXT = Context(
    today="2026-06-01",
    applicant={"name": "李明", "gender": "F", "birthDate": "1988-06-15"},
    target={
        "level": "ASSOCIATE_SENIOR",
        "series": "engineering",
        "track": "",
        "qualification": "",
        "specialty": "",
        "category": "REGULAR",
    },
    activity={
        "year": 2026,
        "achievementsFrom": "2017-01-01",
        "achievementsTo": "2026-05-31",
        "procedure": "TITLE_REVIEW",
    },
    identity={"name": "李明", "residentId": "510104198806150022"},
)
"""The circumstances examples are judged in, unless they bring their own."""


@dataclass(slots=True)
class Days:
    """Working days are counted one by one, so here it is counted how many are."""

    left: int

    def is_working_day(self, day: date) -> bool:
        self.left -= 1
        if self.left < 0:
            raise OverflowError("more days than all examples together may count")
        return is_weekday(day)


def lint_examples(document: Document, tree: Node, expressions: Sequence[Tokens], report: LintReport) -> None:
    """Takes what has passed every other check; `expressions` are all that could be evaluated for an entry."""
    form = compile_form(form_of_template(_in_one_language(document)))
    work, days, prices = 0, Days(MAX_EXAMPLE_DAYS), [price(tokens) for tokens in expressions]
    for place, example in enumerate(parse_template(document).examples):
        context = replace(_example_context(example), is_working_day=days.is_working_day)
        value = measure({**example.context, **example.answers})
        work += cost_of_answers(tree, example.answers) + sum(each.for_value(value) for each in prices)
        found = _judge(form, example, context, locale=report.locale) if work <= MAX_EXAMPLE_WORK else []
        if work > MAX_EXAMPLE_WORK or days.left < 0:
            report.add("LINT_EXAMPLE.costly", f"/examples/{place}", name=example.name)
            return
        _compare(found, example, f"/examples/{place}", report)


def _in_one_language(document: Document) -> dict[str, Any]:
    return {**document, "locales": document["locales"][:1], "texts": {}}


def _judge(form: CompiledForm, example: Example, context: Context, *, locale: str) -> tuple[Problem, ...]:
    entry = Entry(id=EXAMPLE_KEY, answers=dict(example.answers))
    return check(form, read(form, {EXAMPLE_KEY: [entry]}, context=context), context=context, locale=locale).all()


def _compare(found: Sequence[Problem], example: Example, pointer: str, report: LintReport) -> None:
    actual = sorted((str(each.code), each.pointer, each.rule or "") for each in found)
    expected = sorted((each["code"], each["pointer"], each.get("rule", "")) for each in example.problems)
    if actual != expected:
        report.add(
            "LINT_EXAMPLE",
            pointer,
            name=example.name,
            unexpected=[" ".join(each).strip() for each in actual if each not in expected],
            missing=[" ".join(each).strip() for each in expected if each not in actual],
        )


def _example_context(example: Example) -> Context:
    """A part that an example brings replaces the usual one; of the identity, member by member."""
    identity = {**EXAMPLE_CONTEXT.identity, **example.context.get("identity", {})}
    return replace(EXAMPLE_CONTEXT, **{**example.context, "identity": identity})
