"""Lint of a template's schema: references, choices, patterns, titles and conditions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from form_templates.limits import MAX_CONDITIONS, MAX_EXPANDED_DEPTH, MAX_EXPANDED_NODES, MAX_NESTING, MAX_PROPERTIES
from form_templates.lint_report import LintReport, inner_schemas, walk_schemas
from form_templates.looks import merge_schemas
from form_templates.pointers import extend
from form_templates.tree import ALWAYS, Field, Layer, Node, build_tree, compile_validator
from form_templates.unfold import find_discriminator, is_option_list, unfold

Schema = Mapping[str, Any]

ROOT = "/schema"
_REF_PREFIX = "#/$defs/"
_CONDITIONAL = ("if", "then", "else", "dependentSchemas", "dependentRequired")


@dataclass(frozen=True, slots=True)
class Extent:
    """How many schemas there are once every `$ref` is written out, and how deep they lie inside each other."""

    size: int
    depth: int


_NEEDED = {"array": ("items",), "object": ("properties", "oneOf")}  # or anything at all could be put inside


def lint_references(schema: Schema, report: LintReport) -> bool:
    """Closed, not circular, and not doubling without end: after this a schema can be unfolded."""
    before = len(report.problems)
    definitions = schema.get("$defs", {})
    for pointer, inner in walk_schemas(schema, ROOT):
        if "$defs" in inner and pointer != ROOT:
            report.add("LINT_REF.nested", extend(pointer, "$defs"))
        if "$ref" in inner and inner["$ref"].removeprefix(_REF_PREFIX) not in definitions:
            report.add("LINT_REF", extend(pointer, "$ref"), ref=inner["$ref"])
    if len(report.problems) == before:
        _lint_expansion(schema, definitions, report)
    return len(report.problems) == before


def _lint_expansion(schema: Schema, definitions: Mapping[str, Schema], report: LintReport) -> None:
    """Sizes are added up definition by definition, so that doubling costs nothing to find."""
    extents: dict[str, Extent] = {}
    being_measured: set[str] = set()

    def measure_definition(name: str) -> Extent:
        if name in being_measured:
            report.add("LINT_REF.circular", f"{ROOT}/$defs/{name}", ref=name)
            return Extent(0, 0)
        if name not in extents:
            being_measured.add(name)
            extents[name] = _measure(definitions[name], measure_definition)
            being_measured.discard(name)
        return extents[name]

    whole = _measure(schema, measure_definition)
    if whole.size > MAX_EXPANDED_NODES:
        report.add("LINT_SIZE.count", ROOT, maximum=MAX_EXPANDED_NODES)
    if whole.depth > MAX_EXPANDED_DEPTH:
        report.add("LINT_DEPTH", ROOT)


def _measure(schema: Schema, measure_definition: Callable[[str], Extent]) -> Extent:
    size, depth = 1, 0
    if "$ref" in schema:
        target = measure_definition(schema["$ref"].removeprefix(_REF_PREFIX))
        size, depth = size + target.size, target.depth
    for _, inner in inner_schemas(schema, ""):
        extent = _measure(inner, measure_definition)
        size, depth = size + extent.size, max(depth, extent.depth)
    return Extent(size, depth + 1)


def lint_choices(schema: Schema, report: LintReport) -> bool:
    """`oneOf` is a list of options, or of objects told apart by a constant member."""
    before = len(report.problems)
    for pointer, inner in walk_schemas(schema, ROOT):
        if "oneOf" not in inner:
            continue
        branches, at = inner["oneOf"], extend(pointer, "oneOf")
        if is_option_list(branches):
            constants = [repr(branch["const"]) for branch in branches]
            if len(set(constants)) < len(constants) or any(set(branch) - {"const", "title"} for branch in branches):
                report.add("LINT_DISCRIMINATOR.options", at)
        else:
            definitions = schema.get("$defs", {})
            written_out = [unfold({**branch, "$defs": definitions}) for branch in branches]
            if find_discriminator(written_out) is None:
                report.add("LINT_DISCRIMINATOR", at)
    return len(report.problems) == before


def lint_patterns(schema: Schema, report: LintReport) -> bool:
    before = len(report.problems)
    for pointer, inner in walk_schemas(schema, ROOT):
        pattern = inner.get("pattern")
        if pattern is None:
            continue
        at = extend(pointer, "pattern")
        if not (pattern.startswith("^") and pattern.endswith("$")):
            report.add("LINT_PATTERN.anchors", at)
        try:
            compile_validator({"pattern": pattern})
        except ValueError:
            report.add("LINT_PATTERN", at)
    return len(report.problems) == before


def lint_keywords(schema: Schema, report: LintReport) -> bool:
    """Keywords that the safe subset allows only in some places."""
    before = len(report.problems)
    for pointer, inner in walk_schemas(schema, ROOT):
        scalars = inner.get("items", {}).get("type") not in {"object", "array"} and "$ref" not in inner.get("items", {})
        if inner.get("uniqueItems") and not scalars:
            report.add("LINT_KEYWORD.unique", extend(pointer, "uniqueItems"))
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


def lint_conditions(schema: Schema, report: LintReport) -> None:
    """An `if` requires what it tests, and tests only what a person answers."""
    computed = {name for name, member in schema.get("properties", {}).items() if "x-computed" in member}
    count = 0
    for pointer, inner in walk_schemas(schema, ROOT):
        count += ("if" in inner) + len(inner.get("dependentSchemas", {})) + len(inner.get("dependentRequired", {}))
        if "if" not in inner:
            continue
        for at, test in walk_schemas(inner["if"], extend(pointer, "if")):
            for name in test.get("properties", {}):
                if name not in test.get("required", []):
                    report.add("LINT_CONDITION", extend(extend(at, "properties"), name), name=name)
                if name in computed:
                    report.add("LINT_CONDITION.computed", extend(extend(at, "properties"), name), name=name)
    if count > MAX_CONDITIONS:
        report.add("LINT_SIZE.count", ROOT, maximum=MAX_CONDITIONS)


def lint_tree(schema: Schema, ui: Mapping[str, Any], report: LintReport) -> None:
    """What can only be seen once everything said about each field is put together."""
    count = 0
    for pointer, depth, node in _walk_nodes(build_tree(unfold(schema), ui), "", 1):
        count += len(node.fields)
        if depth == MAX_NESTING + 2:  # the root is the first, and one report is enough
            report.add("LINT_DEPTH.fields", pointer, maximum=MAX_NESTING)
        for name, field in node.fields.items():
            if "title" not in merge_schemas(layer.schema for layer in field.layers):
                report.add("LINT_TITLE", extend(pointer, name), name=name)
        _lint_circles(node, pointer, report)
    if count > MAX_PROPERTIES:
        report.add("LINT_SIZE.count", ROOT, maximum=MAX_PROPERTIES)


def lint_requirements(schema: Schema, report: LintReport) -> None:
    """What a branch requires must be a field that is visible whenever the branch is."""
    for pointer, _, node in _walk_nodes(build_tree(unfold(schema), {}), "", 1):
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
    tested = {condition.number: condition.tested for condition in node.conditions}
    behind = {name: _depends_on(field, tested) for name, field in node.fields.items()}
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


def _depends_on(field: Field, tested: Mapping[int, frozenset[str]]) -> frozenset[str]:
    """The members whose answers decide whether the field, or something inside it, appears."""
    needs: set[int] = set()
    if ALWAYS not in field.declared:
        needs |= {number for declared in field.declared for number in declared}
    for layer in field.layers:
        if _declares_members(layer):
            needs |= layer.needs
    return frozenset(name for number in needs for name in tested.get(abs(number), ()))


def _declares_members(layer: Layer) -> bool:
    return "properties" in layer.schema or "properties" in layer.schema.get("items", {})
