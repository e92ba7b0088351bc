from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from form_templates.digest import digest
from form_templates.documents import (
    WRITTEN_ON_THE_SPOT,
    DocumentError,
    EntryLimits,
    compose,
    decompose,
    form_of_template,
    parse_form,
    parse_template,
    pins_of,
)
from form_templates.pointers import find
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


# ── composing and taking apart ───────────────────────────────────────────────
KNOWN = {
    (f"{kind}.t{number}", version): template({f"f{version}": text()}, key=f"{kind}.t{number}")
    for kind in ("section", "achievement")
    for number in range(2)
    for version in (1, 2)
}
MATERIAL = {"key": "material.report", "title": {"zh-CN": "报告", "en": "Report"}}
LOCALES = st.sampled_from([["zh-CN"], ["en"], ["zh-CN", "en"]])
LIMITS = st.fixed_dictionaries({}, optional={"min": st.integers(0, 3), "max": st.integers(1, 5) | st.none()})
OWN = {"entries": LIMITS, "required": st.booleans()}
PINS = st.builds(
    lambda pinned, more: {"template": pinned[0], "version": pinned[1], **more},
    st.sampled_from(sorted(KNOWN)),
    st.fixed_dictionaries({}, optional=OWN),
)
MATERIALS = st.builds(
    lambda number, more, own: {"material": {**MATERIAL, "key": f"material.m{number}", **more}, **own},
    st.integers(0, 3),
    st.fixed_dictionaries(
        {},
        optional={
            "help": st.just({"zh-CN": "说明"}),
            "mediaTypes": st.just(["application/pdf"]),
            "maxBytes": st.integers(1, 10**7),
            "sample": st.just("0190b3d4"),
            "count": st.fixed_dictionaries({}, optional={"min": st.integers(1, 3), "max": st.integers(3, 5)}),
        },
    ),
    st.fixed_dictionaries({}, optional=OWN),
)
SECTIONS = st.builds(
    lambda key, more, offered: {"key": f"s{key}", "group": "all", **more, **offered},
    st.integers(0, 9),
    st.fixed_dictionaries({}, optional={"visibleWhen": st.just("true"), "title": st.just({"en": "Mine"}), **OWN}),
    PINS | st.builds(lambda items: {"templates": items}, st.lists(PINS | MATERIALS, min_size=1, max_size=3)),
)
COMPOSITIONS = st.builds(
    lambda sections, locales, more: {"key": "form.a", "locales": locales, "sections": sections, **more},
    st.lists(SECTIONS, max_size=4),
    LOCALES,
    st.fixed_dictionaries({}, optional={"groups": st.just([]), "rules": st.just([{"id": "r"}])}),
)


def put_together(composition: Any) -> dict[str, Any]:
    return compose(composition, templates=lambda key, version: KNOWN[key, version])


@given(COMPOSITIONS)
def test_taking_apart_undoes_composing(composition: dict[str, Any]) -> None:
    before = deepcopy(composition)
    document = put_together(composition)
    assert decompose(document) == composition == before
    assert put_together(decompose(document)) == document


@given(COMPOSITIONS)
def test_what_is_pinned_is_found_on_both_sides(composition: dict[str, Any]) -> None:
    """At the same pointers, so that a problem in the one is found in the other."""
    document = put_together(composition)
    written, whole = dict(pins_of(composition)), dict(pins_of(document))
    assert list(written) == list(whole)
    for at, item in whole.items():
        assert find(document, at) is item
        assert item["digest"] == digest(item["document"])
        assert item["template"] == item["document"]["key"]
        assert ("material" in written[at]) == (item["version"] == WRITTEN_ON_THE_SPOT)


def test_a_material_is_taken_out_again() -> None:
    item = {"material": {**MATERIAL, "count": {"min": 1, "max": 2}}, "required": True}
    composition = {
        "key": "form.a",
        "locales": ["zh-CN"],
        "sections": [{"key": "m", "templates": [{"template": "section.t0", "version": 2}, item]}],
    }
    document = put_together(composition)
    _, made = document["sections"][0]["templates"]

    assert (made["template"], made["version"], made["document"]["kind"]) == ("material.report", 0, "MATERIAL")
    assert decompose(document) == composition
