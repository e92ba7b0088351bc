from typing import Any

import pytest

from form_templates.digest import digest
from form_templates.documents import (
    DocumentError,
    EntryLimits,
    compose,
    form_of_template,
    parse_form,
    parse_template,
)
from form_templates.problems import Severity
from tests.form_templates.builders import form, offering, pin, section, template, text

PAPER = template({"title": text()}, key="achievement.paper", entries={"min": 1, "max": 5})


def test_a_template_with_everything() -> None:
    parsed = parse_template(
        template(
            {"name": text()},
            rules=[
                {"id": "r", "must": "true", "message": {"en": "No"}, "waivedFor": ["EXCEPTIONAL"], "severity": "NOTICE"}
            ],
            source={"registry": "identity", "fields": {"/name": "READ_ONLY", "/other": "EDITABLE"}},
            examples=[{"name": "one", "answers": {}, "problems": []}],
        ),
    )
    rule = parsed.rules[0]
    assert (rule.when, rule.at, rule.severity, rule.waived_for) == (
        None,
        "",
        Severity.NOTICE,
        frozenset({"EXCEPTIONAL"}),
    )
    assert parsed.source is not None
    assert (parsed.source.registry, parsed.source.read_only) == ("identity", frozenset({"/name"}))
    assert (parsed.entries, parsed.examples[0].context) == (EntryLimits(1, 1), {})


@pytest.mark.parametrize("document", [{}, {"key": 1}, [], None, {**PAPER, "rules": 3}, {**PAPER, "entries": []}])
def test_what_is_no_template(document: Any) -> None:
    with pytest.raises(DocumentError):
        parse_template(document)


@pytest.mark.parametrize("document", [{}, [], None, form({"key": "a"}), form(offering({"template": "x"}))])
def test_what_is_no_form(document: Any) -> None:
    with pytest.raises(DocumentError):
        parse_form(document)


def test_compose_puts_whole_templates_inside() -> None:
    composition: dict[str, Any] = {
        "key": "form.a",
        "sections": [
            {"key": "basic", "template": "section.basic", "version": 2},
            {"key": "achievements", "templates": [{"template": "achievement.paper", "version": 1}]},
        ],
    }
    documents = {("section.basic", 2): {"key": "section.basic"}, ("achievement.paper", 1): PAPER}
    composed = compose(composition, templates=lambda key, version: documents[key, version])
    assert composed["sections"] == [
        {
            "key": "basic",
            "template": "section.basic",
            "version": 2,
            "document": {"key": "section.basic"},
            "digest": digest({"key": "section.basic"}),
        },
        {
            "key": "achievements",
            "templates": [
                {"template": "achievement.paper", "version": 1, "document": PAPER, "digest": digest(PAPER)},
            ],
        },
    ]
    assert "document" not in composition["sections"][0]


def test_a_section_takes_texts_and_limits_from_its_template() -> None:
    parsed = parse_form(form(section(PAPER), section(PAPER, "other", title={"en": "Mine"}, entries={"max": 2})))
    first, second = parsed.sections
    assert (first.title, first.kind, first.entries, first.single) == (
        PAPER["title"],
        "SECTION",
        EntryLimits(1, 5),
        False,
    )
    assert (second.title, second.entries) == ({"en": "Mine"}, EntryLimits(1, 2))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, EntryLimits(0, 5)),
        ({"required": True}, EntryLimits(1, 5)),
        ({"entries": {"min": 2}}, EntryLimits(2, 5)),
        ({"entries": {"max": None}}, EntryLimits(0, None)),
    ],
)
def test_limits_of_an_offered_template(more: dict[str, Any], expected: EntryLimits) -> None:
    parsed = parse_form(form(offering(pin(PAPER, **more))))
    assert parsed.sections[0].templates[0].entries == expected


def test_a_form_of_one_template() -> None:
    parsed = parse_form(form_of_template(PAPER))
    assert [(each.key, each.single, each.required) for each in parsed.sections] == [("example", True, True)]
