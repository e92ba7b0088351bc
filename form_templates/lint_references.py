"""Lint of `$ref`s: closed, not circular, and not doubling without end. After this a schema can be unfolded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from form_templates.limits import MAX_CONDITIONS, MAX_EXPANDED_DEPTH, MAX_EXPANDED_NODES
from form_templates.lint_report import LintReport, Schema, inner_schemas, walk_schemas
from form_templates.pointers import extend
from form_templates.unfold import is_option_list

_REF_PREFIX = "#/$defs/"


@dataclass(frozen=True, slots=True)
class Extent:
    """How many schemas and conditions there are once every `$ref` is written out, and how deep they lie inside each
    other.
    """

    size: int
    conditions: int
    depth: int


NOTHING = Extent(0, 0, 0)


def lint_references(schema: Schema, root: str, report: LintReport) -> bool:
    before, definitions = len(report.problems), schema.get("$defs", {})
    for written, (pointer, inner) in enumerate(walk_schemas(schema, root)):
        if written == MAX_EXPANDED_NODES:
            report.add("LINT_SIZE.count", root, maximum=MAX_EXPANDED_NODES)
            return False
        if "$defs" in inner and pointer != root:
            report.add("LINT_REF.nested", extend(pointer, "$defs"))
        if "$ref" in inner and inner["$ref"].removeprefix(_REF_PREFIX) not in definitions:
            report.add("LINT_REF", extend(pointer, "$ref"), ref=inner["$ref"])
    if len(report.problems) == before:
        _lint_expansion(schema, root, report)
    return len(report.problems) == before


def _lint_expansion(schema: Schema, root: str, report: LintReport) -> None:
    """Sizes are added up definition by definition, so that doubling costs nothing to find; also of definitions that
    nothing refers to.
    """
    definitions: Mapping[str, Schema] = schema.get("$defs", {})
    extents: dict[str, Extent] = {}
    being_measured: set[str] = set()

    def measure_definition(name: str) -> Extent:
        if name in being_measured:
            report.add("LINT_REF.circular", f"{root}/$defs/{name}", ref=name)
            return NOTHING
        if name not in extents:
            being_measured.add(name)
            extents[name] = _measure(definitions[name], measure_definition)
            being_measured.discard(name)
        return extents[name]

    found = [_measure(schema, measure_definition), *(measure_definition(name) for name in definitions)]
    if max(each.size for each in found) > MAX_EXPANDED_NODES:
        report.add("LINT_SIZE.count", root, maximum=MAX_EXPANDED_NODES)
    if max(each.depth for each in found) > MAX_EXPANDED_DEPTH:
        report.add("LINT_DEPTH", root)
    if max(each.conditions for each in found) > MAX_CONDITIONS:
        report.add("LINT_SIZE.count", root, maximum=MAX_CONDITIONS)


def _measure(schema: Schema, measure_definition: Callable[[str], Extent]) -> Extent:
    parts = [_measure(inner, measure_definition) for _, inner in inner_schemas(schema, "")]
    if "$ref" in schema:
        parts.append(measure_definition(schema["$ref"].removeprefix(_REF_PREFIX)))
    return Extent(
        size=1 + sum(part.size for part in parts),
        conditions=_count_conditions(schema) + sum(part.conditions for part in parts),
        depth=1 + max((part.depth for part in parts), default=0),
    )


def _count_conditions(schema: Schema) -> int:
    branches = schema.get("oneOf", [])
    chosen = 0 if is_option_list(branches) else len(branches)
    return (
        ("if" in schema) + len(schema.get("dependentSchemas", {})) + len(schema.get("dependentRequired", {})) + chosen
    )
