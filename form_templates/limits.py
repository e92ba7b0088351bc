"""How much the engine is willing to look at, each limit with its reason, and the one walk that finds out."""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from form_templates.pointers import extend
from form_templates.problems import ProblemCode

MAX_DOCUMENT_BYTES = 256 * 1024  # the largest shipped template is a tenth of this
MAX_FORM_BYTES = 4 * 1024 * 1024  # a form carries some forty templates
MAX_DOCUMENT_DEPTH = 32  # schema and ui nest two or three levels for each level of answers
MAX_PROPERTIES = 200  # fields of one template; a person would not fill in more
MAX_NESTING = 4  # a list of groups of lists is already hard to show on a telephone
MAX_ENUM = 500  # longer lists belong in a registry
MAX_RULES = 50
MAX_EXAMPLES = 50
MAX_EXPRESSION = 2000  # characters of one CEL expression
MAX_LOOPS = 3  # map, filter, all, exists in one expression: nested, they multiply
MAX_EXPANDED_NODES = 2000  # sub-schemas once every $ref is written out, against references that double
MAX_DEFINITIONS = 50
MAX_EXPANDED_DEPTH = 24  # schemas inside schemas once every $ref is written out, so that recursion stays shallow
MAX_CONDITIONS = 50  # conditions of one template
MAX_SECTIONS = 60
MAX_TEMPLATES = 60  # in one section

MAX_ANSWERS_BYTES = 512 * 1024  # one section; the longest real ones stay under 64 KiB
MAX_ANSWERS_DEPTH = 12  # deeper than any template may nest
MAX_ENTRIES = 500  # one section, whatever its template allows

_LARGEST_INTEGER = 2**63 - 1  # what every reader of JSON, and CEL, can hold


@dataclass(frozen=True, slots=True)
class Weight:
    """`size` counts UTF-8 bytes of text and one for each other thing. `fault` is TYPE for what JSON cannot carry."""

    size: int
    fault: ProblemCode | None = None
    pointer: str = ""


def weigh(value: Any, *, max_bytes: int, max_depth: int) -> Weight:
    """Stops at the first fault, and never recurses: the value may be hostile."""
    size = 0
    waiting: list[tuple[Any, int, str]] = [(value, 1, "")]
    while waiting:
        item, depth, pointer = waiting.pop()
        if depth > max_depth:
            return Weight(size, ProblemCode.TOO_DEEP, pointer)
        if isinstance(item, dict):
            for name, member in item.items():
                own = _weigh_scalar(name) if isinstance(name, str) else None
                if own is None:
                    return Weight(size, ProblemCode.TYPE, pointer)
                size += own
                waiting.append((member, depth + 1, extend(pointer, name)))
        elif isinstance(item, list):
            waiting.extend((member, depth + 1, extend(pointer, place)) for place, member in enumerate(item))
        own = 1 if isinstance(item, dict | list) else _weigh_scalar(item)
        if own is None:
            return Weight(size, ProblemCode.TYPE, pointer)
        size += own
        if size > max_bytes:
            return Weight(size, ProblemCode.TOO_LARGE)
    return Weight(size)


def _weigh_scalar(item: Any) -> int | None:
    if isinstance(item, str):
        try:
            return len(item.encode()) + 1
        except UnicodeEncodeError:  # half of a surrogate pair
            return None
    fits = (
        item is None
        or isinstance(item, bool)
        or (isinstance(item, int) and -_LARGEST_INTEGER <= item <= _LARGEST_INTEGER)
        or (isinstance(item, float) and isfinite(item))
    )
    return 1 if fits else None
