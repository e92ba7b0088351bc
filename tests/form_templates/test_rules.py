from typing import Any

import pytest

from form_templates.documents import Rule
from form_templates.problems import Severity
from form_templates.rules import (
    Scope,
    Verdict,
    compile_rule,
    distinct,
    fill_in,
    find_counted,
    judge,
    measure,
    placeholders,
    total,
)
from tests.form_templates.builders import CONTEXT


def rule(must: str, when: str | None = None, **numbers: str) -> Rule:
    return Rule("r", when, must, numbers, None, "", Severity.ERROR, frozenset(), {"en": ""}, None)


def scope(**variables: Any) -> Scope:
    made = Scope(CONTEXT)
    for name, value in variables.items():
        made.bind(name, value)
    return made


@pytest.mark.parametrize(
    ("must", "when", "expected"),
    [
        ("entry.rank <= entry.count", None, Verdict.BROKEN),
        ("entry.rank > entry.count", None, Verdict.HOLDS),
        ("false", "has(entry.missing)", Verdict.HOLDS),
        ("entry.missing == 1", None, Verdict.NOT_EVALUABLE),
        ("entry.title > 3", None, Verdict.NOT_EVALUABLE),
        ("entry.rank / 0 == 1", None, Verdict.NOT_EVALUABLE),
        ("entry.rank", None, Verdict.NOT_EVALUABLE),
        ("true", "entry.rank", Verdict.NOT_EVALUABLE),
        ("true", "entry.missing", Verdict.NOT_EVALUABLE),
        ("nobody", None, Verdict.NOT_EVALUABLE),
        ("unknown(1)", None, Verdict.NOT_EVALUABLE),
        ("years_between(entry.title, today) > 1.0", None, Verdict.NOT_EVALUABLE),
        ("years_between('2020', today) > 6.0", None, Verdict.HOLDS),
        ("months_between('2026-01', today) == 5", None, Verdict.HOLDS),
        ("working_days_between(today, '2026-06-05') == 5", None, Verdict.HOLDS),
        ("sum(section.map(e, e.hours)) >= 90.0", None, Verdict.HOLDS),
        ("size(distinct(section.map(e, e.hours))) == 2", None, Verdict.HOLDS),
        ("target.level == 'SENIOR' && applicant.gender == 'F' && activity.year == 2026", None, Verdict.HOLDS),
    ],
)
def test_verdicts(must: str, when: str | None, expected: Verdict) -> None:
    section = [{"hours": 30.5}, {"hours": 30.5}, {"hours": 40}]
    reach = scope(entry={"rank": 4, "count": 3, "title": "题目"}, section=section)
    assert judge(compile_rule(rule(must, when)), scope=reach) is expected


def test_numbers_that_cannot_be_computed_are_left_out() -> None:
    made = compile_rule(rule("true", rank="entry.rank", missing="entry.missing", whole="entry"))
    assert measure(made, scope=scope(entry={"rank": 4})) == {"rank": 4}


def test_reads_names_every_variable() -> None:
    made = compile_rule(rule("entry.a == today", "has(form.b)", years="activity.year"))
    assert made.reads == {"entry", "today", "form", "activity"}


@pytest.mark.parametrize(
    ("message", "numbers", "expected"),
    [
        ("第 {rank} 名，共 {count} 人", {"rank": 4, "count": 3}, "第 4 名，共 3 人"),
        ("{years} years", {"years": 4.916666}, "4.92 years"),
        ("{years} years", {"years": 5.0}, "5 years"),
        ("{missing} years", {}, "— years"),
        ("{a.__class__} {0} {}", {"a": 1}, "{a.__class__} {0} {}"),
        ("{a}", {"a": "{b}", "b": "no"}, "{b}"),
    ],
)
def test_fill_in(message: str, numbers: dict[str, Any], expected: str) -> None:
    assert fill_in(message, numbers) == expected


def test_placeholders() -> None:
    assert placeholders("{a} {b} {c.d}") == {"a", "b"}


@pytest.mark.parametrize(
    ("values", "expected"), [([1, 2, 1], [1, 2]), ([[1], [1]], [[1]]), ([], []), ("aa", None), (None, None)]
)
def test_distinct(values: Any, expected: Any) -> None:
    assert distinct(values) == expected


@pytest.mark.parametrize(("values", "expected"), [([1, 2.5], 3.5), ([], 0.0), ([True], None), (["1"], None), (3, None)])
def test_total(values: Any, expected: float | None) -> None:
    assert total(values) == expected


def counting(source: str) -> Rule:
    return Rule("r", None, "true", {}, source, "", Severity.ERROR, frozenset(), {"en": ""}, None)


ROWS = [{"_id": "a", "_section": "papers", "year": 2020}, {"_id": "b", "_section": "books", "year": 2024}]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("form.papers", (("papers", "a"), ("books", "b"))),
        ("form.papers.filter(p, p.year > 2021)", (("books", "b"),)),
        ("form.papers.filter(p, p.year > 2030)", ()),
        ("form.papers + form.papers", (("papers", "a"), ("books", "b"), ("papers", "a"), ("books", "b"))),
        ("form.papers.map(p, p.year)", ()),
        ("form.papers.map(p, {'_id': p._id})", ()),
        ("[form.papers[1], 3, 'a']", (("books", "b"),)),
        ("form.papers[0]", ()),
        ("size(form.papers)", ()),
        ("form.missing", ()),
        ("form.papers.filter(p, p.missing > 1)", ()),
        ("nobody", ()),
    ],
)
def test_the_entries_that_numbers_come_from(source: str, expected: tuple[tuple[str, str], ...]) -> None:
    made = compile_rule(counting(source))
    assert find_counted(made, scope=scope(form={"papers": ROWS})) == expected


def test_where_nothing_says_what_is_counted_nothing_is() -> None:
    assert find_counted(compile_rule(rule("true")), scope=scope(form={"papers": ROWS})) == ()


def test_what_is_counted_is_read_too() -> None:
    assert compile_rule(counting("form.papers + activity.papers")).reads == {"form", "activity"}
