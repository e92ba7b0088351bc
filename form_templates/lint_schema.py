"""Lint of a template's schema: keywords in their places, titles and conditions."""

from collections.abc import Iterator, Mapping

from form_templates.limits import MAX_NESTING, MAX_PROPERTIES
from form_templates.lint_report import LintReport, Places, Schema, walk_schemas
from form_templates.looks import merge_schemas
from form_templates.pointers import extend
from form_templates.tree import ALWAYS, Field, Layer, Node
from form_templates.unfold import is_option_list

_CONDITIONAL = ("if", "then", "else", "dependentSchemas", "dependentRequired")
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_BINARY_FRACTIONS = frozenset(1 / 2**power for power in range(1, 11))
_NEEDED = {"array": ("items",), "object": ("properties", "oneOf")}  # or anything at all could be put inside


def lint_keywords(places: Places, report: LintReport) -> bool:
    """Keywords that the safe subset allows only in some places."""
    before = len(report.problems)
    for pointer, inner in places:
        if inner.get("uniqueItems") and not _is_scalar(inner.get("items", {})):
            report.add("LINT_KEYWORD.unique", extend(pointer, "uniqueItems"))
        if "multipleOf" in inner and not _is_exact(inner["multipleOf"]):
            report.add("LINT_KEYWORD.multiple", extend(pointer, "multipleOf"))
        if inner.get("type", "object") != "object" and any(name in inner for name in _CONDITIONAL):
            report.add("LINT_CONDITION.object", pointer)
        if ("then" in inner or "else" in inner) and "if" not in inner:
            report.add("LINT_CONDITION.orphan", pointer)
        if "x-attachment" in inner and inner.get("format") != "attachment":
            report.add("LINT_KEYWORD.attachment", extend(pointer, "x-attachment"))
        for kind, needed in _NEEDED.items():
            if inner.get("type") == kind and not any(name in inner for name in needed):
                report.add("LINT_SHAPE.missing", extend(pointer, needed[0]), name=needed[0])
    return len(report.problems) == before


def _is_scalar(schema: Schema) -> bool:
    return schema.get("type") in _SCALARS or "enum" in schema or is_option_list(schema.get("oneOf", [{}]))


def _is_exact(multiple: float) -> bool:
    """Whole, or a half of a half of … one: a tenth is no number to a computer, and validators differ about 0.3."""
    return float(multiple).is_integer() or multiple in _BINARY_FRACTIONS


def lint_conditions(places: Places, tree: Node, report: LintReport) -> None:
    """An `if` requires what it tests, and tests only what a person answers."""
    computed = {
        name for name, field in tree.fields.items() if any("x-computed" in each.schema for each in field.layers)
    }
    for pointer, inner in places:
        for at, test in walk_schemas(inner["if"], extend(pointer, "if")) if "if" in inner else ():
            for name in test.get("properties", {}):
                if name not in test.get("required", []):
                    report.add("LINT_CONDITION", extend(extend(at, "properties"), name), name=name)
                if name in computed:
                    report.add("LINT_CONDITION.computed", extend(extend(at, "properties"), name), name=name)


def lint_tree(tree: Node, root: str, report: LintReport) -> None:
    """What can only be seen once everything said about each field is put together."""
    count = 0
    for pointer, depth, node in _walk_nodes(tree, "", 1):
        count += len(node.fields)
        if depth == MAX_NESTING + 2:  # the root is the first, and one report is enough
            report.add("LINT_DEPTH.fields", pointer, maximum=MAX_NESTING)
        for name, field in node.fields.items():
            if "title" not in merge_schemas(layer.schema for layer in field.layers):
                report.add("LINT_TITLE", extend(pointer, name), name=name)
            if node is not tree and any("x-computed" in layer.schema for layer in field.layers):
                report.add("LINT_KEYWORD.computed", extend(pointer, name))
        _lint_circles(node, pointer, report)
    if count > MAX_PROPERTIES:
        report.add("LINT_SIZE.count", root, maximum=MAX_PROPERTIES)


def lint_requirements(tree: Node, report: LintReport) -> None:
    """What a branch requires must be a field that is visible whenever the branch is."""
    for pointer, _, node in _walk_nodes(tree, "", 1):
        for name, needs in node.requirements:
            field = node.fields.get(name)
            if field is None or not any(declared <= needs for declared in field.declared):
                report.add("LINT_CONDITION.requirement", extend(pointer, name), name=name)


def _walk_nodes(node: Node, pointer: str, depth: int) -> Iterator[tuple[str, int, Node]]:
    """Pointers lead to fields, with "-" for the item of a list."""
    yield pointer, depth, node
    for name, field in node.fields.items():
        yield from _walk_nodes(field.node, extend(pointer, name), depth + 1)
    if node.item is not None:
        yield from _walk_nodes(node.item.node, extend(pointer, "-"), depth)


def _lint_circles(node: Node, pointer: str, report: LintReport) -> None:
    """Which field appears may depend on another, but not in a circle."""
    behind = dependencies(node)
    for name in node.fields:
        reached: set[str] = set()
        waiting = list(behind[name])
        while waiting:
            other = waiting.pop()
            if other not in reached:
                reached.add(other)
                waiting.extend(behind.get(other, ()))
        if name in reached:
            report.add("LINT_CONDITION.circle", extend(pointer, name), name=name)


def dependencies(node: Node) -> dict[str, frozenset[str]]:
    """For each field those whose answers decide whether it, or something inside it, appears."""
    tested = {condition.number: condition.tested for condition in node.conditions}
    return {name: _depends_on(field, tested) for name, field in node.fields.items()}


def _depends_on(field: Field, tested: Mapping[int, frozenset[str]]) -> frozenset[str]:
    needs: set[int] = set()
    if ALWAYS not in field.declared:
        needs |= {number for declared in field.declared for number in declared}
    for layer in field.layers:
        if _declares_members(layer):
            needs |= layer.needs
    return frozenset(name for number in needs for name in tested.get(abs(number), ()))


def _declares_members(layer: Layer) -> bool:
    return "properties" in layer.schema or "properties" in layer.schema.get("items", {})
