from dataclasses import replace
from typing import Any

import pytest

from form_templates.compile import compile_form
from form_templates.resolve import Context, Entry
from form_templates.submission import check_save, keep_own, prune
from tests.form_templates.builders import CONTEXT, compiled, form, offering, pin, section, template, text

BRANCH = {
    "if": {"properties": {"kind": {"const": "A"}}, "required": ["kind"]},
    "then": {"properties": {"why": text("原因", maxLength=2)}, "required": ["why"]},
}
SAMPLE = template(
    {
        "name": text("姓名"),
        "residentId": text("身份证号", format="cn-resident-id"),
        "kind": text("类别"),
        "double": text("两遍", **{"x-computed": "entry.kind + entry.kind"}),
    },
    allOf=[BRANCH],
    source={"registry": "identity", "fields": {"/name": "READ_ONLY", "/residentId": "READ_ONLY"}},
)


def save(answers: Any, *, document: dict[str, Any] = SAMPLE, context: Context = CONTEXT) -> list[tuple[str, str]]:
    entries = [Entry("e1", answers)]
    found = check_save(compiled(document), "sample", entries, context=context, locale="zh-CN")
    return [(problem.code, problem.pointer) for problem in found]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"kind": "B", "why": "hidden"}, {"kind": "B"}),
        ({"kind": "A", "why": "shown"}, {"kind": "A", "why": "shown"}),
        ({"kind": "A", "name": "别人", "double": "zz", "other": 1}, {"kind": "A", "other": 1}),
    ],
)
def test_a_submission_holds_what_is_visible_and_the_applicants_own(answers: Any, expected: Any) -> None:
    assert prune(compiled(SAMPLE), {"sample": [Entry("e1", answers)]}, context=CONTEXT) == {
        "sample": (Entry("e1", expected),),
    }


def test_hidden_sections_are_not_submitted_and_unknown_ones_go_on_being_reported() -> None:
    document = compile_form(form(section(SAMPLE, visibleWhen="false")))
    stranger = [Entry("1", {"x": 1})]
    assert prune(document, {"sample": [Entry("e1", {})], "other": stranger}, context=CONTEXT) == {"other": stranger}


def test_a_section_without_entries_stays_so() -> None:
    assert prune(compiled(SAMPLE), {}, context=CONTEXT) == {}
    assert prune(compiled(SAMPLE), {"sample": []}, context=CONTEXT) == {"sample": ()}


def test_a_section_too_large_goes_on_being_reported() -> None:
    answers = {"sample": [Entry("e1", {"kind": "x" * 600_000})]}
    assert prune(compiled(SAMPLE), answers, context=CONTEXT) == answers


def test_a_draft_keeps_hidden_values_but_no_identity_and_nothing_computed() -> None:
    given = [Entry("e1", {"kind": "B", "why": "hidden", "name": "李明", "double": "BB"})]
    assert keep_own(compiled(SAMPLE), "sample", given) == (Entry("e1", {"kind": "B", "why": "hidden"}),)


def test_an_entry_of_an_unknown_template_is_kept_as_it_is() -> None:
    document = compile_form(form(offering(pin({**SAMPLE, "key": "achievement.paper"}))))
    entry = Entry("1", {"name": "x"}, "achievement.other")
    assert keep_own(document, "achievements", [entry]) == (entry,)
    assert [
        problem.code for problem in check_save(document, "achievements", [entry], context=CONTEXT, locale="en")
    ] == [
        "UNKNOWN_TEMPLATE",
    ]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, []),
        ({"kind": "A"}, []),
        ({"kind": "A", "why": "too long"}, []),
        ({"kind": 3}, [("TYPE", "/kind")]),
        ({"other": 3}, [("UNKNOWN_FIELD", "/other")]),
        ({"name": "李明"}, []),
        ({"name": "别人"}, [("READ_ONLY", "/name")]),
        ({"kind": "x" * 600_000}, [("TOO_LARGE", "")]),
        ({"kind": [[[[[[[[[[[[1]]]]]]]]]]]]}, [("TOO_DEEP", "/kind" + "/0" * 11)]),
        ([], [("TYPE", "")]),
    ],
)
def test_what_refuses_a_save(answers: Any, expected: list[tuple[str, str]]) -> None:
    assert save(answers) == expected


def test_hidden_values_are_stored_whatever_they_are() -> None:
    assert save({"kind": "B", "why": 3}) == []


def test_an_identity_that_is_not_well_formed_refuses_a_save() -> None:
    assert save({}, context=replace(CONTEXT, identity={"residentId": "1"})) == [("FORMAT", "/residentId")]


def test_a_hidden_section_may_be_saved_and_is_still_checked() -> None:
    document = compile_form(form(section(SAMPLE, visibleWhen="false")))
    found = check_save(document, "sample", [Entry("1", {"other": 1})], context=CONTEXT, locale="en")
    assert [(problem.code, problem.message) for problem in found] == [
        ("UNKNOWN_FIELD", "The form has no field “other”; remove it."),
    ]


def test_a_section_that_is_not_in_the_form_cannot_be_saved() -> None:
    found = check_save(compiled(SAMPLE), "other", [], context=CONTEXT, locale="en")
    assert [(problem.code, problem.section) for problem in found] == [("UNKNOWN_SECTION", "other")]


def test_read_only_in_a_section_of_many_points_at_the_entry() -> None:
    document = compile_form(form(section(SAMPLE, entries={"max": 9})))
    found = check_save(document, "sample", [Entry("e/1", {"name": "别人"})], context=CONTEXT, locale="en")
    assert [(problem.pointer, problem.message) for problem in found] == [
        ("/e~11/name", "“姓名” comes from the verified identity and cannot be changed."),
    ]
