import pytest

from form_templates.documents import parse_template
from form_templates.localize import choose_locale, localize, text_in
from tests.form_templates.builders import template, text


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("en", "en"), ("en-US", "en"), ("EN-us", "en"), ("zh-TW", "zh-CN"), ("fr", "zh-CN"), ("", "zh-CN")],
)
def test_choose_locale(wanted: str, expected: str) -> None:
    assert choose_locale(["zh-CN", "en"], wanted) == expected


def test_text_in() -> None:
    assert [text_in({"zh-CN": "论文", "en": "Paper"}, "en-GB"), text_in({}, "en")] == ["Paper", None]


def test_texts_go_where_their_pointers_lead() -> None:
    options = [{"const": "A", "title": "甲"}]
    document = template(
        {"kind": text("类别", oneOf=options)},
        locales=["zh-CN", "en"],
        ui={"kind": {"ui:placeholder": "请选择"}},
        texts={
            "en": {
                "/properties/kind/title": "Kind",
                "/properties/kind/oneOf/0/title": "First",
                "/ui/kind/ui:placeholder": "Choose",
                "/properties/kind/oneOf/7/title": "nowhere",
                "/properties/other/title": "nowhere",
                "": "nowhere",
            },
        },
    )
    schema, ui = localize(parse_template(document), locale="en")
    assert schema["properties"]["kind"] == {
        "type": "string",
        "title": "Kind",
        "oneOf": [{"const": "A", "title": "First"}],
    }
    assert ui == {"kind": {"ui:placeholder": "Choose"}}
    assert document["schema"]["properties"]["kind"]["title"] == "类别"
