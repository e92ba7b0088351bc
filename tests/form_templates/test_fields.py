from typing import Any

import pytest

from form_templates.resolve import (
    AttachmentRule,
    Entry,
    FieldType,
    Openness,
    Option,
    ResolvedField,
    resolve,
)
from tests.form_templates.builders import CONTEXT, compiled, form, resolve_one, section, template, text

FILE = text("文件", format="attachment")
OPTIONS = [{"const": "A", "title": "甲"}, {"const": "B"}]


def fields_of(document: dict[str, Any], answers: dict[str, Any] | None = None) -> dict[str, ResolvedField]:
    return {field.name: field for field in resolve_one(document, answers or {}).sections[0].fields}


@pytest.mark.parametrize(
    ("schema", "ui", "expected"),
    [
        (text(), {}, FieldType.TEXT),
        (text(), {"ui:widget": "textarea"}, FieldType.LONG_TEXT),
        ({"type": "integer"}, {}, FieldType.INTEGER),
        ({"type": "number"}, {}, FieldType.NUMBER),
        ({"type": "boolean"}, {}, FieldType.BOOLEAN),
        (text(format="date"), {}, FieldType.DATE),
        (text(format="year-month"), {}, FieldType.MONTH),
        (text(format="year-month-or-present"), {}, FieldType.MONTH),
        (text(enum=["a"]), {}, FieldType.CHOICE),
        (text(oneOf=OPTIONS), {}, FieldType.CHOICE),
        (text(const="a"), {}, FieldType.CHOICE),
        ({"type": "array", "items": text(enum=["a"])}, {}, FieldType.MULTI_CHOICE),
        (FILE, {}, FieldType.ATTACHMENT),
        ({"type": "array", "items": FILE}, {}, FieldType.ATTACHMENTS),
        ({"type": "array", "items": text()}, {}, FieldType.LIST),
        ({"type": "object", "properties": {"a": text()}}, {}, FieldType.GROUP),
        (text(format="email"), {}, FieldType.TEXT),
    ],
)
def test_types(schema: dict[str, Any], ui: dict[str, Any], expected: FieldType) -> None:
    assert fields_of(template({"f": schema}, ui={"f": ui}))["f"].type is expected


def test_a_field_with_everything() -> None:
    rule = {"mediaTypes": ["image/png"], "maxBytes": 5, "minWidth": 6, "minHeight": 7}
    document = template(
        {
            "photo": {**FILE, "x-attachment": rule, "description": "近照"},
            "rank": {
                "type": "integer",
                "title": "排名",
                "minimum": 1,
                "exclusiveMaximum": 9,
                "default": 1,
                "x-unit": "名",
            },
            "kind": text("类别", oneOf=OPTIONS),
            "code": text("代码", minLength=1, maxLength=9, pattern="^a+$", readOnly=True),
            "tags": {"type": "array", "title": "标签", "minItems": 1, "maxItems": 3, "items": text(enum=["x", "y"])},
        },
        required=["rank"],
        ui={"kind": {"ui:widget": "radio", "ui:placeholder": "请选择", "ui:help": "选一个"}},
    )
    fields = fields_of(document, {"rank": 3})
    photo, rank, kind, code, tags = fields.values()
    assert (photo.title, photo.help, photo.attachment) == ("文件", "近照", AttachmentRule(("image/png",), 5, 6, 7))
    assert (rank.minimum, rank.maximum, rank.default, rank.unit, rank.value, rank.required) == (1, 9, 1, "名", 3, True)
    assert (kind.widget, kind.placeholder, kind.help) == ("radio", "请选择", "选一个")
    assert kind.options == (Option("A", "甲"), Option("B", "B"))
    assert (code.min_length, code.max_length, code.pattern, code.read_only) == (1, 9, "^a+$", True)
    assert (tags.min_length, tags.max_length, tags.options) == (1, 3, (Option("x", "x"), Option("y", "y")))


def test_a_condition_shows_and_requires() -> None:
    branch = {
        "if": {"properties": {"kind": {"const": "A"}}, "required": ["kind"]},
        "then": {"properties": {"why": text("原因")}, "required": ["why"]},
        "else": {"properties": {"other": text("其他")}},
    }
    document = template({"kind": text(oneOf=OPTIONS)}, allOf=[branch])

    def shown(answers: dict[str, Any]) -> list[tuple[str, bool, bool]]:
        return [(field.name, field.visible, field.required) for field in fields_of(document, answers).values()]

    assert shown({}) == [("kind", True, False), ("why", False, False), ("other", True, False)]
    assert shown({"kind": "A"}) == [("kind", True, False), ("why", True, True), ("other", False, False)]


def test_a_condition_narrows_a_field_that_is_always_there() -> None:
    branch = {
        "if": {"properties": {"kind": {"const": "A"}}, "required": ["kind"]},
        "then": {"properties": {"rank": {"title": "排名", "minimum": 3, "maximum": 99}, "place": {"enum": ["x"]}}},
    }
    rank = {"type": "integer", "title": "排名", "minimum": 1, "maximum": 9}
    document = template({"kind": text(oneOf=OPTIONS), "rank": rank, "place": text(enum=["x", "y"])}, allOf=[branch])
    before, after = fields_of(document), fields_of(document, {"kind": "A"})
    assert [(each["rank"].minimum, each["rank"].maximum) for each in (before, after)] == [(1, 9), (3, 9)]
    assert [len(each["place"].options) for each in (before, after)] == [2, 1]


