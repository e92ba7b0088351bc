"""Documents that mean harm, or that nobody should have written, each with the problems that it is refused for.

`python -m tests.form_templates.hostile_documents` prints the CPU time that refusing each of them takes.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from time import process_time
from typing import Any

from form_templates.limits import MAX_PROBLEMS
from form_templates.lint import lint_form, lint_template
from form_templates.problems import Problem
from tests.form_templates.builders import form, offering, pin, section, template, text

Found = list[tuple[str, str]]
Lint = Callable[..., list[Problem]]

A = "/schema/properties/a"
RUNS = 5
WANTED_MILLISECONDS = 50


@dataclass(frozen=True)
class Hostile:
    name: str
    document: Any
    expected: Found
    lint: Lint

    def find(self) -> Found:
        return [(problem.code, problem.pointer) for problem in self.lint(self.document)]


def group(properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "title": "组", "properties": properties, **more}


def one(schema: Any, **more: Any) -> dict[str, Any]:
    """A template with the one field `a`."""
    return template({"a": schema}, **more)


def attachment(rule: dict[str, Any]) -> dict[str, Any]:
    return {**text(format="attachment"), "x-attachment": rule}


def defined(a: Any, **definitions: Any) -> dict[str, Any]:
    return template({"a": a}, **{"$defs": definitions})


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def with_rules(*musts: str, **more: Any) -> dict[str, Any]:
    rules = [{"id": f"r{place}", "must": must, "message": {"zh-CN": "不"}} for place, must in enumerate(musts)]
    items = {"type": "array", "title": "列", "items": {"type": "integer"}}
    return template({"a": text(), "list": items}, rules=rules, **more)


def example(answers: Any, **more: Any) -> dict[str, Any]:
    return {"name": "例", "answers": answers, "problems": [], **more}


def branch(tested: str, name: str) -> dict[str, Any]:
    test = {"properties": {tested: {"const": "x"}}, "required": [tested]}
    return {"if": test, "then": {"properties": {name: text()}}}


def nest(depth: int) -> Any:
    inner: Any = text()
    for _ in range(depth):
        inner = group({"a": inner})
    return inner


def nest_lists(depth: int) -> Any:
    inner: Any = []
    for _ in range(depth):
        inner = [inner]
    return inner


def doubling(make: Callable[[dict[str, str]], dict[str, Any]]) -> dict[str, Any]:
    """Each definition holds the next one twice."""
    levels = {f"d{level}": make(ref(f"d{level + 1}")) for level in range(10)}
    return defined(ref("d0"), **levels, d10=group({"z": text()}))


def circular_list() -> list[Any]:
    inside: list[Any] = []
    inside.append(inside)
    return inside


def shapes(kind: dict[str, Any], count: int) -> dict[str, Any]:
    """A choice between objects."""
    branches = [{"properties": {"shape": {"const": f"s{n}"}, "v": kind}, "required": ["shape"]} for n in range(count)]
    return {"title": "图形", "oneOf": branches}


def largest() -> dict[str, Any]:
    """As large as may be in every way at once, and all of it sound but the last example."""
    fields = {f"f{n}": text(minLength=1, maxLength=30) for n in range(198)}
    patterns = {f"f{n}": {"pattern": f"^.{{0,{n - 137}}}$"} for n in range(178, 198)}
    conditions = [
        {"if": {"properties": {f"f{n}": {"const": "x"}}, "required": [f"f{n}"]}, "then": {"required": [f"f{n + 1}"]}}
        for n in range(50)
    ]
    more = [{"properties": {name: {"maxLength": 20} for name in fields}}] * 2
    rules = [{"id": f"r{n}", "must": "1" + "+1" * 45 + " > 0", "message": {"zh-CN": "不"}} for n in range(28)]
    examples = [*[example({"f0": "y"})] * 19, example({"f0": ""})]
    return template(fields, allOf=[*conditions, *more, {"properties": patterns}], rules=rules, examples=examples)


REFERENCES: dict[str, tuple[Any, Found]] = {
    "a remote reference": (one({"$ref": "https://example.cn/x.json"}), [("LINT_SHAPE", f"{A}/$ref")]),
    "a reference to a file": (one({"$ref": "file:///etc/passwd"}), [("LINT_SHAPE", f"{A}/$ref")]),
    "a reference to the whole": (one({"$ref": "#"}), [("LINT_SHAPE", f"{A}/$ref")]),
    "a reference to a field": (one({"$ref": "#/properties/a"}), [("LINT_SHAPE", f"{A}/$ref")]),
    "a dynamic reference": (one({"$dynamicRef": "#a"}), [("LINT_KEYWORD", f"{A}/$dynamicRef")]),
    "an identity of its own": (one(text(**{"$id": "https://example.cn/"})), [("LINT_KEYWORD", f"{A}/$id")]),
    "a reference to nothing": (one(ref("b")), [("LINT_REF", f"{A}/$ref")]),
    "definitions further in": (one(group({"b": text()}, **{"$defs": {"c": text()}})), [("LINT_REF", f"{A}/$defs")]),
    "a definition of itself": (defined(ref("b"), b=ref("b")), [("LINT_REF", "/schema/$defs/b")]),
    "two definitions of each other": (
        defined(ref("b"), b=group({"c": ref("c")}), c=group({"b": ref("b")})),
        [("LINT_REF", "/schema/$defs/b")],
    ),
    "a circle through allOf": (defined(ref("b"), b={"allOf": [ref("b")]}), [("LINT_REF", "/schema/$defs/b")]),
    "a circle through items": (
        defined(ref("b"), b={"type": "array", "title": "列", "items": ref("b")}),
        [("LINT_REF", "/schema/$defs/b")],
    ),
    "a circle through a condition": (
        defined(ref("b"), b=group({"c": text()}, **{"if": ref("b"), "then": {}})),
        [("LINT_REF", "/schema/$defs/b")],
    ),
    "a circle that nothing refers to": (
        defined(text(), b={"title": "B", "oneOf": [ref("b"), ref("c")]}, c=group({"z": text()})),
        [("LINT_REF", "/schema/$defs/b")],
    ),
    "doubling through properties": (doubling(lambda d: group({"x": d, "y": d})), [("LINT_SIZE", "/schema")]),
    "doubling through allOf": (doubling(lambda d: {"allOf": [d, d]}), [("LINT_SIZE", "/schema")]),
    "doubling through oneOf": (
        doubling(lambda d: shapes(d, 2)),
        [("LINT_SIZE", "/schema"), ("LINT_DEPTH", "/schema"), ("LINT_SIZE", "/schema")],
    ),
    "references as a long chain": (
        defined(ref("d0"), **{f"d{n}": group({"x": ref(f"d{n + 1}")}) for n in range(30)}, d30=text()),
        [("LINT_DEPTH", "/schema")],
    ),
}

SIZES: dict[str, tuple[Any, Found]] = {
    "nothing": (None, [("LINT_SHAPE", "")]),
    "a number": (1, [("LINT_SHAPE", "")]),
    "a text as long as a book": ("字" * 100_000, [("LINT_SIZE", "")]),
    "a title as long as a book": (one(text("字" * 100_000)), [("LINT_SIZE", "")]),
    "a title as long as a page": (one(text("字" * 201)), [("LINT_SIZE", f"{A}/title")]),
    "a million nothings": ([None] * 10**6, [("LINT_SIZE", "")]),
    "ten thousand lists": ([[]] * 10**4, [("LINT_SIZE", "")]),
    "a long name for many things": ({"x" * 100_000: [0] * 8000}, [("LINT_SHAPE", "/key")]),
    "lists as deep as a well": (nest_lists(100_000), [("LINT_DEPTH", "/0" * 32)]),
    "a list that holds itself": (circular_list(), [("LINT_DEPTH", "/0" * 32)]),
    "fields as deep as a well": (one(nest(30)), [("LINT_DEPTH", "/schema" + "/properties/a" * 15 + "/type")]),
    "fields five deep": (one(nest(5)), [("LINT_DEPTH", "/a/a/a/a/a")]),
    "five hundred and one options": (one(text(enum=[str(n) for n in range(501)])), [("LINT_SIZE", f"{A}/enum")]),
    "fifty thousand options": (one(text(enum=list(range(50_000)))), [("LINT_SIZE", "")]),
    "thousands of fields": (template({f"a{n}": text() for n in range(2000)}), [("LINT_SIZE", "/schema/properties")]),
    "thousands of branches": (template({"a": text()}, allOf=[{}] * 3000), [("LINT_SIZE", "/schema/allOf")]),
    "a thousand branches in five definitions": (
        defined(text(), **{f"d{n}": {"allOf": [{"title": "枝"}] * 200} for n in range(5)}),
        [("LINT_SIZE", "/schema")],
    ),
    "fields by reference": (
        defined(text(), g=group({f"f{n}": text() for n in range(60)}), h=group({f"g{n}": ref("g") for n in range(20)})),
        [("LINT_SIZE", "/schema")],
    ),
    "thousands of conditions": (
        template({"a": text()}, allOf=[branch("a", "b")] * 200),
        [("LINT_SIZE", "/schema")],
    ),
    "conditions by reference": (
        template(
            {"a": text(), "b": text(), **{f"g{n}": ref("g") for n in range(60)}},
            **{"$defs": {"g": group({"a": text(), "b": text()}, dependentRequired={"a": ["b"]})}},
        ),
        [("LINT_SIZE", "/schema")],
    ),
    "a choice of sixty objects": (one(shapes(text(), 60)), [("LINT_SIZE", "/schema")]),
    "unknown members by the thousand": (
        {**one(text()), **{f"k{n:04}": n for n in range(1500)}},
        [("LINT_KEYWORD", f"/k{n:04}") for n in range(MAX_PROBLEMS)],
    ),
    "wrong members by the thousand": (
        one(text(), texts={"en": {f"/properties/f{n:04}/title": "T" for n in range(2000)}}),
        [("LINT_TEXTS", "/texts/en")] * MAX_PROBLEMS,
    ),
    "more members than lengths can say": (one(text(maxLength=2**31)), [("LINT_SHAPE", f"{A}/maxLength")]),
}

VALUES: dict[str, tuple[Any, Found]] = {
    "not a number": (one({"type": "number", "title": "数", "maximum": float("nan")}), [("LINT_SHAPE", f"{A}/maximum")]),
    "infinity": (one({"type": "number", "title": "数", "maximum": float("inf")}), [("LINT_SHAPE", f"{A}/maximum")]),
    "an integer of a thousand digits": (one(text(const=10**1000)), [("LINT_SHAPE", f"{A}/const")]),
    "an integer beyond exactness": (one(text(const=2**53 + 1)), [("LINT_SHAPE", f"{A}/const")]),
    "a number beyond exactness": (one(text(const=1e300)), [("LINT_SHAPE", f"{A}/const")]),
    "a decimal": (one(text(const=Decimal(1))), [("LINT_SHAPE", f"{A}/const")]),
    "half a surrogate pair": (one(text("\ud800")), [("LINT_SHAPE", f"{A}/title")]),
    "half a surrogate pair as a name": (one(text(), **{"\ud800": 1}), [("LINT_SHAPE", "")]),
    "NUL": (one(text("a\0b")), [("LINT_SHAPE", f"{A}/title")]),
    "NUL in a name": (one(text(), **{"a\0b": 1}), [("LINT_SHAPE", "")]),
    "a number as a name": ({**one(text()), 1: 1}, [("LINT_SHAPE", "")]),
    "bytes": (one(text(const=b"a")), [("LINT_SHAPE", f"{A}/const")]),
    "a set": (one(text(enum={1})), [("LINT_SHAPE", f"{A}/enum")]),
    "a tuple": (one(text(enum=(1, 2))), [("LINT_SHAPE", f"{A}/enum")]),
    "a name of every object": (template({"__proto__": text()}), [("LINT_SHAPE", "/schema/properties")]),
    "a name of every object's maker": (template({"constructor": text()}), [("LINT_SHAPE", "/schema/properties")]),
    "a word of CEL as a name": (template({"in": text()}), [("LINT_SHAPE", "/schema/properties")]),
    "a name with a line break": (template({"a\n": text()}), [("LINT_SHAPE", "/schema/properties")]),
    "a key that leads elsewhere": (one(text(), key="section.../../etc"), [("LINT_SHAPE", "/key")]),
    "an unknown kind": (one(text(), kind="VIRUS"), [("LINT_SHAPE", "/kind")]),
    "no language": (one(text(), locales=[]), [("LINT_SHAPE", "/locales")]),
    "a language twice": (one(text(), locales=["zh-CN", "zh-CN"]), [("LINT_SHAPE", "/locales")]),
    "no title at all": (one(text(), title={}), [("LINT_SHAPE", "/title")]),
    "fewer entries than none": (one(text(), entries={"min": -1}), [("LINT_SHAPE", "/entries/min")]),
    "a minimum above the maximum": (one(text(), entries={"min": 3, "max": 2}), [("LINT_SHAPE", "/entries")]),
}

KEYWORDS: dict[str, tuple[Any, Found]] = {
    "a field without a title": (one({"type": "string"}), [("LINT_TITLE", "/a")]),
    "an unknown format": (one(text(format="hostname")), [("LINT_SHAPE", f"{A}/format")]),
    "an unknown keyword": (one(text(not_={})), [("LINT_KEYWORD", f"{A}/not_")]),
    "a list of anything": (one({"type": "array", "title": "列"}), [("LINT_SHAPE", f"{A}/items")]),
    "lists compared item by item": (
        one({"type": "array", "title": "列", "items": group({"b": text()}), "uniqueItems": True}),
        [("LINT_KEYWORD", f"{A}/uniqueItems")],
    ),
    "multiples of nothing": (
        one({"type": "number", "title": "数", "multipleOf": 0}),
        [("LINT_SHAPE", f"{A}/multipleOf")],
    ),
    "multiples of a tenth": (
        one({"type": "number", "title": "数", "multipleOf": 0.1}),
        [("LINT_KEYWORD", f"{A}/multipleOf")],
    ),
    "an attachment that is none": (one({**text(), "x-attachment": {}}), [("LINT_KEYWORD", f"{A}/x-attachment")]),
    "an attachment of no kind": (
        one(attachment({"mediaTypes": []})),
        [("LINT_SHAPE", f"{A}/x-attachment/mediaTypes")],
    ),
    "an attachment of any kind": (
        one(attachment({"mediaTypes": ["*/*"]})),
        [("LINT_SHAPE", f"{A}/x-attachment/mediaTypes/0")],
    ),
    "an attachment of any size": (
        one(attachment({"maxBytes": 10**12})),
        [("LINT_SHAPE", f"{A}/x-attachment/maxBytes")],
    ),
    "options that are one": (one(text(oneOf=[{"const": 1}, {"const": 1.0}])), [("LINT_DISCRIMINATOR", f"{A}/oneOf")]),
    "objects nobody can tell apart": (
        one({"title": "图形", "oneOf": [group({"b": text()}), group({"c": text()})]}),
        [("LINT_DISCRIMINATOR", f"{A}/oneOf")],
    ),
    "objects nobody can tell apart further in": (
        one(shapes({"title": "图形", "oneOf": [group({"b": text()}), group({"c": text()})]}, 1)),
        [
            ("LINT_DISCRIMINATOR", f"{A}/oneOf/0/properties/v/oneOf"),
        ],
    ),
    "an object that may be none": (one(shapes(text(), 1)), [("LINT_DISCRIMINATOR", f"{A}/oneOf")]),
    "a ui of texts": (one(text(), ui={"a": "text"}), [("LINT_SHAPE", "/ui/a")]),
    "an order of numbers": (one(text(), ui={"ui:order": 5}), [("LINT_SHAPE", "/ui/ui:order")]),
    "a help of lists": (one(text(), ui={"a": {"ui:help": ["x"]}}), [("LINT_SHAPE", "/ui/a/ui:help")]),
    "a ui of every object": (one(text(), ui={"__proto__": {}}), [("LINT_SHAPE", "/ui")]),
    "a ui as deep as a well": (
        one(text(), ui={"a": {"ui:options": {"a": nest_lists(50)}}}),
        [("LINT_DEPTH", "/ui/a/ui:options/a" + "/0" * 28)],
    ),
    "a ui as long as a book": (one(text(), ui={"a": {"ui:options": {"a": "字" * 100_000}}}), [("LINT_SIZE", "")]),
}

CONDITIONS: dict[str, tuple[Any, Found]] = {
    "fields that show each other": (
        template({"z": text()}, allOf=[branch("a", "b"), branch("b", "a")]),
        [("LINT_CONDITION", "/b"), ("LINT_CONDITION", "/a")],
    ),
    "fields that show each other in a round": (
        template({"z": text()}, allOf=[branch("a", "b"), branch("b", "c"), branch("c", "a")]),
        [("LINT_CONDITION", "/b"), ("LINT_CONDITION", "/c"), ("LINT_CONDITION", "/a")],
    ),
    "a condition without an end": (template({"a": text()}, then={"required": ["a"]}), [("LINT_CONDITION", "/schema")]),
    "a condition on a text": (one({**text(), "if": {"required": ["b"]}}), [("LINT_CONDITION", A)]),
    "a condition on what is computed": (
        template({"a": text(**{"x-computed": "'x'"})}, allOf=[branch("a", "b")]),
        [("LINT_CONDITION", "/schema/allOf/0/if/properties/a")],
    ),
    "a condition on what is computed by reference": (
        template({"a": ref("c")}, allOf=[branch("a", "b")], **{"$defs": {"c": text(**{"x-computed": "'x'"})}}),
        [("LINT_CONDITION", "/schema/allOf/0/if/properties/a")],
    ),
    "a requirement nobody can meet": (template({"a": text()}, required=["b"]), [("LINT_CONDITION", "/b")]),
    "computed values that read each other": (
        template({"a": text(**{"x-computed": "entry.b"}), "b": text(**{"x-computed": "entry.a"})}),
        [("LINT_RULE", f"{A}/x-computed")],
    ),
    "a computed value that reads itself": (
        one(text(**{"x-computed": "entry['a']"})),
        [("LINT_RULE", f"{A}/x-computed")],
    ),
    "a computed value further in": (one(group({"b": text(**{"x-computed": "1"})})), [("LINT_KEYWORD", "/a/b")]),
}

NOT_PATTERNS = {
    "no anchors": "a+",
    "no end": "^a",
    "an end that is a letter": "^a\\$",
    "anchors for one alternative each": "^a|b$",
    "a look ahead": "^(?=a)a$",
    "a look behind": "^(?<=a)b$",
    "a back-reference": "^(a+)\\1$",
    "a named group": "^(?P<a>a)$",
    "a flag": "^(?i)a$",
    "a flag in a group": "^(?m:a$)$",
    "a shorthand for digits": "^\\d$",
    "a shorthand for letters": "^[\\w]$",
    "a property of letters": "^\\p{L}$",
    "the border of a word": "^a\\b$",
    "a possessive repeat": "^a++$",
    "a lazy repeat": "^a+?$",
    "a set of sets": "^[[a]&&b]$",
    "a bracket left open": "^(a$",
    "a bracket closed too often": "^a)$",
    "a repeat of nothing": "^*$",
    "a range backwards": "^[z-a]$",
    "a repeat backwards": "^a{3,2}$",
    "a million letters": "^(a{999}){999}$",
    "ten thousand of anything": "^(.{100}){99}$",
}
PATTERNS: dict[str, tuple[Any, Found]] = {
    **{
        f"a pattern with {name}": (one(text(pattern=pattern)), [("LINT_PATTERN", f"{A}/pattern")])
        for name, pattern in NOT_PATTERNS.items()
    },
    "a pattern as long as a page": (one(text(pattern=f"^{'a' * 200}$")), [("LINT_SIZE", f"{A}/pattern")]),
    "a pattern for every field": (
        template({f"a{n}": text(pattern=f"^a{{{n}}}$") for n in range(21)}),
        [("LINT_SIZE", "/schema")],
    ),
}

NOT_RULES = {
    "that is no expression": "entry.",
    "that is a program": "import os; os.system('x')",
    "in a thousand brackets": "(" * 990 + "true" + ")" * 990,
    "in a thousand lists": "[" * 990 + "]" * 990 + " == []",
    "with an unknown variable": "nobody == 1",
    "with an unknown variable that a loop elsewhere knows": "[1].all(x, true) && x == 1",
    "with an absolute name": ".entry.a == 'x'",
    "with an unknown function": "launch(entry.a)",
    "with a private function": "_launch(entry.a)",
    "with an unknown method": "entry.a.launch()",
    "with a variable of other rules": "identity.name == 'x'",
    "with an unknown field": "entry.missing == 1",
    "with an unknown field by name": "entry['missing'] == 1",
    "that hides the entry": "entry.list.all(entry, entry > 0)",
    "of four loops": "entry.list.all(x, true) && " * 4 + "true",
    "of three loops in each other": "entry.list.all(x, entry.list.all(y, entry.list.all(z, x + y + z > 0)))",
    "of loops by another name": "[1].existsOne(x, [1].existsOne(y, [1].existsOne(z, [1].existsOne(w, true))))",
    "of loops behind a raw text": "r'\\' == r'\\' && " + "[1].all(x, true) && " * 4 + "'' == ''",
    "of loops behind a long text": "'''a'b''' != 'c' && " + "[1].all(x, true) && " * 4 + "true",
    "of loops behind a remark": "// '\n" + "[1] . all // '\n (x, true) && " * 4 + "true // '",
    "that goes over the section for each pair": "section.all(x, section.all(y, x == y))",
    "that goes over the form for each item": "entry.list.all(x, form.sample.all(y, x > 0))",
    "that matches what was typed": "entry.a.matches(entry.a)",
    "that matches what was typed, as a text": "entry.a.matches('a' + string(entry.a))",
    "that matches one thing or another": "entry.a.matches(string(true ? entry.a : '1' * 2))",
    "that matches as a function": "matches(entry.a, 'a')",
    "that matches with escapes": "entry.a.matches('\\x28')",
}
BAD_MATCHES = {"looking ahead": "(?=a)", "with a shorthand": "[0-9]+\\w", "a million letters": "(a{999}){999}"}

RULES: dict[str, tuple[Any, Found]] = {
    **{f"a rule {name}": (with_rules(must), [("LINT_RULE", "/rules/0/must")]) for name, must in NOT_RULES.items()},
    **{
        f"a rule that matches {name}": (
            with_rules(f"entry.a.matches(r'{pattern}')"),
            [("LINT_PATTERN", "/rules/0/must")],
        )
        for name, pattern in BAD_MATCHES.items()
    },
    "a rule as long as a chapter": (with_rules("true" + " " * 2000), [("LINT_SIZE", "/rules/0/must")]),
    "rules as long as a book": (with_rules(*["1" + "+1" * 499 + " > 0"] * 4), [("LINT_SIZE", "/rules")]),
    "too many rules": (with_rules(*["true"] * 51), [("LINT_SIZE", "/rules")]),
    "a rule about nothing": (
        one(text(), rules=[{"id": "r", "must": "true", "at": "/b", "message": {"zh-CN": "不"}}]),
        [("LINT_RULE", "/rules/0/at")],
    ),
    "two rules of one name": (
        one(text(), rules=[{"id": "r", "must": "true", "message": {"zh-CN": "不"}}] * 2),
        [("LINT_RULE", "/rules/1/id")],
    ),
    "a message with a number of its own": (
        one(text(), rules=[{"id": "r", "must": "true", "message": {"zh-CN": "{secret}"}}]),
        [("LINT_RULE", "/rules/0/message/zh-CN")],
    ),
    "a computed value that looks around": (one(text(**{"x-computed": "form.a"})), [("LINT_RULE", f"{A}/x-computed")]),
}

ENGLISH = {"en": {"/properties/a/title": "A"}}
TEXTS: dict[str, tuple[Any, Found]] = {
    "no texts in a language it has": (one(text(), locales=["zh-CN", "en"]), [("LINT_TEXTS", "/texts/en")]),
    "texts in a language it does not have": (one(text(), texts=ENGLISH), [("LINT_TEXTS", "/texts/en")]),
    "no message in its language": (
        one(text(), rules=[{"id": "r", "must": "true", "message": {"en": "No"}}]),
        [("LINT_TEXTS", "/rules/0/message")],
    ),
    "a text that leads nowhere": (
        one(text(), texts={"zh-CN": {"/properties/b/title": "B"}}),
        [("LINT_TEXTS", "/texts/zh-CN")],
    ),
    "a text that leads to the billionth branch": (
        one(text(), texts={"zh-CN": {"/allOf/" + "9" * 5000: "B"}}),
        [("LINT_TEXTS", "/texts/zh-CN")],
    ),
    "a text that changes a type": (
        one(text(), texts={"zh-CN": {"/properties/a/type": "数"}}),
        [("LINT_TEXTS", "/texts/zh-CN")],
    ),
    "a text that changes a reference": (
        template({"a": ref("b")}, texts={"zh-CN": {"/properties/a/$ref": "x"}}, **{"$defs": {"b": text()}}),
        [("LINT_TEXTS", "/texts/zh-CN")],
    ),
    "a text that changes an expression": (
        one(text(**{"x-computed": "'x'"}), texts={"zh-CN": {"/properties/a/x-computed": "form"}}),
        [("LINT_TEXTS", "/texts/zh-CN")],
    ),
}

COSTLY = [("LINT_EXAMPLE", "/examples/0")]
EXAMPLES: dict[str, tuple[Any, Found]] = {
    "an example that does not do as it says": (one(text(maxLength=1), examples=[example({"a": "xx"})]), COSTLY),
    "an example of a list as long as a book": (
        with_rules("true", examples=[example({"list": ["x"] * 9000})]),
        COSTLY,
    ),
    "an example that goes over its list for each item": (
        with_rules("entry.list.all(x, entry.list.all(y, x > 0))", examples=[example({"list": [1] * 1000})]),
        COSTLY,
    ),
    "an example that gathers what it gathered": (
        with_rules("size(entry.list.map(x, entry.list)) > 0", examples=[example({"list": [1] * 500})]),
        COSTLY,
    ),
    "an example that makes a text a million times longer": (
        with_rules(
            "size(['x'].map(t, "
            + "+".join("t" * 99)
            + ").map(t, "
            + "+".join("t" * 99)
            + ").map(t, "
            + "+".join("t" * 99)
            + ")[0]) > 0",
            examples=[example({"a": "x"})],
        ),
        COSTLY,
    ),
    "an example that puts together a long text": (
        with_rules("size(" + "+".join(["entry.a"] * 200) + ") > 0", examples=[example({"a": "x" * 10_000})]),
        COSTLY,
    ),
    "an example that counts the days of a lifetime": (
        with_rules(
            "entry.list.all(x, working_days_between('2001-01-01', '2020-12-01') > 0)",
            examples=[example({"list": [1] * 5})],
        ),
        COSTLY,
    ),
    "an example of an applicant as long as a book": (
        with_rules(
            "applicant.names.all(x, applicant.names.all(y, x != y))",
            examples=[example({}, context={"applicant": {"names": ["x"] * 1000}})],
        ),
        COSTLY,
    ),
    "an example of what its fields never are": (
        template(
            {f"a{n}": text(pattern="^a$", enum=["a"], const="a", minLength=99) for n in range(190)},
            examples=[example({f"a{n}": "b" for n in range(190)})] * 3,
        ),
        [("LINT_EXAMPLE", "/examples/0"), ("LINT_EXAMPLE", "/examples/1"), ("LINT_EXAMPLE", "/examples/2")],
    ),
    "as much as there may be of everything": (largest(), [("LINT_EXAMPLE", "/examples/19")]),
    "examples by the hundred": (one(text(), examples=[example({})] * 51), [("LINT_SIZE", "/examples")]),
    "an example of no day": (
        one(text(), examples=[example({}, context={"today": "tomorrow"})]),
        [("LINT_SHAPE", "/examples/0/context/today")],
    ),
}

SOURCES: dict[str, tuple[Any, Found]] = {
    "a registry that is a number": (one(text(), source={"registry": 5}), [("LINT_SHAPE", "/source/registry")]),
    "a registry without a name": (one(text(), source={"registry": ""}), [("LINT_SHAPE", "/source/registry")]),
    "a registry of unknown rows": (
        one(text(), source={"registry": "chsi", "rows": "DROP"}),
        [("LINT_SHAPE", "/source/rows")],
    ),
    "a registry of unknown fields": (
        one(text(), source={"registry": "chsi", "fields": {"/b": "READ_ONLY"}}),
        [("LINT_REF", "/source/fields")],
    ),
    "a registry of its own": (
        one(text(), source={"registry": "chsi", "url": "http://x"}),
        [("LINT_KEYWORD", "/source/url")],
    ),
    "an identity of nothing": (one(text(), source={"registry": "identity"}), [("LINT_SHAPE", "/source/fields")]),
}

PAPER = template({"title": text()}, key="achievement.paper", entries={"max": 3})
BROKEN = template({"title": {"type": "string"}}, key="achievement.broken")


def plain(*sections: Any, **more: Any) -> dict[str, Any]:
    return form(*sections, **{"locales": ["zh-CN"], **more})


def papers(count: int) -> list[dict[str, Any]]:
    return [pin({**PAPER, "key": f"achievement.paper-{place}"}) for place in range(count)]


def many_sections(count: int, each: int) -> list[dict[str, Any]]:
    return [offering(*papers(each), key=f"s{place}") for place in range(count)]


FORMS: dict[str, tuple[Any, Found]] = {
    "no form": ("form", [("LINT_SHAPE", "")]),
    "no sections": (plain(), [("LINT_SHAPE", "/sections")]),
    "sections that are nothing": (plain(*[0] * 60), [("LINT_SHAPE", f"/sections/{place}") for place in range(60)]),
    "a million sections": (plain(*[0] * 10**6), [("LINT_SIZE", "")]),
    "two sections of one key": (plain(section(PAPER), section(PAPER)), [("LINT_SHAPE", "/sections/1/key")]),
    "two groups of one key": (
        plain(section(PAPER), groups=[{"key": "all", "title": {"zh-CN": "全部"}}] * 2),
        [("LINT_SHAPE", "/groups/1/key")],
    ),
    "a section of an unknown group": (plain({**section(PAPER), "group": "none"}), [("LINT_REF", "/sections/0/group")]),
    "a section of an unknown group, with a hundred templates": (
        plain(*many_sections(2, 60), groups=[]),
        [("LINT_REF", "/sections/0/group"), ("LINT_REF", "/sections/1/group")],
    ),
    "a wrong digest": (plain({**section(PAPER), "digest": "sha256:0"}), [("LINT_REF", "/sections/0/digest")]),
    "the digest of another": (
        plain({**section(PAPER), "digest": pin(BROKEN)["digest"]}),
        [("LINT_REF", "/sections/0/digest")],
    ),
    "another template": (
        plain({**section(PAPER), "template": "achievement.x"}),
        [("LINT_REF", "/sections/0/template")],
    ),
    "a template twice": (plain(offering(pin(PAPER), pin(PAPER))), [("LINT_SHAPE", "/sections/0/templates")]),
    "a broken template": (plain(section(BROKEN)), [("LINT_REF", "/sections/0/document"), ("LINT_TITLE", "/title")]),
    "sixty broken templates": (
        plain(offering(*[pin({**BROKEN, "key": f"achievement.broken-{place}"}) for place in range(60)])),
        [("LINT_REF", "/sections/0/templates/0/document"), ("LINT_TITLE", "/title")],
    ),
    "a template that is empty": (
        plain({**section(PAPER), "document": {}}),
        [("LINT_REF", "/sections/0/digest"), ("LINT_REF", "/sections/0/template")],
    ),
    "sixty-one templates": (plain(offering(*papers(61))), [("LINT_SIZE", "/sections/0/templates")]),
    "templates by the hundred": (plain(*many_sections(4, 40)), [("LINT_SIZE", "/sections")]),
    "templates by the thousand": (plain(*many_sections(60, 60)), [("LINT_SIZE", "")]),
    "a minimum above a template's maximum": (
        plain(section(PAPER, entries={"min": 5})),
        [("LINT_SHAPE", "/sections/0/entries")],
    ),
    "an offered minimum above its maximum": (
        plain(offering(pin(PAPER, entries={"min": 3, "max": 2}))),
        [("LINT_SHAPE", "/sections/0/templates/0/entries")],
    ),
    "a condition that sees an entry": (
        plain({**section(PAPER), "visibleWhen": "entry.a"}),
        [("LINT_RULE", "/sections/0/visibleWhen")],
    ),
    "conditions as long as a book": (
        plain(*[{**section(PAPER, f"s{n}"), "visibleWhen": "1" + "+1" * 700 + " > 0"} for n in range(15)]),
        [("LINT_SIZE", "/rules")],
    ),
    "a rule of a form about an unknown section": (
        plain(section(PAPER), rules=[{"id": "r", "must": "true", "section": "x", "message": {"zh-CN": "不"}}]),
        [("LINT_RULE", "/rules/0/section")],
    ),
    "a form in a language its templates do not have": (
        plain(section(PAPER), locales=["zh-CN", "en"]),
        [("LINT_TEXTS", "/sections/0/document/locales")],
    ),
}

HOSTILE = [
    Hostile(name, document, expected, lint_form if table is FORMS else lint_template)
    for table in (
        *(REFERENCES, SIZES, VALUES, KEYWORDS, CONDITIONS),
        *(PATTERNS, RULES, TEXTS, EXAMPLES, SOURCES, FORMS),
    )
    for name, (document, expected) in table.items()
]


def measure() -> Iterator[tuple[float, str]]:
    """The milliseconds of CPU that each takes once everything is warm: the best of a few runs."""
    for each in HOSTILE:
        each.find()
        times: list[float] = []
        for _ in range(RUNS):
            start = process_time()
            each.find()
            times.append(process_time() - start)
        yield min(times) * 1000, each.name


if __name__ == "__main__":
    measured = sorted(measure(), reverse=True)
    sys.stdout.writelines(f"{milliseconds:8.2f} ms  {name}\n" for milliseconds, name in measured)
    sys.stdout.write(f"{len(measured)} documents; the slowest takes {measured[0][0]:.2f} ms\n")
