"""Lint of `matches` in expressions: its pattern is compiled each time, so it is small, and never what somebody typed."""

from collections.abc import Iterator

from form_templates.lint_patterns import find_fault
from form_templates.lint_report import LintReport
from form_templates.lint_tokens import Kind, Token, Tokens, plain_text

_ARITHMETIC = frozenset("*/%-")
_DIGITS = "0"  # stands for a number in the pattern


def lint_matches(tokens: Tokens, pointer: str, report: LintReport) -> None:
    for start in tokens.calls("matches"):
        pattern = _pattern(tokens, start + 1, tokens.closing[start])
        if pattern is None or not tokens.is_sign(start - 2, "."):
            report.add("LINT_RULE.pattern", pointer)
        elif fault := find_fault(pattern.removeprefix("^").removesuffix("$"), whole=False):
            report.add(fault, pointer)


def _pattern(tokens: Tokens, start: int, end: int) -> str | None:
    """Texts and numbers, put together. None where anything else could get in."""
    written: list[str] = []
    for first, last in _operands(tokens, start, end):
        text = plain_text(tokens.all[first]) if last == first + 1 else None
        if text is None and not _is_number(tokens, first, last):
            return None
        written.append(_DIGITS if text is None else text)
    return "".join(written)


def _operands(tokens: Tokens, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What stands between plus signs, outside brackets."""
    first = start
    for place in _outside_brackets(tokens, start, end):
        if tokens.is_sign(place, "+"):
            yield first, place
            first = place + 1
    yield first, end


def _outside_brackets(tokens: Tokens, start: int, end: int) -> Iterator[int]:
    place = start
    while place < end:
        yield place
        place = tokens.closing.get(place, place) + 1


def _is_number(tokens: Tokens, start: int, end: int) -> bool:
    """`string(…)` of something that can only be calculated with."""
    if end <= start + 2 or tokens.all[start] != Token(Kind.NAME, "string") or tokens.closing.get(start + 1) != end - 1:
        return False
    signs = {tokens.all[place].text for place in _outside_brackets(tokens, start + 2, end - 1)}
    return not signs.isdisjoint(_ARITHMETIC) and "?" not in signs
