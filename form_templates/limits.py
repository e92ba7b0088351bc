"""How much the engine is willing to look at, each limit with its reason, and the one walk that finds out."""

from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

from form_templates.pointers import extend
from form_templates.problems import ProblemCode

MAX_DOCUMENT_BYTES = 256 * 1024  # more than twice the largest shipped template
MAX_FORM_BYTES = 3 * 512 * 1024  # a form carries some forty templates
MAX_DOCUMENT_DEPTH = 32  # schema and ui nest two or three levels for each level of answers
MAX_PROPERTIES = 200  # fields of one template; a person would not fill in more
MAX_NESTING = 4  # a list of groups of lists is already hard to show on a telephone
MAX_ENUM = 500  # longer lists belong in a registry
MAX_PATTERNS = 20  # different ones in one template: each takes time to compile
MAX_PATTERN_BYTES = 64 * 1024  # of one that is compiled
MAX_RULES = 50
MAX_EXAMPLES = 50
MAX_EXAMPLE_WORK = 150_000  # of all examples together, in the units of the estimate
MAX_EXAMPLE_DAYS = 20_000  # looked at by all examples together to count working days
MAX_EXPRESSION = 2000  # characters of one CEL expression
MAX_EXPRESSIONS = 3000  # characters of all of them in one template
MAX_EXPRESSIONS_OF_FORM = 20_000
MAX_LOOPS = 3  # map, filter, all, exists in one expression
MAX_NESTED_LOOPS = 2  # inside each other, where they multiply
MAX_EXPANDED_NODES = 1000  # sub-schemas once every $ref is written out, against references that double
MAX_DEFINITIONS = 50
MAX_EXPANDED_DEPTH = 24  # schemas inside schemas once every $ref is written out, so that recursion stays shallow
MAX_CONDITIONS = 50  # conditions of one template
MAX_SECTIONS = 60
MAX_TEMPLATES = 60  # in one section
MAX_PINNED = 120  # templates of one form

MAX_PROBLEMS = 100  # told of one document
FULLY_TOLD_BYTES = 64 * 1024  # of a larger document only the first thing wrong with its shape is told

MAX_ANSWERS_BYTES = 512 * 1024  # one section; the longest real ones stay under 64 KiB
MAX_ANSWERS_DEPTH = 12  # deeper than any template may nest
MAX_ENTRIES = 500  # one section, whatever its template allows

BYTES_OF_A_VALUE = 16  # what each value weighs besides its text: a list of nothings takes time to look at too
LARGEST_EXACT = 2**53  # beyond it readers of JSON no longer agree which number was meant

_Way: TypeAlias = "tuple[_Way, str | int] | None"
"""How a value was reached, last token first: a pointer is written out only for the one that is at fault."""


@dataclass(frozen=True, slots=True)
class Weight:
    """`size` counts UTF-8 bytes of text, sixteen for each value, and as many again for a list or an object. `fault`
    is TYPE for what cannot be stored.
    """

    size: int
    fault: ProblemCode | None = None
    pointer: str = ""


def weigh(value: Any, *, max_bytes: int, max_depth: int) -> Weight:
    """Stops at the first fault, and never recurses: the value may be hostile."""
    size = 0
    waiting: list[tuple[Any, int, _Way]] = [([value], 0, None)]
    while waiting:
        holder, depth, way = waiting.pop()
        if size + len(holder) * BYTES_OF_A_VALUE > max_bytes:
            return Weight(size, ProblemCode.TOO_LARGE)
        names = _weigh_names(holder)
        if names is None:
            return Weight(size, ProblemCode.TYPE, _pointer(way))
        size += names
        for token, item in holder.items() if isinstance(holder, dict) else enumerate(holder):
            own = _weigh_own(item)
            if own is None or depth == max_depth:
                fault = ProblemCode.TYPE if own is None else ProblemCode.TOO_DEEP
                return Weight(size, fault, _pointer((way, token)))
            size += own
            if isinstance(item, dict | list):
                waiting.append((item, depth + 1, (way, token)))
    return Weight(size, ProblemCode.TOO_LARGE if size > max_bytes else None)


def _weigh_names(holder: dict[Any, Any] | list[Any]) -> int | None:
    weights = [_weigh_text(name) for name in holder] if isinstance(holder, dict) else []
    return None if None in weights else sum(each or 0 for each in weights)


def _weigh_own(item: Any) -> int | None:
    """Without what is inside it."""
    if isinstance(item, str):
        size = _weigh_text(item)
        return None if size is None else size + BYTES_OF_A_VALUE
    if isinstance(item, dict | list):
        return 2 * BYTES_OF_A_VALUE
    fits = item is None or (isinstance(item, int | float) and -LARGEST_EXACT <= item <= LARGEST_EXACT)
    return BYTES_OF_A_VALUE if fits else None


def _weigh_text(text: Any) -> int | None:
    """None for what is no text, also half of a surrogate pair, and for NUL, which PostgreSQL cannot hold."""
    if not isinstance(text, str) or "\0" in text:
        return None
    try:
        return len(text) if text.isascii() else len(text.encode())
    except UnicodeEncodeError:
        return None


def _pointer(way: _Way) -> str:
    """The first token leads to the value itself."""
    tokens: list[str | int] = []
    while way is not None:
        way, token = way
        tokens.append(token)
    return reduce(extend, reversed(tokens[:-1]), "")
