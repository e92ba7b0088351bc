"""Schemas of the safe subset made up at random, schemas that only look like it, and answers to either."""

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from form_templates.formats import FORMATS
from form_templates.tree import compile_validator
from tests.form_templates.builders import text

Schema = dict[str, Any]

SOUND_PATTERNS = [
    *("^$", "^a*$", "^a?b$", "^[ab]{1,2}$", "^(a|b)c?$", "^(?:ab)*$", "^[^a]$", "^[a-]$", "^[0-9]+$"),
    *("^.$", "^.{2}$", "^\\.$", "^[.]$", "^[一-龥]{1,2}$", "^😀$", "^\\[\\\\\\]$"),
]
OTHER_PATTERNS = ["^\\d$", "^\\w$", "^\\s$", "^[\\d]$", "^a|b$", "a", "^\\p{L}$", "^(?i)a$", "^a\\b$", "^(?m:a$)$"]
NUMBERS = [0, 1, 2, 3, -1, 0.5, 1.0, 1.5, -0.0, 0.1, 0.3, 0.7, 19.99, 2**53, 2**53 - 1, float(2**53), 1e15]
SOUND_MULTIPLES = [1, 2, 3, 7, 2.0, 0.5, 0.25]
OTHER_MULTIPLES = [0.1, 0.01, 1.5, 0.3]
CONSTANTS = [0, 1, True, False, 1.5, "a", "b", "", "0"]
TEXTS = [
    *("", "a", "b", "ab", "abab", "a\n", "\n", ".", "-", "中", "😀", "é", "e\u0301", "1", "١", "[\\]", "\u2028", "\r"),
    *("2024-02-29", "2024-02", "至今", "13800000000", "a@example.cn", "https://example.cn", "11010519491231002X"),
]
LARGE = [2**53 + 1, 2**62, 2**63, 10**30, 1e16, 6.3e16, 1e300, -1e300, 5e-324]
ANYTHING: list[Any] = [*NUMBERS, *LARGE, *TEXTS, *CONSTANTS, None, [], {}, [1, True], ["a"]]
BESIDE: list[Schema] = [{}, {"title": "引"}, {"minLength": 1}, {"maximum": 1}, {"enum": [1, "a", True]}]
NAMES = ["f0", "f1", "f2", "f3"]


def times(some: int, *, of: int) -> st.SearchStrategy[bool]:
    return st.integers(1, of).map(lambda number: number <= some)


def optional(members: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Schema]:
    return st.fixed_dictionaries({}, optional=dict(members))


def choices() -> st.SearchStrategy[Schema]:
    listed = st.lists(st.sampled_from(CONSTANTS), min_size=1, max_size=4, unique_by=lambda each: (type(each), each))
    options = listed.map(lambda values: {"oneOf": [{"const": value, "title": f"选{value}"} for value in values]})
    return (
        options | listed.map(lambda values: {"enum": values}) | st.sampled_from(CONSTANTS).map(lambda v: {"const": v})
    )


@st.composite
def scalars(draw: st.DrawFn, *, sound: bool) -> Schema:
    """Of one type, or of any, with keywords that may belong to another."""
    lengths, numbers = st.integers(0, 3), st.sampled_from(NUMBERS)
    bounds = dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), numbers)
    keywords = optional(
        {
            **bounds,
            **dict.fromkeys(("minLength", "maxLength"), lengths),
            "pattern": st.sampled_from(SOUND_PATTERNS if sound else [*SOUND_PATTERNS, *OTHER_PATTERNS]),
            "format": st.sampled_from(sorted(FORMATS)),
            "multipleOf": st.sampled_from(SOUND_MULTIPLES if sound else [*SOUND_MULTIPLES, *OTHER_MULTIPLES]),
        },
    )
    kind = draw(st.sampled_from([{}, *({"type": name} for name in ("string", "integer", "number", "boolean"))]))
    kept = draw(
        st.sets(st.sampled_from(["pattern", "format", "multipleOf", "minLength", "maxLength", *bounds]), max_size=2)
    )
    chosen = {name: value for name, value in draw(keywords).items() if name in kept}
    options = draw(choices()) if draw(st.integers(0, 3)) == 0 else {}
    return {**text("项"), **kind, **chosen, **options} if kind else {"title": "项", **chosen, **options}


@st.composite
def lists(draw: st.DrawFn, *, depth: int, sound: bool) -> Schema:
    objects = depth > 0 and draw(st.booleans())
    items = draw(objects_of(depth=depth - 1, sound=sound) if objects else scalars(sound=sound))
    limits = draw(optional(dict.fromkeys(("minItems", "maxItems"), st.integers(0, 3))))
    unique = {"uniqueItems": True} if draw(st.booleans()) and ((not objects and "type" in items) or not sound) else {}
    return {"type": "array", "title": "列", "items": items, **limits, **unique}


@st.composite
def members(draw: st.DrawFn, *, depth: int, sound: bool) -> Schema:
    kind = draw(st.sampled_from(["scalar", "scalar", "scalar", "list", "object", "ref", "shapes"]))
    if kind == "ref":
        beside = draw(st.sampled_from(BESIDE))
        return {"$ref": f"#/$defs/{draw(st.sampled_from(['d0', 'd1']))}", **beside}
    if kind == "list":
        return draw(lists(depth=depth, sound=sound))
    if depth > 0 and kind in {"object", "shapes"}:
        return draw((objects_of if kind == "object" else shapes)(depth=depth - 1, sound=sound))
    return draw(scalars(sound=sound))


