import json
from pathlib import Path
from typing import Any

import pytest

from form_templates.lint_tokens import cut, plain_text
from form_templates.rules import compile_expression

DOCUMENTS = Path(__file__).parents[2] / "form_templates" / "documents"


def texts_of(source: str) -> list[str]:
    return [token.text for token in cut(source).all]


@pytest.mark.parametrize(
    ("source", "tokens"),
    [
        ("entry.a >= 1.5e3", ["entry", ".", "a", ">=", "1.5e3"]),
        ("a[0]?-b:!c", ["a", "[", "0", "]", "?", "-", "b", ":", "!", "c"]),
        ("0x1F + 2u + .5", ["0x1F", "+", "2u", "+", ".5"]),
        ("'a\\'b' + \"c\\\"d\"", ["'a\\'b'", "+", '"c\\"d"']),
        ("r'\\' + R\"\\\" + br'\\'", ["r'\\'", "+", 'R"\\"', "+", "br'\\'"]),
        ("'''a'b''' + \"\"\"c\"\nd\"\"\"", ["'''a'b'''", "+", '"""c"\nd"""']),
        ("r'''\\''' + x", ["r'''\\'''", "+", "x"]),
        ("a // 'b\n + c", ["a", "+", "c"]),
        ("true", ["true"]),
        ("", []),
    ],
)
def test_cut(source: str, tokens: list[str]) -> None:
    assert texts_of(source) == tokens


@pytest.mark.parametrize("source", ["'a", "a#b", "a\0", "(a", "a)", "(a]", "'a\n'", "中"])
def test_what_cannot_be_cut(source: str) -> None:
    with pytest.raises(ValueError, match=r"read|bracket"):
        cut(source)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("entry.a == today", {"entry", "today"}),
        ("form.a.all(x, x.b == y)", {"form", "y"}),
        ("[1].all(x, true) && x", {"x"}),
        ("f(a) && g.h(b) && {c: d}.e", {"a", "g", "b", "c", "d"}),
        ("a in [true, false, null]", {"a"}),
    ],
)
def test_free_variables(source: str, names: set[str]) -> None:
    assert cut(source).free_variables() == names


def expressions_in(document: Any) -> list[str]:
    if isinstance(document, list):
        return [each for item in document for each in expressions_in(item)]
    if not isinstance(document, dict):
        return []
    found = [value for name, value in document.items() if name in {"when", "must", "x-computed", "visibleWhen"}]
    return found + [each for value in document.values() for each in expressions_in(value)]


@pytest.mark.parametrize("path", sorted(DOCUMENTS.rglob("*.json")), ids=lambda path: path.stem)
def test_we_read_the_names_that_the_compiler_reads(path: Path) -> None:
    for source in expressions_in(json.loads(path.read_text(encoding="utf-8"))):
        tokens = cut(source)
        bound = {loop.variable for loop in tokens.loops}
        assert set(compile_expression(source).variables()) - bound == tokens.free_variables() - bound


def test_members() -> None:
    tokens = cut("entry.a + entry['b'] + entry[\"c\"] + entry.d.e + entry[x] + entry.size() + x.entry.f + has(entry.g)")
    assert tokens.members_of("entry") == {"a", "b", "c", "d", "g"}


def test_functions_and_methods() -> None:
    assert cut("f(a) + b.g() + h + (i) + a in (j)").called() == {"f", "g"}


@pytest.mark.parametrize(
    ("source", "macros", "nesting"),
    [
        ("a.b", [], 0),
        ("a.all(x, true) && b . map // c\n (y, z, y)", ["all", "map"], 1),
        ("a.exists(x, b.filter(y, c.existsOne(z, true)))", ["exists", "filter", "existsOne"], 3),
        ("a.map(x, x).filter(y, y)", ["map", "filter"], 1),
        ("all(x, true)", [], 0),
        ("a.all()", [], 0),
    ],
)
def test_loops(source: str, macros: list[str], nesting: int) -> None:
    tokens = cut(source)
    assert [loop.macro for loop in tokens.loops] == macros
    assert tokens.nesting() == nesting


@pytest.mark.parametrize(
    ("source", "before"),
    [
        ("a.map(x, x).filter(y, y)", ["map"]),
        ("f(a.map(x, x))[0].b.filter(y, y)", ["map"]),
        ("a.map(x, x) == b.filter(y, y)", []),
        ("a.map(x, x.all(z, z)).exists_one(y, y).filter(y, y)", ["map", "all", "exists_one"]),
    ],
)
def test_the_loops_that_make_what_another_goes_over(source: str, before: list[str]) -> None:
    tokens = cut(source)
    (last,) = [loop for loop in tokens.loops if loop.macro == "filter"]
    assert [loop.macro for loop in tokens.before(last)] == before


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("'a'", "a"),
        ('"a"', "a"),
        ("''", ""),
        ("r'\\d'", "\\d"),
        ('R"\\d"', "\\d"),
        ("'\\d'", None),
        ("b'a'", None),
        ("'''a'''", None),
    ],
)
def test_plain_texts(source: str, said: str | None) -> None:
    (token,) = cut(source).all
    assert plain_text(token) == said
