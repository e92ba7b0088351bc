"""How much work an example may take, estimated from above before any of it is done. A unit is about 0.2 µs: what it takes
to copy one value, or to look at one token.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

from form_templates.lint_schema import dependencies
from form_templates.lint_tokens import GATHERING, Kind, Loop, Tokens
from form_templates.rules import FUNCTIONS
from form_templates.tree import Layer, Node

EACH_EXAMPLE = 500
EACH_EXPRESSION = 50
EACH_CALL = 25
EACH_PATTERN = 500
EACH_CONDITION = 10
EACH_PROBLEM = 75
USUAL_PROBLEMS = 500  # that could be found in one example; their cost is in that of an example
CHARACTERS_OF_A_UNIT = 1000  # texts are put together fast
WHOLE_ENTRIES = frozenset({"section", "form"})

_ANNOTATING = frozenset({"title", "description", "default", "readOnly", "properties", "items", "allOf", "if"})


@dataclass(frozen=True, slots=True)
class Measure:
    """Of an object: the characters of its texts, how many values it holds, how many of them lie further in, the most
    members that any object has, and the most items or members of what lies further in.
    """

    characters: int
    values: int
    nested: int
    most: int
    most_nested: int


def measure(whole: Mapping[str, Any]) -> Measure:
    characters, values, most = 0, 0, 1
    waiting = list(whole.values())
    while waiting:
        item = waiting.pop()
        values += 1
        if isinstance(item, str):
            characters += len(item)
        elif isinstance(item, dict | list):
            most = max(most, len(item))
            waiting.extend(item.values() if isinstance(item, dict) else item)
    flat = sum(not isinstance(item, dict | list) for item in whole.values())
    return Measure(characters, values, values - flat, max(most, len(whole)), most)


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a loop goes over, as far as that can be told without the values, and whether it may gather more than that."""

    over_variable: bool
    over_entries: bool
    squared: bool

    def times(self, value: Measure, *, whole: bool) -> int:
        """An example is the only entry of its section and form. Going over an object is going over its names."""
        if self.over_entries:
            return 1
        most = value.most if self.over_variable or whole else value.most_nested
        return most * most if self.squared else most


@dataclass(frozen=True, slots=True)
class Price:
    """Of one expression. Whatever selects from an object copies what it selects; a loop does so for each item, and one
    that gathers copies what it gathered for each item as well.
    """

    once: int
    selections: int
    joins: int
    calls: int
    whole: bool
    loops: tuple[tuple[int, tuple[Repeated, ...]], ...]

    def for_value(self, value: Measure) -> int:
        copied, most = (value.values, value.most) if self.whole else (value.nested, value.most_nested)
        joined = self.joins**2 * value.characters // CHARACTERS_OF_A_UNIT
        once = self.once + self.selections * copied + joined + self.calls * copied * most
        repeats = (growth * prod(each.times(value, whole=self.whole) for each in loops) for growth, loops in self.loops)
        return EACH_EXPRESSION + once * max(repeats, default=1)


def price(tokens: Tokens) -> Price:
    calls = sum(1 for function in FUNCTIONS for _ in tokens.calls(function))
    patterns = sum(1 for _ in tokens.calls("matches"))
    return Price(
        once=len(tokens.all) + calls * EACH_CALL + patterns * EACH_PATTERN,
        selections=tokens.count(".[", 0, len(tokens.all)),
        joins=1 + tokens.count("+", 0, len(tokens.all)),
        calls=calls,
        whole=not tokens.free_variables().isdisjoint(WHOLE_ENTRIES),
        loops=tuple(_nested(tokens, loop) for loop in tokens.loops),
    )


def _nested(tokens: Tokens, loop: Loop) -> tuple[int, tuple[Repeated, ...]]:
    """By what the loops that make its items let them grow, and the loops inside which it runs, with itself."""
    nested = (loop, *tokens.around(loop))
    growth = prod(_growth(tokens, each) for each in (*nested, *tokens.before(loop)))
    return growth, tuple(_repeated(tokens, each) for each in nested)


def _repeated(tokens: Tokens, loop: Loop) -> Repeated:
    target = tokens.all[loop.start - 3]
    over_variable = target.kind is Kind.NAME and not tokens.is_sign(loop.start - 4, ".")
    other = any(loop.contains(place) and name != loop.variable for place, name in tokens.variables())
    return Repeated(
        over_variable=over_variable,
        over_entries=over_variable and target.text in WHOLE_ENTRIES,
        squared=loop.macro in GATHERING and other,  # parts of what it goes over are together no larger than the whole
    )


def _growth(tokens: Tokens, loop: Loop) -> int:
    """How many times larger than an item what is gathered for it can be."""
    return max(1, tokens.count("+,", loop.start, loop.end)) if loop.macro in GATHERING else 1


def cost_of_answers(tree: Node, answers: Mapping[str, Any]) -> int:
    problems = _possible_problems(tree, answers)
    return EACH_EXAMPLE + _cost_of_conditions(tree, answers) + max(0, problems - USUAL_PROBLEMS) * EACH_PROBLEM


def _cost_of_conditions(node: Node, value: Any) -> int:
    if isinstance(value, list):
        return sum(_cost_of_conditions(node.item.node, item) for item in value) if node.item else 0
    if not isinstance(value, dict):
        return 1
    inside = sum(_cost_of_conditions(node.fields[name].node, value[name]) for name in value if name in node.fields)
    once = len(node.conditions) * (EACH_CONDITION + len(value)) + len(value) + inside
    return once * (2 + _longest_chain(node)) if node.conditions else once


@lru_cache(maxsize=1000)
def _longest_chain(node: Node) -> int:
    """Hiding a field may hide another, so that all are looked at again."""
    behind = dependencies(node)
    lengths: dict[str, int] = {}

    def length(name: str) -> int:
        if name not in lengths:
            lengths[name] = 1 + max((length(other) for other in behind.get(name, ())), default=0)
        return lengths[name]

    return max((length(name) for name in behind), default=0)


def _possible_problems(node: Node, value: Any) -> int:
    if isinstance(value, list):
        each = _constraints(node.item.layers) if node.item else 0
        return sum(each + _possible_problems(node.item.node, item) for item in value) if node.item else 0
    if not isinstance(value, dict):
        return 0
    fields = [(node.fields[name], value[name]) for name in value if name in node.fields]
    inside = sum(_constraints(field.layers) + _possible_problems(field.node, member) for field, member in fields)
    return len(node.requirements) + inside


def _constraints(layers: Iterable[Layer]) -> int:
    return sum(len(layer.schema.keys() - _ANNOTATING) for layer in layers)
