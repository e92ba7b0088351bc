"""How much work an example may take, estimated from above before any of it is done. A unit is about 0.2 µs: what it takes
to copy one value, or to look at one token.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


def cost_of_expressions(expressions: Iterable[Tokens], value: Measure) -> int:
    return sum(_cost_of_expression(tokens, value) for tokens in expressions)


def _cost_of_expression(tokens: Tokens, value: Measure) -> int:
    """Whatever selects from an object copies what it selects; a loop does so for each item, and one that gathers copies
    what it gathered for each item as well.
    """
    whole = _sees_whole_entries(tokens)
    copied, most = (value.values, value.most) if whole else (value.nested, value.most_nested)
    selections, joins = (tokens.count(signs, 0, len(tokens.all)) for signs in (".[", "+"))
    calls = sum(1 for function in FUNCTIONS for _ in tokens.calls(function))
    patterns = sum(1 for _ in tokens.calls("matches"))
    once = len(tokens.all) + selections * copied + (joins + 1) ** 2 * value.characters // CHARACTERS_OF_A_UNIT
    once += calls * (EACH_CALL + copied * most) + patterns * EACH_PATTERN
    return EACH_EXPRESSION + once * max((_repeats(tokens, loop, value) for loop in tokens.loops), default=1)


def _repeats(tokens: Tokens, loop: Loop, value: Measure) -> int:
    around, before = tokens.around(loop), tokens.before(loop)
    times = prod(_times(tokens, each, value) for each in (loop, *around))
    return times * prod(_growth(tokens, each) for each in (loop, *around, *before))


def _times(tokens: Tokens, loop: Loop, value: Measure) -> int:
    """Going over an object is going over its names. An example is the only entry of its section and form."""
    target = tokens.all[loop.start - 3]
    over_variable = target.kind is Kind.NAME and not tokens.is_sign(loop.start - 4, ".")
    if over_variable and target.text in WHOLE_ENTRIES:
        return 1
    most = value.most if over_variable or _sees_whole_entries(tokens) else value.most_nested
    return most * most if loop.macro in GATHERING and _gathers_more(tokens, loop) else most


def _gathers_more(tokens: Tokens, loop: Loop) -> bool:
    """Than parts of what it goes over, which together are no larger than the whole."""
    return any(loop.contains(place) and name != loop.variable for place, name in tokens.variables())


def _sees_whole_entries(tokens: Tokens) -> bool:
    return not tokens.free_variables().isdisjoint(WHOLE_ENTRIES)


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
