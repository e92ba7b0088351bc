from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from form_templates.answers import Answers, Entry
from form_templates.carrying import Loss
from form_templates.compatibility import Compatibility
from form_templates.compile import compile_form
from form_templates.lint import lint_form, lint_template
from form_templates.pointers import find
from form_templates.upgrade import Added, CarriedOver, Dropped, carry_over, preview_upgrade
from tests.form_templates.builders import CONTEXT, form, offering, pin, section, template, text
from tests.form_templates.version_pairs import answers_of_form, answers_of_one_section, form_pairs, template_pairs

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

Document = Mapping[str, Any]


def carry(answers: Answers, before: Document, after: Document, *kept: Dropped) -> CarriedOver:
    return carry_over(answers, before=compile_form(before), after=compile_form(after), context=CONTEXT, kept=kept)


def filled(answers: Answers) -> dict[str, tuple[Entry, ...]]:
    return {key: tuple(entries) for key, entries in answers.items() if entries}


def check_there_and_back(before: Document, after: Document, answers: Answers) -> None:
    """Of the answers, what has a place in the first form comes back to it whole."""
    placed = carry(answers, before, before).answers
    there = carry(placed, before, after)
    back = carry(there.answers, after, before, *there.kept)
    assert (filled(back.answers), back.kept) == (filled(placed), ())
    assert carry(placed, before, before).dropped == ()


def check_nothing_is_silent(before: Document, after: Document, answers: Answers) -> None:
    found = carry(answers, before, after)
    assert found.kept == found.dropped
    for each in found.dropped:
        assert find(answers[each.section][each.position].answers, each.pointer) == each.value
    entries = {(key, entry.id) for key in answers for entry in answers[key]}
    moved = {(key, entry.id) for key in found.answers for entry in found.answers[key]}
    assert entries - moved == {(each.section, each.entry) for each in found.dropped if not each.pointer}


@UNTIMED
@given(template_pairs(), answers_of_one_section())
def test_nothing_is_lost_between_templates(pair: tuple[dict[str, Any], dict[str, Any]], answers: Answers) -> None:
    if any(lint_template(each) for each in pair):
        return
    before, after = (form(section(each)) for each in pair)
    check_there_and_back(before, after, answers)
    check_nothing_is_silent(before, after, answers)


@UNTIMED
@given(form_pairs(), answers_of_form())
def test_nothing_is_lost_between_forms(pair: tuple[dict[str, Any], dict[str, Any]], answers: Answers) -> None:
    before, after = ({**each, "locales": ["zh-CN"]} for each in pair)
    if any(lint_form(each) for each in (before, after)):
        return
    check_there_and_back(before, after, answers)
    check_nothing_is_silent(before, after, answers)


PEOPLE: dict[str, Any] = {
    "type": "array",
    "title": "人员",
    "items": {"type": "object", "title": "人", "properties": {"name": text()}},
}
WITH_AGES = {
    **PEOPLE,
    "items": {**PEOPLE["items"], "properties": {"name": text(), "age": {"type": "integer", "title": "年龄"}}},
}
HOME = {"type": "object", "title": "住址", "properties": {"city": text(), "street": text()}}
CITY = {"type": "object", "title": "住址", "properties": {"city": text()}}


