"""Lint of regular expressions: that they run in linear time here, and mean the same to every validator.

What engines read differently is refused: the shorthands for digits, words, spaces and their borders, lazy and possessive
repeats, flags, and sets of sets.
"""

import re

from form_templates.limits import MAX_PATTERNS
from form_templates.lint_report import LintReport, Places
from form_templates.pointers import extend
from form_templates.tree import compile_validator

_CHARACTER = r"(?:\\[\^$.|?*+()\[\]{}\\/-]|(?!&&|~~|\|\|)[^\\\[\]-])"  # in a class
_PART = re.compile(
    rf"""
    (?P<atom>   [^\\^$.|?*+()\[\]{{}}] | \\[\^$.|?*+()\[\]{{}}\\/] | \.
              | \[\^?+-?(?:{_CHARACTER}(?:-{_CHARACTER})?)+-?\] )
  | (?P<open>   \((?:\?:|(?!\?)) )
  | (?P<close>  \) )
  | (?P<bar>    \| )
  | (?P<repeat> [?*+] | \{{[0-9]{{1,4}}(?:,[0-9]{{0,4}})?\}} )
    """,
    re.VERBOSE | re.DOTALL,
)


def lint_patterns(places: Places, report: LintReport) -> bool:
    before = len(report.problems)
    found = {extend(at, "pattern"): inner["pattern"] for at, inner in places if "pattern" in inner}
    if len(set(found.values())) > MAX_PATTERNS:
        report.add("LINT_SIZE.patterns", places[0][0], maximum=MAX_PATTERNS)
        return False
    for pointer, pattern in found.items():
        if not (pattern.startswith("^") and pattern.endswith("$")):
            report.add("LINT_PATTERN.anchors", pointer)
        elif fault := find_fault(pattern[1:-1]):
            report.add(fault, pointer)
    return len(report.problems) == before


def find_fault(pattern: str, *, whole: bool = True) -> str | None:
    """What is wrong with what stands between the anchors, as a key for `word`. `whole` forbids alternatives that the
    anchors would not hold for.
    """
    place, depth, repeatable = 0, 0, False
    while place < len(pattern):
        match = _PART.match(pattern, place)
        kind = match.lastgroup if match else None
        depth += (kind == "open") - (kind == "close")
        if match is None or depth < 0 or (kind == "repeat" and not repeatable):
            return "LINT_PATTERN.portable"
        if kind == "bar" and whole and depth == 0:
            return "LINT_PATTERN.anchors"
        place, repeatable = match.end(), kind in {"atom", "close"}
    return None if depth == 0 and _compiles(pattern) else "LINT_PATTERN"


def _compiles(pattern: str) -> bool:
    """In the linear-time engine, and into little memory."""
    try:
        compile_validator({"pattern": pattern})
    except ValueError:
        return False
    return True
