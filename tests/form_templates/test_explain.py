from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from form_templates.answers import Answers, Entry
from form_templates.compile import compile_form
from form_templates.explain import Outcome, RuleOutcome, explain
from form_templates.resolve import resolve
from tests.form_templates.builders import CONTEXT, form, offering, pin, section, template, text
from tests.form_templates.version_pairs import answers_of_form, answers_of_one_section, form_pairs, template_pairs

RULE = {
    "id": "r",
    "when": "has(entry.rank)",
    "must": "entry.rank <= entry.people",
    "numbers": {"rank": "entry.rank", "people": "entry.people"},
    "at": "/rank",
    "message": {"zh-CN": "第 {rank} 超过 {people} 人。", "en": "{rank} is beyond {people}."},
    "waivedFor": ["GREEN_CHANNEL"],
}
NUMBER = {"type": "integer", "title": "排名"}
IF_KIND = {"properties": {"kind": {"const": "A"}}, "required": ["kind"]}


def one(rule: Mapping[str, Any] = RULE, **more: Any) -> dict[str, Any]:
    fields = {"kind": text("类别"), "rank": NUMBER, "people": NUMBER}
    hidden = [{"if": IF_KIND, "then": {"properties": {"extra": text("另")}}}]
    return template(fields, rules=[rule], allOf=hidden, **more)


def explained(
    document: Mapping[str, Any], answers: Answers, *, category: str = "REGULAR", locale: str = "en"
) -> tuple[RuleOutcome, ...]:
    whole = document if "sections" in document else form(section(document))
    return explain(compile_form(whole), answers, context=replace(CONTEXT, category=category), locale=locale)


def entry(**answers: Any) -> Answers:
    return {"sample": [Entry("e1", answers)]}


CASES: list[tuple[Any, Answers, str, Outcome, dict[str, Any], str]] = [
    (RULE, entry(rank=1, people=3), "REGULAR", Outcome.HELD, {"rank": 1, "people": 3},
     "“排名” meets the requirement (r)."),
    (RULE, entry(rank=4, people=3), "REGULAR", Outcome.BROKEN, {"rank": 4, "people": 3}, "4 is beyond 3."),
    (RULE, entry(rank=4, people=3), "GREEN_CHANNEL", Outcome.WAIVED, {"rank": 4, "people": 3},
     "This declaration's category (GREEN_CHANNEL) is exempt from the requirement on “排名” (r)."),
    (RULE, entry(), "REGULAR", Outcome.NOT_APPLICABLE, {}, "The requirement on “排名” (r) does not apply."),
    (RULE, entry(rank=4), "REGULAR", Outcome.NOT_EVALUABLE, {},
     "A requirement on “排名” (r) could not be checked; check and complete what you filled in."),
    ({**RULE, "at": "/extra"}, entry(rank=4, people=3), "REGULAR", Outcome.NOT_APPLICABLE, {},
     "The requirement on “Paper” (r) does not apply."),
    ({**RULE, "at": "/extra"}, entry(rank=4, people=3, kind="A"), "REGULAR", Outcome.BROKEN, {"rank": 4, "people": 3},
     "4 is beyond 3."),
    ({"id": "r", "must": "true", "message": {"zh-CN": "不"}}, entry(), "REGULAR", Outcome.HELD, {},
     "“Paper” meets the requirement (r)."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "answers", "category", "outcome", "numbers", "message"), CASES)
def test_outcomes(rule: Any, answers: Answers, category: str, outcome: Outcome, numbers: Any, message: str) -> None:
    (found,) = explained(one(rule), answers, category=category)
    assert (found.outcome, found.numbers, found.message) == (outcome, numbers, message)


def test_everything_about_an_outcome() -> None:
    (found,) = explained(one(entries={"min": 0, "max": 3}), entry(rank=4, people=3), locale="zh-CN")
    assert found == RuleOutcome(
        id="r",
        section="sample",
        entry="e1",
        outcome=Outcome.BROKEN,
        severity=found.severity,
        numbers={"rank": 4, "people": 3},
        counted=(),
        message="第 4 超过 3 人。",
        template="section.sample",
        pointer="/e1/rank",
    )
    (held,) = explained(one(), entry(rank=1, people=3), locale="zh-CN")
    assert held.message == "“排名”符合要求（r）。"


