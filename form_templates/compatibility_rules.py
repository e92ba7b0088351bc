"""Two versions of a list of rules, matched by id, and what expressions look at."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from form_templates.documents import Document, Rule
from form_templates.pointers import extend
from form_templates.problems import Severity
from form_templates.rules import compile_expression
from form_templates.version_changes import ADDITIVE, NARROWING, ChangeCode, Compatibility, VersionChange, changed

_SECTION_OF_FORM = re.compile(r"""\bform\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\])?""")

Placed = tuple[str, Rule]
"""A rule and the pointer to it."""


def compare_rules(before: Iterable[Rule], after: Iterable[Rule], *, pointer: str = "") -> Iterator[VersionChange]:
    """`pointer` leads to the document that holds them under "rules"."""
    old, new = _by_id(before, pointer), _by_id(after, pointer)
    for name, (at, _) in old.items():
        if name not in new:
            yield changed(ChangeCode.RULE_REMOVED, ADDITIVE, at, rule=name)
    for name, (at, rule) in new.items():
        if name in old:
            yield from _compare_rule(old[name], (at, rule))
        else:
            yield changed(ChangeCode.RULE_ADDED, _weight(rule), at, rule=name, severity=str(rule.severity))


def _by_id(rules: Iterable[Rule], pointer: str) -> dict[str, Placed]:
    start = extend(pointer, "rules")
    return {rule.id: (extend(start, place), rule) for place, rule in enumerate(rules)}


def _weight(rule: Rule) -> Compatibility:
    """Only an error stands in the way of a submission."""
    return NARROWING if rule.severity is Severity.ERROR else ADDITIVE


def _compare_rule(old: Placed, new: Placed) -> Iterator[VersionChange]:
    (was_at, was), (at, now) = old, new
    if was.severity is not now.severity:
        params: dict[str, Any] = {"before": str(was.severity), "after": str(now.severity)}
        yield changed(ChangeCode.RULE_SEVERITY, _weight(now), at, rule=now.id, **params)
    tests: dict[str, tuple[str | None, str | None]]
    tests = {"when": (was.when, now.when), "must": (was.must, now.must), "section": (was.section, now.section)}
    for part, (one, other) in tests.items():
        if one != other:
            there = extend(at if other is not None else was_at, part)
            yield changed(ChangeCode.RULE_CHANGED, _weight(now), there, rule=now.id, part=part)
    if was.at != now.at:
        kind = _weight(now) if was.at else ADDITIVE  # what points at a field is silent where the field is hidden
        there = extend(at if now.at else was_at, "at")
        yield changed(ChangeCode.RULE_CHANGED, kind, there, rule=now.id, part="at")
    if was.waived_for != now.waived_for:
        kind = _weight(now) if was.waived_for - now.waived_for else ADDITIVE
        there = extend(at if now.waived_for else was_at, "waivedFor")
        params = {"before": sorted(was.waived_for), "after": sorted(now.waived_for)}
        yield changed(ChangeCode.RULE_WAIVER, kind, there, rule=now.id, **params)
    if was.message != now.message:
        yield changed(ChangeCode.TEXT_CHANGED, ADDITIVE, extend(at, "message"))
    explained: dict[str, tuple[object, object]]
    explained = {"numbers": (was.numbers, now.numbers), "from": (was.counted, now.counted)}
    for part, (former, latter) in explained.items():
        if former != latter:
            yield changed(ChangeCode.TEXT_CHANGED, ADDITIVE, extend(at if latter else was_at, part))


def expressions_of(document: Document) -> Iterator[str]:
    """Of a form document: whatever may stand in the way of a submission, in it and in its templates."""
    yield from _errors_in(document)
    for section in document["sections"]:
        if "visibleWhen" in section:
            yield section["visibleWhen"]
        for item in section.get("templates", [section]):
            yield from _errors_in(item["document"])


def _errors_in(document: Mapping[str, Any]) -> Iterator[str]:
    for rule in document.get("rules", []):
        if Severity(rule.get("severity", Severity.ERROR)) is Severity.ERROR:
            yield from (rule[part] for part in ("when", "must") if part in rule)


def reads_form(source: str) -> bool:
    return "form" in compile_expression(source).variables()


def may_notice_section(source: str, key: str) -> bool:
    """Whether the expression could tell that the form has this section. It can where it looks at the form as a whole."""
    if not reads_form(source):
        return False
    return any(next(filter(None, match.groups()), key) == key for match in _SECTION_OF_FORM.finditer(source))
