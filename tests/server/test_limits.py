import pytest
from graphql import GraphQLSyntaxError, get_introspection_query

from server.limits import LIMITS, Limits, TooCostly, parse_within_limits


def doubled_fragments(levels: int) -> str:
    """Each fragment spreads the next one twice, under two fields."""
    chain = [f"fragment f{n} on Query {{ a {{ ...f{n + 1} }} b {{ ...f{n + 1} }} }}" for n in range(levels)]
    return "\n".join(["{ ...f0 }", *chain, f"fragment f{levels} on Query {{ c }}"])


def doubled_flat_fragments(levels: int) -> str:
    chain = [f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(levels)]
    return "\n".join(["{ ...f0 }", *chain, f"fragment f{levels} on Query {{ c }}"])


def within(text: str, limits: Limits = LIMITS) -> str:
    """An empty text for a document that is taken, else what it has too much of."""
    try:
        parse_within_limits(text, limits=limits)
    except TooCostly as refusal:
        return str((refusal.extensions or {})["of"])
    return ""


def test_a_refusal_names_its_limit() -> None:
    with pytest.raises(TooCostly) as caught:
        parse_within_limits("{ a b }", limits=Limits(tokens=3))
    assert caught.value.extensions == {"code": "TOO_COSTLY", "limit": 3, "of": "tokens"}


def test_the_introspection_query_of_graphiql_is_taken() -> None:
    query = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )
    assert within(query) == ""


@pytest.mark.parametrize(
    ("text", "limits", "what"),
    [
        ("{ a b }", Limits(tokens=3), "tokens"),
        ("{ a b }", Limits(tokens=4), ""),
        ("{ a(x: [[1]]) }", Limits(nesting=3), "nested brackets"),
        ("{ a(x: [[1]]) }", Limits(nesting=4), ""),
        ("query A { a } query B { a }", Limits(definitions=1), "definitions"),
        ("query A { a } query B { a }", Limits(definitions=2), ""),
        ("{ a { b { c } } }", Limits(levels=2), "levels"),
        ("{ a { b { c } } }", Limits(levels=3), ""),
        ("{ a { ... on T { c } } }", Limits(levels=2), "levels"),
        ("{ a { ...F } } fragment F on T { c }", Limits(levels=2), "levels"),
        ("{ a { ...F } } fragment F on T { c }", Limits(levels=3), ""),
        ("{ x { ...F } a { b { ...F } } } fragment F on T { c }", Limits(levels=3), "levels"),
        ("{ a { ...F ...F } } fragment F on T { b c }", Limits(fields=4), "fields"),
        ("{ a { ...F ...F } } fragment F on T { b c }", Limits(fields=5), ""),
        ("{ x: a { ...F ...F } } fragment F on T { y: b }", Limits(aliases=2), "aliases"),
        ("{ x: a { ...F ...F } } fragment F on T { y: b }", Limits(aliases=3), ""),
        ("{ a { c } a: b { c } }", Limits(repeats=1), "repetitions of one field"),
        ("{ a { c } a: b { c } }", Limits(repeats=2), ""),
        ("{ a { c } ...F } fragment F on T { a { c } }", Limits(repeats=1), "repetitions of one field"),
        ("{ a { c } ... { a { c } } }", Limits(repeats=1), "repetitions of one field"),
        ("{ a { c } b { a { c } } }", Limits(repeats=1), ""),
        ("{ a a a }", Limits(repeats=1), ""),
        ("{ b } fragment Unused on T { a c }", Limits(fields=1), "fields"),
    ],
)
def test_each_limit_refuses_what_is_above_it(text: str, limits: Limits, what: str) -> None:
    assert within(text, limits) == what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param(
            "{" + "...F " * 500 + "} fragment F on Query { a { b } }", "repetitions of one field", id="spread again"
        ),
        pytest.param(doubled_fragments(10), "fields", id="10 doublings"),
        pytest.param(doubled_fragments(25), "levels", id="25 doublings"),
        pytest.param(doubled_flat_fragments(12), "fields", id="12 flat doublings"),
        pytest.param(doubled_flat_fragments(50), "levels", id="50 flat doublings"),
        pytest.param("{" + "a{" * 3000 + "b" + "}" * 3001, "nested brackets", id="deep fields"),
        pytest.param("{ a(x: " + "[" * 3000 + "]" * 3000 + ") }", "nested brackets", id="deep arguments"),
        pytest.param("{" + "a " * 100_000 + "}", "tokens", id="long"),
        pytest.param("{" + "a{b} " * 500 + "}", "repetitions of one field", id="repeated"),
    ],
)
def test_documents_made_to_hurt_are_refused(text: str, what: str) -> None:
    assert within(text) == what


@pytest.mark.parametrize(
    "text",
    [
        "{ ...F } fragment F on T { ...F }",
        "{ ...F } fragment F on T { a ...G } fragment G on T { ...F }",
        "{ ...Missing }",
    ],
)
def test_what_validation_refuses_is_left_to_it(text: str) -> None:
    assert within(text) == ""


def test_a_document_that_cannot_be_read_is_a_syntax_error() -> None:
    with pytest.raises(GraphQLSyntaxError):
        parse_within_limits("{ a(")