PAPER = one(key="achievement.paper")
PATENT = one(key="achievement.patent")


def test_each_template_of_a_section_is_explained() -> None:
    document = form(offering(pin(PAPER), pin(PATENT)))
    answers = {"achievements": [Entry("1", {"rank": 1, "people": 2}, template="achievement.patent"), Entry("2", {})]}
    found = explained(document, answers)
    assert [(each.template, each.entry, each.outcome.value) for each in found] == [
        ("achievement.paper", None, "NOT_APPLICABLE"),
        ("achievement.patent", "1", "HELD"),
    ]


def test_a_required_section_without_its_entry_is_explained_as_an_empty_one() -> None:
    (found,) = explained(one(), {})
    assert (found.entry, found.outcome, found.pointer) == (None, Outcome.NOT_APPLICABLE, "/rank")


def test_what_could_not_be_looked_into_is_not_judged() -> None:
    deep: Any = 1
    for _ in range(20):
        deep = [deep]
    (found,) = explained(one(), entry(rank=deep))
    assert found.outcome is Outcome.NOT_EVALUABLE
    (found,) = explained(one(entries={"min": 0, "max": None}), {"sample": [Entry(str(n), {}) for n in range(501)]})
    assert (found.entry, found.outcome) == (None, Outcome.NOT_EVALUABLE)


def test_more_entries_than_there_may_be_are_not_judged() -> None:
    """As in the engine: a rule may look at all of them."""
    answers: Answers = {"sample": [Entry("a", {"rank": 1, "people": 2}), Entry("b", {"rank": 3, "people": 2})]}
    found = explained(one(), answers)
    assert [(each.entry, each.outcome, each.numbers) for each in found] == [
        ("a", Outcome.NOT_EVALUABLE, {}),
        ("b", Outcome.NOT_EVALUABLE, {}),
    ]
    enough = explained(one(entries={"min": 0, "max": 2}), answers)
    assert [each.outcome for each in enough] == [Outcome.HELD, Outcome.BROKEN]


FORM_RULE = {
    "id": "f",
    "must": "size(form.sample) > 1",
    "numbers": {"n": "size(form.sample)"},
    "message": {"zh-CN": "{n}"},
}


def test_rules_of_the_form() -> None:
    rules = [
        FORM_RULE,
        {**FORM_RULE, "id": "g", "section": "sample", "at": "/rank"},
        {**FORM_RULE, "id": "h", "section": "more"},
        {**FORM_RULE, "id": "i", "section": "hidden"},
    ]
    more = one(key="section.more", entries={"min": 0, "max": 3})
    document = form(
        section({**one(), "rules": []}),
        section({**more, "rules": []}, "more"),
        section({**more, "rules": []}, "hidden", visibleWhen="false"),
        rules=rules,
    )
    found = explained(document, entry(rank=1))
    assert [(each.id, each.section, each.entry, each.outcome.value, each.numbers, each.message) for each in found] == [
        ("f", None, None, "BROKEN", {"n": 1}, "1"),
        ("g", "sample", "e1", "BROKEN", {"n": 1}, "1"),
        ("h", "more", None, "BROKEN", {"n": 1}, "1"),
        ("i", "hidden", None, "NOT_APPLICABLE", {}, "The requirement on “Paper” (i) does not apply."),
    ]


def check_against_the_engine(document: Mapping[str, Any], answers: Answers) -> None:
    made = compile_form(document)
    found = explain(made, answers, context=CONTEXT, locale="zh-CN")
    problems = resolve(made, answers, context=CONTEXT, locale="zh-CN").problems
    broken = [
        (each.id, each.section, each.entry, each.pointer, each.message)
        for each in found
        if each.outcome is Outcome.BROKEN
    ]
    reported = [
        (each.rule, each.section, each.entry, each.pointer, each.message) for each in problems if each.code == "RULE"
    ]
    assert sorted(map(str, broken)) == sorted(map(str, reported))
    unclear = {(each.id, each.section, each.entry) for each in found if each.outcome is Outcome.NOT_EVALUABLE}
    assert {
        (each.rule, each.section, each.entry)
        for each in problems
        if each.code == "RULE_NOT_EVALUABLE" and each.rule != "visibleWhen"
    } <= unclear
    rules = [rule.rule.id for part in made.sections.values() for each in part.templates.values() for rule in each.rules]
    assert {each.id for each in found} == {*rules, *(rule.rule.id for rule in made.rules)}


