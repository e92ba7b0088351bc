"""Pairs of documents made up at random, the second made from the first by a few changes, and answers to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

from form_templates.answers import Answers, Entry
from tests.form_templates.builders import form, offering, pin, section, template, text

CHOICE = text("选择", enum=["a", "b"])
GROUP = {"type": "object", "title": "组", "properties": {"g1": text("甲", maxLength=1), "g2": text("乙")}}
SCHEMAS: list[dict[str, Any]] = [
    text("文字"),
    CHOICE,
    text("选项", oneOf=[{"const": "a", "title": "甲"}, {"const": "b", "title": "乙"}]),
    {"type": "integer", "title": "整数"},
    {"type": "number", "title": "小数"},
    {"type": "boolean", "title": "是否"},
    {"type": "array", "title": "列表", "items": text("项", maxLength=1)},
    GROUP,
    {"type": "array", "title": "列", "items": GROUP},
    {"title": "随意"},
    {
        "title": "图形",
        "oneOf": [
            {"properties": {"g1": {"const": "a", "title": "甲"}}, "required": ["g1"]},
            {"properties": {"g1": {"const": "b", "title": "甲"}, "g2": text("乙")}, "required": ["g1", "g2"]},
        ],
    },
]
KEYWORDS: list[tuple[str, Any]] = [
    *(("minLength", number) for number in (0, 1, 2)),
    *(("maxLength", number) for number in (1, 2)),
    *(("minimum", number) for number in (0, 1)),
    *(("exclusiveMinimum", number) for number in (0, 1)),
    *(("maximum", number) for number in (1, 2)),
    *(("exclusiveMaximum", number) for number in (2, 3)),
    *(("multipleOf", number) for number in (1, 2, 0.5)),
    *(("minItems", number) for number in (0, 1)),
    *(("maxItems", number) for number in (1, 2)),
    *(("enum", values) for values in (["a"], ["a", "b"], ["a", "b", "ab"], [1, 2], [1, True], ["c"])),
    ("pattern", "^a*$"),
    ("pattern", "^[ab]*$"),
    ("format", "year-month"),
    ("format", "year-month-or-present"),
    ("uniqueItems", True),
    ("readOnly", True),
    ("description", "说明"),
]
MUSTS = [
    "!has(entry.f1) || entry.f1 != 'a'",
    "!has(entry.f1) || entry.f1 * 2.0 < 5.0",
    "!has(entry.f1) || entry.f1 * 2 < 5",
    "has(entry.f1)",
    "size(section) < 2",
    "size(form.sample) > 0",
]
VALUES: list[Any] = [
    *("a", "b", "ab", "", "c", "2024-02", "至今", 0, 1, 2, 3, 0.5, 1.0, 2.5, True, False),
    *([], ["a"], ["a", "a"], ["ab"], ["a", "b", "c"], {}, {"g1": "a"}, {"g1": "ab", "g2": 1}, {"g1": "b", "g2": "a"}),
    *([{}], [{"g1": "a"}, {"g2": "b"}], {"x": 1}),
]
TESTED: st.SearchStrategy[list[Any]] = st.sampled_from([["a"], ["b"], ["a", "b"], ["a", "b", "ab"], [1], [1, True]])


@dataclass(frozen=True)
class Plan:
    """One field: how it is declared, when, and what else is said about it while another has certain values."""

    name: str
    schema: Mapping[str, Any]
    place: str = "always"
    cause: str = "f0"
    values: tuple[Any, ...] = ("a",)
    demanded: bool = False
    demanded_by: str | None = None
    extra: tuple[str, Any] | None = None
    as_reference: bool = False


@dataclass(frozen=True)
class Sketch:
    """A template before it is written out."""

    plans: tuple[Plan, ...]
    rules: tuple[Mapping[str, Any], ...] = ()
    entries: Mapping[str, Any] = field(default_factory=lambda: {"min": 1, "max": 1})
    identity: bool = False
    title: str = "标题"


PLACES = st.sampled_from(["always", "always", "always", "then", "else", "dependent"])


@st.composite
def plans(draw: st.DrawFn, number: int) -> Plan:
    keyword = st.sampled_from(KEYWORDS)
    schema = dict(draw(st.sampled_from(SCHEMAS)))
    schema.update(draw(st.lists(keyword, max_size=2)))
    return Plan(
        name=f"f{number}",
        schema=schema,
        place=draw(PLACES),
        cause=f"f{draw(st.integers(0, number - 1))}",
        values=tuple(draw(TESTED)),
        demanded=draw(st.booleans()),
        demanded_by=draw(st.none() | st.just("f0")),
        extra=draw(st.none() | keyword),
        as_reference=draw(st.booleans()),
    )


@st.composite
def rules(draw: st.DrawFn, *, must: list[str] | None = None) -> Mapping[str, Any]:
    source = draw(st.sampled_from(must or MUSTS))
    return {
        "id": draw(st.sampled_from(["r1", "r2"])),
        "must": source,
        "at": draw(st.sampled_from(["", "/f0"])),
        "severity": draw(st.sampled_from(["ERROR", "ERROR", "WARNING"])),
        "waivedFor": draw(st.sampled_from([[], ["REGULAR"]])),
        "message": {"zh-CN": "不"},
    }


ENTRIES = st.fixed_dictionaries({"min": st.integers(0, 2), "max": st.sampled_from([1, 2, None])})


@st.composite
def sketches(draw: st.DrawFn) -> Sketch:
    made = [draw(plans(number)) for number in range(1, draw(st.integers(2, 4)))]
    return Sketch(
        plans=(Plan("f0", CHOICE), *made),
        rules=tuple({each["id"]: each for each in draw(st.lists(rules(), max_size=2))}.values()),
        entries=draw(st.just({"min": 1, "max": 1}) | ENTRIES),
        identity=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def edited(draw: st.DrawFn, sketch: Sketch) -> Sketch:
    """One thing differs."""
    what = draw(st.sampled_from(["field", "field", "field", "keyword", "add", "drop", "rules", "entries", "other"]))
    place = draw(st.integers(1, len(sketch.plans) - 1))
    plan, number = sketch.plans[place], len(sketch.plans)
    if what == "add":
        return replace(sketch, plans=(*sketch.plans, draw(plans(number))))
    if what == "drop":
        return replace(sketch, plans=sketch.plans[:-1]) if number > 2 else sketch
    if what == "rules":
        return replace(sketch, rules=tuple({each["id"]: each for each in draw(st.lists(rules(), max_size=2))}.values()))
    if what == "entries":
        return replace(sketch, entries=draw(ENTRIES))
    if what == "other":
        return draw(st.sampled_from([replace(sketch, title="题目"), replace(sketch, identity=not sketch.identity)]))
    changed = draw(reworded(plan)) if what == "keyword" else draw(replanned(plan, place))
    return replace(sketch, plans=(*sketch.plans[:place], changed, *sketch.plans[place + 1 :]))


@st.composite
def reworded(draw: st.DrawFn, plan: Plan) -> Plan:
    schema = dict(plan.schema)
    if draw(st.booleans()):
        schema.update([draw(st.sampled_from(KEYWORDS))])
    else:
        schema.pop(draw(st.sampled_from(sorted(schema))))
    return replace(plan, schema={"title": "标题", **schema})


@st.composite
def replanned(draw: st.DrawFn, plan: Plan, number: int) -> Plan:
    """One trait is that of another plan."""
    other = draw(plans(number))
    name = draw(
        st.sampled_from(["schema", "place", "cause", "values", "demanded", "demanded_by", "extra", "as_reference"])
    )
    return replace(plan, **{name: getattr(other, name)})


def write(sketch: Sketch, *, key: str = "section.sample") -> dict[str, Any]:
    """The template document."""
    parts: dict[str, Any] = {"required": [], "allOf": [], "dependentSchemas": {}, "dependentRequired": {}, "$defs": {}}
    properties: dict[str, Any] = {}
    for plan in sketch.plans:
        _write_plan(plan, properties, parts)
    filled = {name: part for name, part in parts.items() if part}
    source = {"source": {"registry": "identity", "fields": {"/f0": "READ_ONLY"}}} if sketch.identity else {}
    texts = {"title": {"zh-CN": sketch.title}, "key": key}
    return template(properties, entries=sketch.entries, rules=list(sketch.rules), **filled, **source, **texts)


def _write_plan(plan: Plan, properties: dict[str, Any], parts: dict[str, Any]) -> None:
    schema: Mapping[str, Any] = plan.schema
    if plan.as_reference:
        parts["$defs"][plan.name] = schema
        schema = {"$ref": f"#/$defs/{plan.name}"}
    demands = [plan.name] if plan.demanded else []
    declared = {"properties": {plan.name: schema}, "required": demands}
    test = {"properties": {plan.cause: {"enum": list(plan.values)}}, "required": [plan.cause]}
    if plan.place == "always":
        properties[plan.name] = schema
        parts["required"] += demands
        if plan.demanded_by:
            parts["dependentRequired"].setdefault(plan.demanded_by, []).append(plan.name)
    elif plan.place == "dependent":
        parts["allOf"].append({"dependentSchemas": {plan.cause: declared}})
    else:
        parts["allOf"].append({"if": test, plan.place: declared})
    if plan.extra and plan.place == "always":
        more = {plan.name: dict([plan.extra])}
        parts["allOf"].append({"if": test, "then": {"properties": more, "required": demands}})


@st.composite
def template_pairs(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    sketch = draw(sketches())
    later = sketch
    for _ in range(draw(st.integers(1, 2))):
        later = draw(edited(later))
    return write(sketch), write(later)


@st.composite
def entries(draw: st.DrawFn, *, most: int = 3, template_keys: tuple[str | None, ...] = (None,)) -> list[Entry]:
    values = st.fixed_dictionaries({}, optional={f"f{number}": st.sampled_from(VALUES) for number in range(4)})
    return [
        Entry(f"e{number}", draw(values), template=draw(st.sampled_from(template_keys)))
        for number in range(draw(st.integers(0, most)))
    ]


def answers_of_one_section() -> st.SearchStrategy[Answers]:
    return st.fixed_dictionaries({"sample": entries()})


FORM_MUSTS = [
    "size(form.sample) > 0",
    "size(form) < 3",
    "!has(form.extra)",
    "'extra' in form || true",
    "size(form['sample']) < 2",
    "true",
]
SIMPLE = [
    Sketch((Plan("f0", CHOICE), Plan("f1", text("文字")))),
    Sketch((Plan("f0", CHOICE), Plan("f1", text("文字", maxLength=1)))),
    Sketch((Plan("f0", CHOICE), Plan("f1", text("文字"), demanded=True))),
    Sketch((Plan("f0", CHOICE), Plan("f1", text("文字")), Plan("f2", text("文字")))),
    Sketch((Plan("f0", CHOICE), Plan("f1", text("文字"))), rules=({"id": "r1", "must": "size(form.sample) > 0",
           "message": {"zh-CN": "不"}},)),
]  # fmt: skip


@st.composite
def sections(draw: st.DrawFn, key: str) -> dict[str, Any]:
    document = write(draw(st.sampled_from(SIMPLE)))
    more: dict[str, Any] = {"required": draw(st.booleans())}
    if draw(st.booleans()):
        more["entries"] = draw(ENTRIES)
    if draw(st.integers(0, 4)) == 0:
        more["visibleWhen"] = draw(st.sampled_from(["true", "target.level == 'SENIOR'", "size(form) > 0"]))
    if draw(st.integers(0, 2)):
        return section(document, key, **more)
    keys = draw(st.lists(st.sampled_from(["achievement.a", "achievement.b"]), min_size=1, unique=True))
    pinned = [pin(write(draw(st.sampled_from(SIMPLE)), key=each), required=draw(st.booleans())) for each in keys]
    return offering(*pinned, key=key, **{"entries": {"min": 0, "max": None}, **more})


FORM_RULES = st.lists(rules(must=FORM_MUSTS), max_size=2).map(
    lambda made: list({each["id"]: {**each, "at": ""} for each in made}.values())
)


@st.composite
def form_pairs(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    keys = ["sample", *draw(st.lists(st.sampled_from(["extra", "other"]), unique=True))]
    made = {key: draw(sections(key)) for key in keys}
    later = dict(made)
    rules_before = rules_after = draw(FORM_RULES)
    for _ in range(draw(st.integers(1, 2))):
        what = draw(st.sampled_from(["section", "trait", "add", "drop", "order", "rules"]))
        key = draw(st.sampled_from([*later]))
        if what == "section":
            later[key] = draw(sections(key))
        elif what == "trait":
            other = draw(sections(key))
            trait = draw(st.sampled_from(["required", "entries", "visibleWhen"]))
            later[key] = {
                name: value for name, value in {**later[key], trait: other.get(trait)}.items() if value is not None
            }
        elif what == "add":
            later.setdefault("extra", draw(sections("extra")))
        elif what == "drop" and len(later) > 1:
            del later[key]
        elif what == "order":
            later = dict(reversed(later.items()))
        else:
            rules_after = draw(FORM_RULES)
    return form(*made.values(), rules=rules_before), form(*later.values(), rules=rules_after)


def answers_of_form() -> st.SearchStrategy[Answers]:
    keys = (None, None, "achievement.a", "achievement.b")
    return st.fixed_dictionaries(
        {}, optional={key: entries(most=2, template_keys=keys) for key in ("sample", "extra", "other")}
    )
