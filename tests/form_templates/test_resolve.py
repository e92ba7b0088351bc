from dataclasses import replace
from typing import Any

import pytest

from form_templates.compile import compile_form
from form_templates.limits import MAX_ENTRIES
from form_templates.resolve import Answers, Context, Entry, ResolvedForm, resolve
from tests.form_templates.builders import (
    CONTEXT,
    codes,
    compiled,
    form,
    offering,
    pin,
    resolve_one,
    section,
    template,
    text,
)

PAPER = template(
    {"title": text("题目")},
    required=["title"],
    key="achievement.paper",
    locales=["zh-CN", "en"],
    texts={"en": {"/properties/title/title": "Title"}},
)
PATENT = template({"name": text("名称")}, key="achievement.patent", title={"zh-CN": "专利"}, entries={"max": 1})
MANY = {"min": 0, "max": 2}


def see(
    document: dict[str, Any], answers: Answers, *, context: Context = CONTEXT, locale: str = "zh-CN"
) -> ResolvedForm:
    return resolve(compile_form(document), answers, context=context, locale=locale)


def test_the_form_in_the_callers_language() -> None:
    found = see(form(section(PAPER)), {}, locale="en-US")
    assert (found.key, found.title, [group.title for group in found.groups]) == ("form.sample", "Declaration", ["All"])
    assert [(each.title, each.fields[0].title) for each in found.sections] == [("Paper", "Title")]
    assert [problem.message for problem in found.problems] == ["Fill in “Title”."]


def test_a_one_entry_section_without_its_entry_is_judged_as_empty() -> None:
    found = see(form(section(PAPER)), {})
    assert [(each.code, each.pointer, each.entry) for each in found.problems] == [("REQUIRED", "/title", None)]
    assert (found.sections[0].entries, found.sections[0].required) == ((), True)


def test_an_optional_one_entry_section_may_be_left_out() -> None:
    found = see(form(section(PAPER, entries={"min": 0, "max": 1})), {})
    assert (found.problems, found.sections[0].required, len(found.sections[0].fields)) == ((), False, 1)


def test_pointers_into_a_section_of_many_go_by_entry_id() -> None:
    found = see(form(section(PAPER, entries=MANY)), {"sample": [Entry("a/1", {}), Entry("b", {"title": "x"})]})
    assert codes(found) == [("REQUIRED", "/a~11/title")]
    first, second = found.sections[0].entries
    assert [entry.fields[0].pointer for entry in (first, second)] == ["/a~11/title", "/b/title"]
    assert [len(entry.problems) for entry in (first, second)] == [1, 0]
    assert found.sections[0].fields[0].pointer == "/title"


@pytest.mark.parametrize(
    ("limits", "count", "expected"),
    [
        ({"min": 2, "max": 3}, 1, {"minimum": 2, "actual": 1}),
        ({"min": 0, "max": 3}, 4, {"maximum": 3, "actual": 4}),
        ({"min": 0, "max": None}, 9, None),
    ],
)
def test_counts(limits: dict[str, Any], count: int, expected: dict[str, int] | None) -> None:
    entries = [Entry(str(place), {"title": "x"}) for place in range(count)]
    found = see(form(section(PAPER, entries=limits)), {"sample": entries})
    assert [(each.code, each.pointer, each.params) for each in found.problems] == (
        [("COUNT", "", expected)] if expected else []
    )


def test_a_required_section_wants_an_entry() -> None:
    found = see(form(section(PAPER, entries=MANY, required=True)), {})
    assert codes(found) == [("COUNT", "")]
    assert found.sections[0].min_entries == 1


def test_a_section_that_offers_templates() -> None:
    document = form(offering(pin(PAPER, required=True), pin(PATENT), entries={"min": 1, "max": 3}))
    answers = {"achievements": [Entry("1", {"name": "甲"}, "achievement.patent"), Entry("2", {}, "achievement.patent")]}
    found = see(document, answers)
    assert [(each.code, each.pointer, each.params) for each in found.problems] == [
        ("COUNT", "", {"minimum": 1, "actual": 0, "template": "achievement.paper"}),
        ("COUNT", "", {"maximum": 1, "actual": 2, "template": "achievement.patent"}),
    ]
    offered = found.sections[0].templates
    assert [(each.key, each.title, each.required, each.min_entries, each.max_entries) for each in offered] == [
        ("achievement.paper", "论文", True, 1, 1),
        ("achievement.patent", "专利", False, 0, 1),
    ]
    assert found.sections[0].fields == ()
    assert offered[0].json_schema["properties"]["title"]["title"] == "题目"
    assert offered[0].ui_schema == {}


@pytest.mark.parametrize("chosen", [None, "achievement.unknown"])
def test_a_template_that_is_not_offered(chosen: str | None) -> None:
    found = see(form(offering(pin(PAPER))), {"achievements": [Entry("1", {"x": 1}, chosen)]})
    assert codes(found) == [("UNKNOWN_TEMPLATE", "/1")]
    assert found.sections[0].entries[0].fields == ()


def test_a_section_that_is_not_in_the_form() -> None:
    found = see(form(section(PAPER)), {"sample": [Entry("1", {"title": "x"})], "other": [Entry("2", {})]})
    assert [(each.code, each.section, each.pointer) for each in found.problems] == [("UNKNOWN_SECTION", "other", "")]


def test_two_entries_with_one_id() -> None:
    entries = [Entry("1", {"title": "x"}), Entry("1", {"title": "y"})]
    assert codes(see(form(section(PAPER, entries=MANY)), {"sample": entries})) == [("UNIQUE", "/1")]