@settings(deadline=None)
@given(template_pairs(), answers_of_one_section())
def test_what_is_broken_is_what_the_engine_reports(pair: tuple[Any, Any], answers: Answers) -> None:
    check_against_the_engine(form(section(pair[0])), answers)


@settings(deadline=None)
@given(form_pairs(), answers_of_form())
def test_so_it_is_in_whole_forms(pair: tuple[Any, Any], answers: Answers) -> None:
    check_against_the_engine(pair[0], answers)


COUNTING = {
    "id": "n",
    "when": "size(form.achievements) > 0",
    "must": "size(form.achievements.filter(a, has(a.rank) && a.rank == 1)) >= 2",
    "numbers": {"first": "size(form.achievements.filter(a, has(a.rank) && a.rank == 1))"},
    "from": "form.achievements.filter(a, has(a.rank) && a.rank == 1)",
    "message": {"zh-CN": "{first}", "en": "{first}"},
    "waivedFor": ["GREEN_CHANNEL"],
}


def achievements(*ranks: int) -> Answers:
    """The first half papers, the others patents; the id is the place."""
    kinds = ["achievement.paper", "achievement.patent"]
    rows = [Entry(f"e{n}", {"rank": rank}, template=kinds[2 * n // len(ranks)]) for n, rank in enumerate(ranks)]
    return {"achievements": rows}


@pytest.mark.parametrize(
    ("answers", "category", "outcome", "counted"),
    [
        (achievements(1, 2, 1), "REGULAR", Outcome.HELD, ("e0", "e2")),
        (achievements(2, 1), "REGULAR", Outcome.BROKEN, ("e1",)),
        (achievements(2, 3), "REGULAR", Outcome.BROKEN, ()),
        (achievements(2, 1), "GREEN_CHANNEL", Outcome.WAIVED, ("e1",)),
        ({}, "REGULAR", Outcome.NOT_APPLICABLE, ()),
    ],
)
def test_a_rule_names_the_entries_it_counted(
    answers: Answers, category: str, outcome: Outcome, counted: tuple[str, ...]
) -> None:
    papers = [pin({**each, "rules": []}) for each in (PAPER, PATENT)]
    (found,) = explained(form(offering(*papers), rules=[COUNTING]), answers, category=category)
    assert (found.outcome, found.counted) == (outcome, tuple(("achievements", name) for name in counted))
    assert found.numbers == ({} if outcome is Outcome.NOT_APPLICABLE else {"first": len(counted)})


def test_entries_are_told_apart_by_template_and_section() -> None:
    counting = {**COUNTING, "from": "form.achievements.filter(a, a._template == 'achievement.patent') + form.sample"}
    document = form(
        section({**one(), "rules": []}),
        offering(*(pin({**each, "rules": []}) for each in (PAPER, PATENT))),
        rules=[counting],
    )
    (found,) = explained(document, {**achievements(1, 1), **entry(rank=1)})
    assert found.counted == (("achievements", "e1"), ("sample", "e1"))


def test_a_rule_of_a_template_counts_beyond_its_own_entry() -> None:
    rule = {"id": "r", "must": "true", "from": "form.sample", "message": {"zh-CN": "甲"}}
    found = explained(
        form(section(one(rule, entries={"min": 0, "max": 3}))), {"sample": [Entry("a", {}), Entry("b", {})]}
    )
    assert [(each.entry, each.counted) for each in found] == [
        ("a", (("sample", "a"), ("sample", "b"))),
        ("b", (("sample", "a"), ("sample", "b"))),
    ]
