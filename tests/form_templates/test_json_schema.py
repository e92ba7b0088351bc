from typing import Any

from jsonschema import Draft202012Validator

from form_templates.compile import compile_form
from form_templates.json_schema import (
    DIALECT,
    form_json_schema,
    form_ui_schema,
    section_json_schema,
    section_ui_schema,
    template_json_schema,
    template_ui_schema,
)
from tests.form_templates.builders import form, offering, pin, section, template, text

BASIC = template(
    {"name": text("姓名"), "twice": text("两遍", **{"x-computed": "entry.name"}), "home": {"$ref": "#/$defs/address"}},
    required=["name"],
    key="section.basic",
    locales=["zh-CN", "en"],
    ui={"name": {"ui:placeholder": "姓名"}},
    texts={"en": {"/properties/name/title": "Name", "/ui/name/ui:placeholder": "Your name"}},
    source={"registry": "identity", "fields": {"/name": "READ_ONLY", "/other": "READ_ONLY"}},
    **{"$defs": {"address": {"type": "object", "title": "地址", "properties": {"street": text("街道")}}}},
)
PAPER = template({"title": text("题目")}, required=["title"], key="achievement.paper")
PATENT = template(
    {"home": {"$ref": "#/$defs/address"}},
    key="achievement.patent",
    **{"$defs": {"address": text("地址")}},
)
FORM = compile_form(
    form(
        section(BASIC, "basic", help={"en": "About you"}),
        section(PAPER, "papers", entries={"min": 1, "max": 3}, visibleWhen="true"),
        offering(pin(PAPER), pin(PATENT), entries={"max": 9}),
    ),
)


def is_valid(schema: Any, instance: Any) -> bool:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema).is_valid(instance)


def test_a_one_entry_section_is_an_object() -> None:
    schema = section_json_schema(FORM, "basic", "en")
    assert (schema["$schema"], schema["type"], schema["title"], schema["description"]) == (
        DIALECT,
        "object",
        "Paper",
        "About you",
    )
    assert schema["properties"]["name"] == {"type": "string", "title": "Name", "readOnly": True}
    assert schema["properties"]["twice"] == {"type": "string", "title": "两遍", "readOnly": True}
    assert is_valid(schema, {"name": "李明", "home": {"street": "a"}})
    assert not is_valid(schema, {"name": "李明", "home": {"street": 1}})


def test_a_section_of_many_is_a_list() -> None:
    schema = section_json_schema(FORM, "papers", "zh-CN")
    assert (schema["type"], schema["minItems"], schema["maxItems"]) == ("array", 1, 3)
    lists: list[Any] = [[{"title": "x"}], [], [{}]]
    assert [is_valid(schema, each) for each in lists] == [True, False, False]


def test_an_entry_of_a_section_that_offers_names_its_template() -> None:
    schema = section_json_schema(FORM, "achievements", "zh-CN")
    paper, patent = {"_template": "achievement.paper", "title": "x"}, {"_template": "achievement.patent", "home": "x"}
    assert [is_valid(schema, each) for each in ([paper, patent], [{"title": "x"}], [{**patent, "home": 1}])] == [
        True,
        False,
        False,
    ]


def test_a_choice_of_templates_says_what_tells_them_apart() -> None:
    """So that an unfinished entry, which fits none of them, is still shown as what it is."""
    items = section_json_schema(FORM, "achievements", "zh-CN")["items"]
    assert (items["type"], items["discriminator"]) == ("object", {"propertyName": "_template"})
    assert [part["properties"]["_template"] for part in items["oneOf"]] == [
        {"type": "string", "const": key, "default": key, "title": "论文"}
        for key in ("achievement.paper", "achievement.patent")
    ]


def test_the_whole_form_needs_no_definitions() -> None:
    """Those of several templates may share their names."""
    schema = form_json_schema(FORM, "zh-CN")
    assert list(schema) == ["$schema", "title", "type", "properties", "required"]
    assert (schema["title"], schema["required"]) == ("申报表", ["basic"])
    patent = {"_template": "achievement.patent", "home": "x"}
    assert is_valid(schema, {"basic": {"name": "李明", "home": {"street": "a"}}, "achievements": [patent]})
    assert not is_valid(schema, {"basic": {"name": "李明", "home": "a"}})
    assert not is_valid(schema, {"basic": {"name": "李明"}, "achievements": [{**patent, "home": {"street": "a"}}]})


def test_ui_schemas() -> None:
    hidden = {"_template": {"ui:widget": "hidden"}}
    assert section_ui_schema(FORM, "basic", "en") == {"name": {"ui:placeholder": "Your name"}}
    assert section_ui_schema(FORM, "papers", "en") == {"items": {}}
    assert section_ui_schema(FORM, "achievements", "en") == {"items": {"oneOf": [hidden, hidden]}}
    assert list(form_ui_schema(FORM, "en")) == ["ui:order", "basic", "papers", "achievements"]


def test_the_document_itself_stays_as_it_was() -> None:
    template = FORM.sections["basic"].only
    assert template is not None
    assert template_json_schema(template, "en") is template_json_schema(template, "en")
    assert template_ui_schema(template, "en") is template_ui_schema(template, "en")
    assert "readOnly" not in template.schemas["en"]["properties"]["name"]
