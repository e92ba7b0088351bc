from typing import Any

import pytest

from form_templates.digest import digest
from form_templates.lint import lint_form
from tests.form_templates.builders import form, offering, pin, section, template, text

RULE = {"id": "r", "must": "true", "message": {"zh-CN": "不"}, "section": "sample", "at": "/a"}


def document(**more: Any) -> dict[str, Any]:
    return template({"a": text()}, key="achievement.sample", **more)


def found(*sections: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    whole = form(*sections, **{"locales": ["zh-CN"], **more})
    return [(problem.code, problem.pointer) for problem in lint_form(whole)]


@pytest.mark.parametrize(
    ("own", "given", "sound"),
    [
        ({"min": 1, "max": 2}, {}, True),
        ({"min": 1, "max": 2}, {"min": 2}, True),
        ({"min": 1, "max": 2}, {"min": 3}, False),
        ({"min": 3, "max": 5}, {"max": 2}, False),
        ({"min": 3, "max": 5}, {"min": 0, "max": 2}, True),
        ({"min": 3, "max": 5}, {"min": 9, "max": None}, True),
    ],
)
def test_entries_are_the_sections_own_or_else_the_templates(own: Any, given: Any, sound: bool) -> None:  # noqa: FBT001 -- from the table
    problems = found(section(document(entries=own), entries=given))
    assert problems == ([] if sound else [("LINT_SHAPE", "/sections/0/entries")])


@pytest.mark.parametrize(
    ("given", "sound"),
    [
        ({"entries": {"max": 2}}, True),
        ({"entries": {"max": 2}, "required": True}, False),
        ({"entries": {"min": 1, "max": 2}, "required": True}, True),
        ({"entries": {"min": 3, "max": 2}}, False),
    ],
)
def test_the_least_entries_of_an_offered_template_count_where_it_is_required(given: Any, sound: bool) -> None:  # noqa: FBT001 -- from the table
    problems = found(offering(pin(document(entries={"min": 3, "max": 5}), **given)))
    assert problems == ([] if sound else [("LINT_SHAPE", "/sections/0/templates/0/entries")])


@pytest.mark.parametrize(
    ("given", "single"), [({}, True), ({"min": 0}, True), ({"max": 2}, False), ({"max": None}, False)]
)
def test_a_rule_points_into_a_section_of_one_entry(given: Any, single: bool) -> None:  # noqa: FBT001 -- from the table
    problems = found(section(document(), entries=given), rules=[RULE])
    assert problems == ([] if single else [("LINT_RULE", "/rules/0/at")])


def test_templates_are_looked_into_only_where_the_form_is_sound() -> None:
    broken = section(template({"a": {"type": "string"}}), "broken")
    assert found(broken) == [("LINT_REF", "/sections/0/document"), ("LINT_TITLE", "/a")]
    assert found({**broken, "group": "none"}) == [("LINT_REF", "/sections/0/group")]
    assert found(broken, section(document()), rules=[{**RULE, "must": "nonsense("}]) == found(broken)


def test_a_template_that_was_found_sound_is_not_mistaken_for_another() -> None:
    sound, broken = document(), template({"a": {"type": "string"}}, key="achievement.sample")
    assert found(section(sound)) == []
    assert found({**section(broken), "digest": digest(sound)}) == [("LINT_REF", "/sections/0/digest")]
    assert found(section(broken)) == [("LINT_REF", "/sections/0/document"), ("LINT_TITLE", "/a")]
    assert found(section(sound)) == []
