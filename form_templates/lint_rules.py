"""Lint of expressions: that they compile, see only what is in scope, and cannot run away."""

import re
from collections.abc import Mapping
from typing import Any

import cel

from form_templates.limits import MAX_LOOPS
from form_templates.lint_report import LintReport
from form_templates.pointers import extend, split
from form_templates.rules import ENTRY_SCOPE, FORM_SCOPE, FUNCTIONS, RULE_SCOPE, compile_expression, placeholders
from form_templates.tree import Node

BUILT_IN = frozenset(
    {
        *("size", "contains", "startsWith", "endsWith", "matches"),
        *("int", "uint", "double", "string", "bool", "type", "dyn", "timestamp", "duration"),
        *("getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear"),
        *("min", "max", "abs", "ceil", "floor", "round"),
    },
)

_STRINGS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_BOUND = re.compile(r"\.(?:map|filter|all|exists|exists_one)\(\s*([A-Za-z_][A-Za-z0-9_]*)\s*,")
_LOOPS = re.compile(r"\.(?:map|filter|all|exists|exists_one)\s*\(")
_ENTRY_MEMBER = re.compile(r"(?<![\w.])entry\.([A-Za-z_][A-Za-z0-9_]*)(?!\w|\s*\()")
_ENTRY_METHODS = frozenset({"map", "filter", "all", "exists", "exists_one", "size"})


def lint_template_rules(document: Mapping[str, Any], tree: Node, report: LintReport) -> None:
    _lint_ids(document, report)
    for place, rule in enumerate(document.get("rules", [])):
        pointer = f"/rules/{place}"
        _lint_rule(rule, pointer, report, scope=RULE_SCOPE, tree=tree)
        if not leads_to_field(tree, rule.get("at", "")):
            report.add("LINT_RULE.at", extend(pointer, "at"), at=rule["at"])
    for name, field in tree.fields.items():
        for layer in field.layers:
            if "x-computed" in layer.schema:
                _lint_expression(
                    layer.schema["x-computed"],
                    f"/schema/properties/{name}/x-computed",
                    report,
                    scope=ENTRY_SCOPE,
                    tree=tree,
                )


def lint_form_rules(document: Mapping[str, Any], sections: Mapping[str, Node | None], report: LintReport) -> None:
    """`sections` gives the fields of a one-entry section, None for the others."""
    _lint_ids(document, report)
    for place, rule in enumerate(document.get("rules", [])):
        pointer, section = f"/rules/{place}", rule.get("section")
        _lint_rule(rule, pointer, report, scope=FORM_SCOPE, tree=None)
        if section is not None and section not in sections:
            report.add("LINT_RULE.section", extend(pointer, "section"), section=section)
            continue
        tree = sections.get(section or "")
        if rule.get("at") and (tree is None or not leads_to_field(tree, rule["at"])):
            report.add("LINT_RULE.at", extend(pointer, "at"), at=rule["at"])


def lint_visible_when(source: str, pointer: str, report: LintReport) -> None:
    _lint_expression(source, pointer, report, scope=FORM_SCOPE, tree=None)


def leads_to_field(tree: Node, pointer: str) -> bool:
    node = tree
    for token in split(pointer):
        if token not in node.fields:
            return False
        node = node.fields[token].node
    return True


def _lint_ids(document: Mapping[str, Any], report: LintReport) -> None:
    seen: set[str] = set()
    for place, rule in enumerate(document.get("rules", [])):
        if rule["id"] in seen:
            report.add("LINT_RULE.twice", f"/rules/{place}/id", rule=rule["id"])
        seen.add(rule["id"])


def _lint_rule(
    rule: Mapping[str, Any], pointer: str, report: LintReport, *, scope: frozenset[str], tree: Node | None
) -> None:
    sources = {extend(pointer, name): rule[name] for name in ("when", "must", "from") if name in rule}
    numbers = rule.get("numbers", {})
    sources |= {extend(extend(pointer, "numbers"), name): source for name, source in numbers.items()}
    for at, source in sources.items():
        _lint_expression(source, at, report, scope=scope, tree=tree)
    for locale, message in rule["message"].items():
        for name in sorted(placeholders(message) - numbers.keys()):
            report.add("LINT_RULE.number", f"{pointer}/message/{locale}", name=name)


def _lint_expression(
    source: str, pointer: str, report: LintReport, *, scope: frozenset[str], tree: Node | None
) -> None:
    try:
        program = compile_expression(source)
    except ValueError:
        report.add("LINT_RULE", pointer)
        return
    code = _STRINGS.sub("''", source)
    if len(_LOOPS.findall(code)) > MAX_LOOPS:
        report.add("LINT_RULE.loops", pointer, maximum=MAX_LOOPS)
    _lint_names(program, code, pointer, report, scope=scope)
    if tree is not None:
        for name in sorted(set(_ENTRY_MEMBER.findall(code)) - tree.fields.keys() - _ENTRY_METHODS):
            report.add("LINT_RULE.member", pointer, name=name)


def _lint_names(program: cel.Program, code: str, pointer: str, report: LintReport, *, scope: frozenset[str]) -> None:
    for name in sorted(set(program.variables()) - scope - set(_BOUND.findall(code))):
        report.add("LINT_RULE.variable", pointer, name=name)
    for name in sorted(set(program.functions()) - FUNCTIONS - BUILT_IN):
        if name.isidentifier() and not name.startswith("_"):
            report.add("LINT_RULE.function", pointer, name=name)