def test_a_constant_leaves_one_option() -> None:
    branch = {
        "if": {"properties": {"a": {"const": "x"}}, "required": ["a"]},
        "then": {"properties": {"kind": {"const": "A"}, "other": {"const": "Z"}}},
    }
    document = template({"a": text(), "kind": text(oneOf=OPTIONS), "other": text()}, allOf=[branch])
    fields = fields_of(document, {"a": "x"})
    assert [fields["kind"].options, fields["other"].options] == [(Option("A", "甲"),), (Option("Z", "Z"),)]


def test_dependents() -> None:
    document = template(
        {"spouse": text(), "phone": text()},
        dependentRequired={"spouse": ["phone"]},
        dependentSchemas={"spouse": {"properties": {"employer": text()}, "required": ["employer"]}},
    )

    def required(answers: dict[str, Any]) -> list[str]:
        return [field.name for field in fields_of(document, answers).values() if field.required]

    assert [required({}), required({"spouse": "甲"})] == [[], ["phone", "employer"]]
    assert fields_of(document)["employer"].visible is False


def test_groups_and_lists() -> None:
    person = {
        "type": "object",
        "title": "人",
        "properties": {"name": text(), "age": {"type": "integer"}},
        "required": ["name"],
    }
    document = template(
        {
            "head": person,
            "people": {"type": "array", "title": "人员", "items": person},
            "words": {"type": "array", "items": text("词")},
        },
        ui={"people": {"items": {"name": {"ui:placeholder": "姓名"}}}},
    )
    fields = fields_of(document, {"people": [{"name": "甲"}], "words": "none"})
    assert [(each.pointer, each.required) for each in fields["head"].fields] == [
        ("/head/name", True),
        ("/head/age", False),
    ]
    assert [(each.pointer, each.placeholder) for each in fields["people"].fields] == [
        ("/people/-/name", "姓名"),
        ("/people/-/age", None),
    ]
    (item,) = fields["people"].items
    assert (item.pointer, [(each.pointer, each.value) for each in item.fields]) == (
        "/people/0",
        [("/people/0/name", "甲"), ("/people/0/age", None)],
    )
    assert [(each.pointer, each.type) for each in fields["words"].fields] == [("/words/-", FieldType.TEXT)]
    assert fields["words"].items == ()


def test_what_is_inside_something_hidden_is_hidden() -> None:
    group = {"type": "object", "title": "组", "properties": {"name": text()}, "required": ["name"]}
    branch = {"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"properties": {"group": group}}}
    (inner,) = fields_of(template({"a": text()}, allOf=[branch]))["group"].fields
    assert (inner.visible, inner.required) == (False, False)


def test_a_choice_between_objects() -> None:
    circle = {
        "title": "圆",
        "properties": {"shape": {"const": "circle"}, "radius": {"type": "number", "title": "半径"}},
        "required": ["shape", "radius"],
    }
    square = {
        "title": "方",
        "properties": {"shape": {"const": "square"}, "side": {"type": "number", "title": "边"}},
        "required": ["shape", "side"],
    }
    document = template({"figure": {"title": "图形", "oneOf": [circle, square]}}, required=["figure"])
    shape, radius, side = fields_of(document, {"figure": {"shape": "square"}})["figure"].fields
    assert shape.options == (Option("circle", "圆"), Option("square", "方"))
    assert [(each.visible, each.required) for each in (radius, side)] == [(False, False), (True, True)]
    assert [
        (each.code, each.pointer)
        for each in resolve_one(document, {"figure": {"shape": "square", "radius": 1}}).problems
    ] == [
        ("REQUIRED", "/figure/side"),
    ]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([], "abc"),
        (["c", "a"], "cab"),
        (["c", "*", "a"], "cba"),
        (["*", "a"], "bca"),
        (["zz", "b", "*"], "bac"),
    ],
)
def test_order(order: list[str], expected: str) -> None:
    assert "".join(fields_of(template({name: text() for name in "abc"}, ui={"ui:order": order}))) == expected


def test_only_what_was_returned_is_open() -> None:
    group = {"type": "object", "title": "组", "properties": {"x": text(), "y": text()}}
    document = form(section(template({"a": text(), "group": group}, entries={"min": 0, "max": 3})))

    def closed(*pointers: tuple[str, str]) -> list[str]:
        openness = Openness(all_open=False, pointers=frozenset(pointers))
        entries = {"sample": [Entry("1", {}), Entry("2", {})]}
        found = resolve(compiled(document), entries, context=CONTEXT, locale="en", open_pointers=openness)
        fields = [field for entry in found.sections[0].entries for field in entry.fields]
        return [each.pointer for field in fields for each in (field, *field.fields) if each.read_only]

    everything = ["/1/a", "/1/group", "/1/group/x", "/1/group/y", "/2/a", "/2/group", "/2/group/x", "/2/group/y"]
    assert closed() == everything
    assert closed(("other", "")) == everything
    assert closed(("sample", "/1/group/x")) == ["/1/a", "/1/group/y", *everything[4:]]
    assert closed(("sample", "/1")) == everything[4:]
    assert closed(("sample", "")) == []
