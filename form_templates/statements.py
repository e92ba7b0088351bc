"""A schema taken apart: each thing it says about a place, the conditions under which it says so, and where it is written.

Two versions of a schema are compared statement by statement, however differently they are put together.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from form_templates.digest import canonical_bytes
from form_templates.pointers import extend
from form_templates.unfold import find_discriminator, is_option_list, unfold

Schema = Mapping[str, Any]
Place = tuple[str, ...]
"""Member names from the root, with ITEM for the items of a list."""

ValueKey = tuple[bool, Any]

ITEM = "*"

_REF_PREFIX = "#/$defs/"
_COMPARABLE = {"type", "properties", "required"}


@dataclass(frozen=True, slots=True)
class Need:
    """A condition on the object at `place`, as canonical JSON, and whether it has to hold or to fail."""

    place: Place
    test: bytes
    holds: bool


Needs = frozenset[Need]
UNCONDITIONAL: Needs = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    place: Place
    needs: Needs
    schema: Schema
    pointer: str


@dataclass(frozen=True, slots=True)
class Demand:
    """That a member must be filled in, while `needs` are met."""

    needs: Needs
    pointer: str


class Statements:
    """Of one schema whose references are closed and not circular."""

    def __init__(self, schema: Schema, pointer: str) -> None:
        self.at: dict[Place, list[Statement]] = {}
        self.demands: dict[tuple[Place, str], list[Demand]] = {}
        self._definitions: Mapping[str, Schema] = schema.get("$defs", {})
        self._root = pointer
        self._take(schema, pointer, (), UNCONDITIONAL)

    def knows(self, place: Place) -> bool:
        """Every list has items, whether or not anything is said about them."""
        return place in self.at or (place[-1:] == (ITEM,) and self.knows(place[:-1]))

    def of(self, place: Place) -> Sequence[Statement]:
        return self.at.get(place, [])

    def members(self, place: Place) -> list[Place]:
        return [each for each in self.at if each[:-1] == place and each and each[-1] != ITEM]

    def _take(self, schema: Schema, pointer: str, place: Place, needs: Needs) -> None:
        self.at.setdefault(place, []).append(Statement(place, needs, schema, pointer))
        self._take_demands(schema, pointer, place, needs)
        for name, member in schema.get("properties", {}).items():
            self._take(member, extend(extend(pointer, "properties"), name), (*place, name), needs)
        if "items" in schema:
            self._take(schema["items"], extend(pointer, "items"), (*place, ITEM), needs)
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(_REF_PREFIX)
            self._take(self._definitions[name], extend(extend(self._root, "$defs"), name), place, needs)
        for number, part in enumerate(schema.get("allOf", [])):
            self._take(part, extend(extend(pointer, "allOf"), number), place, needs)
        self._take_branches(schema, pointer, place, needs)
        if "oneOf" in schema and not is_option_list(schema["oneOf"]):
            self._take_alternatives(schema["oneOf"], pointer, place, needs)

    def _take_branches(self, schema: Schema, pointer: str, place: Place, needs: Needs) -> None:
        if "if" in schema:
            test = canonical_bytes(self._written_out(schema["if"]))
            for branch, holds in (("then", True), ("else", False)):
                if branch in schema:
                    self._take(schema[branch], extend(pointer, branch), place, needs | {Need(place, test, holds)})
        for cause, part in schema.get("dependentSchemas", {}).items():
            at = extend(extend(pointer, "dependentSchemas"), cause)
            self._take(part, at, place, needs | {_presence(place, cause)})

    def _take_alternatives(self, branches: Sequence[Schema], pointer: str, place: Place, needs: Needs) -> None:
        """The constant member that tells objects apart is a required choice, and each object a branch."""
        written_out = [self._written_out(branch) for branch in branches]
        name = find_discriminator(written_out) or ""
        constants = [branch["properties"][name]["const"] for branch in written_out]
        choice = {"oneOf": [{"const": constant} for constant in constants]}
        self.at[place].append(Statement(place, needs, {"type": "object"}, pointer))
        self.at.setdefault((*place, name), []).append(Statement((*place, name), needs, choice, pointer))
        self.demands.setdefault((place, name), []).append(Demand(needs, extend(pointer, "oneOf")))
        for number, (branch, constant) in enumerate(zip(branches, constants, strict=True)):
            test = canonical_bytes({"properties": {name: {"const": constant}}, "required": [name]})
            at = extend(extend(pointer, "oneOf"), number)
            self._take(branch, at, place, needs | {Need(place, test, holds=True)})

    def _take_demands(self, schema: Schema, pointer: str, place: Place, needs: Needs) -> None:
        for number, name in enumerate(schema.get("required", [])):
            demand = Demand(needs, extend(extend(pointer, "required"), number))
            self.demands.setdefault((place, name), []).append(demand)
        for cause, names in schema.get("dependentRequired", {}).items():
            at = extend(extend(pointer, "dependentRequired"), cause)
            for number, name in enumerate(names):
                demand = Demand(needs | {_presence(place, cause)}, extend(at, number))
                self.demands.setdefault((place, name), []).append(demand)

    def _written_out(self, schema: Schema) -> Schema:
        return unfold({**schema, "$defs": self._definitions})


def walk_places(*sides: Statements) -> Iterator[Place]:
    """Every place that any side knows, outer ones first."""
    yield from dict.fromkeys(sorted((place for side in sides for place in side.at), key=len))


def _presence(place: Place, name: str) -> Need:
    return Need(place, canonical_bytes({"type": "object", "required": [name]}), holds=True)


def implies(stronger: Needs, weaker: Needs) -> bool:
    """Whether the one cannot be met without the other. False where that is not plain to see."""
    return all(any(_implies(one, other) for one in stronger) for other in weaker)


@lru_cache(maxsize=10_000)
def _implies(stronger: Need, weaker: Need) -> bool:
    if stronger == weaker:
        return True
    if stronger.place != weaker.place or stronger.holds != weaker.holds:
        return False
    one, other = json.loads(stronger.test), json.loads(weaker.test)
    return _is_stricter(one, other) if stronger.holds else _is_stricter(other, one)


@lru_cache(maxsize=10_000)
def values_needed(need: Need) -> Mapping[str, frozenset[ValueKey]]:
    """The members that have one of certain values wherever the condition is as needed."""
    test = json.loads(need.test) if need.holds else {}
    chosen = {name: part for name, part in _tests(test) if name in test.get("required", []) and _is_choice(part)}
    return {name: frozenset(value_keys(part)) for name, part in chosen.items()}


def _is_choice(schema: Schema) -> bool:
    return "enum" in schema or "const" in schema


def _is_stricter(one: Schema, other: Schema) -> bool:
    """Of two conditions that ask which value a member has, the first allows fewer."""
    tests, demanded = one.get("properties", {}), one.get("required", [])
    return (
        set(other) <= _COMPARABLE
        and other.get("type", one.get("type")) == one.get("type")
        and set(other.get("required", [])) <= set(demanded)
        and all(name in demanded and _allows_fewer(tests.get(name, {}), test) for name, test in _tests(other))
    )


def _tests(condition: Schema) -> list[tuple[str, Schema]]:
    return list(condition.get("properties", {}).items())


def _allows_fewer(one: Schema, other: Schema) -> bool:
    if len(other) != 1 or not _is_choice(other) or not _is_choice(one):
        return False
    return value_keys(one) <= value_keys(other)


def value_keys(schema: Schema) -> set[ValueKey]:
    """The values of an enum or const, told apart as JSON does: true is not 1."""
    values = [schema["const"]] if "const" in schema else schema["enum"]
    return {value_key(value) for value in values}


def value_key(value: Any) -> ValueKey:
    return isinstance(value, bool), value