@pytest.mark.parametrize(
    "entries",
    [
        [Entry(str(place), {}) for place in range(MAX_ENTRIES + 1)],
        [Entry("1", {"title": "x" * 600_000})],
        [Entry(str(place), {"title": "x" * 60_000}) for place in range(10)],
    ],
)
def test_too_much_is_not_looked_into(entries: list[Entry]) -> None:
    document = form(section(PAPER, entries={"min": 0, "max": None}))
    assert codes(see(document, {"sample": entries})) == [("TOO_LARGE", "")]


def test_a_hidden_section_has_no_problems_and_asks_for_nothing() -> None:
    document = form(section(PAPER, visibleWhen="target.level == 'JUNIOR'"))
    found = see(document, {"sample": [Entry("1", {"unknown": 1})]})
    hidden = found.sections[0]
    assert (found.problems, hidden.visible, hidden.required, hidden.entries) == ((), False, False, ())
    assert [(field.visible, field.required) for field in hidden.fields] == [(False, False)]
    assert see(document, {}, context=replace(CONTEXT, target={"level": "JUNIOR"})).sections[0].visible


def test_a_section_may_depend_on_those_above_it() -> None:
    asks = template({"abroad": {"type": "boolean", "title": "出国"}})
    document = form(section(asks, "asks"), section(PAPER, "abroad", visibleWhen="form.asks[0].?abroad.orValue(false)"))
    guarded = form(
        section(asks, "asks"), section(PAPER, "abroad", visibleWhen="has(form.asks[0].abroad) && form.asks[0].abroad")
    )
    assert [each.visible for each in see(guarded, {"asks": [Entry("1", {"abroad": True})]}).sections] == [True, True]
    assert [each.visible for each in see(guarded, {"asks": [Entry("1", {"abroad": False})]}).sections] == [True, False]
    assert document["sections"][1]["key"] == "abroad"


@pytest.mark.parametrize("source", ["target.missing == 1", "target.level"])
def test_a_section_whose_condition_fails_is_shown_and_says_so(source: str) -> None:
    found = see(form(section(PAPER, visibleWhen=source)), {"sample": [Entry("1", {"title": "x"})]})
    assert [(each.code, each.rule) for each in found.problems] == [("RULE_NOT_EVALUABLE", "visibleWhen")]
    assert found.sections[0].visible


IDENTITY = template(
    {"name": text("姓名"), "residentId": text("身份证号", format="cn-resident-id"), "phone": text("电话")},
    required=["name", "residentId"],
    source={"registry": "identity", "fields": {"/name": "READ_ONLY", "/residentId": "READ_ONLY"}},
)


def test_identity_is_shown_and_cannot_be_typed_over() -> None:
    found = resolve_one(IDENTITY, {"name": "别人", "phone": "1"})
    assert found.problems == ()
    assert found.sections[0].entries[0].answers == {"phone": "1", "name": "李明", "residentId": "11010519491231002X"}
    assert [(field.name, field.value, field.read_only) for field in found.sections[0].fields] == [
        ("name", "李明", True),
        ("residentId", "11010519491231002X", True),
        ("phone", "1", False),
    ]
    assert found.sections[0].source == "identity"


def test_identity_that_is_missing_is_asked_for() -> None:
    found = resolve_one(IDENTITY, {"name": "别人"}, context=replace(CONTEXT, identity={}))
    assert codes(found) == [("REQUIRED", "/name"), ("REQUIRED", "/residentId")]


def test_rows_of_a_registry_are_locked_only_if_they_came_from_it() -> None:
    source = {"registry": "chsi.education", "fields": {"/school": "READ_ONLY"}}
    document = form(section(template({"school": text(), "note": text()}, source=source, entries=MANY)))
    answers = {"sample": [Entry("1", {}, registry="chsi.education"), Entry("2", {})]}
    first, second = see(document, answers).sections[0].entries
    assert [field.read_only for field in (*first.fields, *second.fields)] == [True, False, False, False]


COMPUTED = template(
    {
        "unit": {"type": "number", "title": "单价"},
        "count": {"type": "integer", "title": "数量"},
        "total": {"type": "number", "title": "总价", "maximum": 100, "x-computed": "entry.unit * double(entry.count)"},
        "half": {"type": "number", "title": "一半", "x-computed": "entry.total / 2.0"},
        "when": text("时间", **{"x-computed": "timestamp('2020-01-01T00:00:00Z')"}),
    },
    allOf=[
        {
            "if": {"properties": {"count": {"const": 1}}, "required": ["count"]},
            "then": {"properties": {"single": text("单件", **{"x-computed": "'yes'"})}},
        },
    ],
)


def test_computed_values_follow_the_answers() -> None:
    found = resolve_one(COMPUTED, {"unit": 2, "count": 3.0, "total": 999})
    assert found.problems == ()
    assert found.sections[0].entries[0].answers == {"unit": 2, "count": 3.0, "total": 6.0, "half": 3.0}
    assert [field.name for field in found.sections[0].fields if field.read_only] == ["total", "half", "when", "single"]


def test_computed_values_are_validated_and_left_out_when_unknown() -> None:
    assert codes(resolve_one(COMPUTED, {"unit": 200, "count": 1})) == [("RANGE", "/total")]
    assert resolve_one(COMPUTED, {"unit": 200, "count": 1}).sections[0].entries[0].answers["single"] == "yes"
    assert resolve_one(COMPUTED, {"unit": 2}).sections[0].entries[0].answers == {"unit": 2}


def test_compiled_form_is_kept_by_digest() -> None:
    assert compiled(PAPER) is compiled(PAPER)