def one(properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return form(section(template(properties, **more)))


def answered(answers: Any, **more: Any) -> Answers:
    return {"sample": [Entry("e1", answers, **more)]}


LOSSES: list[tuple[dict[str, Any], dict[str, Any], Any, Any, list[tuple[str, Any, Loss]]]] = [
    ({"a": text()}, {"a": text()}, {"a": "x"}, {"a": "x"}, []),
    ({"a": text()}, {"b": text()}, {"a": "x"}, {}, [("/a", "x", Loss.NO_FIELD)]),
    ({"a": text()}, {"a": HOME}, {"a": "x"}, {}, [("/a", "x", Loss.OTHER_TYPE)]),
    ({"a": text()}, {"a": {"type": "integer", "title": "数"}}, {"a": 1.0}, {"a": 1.0}, []),
    ({"a": text()}, {"a": {"type": "integer", "title": "数"}}, {"a": 1.5}, {}, [("/a", 1.5, Loss.OTHER_TYPE)]),
    ({"a": text()}, {"a": {"type": "number", "title": "数"}}, {"a": True}, {}, [("/a", True, Loss.OTHER_TYPE)]),
    ({"a": text()}, {"a": {"title": "随意"}}, {"a": None}, {"a": None}, []),
    (
        {"a": HOME},
        {"a": CITY},
        {"a": {"city": "x", "street": "y"}},
        {"a": {"city": "x"}},
        [("/a/street", "y", Loss.NO_FIELD)],
    ),
    (
        {"a": WITH_AGES},
        {"a": PEOPLE},
        {"a": [{"name": "x"}, {"age": 3}]},
        {"a": [{"name": "x"}, {}]},
        [("/a", [{"name": "x"}, {"age": 3}], Loss.NO_FIELD)],
    ),
    (
        {"a": {"type": "array", "title": "列", "items": {"title": "随意"}}},
        {"a": {"type": "array", "title": "列", "items": text()}},
        {"a": ["x", {"age": 3}]},
        {"a": ["x"]},
        [("/a", ["x", {"age": 3}], Loss.OTHER_TYPE)],
    ),
    ({"a": text()}, {"a": text(**{"x-computed": "'y'"})}, {"a": "x"}, {}, [("/a", "x", Loss.FILLED_IN)]),
    ({"a": text()}, {"b": text()}, ["not an object"], ["not an object"], []),
]


@pytest.mark.parametrize(("before", "after", "answers", "carried", "dropped"), LOSSES)
def test_what_has_no_place(before: Any, after: Any, answers: Any, carried: Any, dropped: Any) -> None:
    there = carry(answered(answers), one(before), one(after))
    assert there.answers["sample"][0].answers == carried
    assert [(each.pointer, each.value, each.loss) for each in there.dropped] == dropped
    back = carry(there.answers, one(after), one(before), *there.kept)
    assert carry(answered(answers), one(before), one(before)).answers == back.answers


def test_what_lies_inside_a_list_is_named() -> None:
    answers = answered({"a": [{"name": "x", "age": 1}, {"age": 3}]})
    (dropped,) = carry(answers, one({"a": WITH_AGES}), one({"a": PEOPLE})).dropped
    assert dropped.inside == ("/a/0/age", "/a/1/age")


def test_a_list_inside_a_list_names_what_it_lost() -> None:
    def outer(inner: dict[str, Any]) -> dict[str, Any]:
        group = {"type": "object", "title": "组", "properties": {"people": inner}}
        return one({"a": {"type": "array", "title": "列", "items": group}})

    answers = answered({"a": [{"people": [{"age": 1}]}]})
    (dropped,) = carry(answers, outer(WITH_AGES), outer(PEOPLE)).dropped
    assert (dropped.pointer, dropped.inside) == ("/a", ("/a/0/people/0/age",))


def test_nothing_written_since_is_overwritten() -> None:
    before, after = one({"a": WITH_AGES, "b": text(), "c": HOME}), one({"a": PEOPLE, "c": CITY})
    there = carry(
        answered({"a": [{"age": 1}], "b": "old", "c": {"street": "s"}, "d": 1}),
        before,
        after,
    )
    since = answered({"a": [{"name": "new"}], "b": "new", "c": "gone"})
    back = carry(since, before, before, *there.kept)
    assert back.answers["sample"][0].answers == {"a": [{"name": "new"}], "b": "new"}
    assert sorted(each.pointer for each in back.kept) == ["/a", "/b", "/c", "/c/street", "/d"]
    gone = carry({"sample": []}, before, before, *there.kept)
    assert (gone.answers, gone.kept) == ({"sample": ()}, there.kept)
    replaced = carry(answered("not an object"), before, before, *there.kept)
    assert sorted(each.pointer for each in replaced.kept) == ["/a", "/b", "/c/street", "/d"]


PAPER = template({"title": text(), "year": text()}, key="achievement.paper", entries={"max": 3})
PATENT = template({"title": text()}, key="achievement.patent", entries={"max": 3})
OFFERING = form(offering(pin(PAPER), pin(PATENT), key="sample"))
PAPERS = form(section(PAPER, "sample"))
PATENTS = form(offering(pin(PATENT), key="sample"))
NOTHING = form(section(PATENT, "other"))


def test_entries_keep_to_their_template() -> None:
    paper, patent = (
        Entry("p", {"title": "x"}, template="achievement.paper"),
        Entry("q", {}, template="achievement.patent"),
    )
    plain = Entry("p", {"title": "x"})
    there = carry({"sample": [patent, paper]}, OFFERING, PAPERS)
    assert there.answers == {"sample": (plain,)}
    assert there.dropped == (Dropped("sample", "q", "", {}, Loss.NO_TEMPLATE, 0, "achievement.patent"),)
    assert carry(there.answers, PAPERS, OFFERING, *there.kept).answers == {"sample": (patent, paper)}
    assert carry({"sample": [paper]}, PAPERS, OFFERING).answers == {"sample": (paper,)}
    again = carry(
        {"sample": [Entry("q", {"title": "new"}, template="achievement.patent")]}, OFFERING, OFFERING, *there.kept
    )
    assert again.kept == there.kept


def test_a_section_comes_and_goes() -> None:
    entry = Entry("p", {"title": "x", "year": "y"}, template="achievement.paper", registry="r")
    there = carry({"sample": [entry], "empty": []}, OFFERING, NOTHING)
    dropped = Dropped("sample", "p", "", entry.answers, Loss.NO_SECTION, 0, "achievement.paper", "r")
    assert (there.answers, there.dropped) == ({}, (dropped,))
    assert carry({}, NOTHING, OFFERING, *there.kept).answers == {"sample": (entry,)}
    assert carry({}, NOTHING, NOTHING, *there.kept).kept == (dropped,)
    assert carry({}, NOTHING, PATENTS, *there.kept).kept == (dropped,)


def test_an_entry_that_comes_back_to_a_smaller_template_leaves_the_rest_aside() -> None:
    smaller = form(offering(pin({**PAPER, "schema": PATENT["schema"]}), key="sample"))
    entry = Entry("p", {"title": "x", "year": "y"}, template="achievement.paper")
    gone = carry({"sample": [entry]}, OFFERING, NOTHING)
    back = carry({}, NOTHING, smaller, *gone.kept)
    assert [each.answers for each in back.answers["sample"]] == [{"title": "x"}]
    assert [(each.pointer, each.value) for each in back.kept] == [("/year", "y")]
    assert carry(back.answers, smaller, OFFERING, *back.kept).answers == {"sample": (entry,)}
    (lost,) = carry(back.answers, smaller, NOTHING, *back.kept).dropped
    assert lost.value == {"title": "x"}


def test_added_fields_are_those_shown_for_these_answers() -> None:
    before = form(section(template({"a": text(), "c": CITY, "p": PEOPLE})), offering(pin(PATENT)))
    test = {"properties": {"a": {"const": "x"}}, "required": ["a"]}
    later = template(
        {"a": text(), "c": {**HOME, "required": ["street"]}, "p": WITH_AGES, "d": text("新")},
        allOf=[{"if": test, "then": {"properties": {"e": text("更新")}, "required": ["e"]}}],
        required=["d"],
    )
    after = form(section(later), offering(pin(PATENT), pin(PAPER)), section(PAPER, "more", required=True))
    answers = {**answered({"a": "x", "c": {}, "p": [{}]}), "achievements": [Entry("1", {}, template=PATENT["key"])]}
    found = carry(answers, before, after)
    assert found.added == (
        Added("sample", "e1", "/c/street", "标题", required=True),
        Added("sample", "e1", "/p/0/age", "年龄", required=False),
        Added("sample", "e1", "/d", "新", required=True),
        Added("sample", "e1", "/e", "更新", required=True),
        Added("more", None, "", "论文", required=True),
    )
    hidden = form(section(later, visibleWhen="false"))
    assert carry({}, before, hidden).added == ()
    required = form(section(later, required=True))
    assert [each.pointer for each in carry({}, before, required).added] == ["/c/street", "/d"]
    unknown = {"achievements": [Entry("1", {}, template="none")]}
    assert [each.section for each in carry(unknown, before, after).added if each.section == "achievements"] == []


def test_lists_that_become_groups_have_no_items_to_compare() -> None:
    before, after = one({"a": {"title": "随意"}}), one({"a": PEOPLE})
    assert carry(answered({"a": [{"name": "x"}]}), before, after).added == ()


def test_preview() -> None:
    before = form(section(template({"a": text(), "gone": text()}, entries={"min": 1, "max": 3})))
    after = form(section(template({"a": text(maxLength=1), "b": text("新")}, required=["b"])))
    answers = answered({"a": "long", "gone": "x", "odd": 1})
    found = preview_upgrade(answers, before=before, after=after, context=CONTEXT, locale="zh-CN")
    assert found.kind is Compatibility.BREAKING
    assert [change.code.value for change in found.changes] == [
        "ENTRIES_TIGHTENED",
        "TEMPLATE_UPGRADED",
        "LIMIT_TIGHTENED",
        "FIELD_REMOVED",
        "REQUIRED_FIELD_ADDED",
    ]
    assert [each.pointer for each in found.carried.dropped] == ["/gone", "/odd"]
    assert [(each.code, each.pointer) for each in found.problems] == [("LENGTH", "/a"), ("REQUIRED", "/b")]
    assert found.required == (Added("sample", "e1", "/b", "新", required=True),)


def test_a_problem_that_was_there_is_not_new_because_its_section_changed_shape() -> None:
    fields = {"a": text(maxLength=1)}
    before, after = one(fields, entries={"min": 0, "max": 3}), one(fields, entries={"min": 0, "max": 1})
    found = preview_upgrade(answered({"a": "long"}), before=before, after=after, context=CONTEXT, locale="en")
    assert found.problems == ()


@UNTIMED
@given(form_pairs(), answers_of_form())
def test_previewing_never_raises(pair: tuple[dict[str, Any], dict[str, Any]], answers: Answers) -> None:
    before, after = ({**each, "locales": ["zh-CN"]} for each in pair)
    if not any(lint_form(each) for each in (before, after)):
        found = preview_upgrade(answers, before=before, after=after, context=CONTEXT, locale="en")
        assert found.carried == carry_over(
            answers, before=compile_form(before), after=compile_form(after), context=CONTEXT, locale="en"
        )


@UNTIMED
@given(st.data())
def test_carrying_over_to_the_same_form_changes_nothing(data: st.DataObject) -> None:
    document, _ = data.draw(template_pairs())
    answers = data.draw(answers_of_one_section())
    if not lint_template(document):
        whole = form(section(document))
        once = carry(answers, whole, whole)
        assert carry(once.answers, whole, whole).answers == once.answers
        assert once.added == ()
