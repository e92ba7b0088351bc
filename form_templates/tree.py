"""The fields of a template as a tree, each with the conditions under which it is declared and required.

A condition looks at an object's visible value. Its outcome is written as a number: the condition's own if it holds, the
negative if not. The outcomes at a place are the set of these numbers there and above it, and whatever depends on
conditions carries the set of outcomes it needs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

import jsonschema_rs

from form_templates.digest import canonical_bytes
from form_templates.formats import FORMATS
from form_templates.limits import MAX_PATTERN_BYTES
from form_templates.looks import Look, look_of, merge_schemas

Outcomes = frozenset[int]
Schema = Mapping[str, Any]

ALWAYS: Outcomes = frozenset()


def compile_validator(schema: Schema) -> jsonschema_rs.Validator:
    """Small linear-time patterns only, nothing fetched. Raises ValueError for a schema it cannot compile."""
    return jsonschema_rs.validator_for(
        dict(schema),
        formats=dict(FORMATS),
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(size_limit=MAX_PATTERN_BYTES),
        offline=True,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """`tested` names the members it looks at."""

    number: int
    validator: jsonschema_rs.Validator
    tested: frozenset[str]

    def outcome(self, value: Any) -> int:
        return self.number if self.validator.is_valid(value) else -self.number


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One schema that says something about a place, and what must hold for it to count."""

    needs: Outcomes
    schema: Schema


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """`declared` lists when the field exists, `required` when it must be filled in. `layers` describe it."""

    name: str
    declared: tuple[Outcomes, ...]
    required: tuple[Outcomes, ...]
    layers: tuple[Layer, ...]
    ui: Mapping[str, Any]
    look: Look
    node: "Node"

    def is_visible(self, outcomes: Outcomes) -> bool:
        return any(needs <= outcomes for needs in self.declared)

    def is_required(self, outcomes: Outcomes) -> bool:
        return self.is_visible(outcomes) and any(needs <= outcomes for needs in self.required)

    def look_under(self, outcomes: Outcomes) -> Look:
        if len(self.layers) == 1:
            return self.look
        chosen = tuple(layer for layer in self.layers if layer.needs <= outcomes)
        return _merged_look(self, chosen) if chosen else self.look


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """What lies inside a value: the members of an object, or the item of a list. `requirements` lists what must be
    filled in and when, also where no such field exists, which is for the lint to find.
    """

    fields: Mapping[str, Field]
    requirements: tuple[tuple[str, Outcomes], ...]
    item: Field | None
    conditions: tuple[Condition, ...]

    def outcomes(self, value: Any, above: Outcomes) -> Outcomes:
        return above.union(condition.outcome(value) for condition in self.conditions) if self.conditions else above


@lru_cache(maxsize=10_000)
def _merged_look(field: Field, layers: tuple[Layer, ...]) -> Look:
    return look_of(merge_schemas(layer.schema for layer in layers), field.ui, name=field.name)


def build_tree(schema: Schema, ui: Mapping[str, Any]) -> Node:
    """Takes an unfolded schema."""
    return _build_node(_Layers([Layer(ALWAYS, schema)], numbers=count(1)), ui)


class _Layers:
    """Everything said about one place, with the conditions tested there so far."""

    def __init__(self, declared: Iterable[Layer], *, numbers: "count[int]") -> None:
        self.numbers = numbers
        self.conditions: dict[bytes, Condition] = {}
        self.layers: list[Layer] = []
        for layer in declared:
            self._add(layer.schema, layer.needs)

    def _add(self, schema: Schema, needs: Outcomes) -> None:
        self.layers.append(Layer(needs, schema))
        for part in schema.get("allOf", []):
            self._add(part, needs)
        if "if" in schema:
            number = self._condition(schema["if"])
            for branch, outcome in (("then", number), ("else", -number)):
                if branch in schema:
                    self._add(schema[branch], needs | {outcome})
        for name, part in schema.get("dependentSchemas", {}).items():
            self._add(part, needs | {self.test_presence(name)})

    def test_presence(self, name: str) -> int:
        return self._condition({"type": "object", "required": [name]})

    def _condition(self, schema: Schema) -> int:
        key = canonical_bytes(schema)
        if key not in self.conditions:
            tested = _members_tested(schema)
            self.conditions[key] = Condition(next(self.numbers), compile_validator(schema), tested)
        return self.conditions[key].number

    def members(self) -> dict[str, list[Layer]]:
        found: dict[str, list[Layer]] = {}
        for layer in self.layers:
            for name, schema in layer.schema.get("properties", {}).items():
                found.setdefault(name, []).append(Layer(layer.needs, schema))
        return found

    def requirements(self) -> dict[str, list[Outcomes]]:
        found: dict[str, list[Outcomes]] = {}
        for layer in self.layers:
            for name in layer.schema.get("required", []):
                found.setdefault(name, []).append(layer.needs)
            for cause, names in layer.schema.get("dependentRequired", {}).items():
                for name in names:
                    found.setdefault(name, []).append(layer.needs | {self.test_presence(cause)})
        return found

    def items(self) -> list[Layer]:
        return [Layer(layer.needs, layer.schema["items"]) for layer in self.layers if "items" in layer.schema]


def _build_node(place: _Layers, ui: Mapping[str, Any]) -> Node:
    members, required, items = place.members(), place.requirements(), place.items()
    fields = {
        name: _build_field(name, members[name], required.get(name, []), ui.get(name, {}), place.numbers)
        for name in _in_order(list(members), ui.get("ui:order", []))
    }
    item = _build_field("", items, [], ui.get("items", {}), place.numbers) if items else None
    demands = tuple((name, needs) for name, each in required.items() for needs in each)
    return Node(fields, demands, item, tuple(place.conditions.values()))


def _build_field(
    name: str,
    declared: list[Layer],
    required: list[Outcomes],
    ui: Mapping[str, Any],
    numbers: "count[int]",
) -> Field:
    place = _Layers(declared, numbers=numbers)
    return Field(
        name=name,
        declared=tuple(layer.needs for layer in declared),
        required=tuple(required),
        layers=tuple(place.layers),
        ui=ui,
        look=look_of(merge_schemas(layer.schema for layer in place.layers), ui, name=name),
        node=_build_node(place, ui),
    )


def _in_order(names: list[str], order: list[str]) -> list[str]:
    """As `ui:order` says; names it leaves out take the place of its "*", or come last."""
    listed = [name for name in order if name in names]
    rest = [name for name in names if name not in listed]
    star = sum(1 for name in order[: order.index("*")] if name in names) if "*" in order else len(listed)
    return [*listed[:star], *rest, *listed[star:]]


def _members_tested(schema: Schema) -> frozenset[str]:
    names = {*schema.get("properties", {}), *schema.get("required", [])}
    return frozenset(names.union(*(_members_tested(part) for part in schema.get("allOf", []))))