@st.composite
def tests(draw: st.DrawFn, names: list[str]) -> Schema:
    """What an `if` asks: that some member is there, or is there and has one of certain values."""
    name = draw(st.sampled_from(names))
    value = draw(st.sampled_from([{}, {"const": "a"}, {"const": 0}, {"enum": [1, False]}, {"type": "string"}]))
    return {"properties": {name: value}, "required": [name]} if value else {"required": [name]}


@st.composite
def objects_of(draw: st.DrawFn, *, depth: int, sound: bool) -> Schema:
    """Conditions look at the first two members, and decide about the others."""
    properties = {name: draw(members(depth=depth, sound=sound)) for name in NAMES[: draw(st.integers(2, 3))]}
    schema: Schema = {"type": "object", "title": "组", "properties": properties}
    schema["required"] = draw(st.lists(st.sampled_from(sorted(properties)), unique=True, max_size=2))
    if draw(st.booleans()):
        schema["dependentRequired"] = {"f0": ["f1"]}
    if draw(st.booleans()):
        schema["dependentSchemas"] = {"f1": {"properties": {"f3": draw(scalars(sound=sound))}, "required": ["f3"]}}
    if draw(st.booleans()):
        branches = {name: draw(parts(sound=sound)) for name in ("then", "else") if draw(st.booleans())}
        condition = {"if": draw(tests(["f0", "f1"])), **branches}
        schema |= condition if draw(st.booleans()) else {"allOf": [condition, draw(parts(sound=sound))]}
    return schema


@st.composite
def parts(draw: st.DrawFn, *, sound: bool) -> Schema:
    return {"properties": {"f2": draw(scalars(sound=sound))}, "required": draw(st.sampled_from([[], ["f2"]]))}


@st.composite
def shapes(draw: st.DrawFn, *, depth: int, sound: bool) -> Schema:
    """A choice between objects, and, where it need not be sound, between what may be none."""
    values = draw(st.lists(st.sampled_from(["a", "b", 0, 1, 1.5, True]), min_size=1, max_size=3, unique=True))
    typed = draw(st.sampled_from(["outside", "inside"] if sound else ["outside", "inside", "nowhere", "wrong"]))
    kinds = {"outside": {"type": "object"}, "wrong": {"type": "string"}}
    branches = []
    for value in values:
        inside = {"type": "object"} if typed == "inside" else {}
        shape = {"const": value} if sound or draw(st.booleans()) else {"const": value, "type": "string"}
        properties = {"f0": shape, "f1": draw(members(depth=depth, sound=sound))}
        branches.append({**inside, "properties": properties, "required": ["f0", *draw(st.sampled_from([[], ["f1"]]))]})
    beside = draw(st.sampled_from([{}, {"properties": {"f0": text("形")}}, {"properties": {"f0": {"title": "形"}}}]))
    return {"title": "图形", **kinds.get(typed, {}), **beside, "oneOf": branches}


@st.composite
def roots(draw: st.DrawFn, *, sound: bool) -> Schema:
    definitions = {name: draw(scalars(sound=sound) | lists(depth=0, sound=sound)) for name in ("d0", "d1")}
    return {**draw(objects_of(depth=2, sound=sound)), "$defs": definitions}


@st.composite
def answers(draw: st.DrawFn, schema: Schema, definitions: Mapping[str, Schema]) -> Any:
    """Mostly what the schema asks for, often at its very edge, and sometimes anything."""
    if "$ref" in schema:
        schema = {**definitions[schema["$ref"].removeprefix("#/$defs/")], **schema}
    named, goes_in, takes_fitting = dict(named_in(schema)), draw(times(19, of=20)), draw(times(7, of=8))
    if named and goes_in:
        kept = [name for name in named if draw(times(4, of=5))]
        return {name: draw(answers(named[name], definitions)) for name in kept}
    if "items" in schema and goes_in:
        return draw(st.lists(answers(schema["items"], definitions), max_size=3))
    fitting = [value for value in [*edges(schema), *ANYTHING] if fits(schema, value)]
    return draw(st.sampled_from(fitting if fitting and takes_fitting else ANYTHING))


def named_in(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The members that the schema speaks of, wherever it does; the last that it says of each."""
    inner = [schema[name] for name in ("then", "else") if name in schema]
    inner += [*schema.get("allOf", []), *schema.get("oneOf", []), *schema.get("dependentSchemas", {}).values()]
    for part in inner:
        yield from named_in(part)
    yield from schema.get("properties", {}).items()


def fits(schema: Schema, value: Any) -> bool:
    try:
        return compile_validator(schema).is_valid(value)
    except ValueError:
        return False


def edges(schema: Schema) -> Iterator[Any]:
    """Values that the schema names, and their neighbours."""
    yield from schema.get("enum", [])
    yield from (option["const"] for option in schema.get("oneOf", []) if "const" in option)
    if "const" in schema:
        yield schema["const"]
    for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
        if name in schema:
            yield from (schema[name], schema[name] + 1, schema[name] - 1, schema[name] * 3)
    for name in ("minLength", "maxLength"):
        if name in schema:
            yield from ("😀" * schema[name], "é" * (schema[name] + 1))
