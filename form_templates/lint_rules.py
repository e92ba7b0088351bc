"""Lint of expressions: that they compile, see only what is in scope, and cannot run away."""

from collections.abc import Iterator, Mapping
from typing import Any

from form_templates.limits import MAX_EXPRESSIONS, MAX_EXPRESSIONS_OF_FORM, MAX_LOOPS, MAX_NESTED_LOOPS
from form_templates.lint_matches import lint_matches
from form_templates.lint_report import LintReport
from form_templates.lint_tokens import LOOPS, Tokens, cut
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

_MACROS = LOOPS | {"has"}
_BEYOND_ENTRY = frozenset({"section", "form"})


def lint_template_rules(document: Mapping[str, Any], tree: Node, report: LintReport) -> list[Tokens]:
    """The expressions that were understood, all of which may be evaluated for an entry."""
    _lint_ids(document, report)
    rules, computed = document.get("rules", []), list(_computed(tree))
    sources = [*(source for rule in rules for _, source in _expressions(rule, "")), *(each for _, each in computed)]
    if not _may_be_read(sources, "/rules", report, most=MAX_EXPRESSIONS):
        return []
    understood: list[Tokens] = []
    for place, rule in enumerate(rules):
        pointer = f"/rules/{place}"
        understood += _lint_rule(rule, pointer, report, scope=RULE_SCOPE, tree=tree)
        if not leads_to_field(tree, rule.get("at", "")):
            report.add("LINT_RULE.at", extend(pointer, "at"), at=rule["at"])
    return [*understood, *_lint_computed(computed, tree, report)]


def lint_form_rules(document: Mapping[str, Any], sections: Mapping[str, Node | None], report: LintReport) -> None:
    """`sections` gives the fields of a one-entry section, None for the others."""
    _lint_ids(document, report)
    rules = document.get("rules", [])
    conditions = {
        f"/sections/{place}/visibleWhen": section["visibleWhen"]
        for place, section in enumerate(document["sections"])
        if "visibleWhen" in section
    }
    sources = [*(source for rule in rules for _, source in _expressions(rule, "")), *conditions.values()]
    if not _may_be_read(sources, "/rules", report, most=MAX_EXPRESSIONS_OF_FORM):
        return
    for pointer, source in conditions.items():
        _lint_expression(source, pointer, report, scope=FORM_SCOPE, tree=None)
    for place, rule in enumerate(rules):
        pointer = f"/rules/{place}"
        _lint_rule(rule, pointer, report, scope=FORM_SCOPE, tree=None)
        _lint_place(rule, pointer, sections, report)


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


def _may_be_read(sources: list[str], pointer: str, report: LintReport, *, most: int) -> bool:
    """Compiling takes time in proportion."""
    fits = sum(map(len, sources)) <= most
    if not fits:
        report.add("LINT_SIZE.expressions", pointer, maximum=most)
    return fits


def _computed(tree: Node) -> Iterator[tuple[str, str]]:
    """In the order in which they are computed."""
    for name, field in tree.fields.items():
        for layer in field.layers:
            if "x-computed" in layer.schema:
                yield name, layer.schema["x-computed"]


def _lint_computed(computed: list[tuple[str, str]], tree: Node, report: LintReport) -> Iterator[Tokens]:
    """None may read itself, or one that is computed after it."""
    later = [name for name, _ in computed]
    for name, source in computed:
        pointer = f"/schema/properties/{name}/x-computed"
        for tokens in _lint_expression(source, pointer, report, scope=ENTRY_SCOPE, tree=tree):
            yield tokens
            for other in sorted(tokens.members_of("entry") & set(later)):
                report.add("LINT_RULE.order", pointer, name=other)
        later.remove(name)


def _lint_place(rule: Mapping[str, Any], pointer: str, sections: Mapping[str, Node | None], report: LintReport) -> None:
    section = rule.get("section")
    if section is not None and section not in sections:
        report.add("LINT_RULE.section", extend(pointer, "section"), section=section)
        return
    tree = sections.get(section or "")
    if rule.get("at") and (tree is None or not leads_to_field(tree, rule["at"])):
        report.add("LINT_RULE.at", extend(pointer, "at"), at=rule["at"])


def _expressions(rule: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, str]]:
    for name in ("when", "must", "from"):
        if name in rule:
            yield extend(pointer, name), rule[name]
    for name, source in rule.get("numbers", {}).items():
        yield extend(extend(pointer, "numbers"), name), source


def _lint_rule(
    rule: Mapping[str, Any], pointer: str, report: LintReport, *, scope: frozenset[str], tree: Node | None
) -> list[Tokens]:
    understood = [
        tokens
        for at, source in _expressions(rule, pointer)
        for tokens in _lint_expression(source, at, report, scope=scope, tree=tree)
    ]
    for locale, message in rule["message"].items():
        for name in sorted(placeholders(message) - rule.get("numbers", {}).keys()):
            report.add("LINT_RULE.number", f"{pointer}/message/{locale}", name=name)
    return understood


def _lint_expression(
    source: str, pointer: str, report: LintReport, *, scope: frozenset[str], tree: Node | None
) -> list[Tokens]:
    """Nothing for what is no expression."""
    try:
        tokens, program = cut(source), compile_expression(source)
    except ValueError:
        report.add("LINT_RULE", pointer)
        return []
    _lint_loops(tokens, pointer, report, for_each_entry=tree is not None)
    _lint_names(tokens, set(program.variables()), pointer, report, scope=scope)
    lint_matches(tokens, pointer, report)
    if tree is not None:
        for name in sorted(tokens.members_of("entry") - tree.fields.keys()):
            report.add("LINT_RULE.member", pointer, name=name)
    return [tokens]


def _lint_loops(tokens: Tokens, pointer: str, report: LintReport, *, for_each_entry: bool) -> None:
    """What is evaluated for each entry of a section and goes over all of them is a loop in a loop already."""
    beyond = for_each_entry and not tokens.free_variables().isdisjoint(_BEYOND_ENTRY)
    if len(tokens.loops) > MAX_LOOPS:
        report.add("LINT_RULE.loops", pointer, maximum=MAX_LOOPS)
    elif tokens.nesting() > MAX_NESTED_LOOPS - beyond:
        report.add("LINT_RULE.nested", pointer, maximum=MAX_NESTED_LOOPS - beyond)


def _lint_names(
    tokens: Tokens, mentioned: set[str], pointer: str, report: LintReport, *, scope: frozenset[str]
) -> None:
    """No loop may call its item what something else is called already."""
    bound = {loop.variable for loop in tokens.loops}
    unknown = (tokens.free_variables() - scope) | (mentioned - scope - bound) | (bound & scope)
    for name in sorted(unknown):
        report.add("LINT_RULE.variable", pointer, name=name)
    for name in sorted(tokens.called() - _MACROS - FUNCTIONS - BUILT_IN):
        report.add("LINT_RULE.function", pointer, name=name)
