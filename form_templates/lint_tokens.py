"""An expression as the lint must understand it: cut into tokens, with the names it uses and the loops it runs.

Whether it is an expression at all, its compiler says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LOOPS = frozenset({"map", "filter", "all", "exists", "exists_one", "existsOne"})
GATHERING = frozenset({"map", "filter"})
"""Loops that build a list, which is copied for each item added to it."""

_NO_VARIABLE = frozenset({"true", "false", "null", "in"})
_OPENING = {"(": ")", "[": "]", "{": "}"}

_TOKEN = re.compile(
    r"""
    (?P<gap>  [ \t\r\n\f]+ | //[^\n]* )
  | (?P<text> [bB]?[rR](?: \"{3}[\s\S]*?\"{3} | '{3}[\s\S]*?'{3} | "[^"\r\n]*" | '[^'\r\n]*' )
            | [bB]?(?: \"{3}(?:\\[\s\S]|[^\\])*?\"{3} | '{3}(?:\\[\s\S]|[^\\])*?'{3}
                     | "(?:\\.|[^"\\\r\n])*" | '(?:\\.|[^'\\\r\n])*' ) )
  | (?P<number> 0x[0-9A-Fa-f]+[uU]? | (?:[0-9]+\.[0-9]+|\.[0-9]+|[0-9]+)(?:[eE][+-]?[0-9]+)?[uU]? )
  | (?P<name> [A-Za-z_][A-Za-z0-9_]* )
  | (?P<sign> [=!<>]=|&&|\|\||[-+*/%!<>?:.,(){}\[\]] )
    """,
    re.VERBOSE,
)
_PLAIN_TEXT = re.compile(r"""'([^'\\]*)'|"([^"\\]*)"|[rR]'([^']*)'|[rR]"([^"]*)\"""")


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    NAME = "name"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Loop:
    """`start` and `end` are the brackets around what it does for each item, which it calls `variable`."""

    macro: str
    variable: str
    start: int
    end: int

    def contains(self, place: int) -> bool:
        return self.start < place < self.end


@dataclass(frozen=True, slots=True)
class Tokens:
    """`closing` tells where each bracket that opens is closed."""

    all: tuple[Token, ...]
    closing: dict[int, int]
    loops: tuple[Loop, ...]

    def is_sign(self, place: int, sign: str) -> bool:
        return 0 <= place < len(self.all) and self.all[place].text == sign  # no other kind of token looks like one

    def count(self, signs: str, start: int, end: int) -> int:
        return sum(
            1 for place in range(start, end) if self.all[place].kind is Kind.SIGN and self.all[place].text in signs
        )

    def variables(self) -> Iterator[tuple[int, str]]:
        """Where each variable stands, also where a loop introduces it."""
        for place, token in enumerate(self.all):
            is_variable = token.kind is Kind.NAME and token.text not in _NO_VARIABLE
            if is_variable and not self.is_sign(place - 1, ".") and not self.is_sign(place + 1, "("):
                yield place, token.text

    def free_variables(self) -> frozenset[str]:
        """Without those that a loop around them introduces."""
        return frozenset(
            name
            for place, name in self.variables()
            if not any(loop.variable == name and loop.contains(place) for loop in self.loops)
        )

    def members_of(self, variable: str) -> frozenset[str]:
        """As in `entry.hours` and `entry["hours"]`."""
        found = {self._member_after(place) for place, name in self.variables() if name == variable}
        return frozenset(name for name in found if name is not None)

    def nesting(self) -> int:
        """How many loops run inside each other."""
        return max((1 + len(self.around(loop)) for loop in self.loops), default=0)

    def around(self, loop: Loop) -> tuple[Loop, ...]:
        return tuple(other for other in self.loops if other.contains(loop.start))

    def before(self, loop: Loop) -> tuple[Loop, ...]:
        """Those that make what it goes over."""
        opening = {end: start for start, end in self.closing.items()}
        place = loop.start - 3
        while place in opening or self.is_sign(place, ".") or self.all[place].kind is not Kind.SIGN:
            place = opening.get(place, place) - 1
        return tuple(other for other in self.loops if place < other.start and other.end < loop.start)

    def called(self) -> frozenset[str]:
        """The names of functions and methods."""
        names = ((place, token.text) for place, token in enumerate(self.all) if token.kind is Kind.NAME)
        return frozenset(name for place, name in names if self.is_sign(place + 1, "(")) - _NO_VARIABLE

    def calls(self, function: str) -> Iterator[int]:
        """Where the bracket after its name stands."""
        for place, token in enumerate(self.all):
            if token.text == function and token.kind is Kind.NAME and self.is_sign(place + 1, "("):
                yield place + 1

    def _member_after(self, place: int) -> str | None:
        if self.is_sign(place + 1, ".") and not self.is_sign(place + 3, "("):
            return self.all[place + 2].text
        if self.is_sign(place + 1, "[") and self.is_sign(place + 3, "]") and self.all[place + 2].kind is Kind.TEXT:
            return plain_text(self.all[place + 2])
        return None


def plain_text(token: Token) -> str | None:
    """What a text says that is written without escapes, and None for any other."""
    match = _PLAIN_TEXT.fullmatch(token.text)
    return "".join(each or "" for each in match.groups()) if match else None


def cut(source: str) -> Tokens:
    """Raises ValueError for what cannot be cut, or has brackets that do not match."""
    tokens = tuple(_cut(source))
    closing = _match_brackets(tokens)
    return Tokens(tokens, closing, tuple(_find_loops(tokens, closing)))


def _cut(source: str) -> Iterator[Token]:
    place = 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None or match.lastgroup is None:
            raise ValueError(f"nothing that can be read at {place}")
        place = match.end()
        if match.lastgroup != "gap":
            yield Token(Kind(match.lastgroup), match[0])


def _match_brackets(tokens: tuple[Token, ...]) -> dict[int, int]:
    closing: dict[int, int] = {}
    open_ones: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind is Kind.SIGN and token.text in _OPENING:
            open_ones.append(place)
        elif token.kind is Kind.SIGN and token.text in _OPENING.values():
            if not open_ones or _OPENING[tokens[open_ones[-1]].text] != token.text:
                raise ValueError("a bracket is closed that was not opened")
            closing[open_ones.pop()] = place
    if open_ones:
        raise ValueError("a bracket is not closed")
    return closing


def _find_loops(tokens: tuple[Token, ...], closing: dict[int, int]) -> Iterator[Loop]:
    for start, end in sorted(closing.items()):
        macro = tokens[start - 1].text if start > 1 and tokens[start - 2] == Token(Kind.SIGN, ".") else ""
        if macro in LOOPS and end > start + 1:
            yield Loop(macro, tokens[start + 1].text, start, end)
