"""Two versions of a template's schema, place by place: fields come and go, appear under other conditions, take other
values.

What is said under some conditions is compared with all that was said under those conditions before, so that however a
schema is rearranged, only what it means counts.
"""

from collections.abc import Iterator, Sequence

from form_templates.compatibility_keywords import compare_keywords, options_of, values_of
from form_templates.looks import merge_schemas, type_of
from form_templates.resolved import FieldType
from form_templates.statements import (
    ITEM,
    UNCONDITIONAL,
    Demand,
    Need,
    Needs,
    Place,
    Schema,
    Statement,
    Statements,
    implies,
    values_needed,
    walk_places,
)
from form_templates.version_changes import ADDITIVE, BREAKING, NARROWING, ChangeCode, VersionChange, changed

_NUMBERS = (FieldType.INTEGER, FieldType.NUMBER)


def compare_schemas(before: Schema, after: Schema, *, pointer: str) -> Iterator[VersionChange]:
    """`pointer` leads to the schema in both documents. Each change is told once, where it counts most widely."""
    seen: set[tuple[str, str, str]] = set()
    for each in _Comparison(Statements(before, pointer), Statements(after, pointer)).changes():
        told = (each.code, str(each.params.get("name")), str(sorted(each.params.items(), key=str)))
        if told not in seen:
            seen.add(told)
            yield each


class _Comparison:
    """`moved` gathers the places that appear under other conditions, inside which conditions are no longer told apart:
    everything there would differ for this one reason.
    """

    def __init__(self, before: Statements, after: Statements) -> None:
        self.before = before
        self.after = after
        self.moved: set[Place] = set()
        self.listed: set[Place] = set()

    def changes(self) -> Iterator[VersionChange]:
        for place in walk_places(self.before, self.after):
            if place and not (self.before.knows(place[:-1]) and self.after.knows(place[:-1])):
                continue  # told by what lies around it
            if not self.after.knows(place):
                yield self._removed(place)
            elif not self.before.knows(place):
                yield from self._added(place)
            else:
                yield from self._kept(place)
        yield from self._demands()

    def _removed(self, place: Place) -> VersionChange:
        return changed(ChangeCode.FIELD_REMOVED, BREAKING, self.before.of(place)[0].pointer, name=_name(place))

    def _added(self, place: Place) -> Iterator[VersionChange]:
        if place[:-1] in self.listed:
            return
        said = self.after.of(place)
        code, kind = ChangeCode.FIELD_ADDED, ADDITIVE
        if any(not self._is_new(demand.needs) for demand in self.after.demands.get((place[:-1], place[-1]), [])):
            code, kind = ChangeCode.REQUIRED_FIELD_ADDED, NARROWING
        elif values_of(said, "x-computed"):
            code, kind = ChangeCode.COMPUTED_FIELD_ADDED, NARROWING
        yield changed(code, kind, said[0].pointer, name=_name(place))

    def _kept(self, place: Place) -> Iterator[VersionChange]:
        yield from self._list_of_members(place)
        yield from self._condition(place)
        yield from self._number(place)
        yield from self._values(place)

    def _list_of_members(self, place: Place) -> Iterator[VersionChange]:
        """Where no member is declared, any is taken; where one is, no other."""
        come = self.after.members(place)
        if come and not self.before.members(place):
            self.listed.add(place)
            at = self.after.of(come[0])[0].pointer
            yield changed(ChangeCode.FIELDS_LISTED, NARROWING, at, name=_name(place))

    def _condition(self, place: Place) -> Iterator[VersionChange]:
        """Hidden answers come to light, or answers that others rely on disappear: neither is certain to do no harm."""
        if self._inside_moved(place):
            self.moved.add(place)
            return
        old, new = ([each.needs for each in side.of(place)] for side in (self.before, self.after))
        if place and place[-1] != ITEM and not (_covers(old, new) and _covers(new, old)):
            self.moved.add(place)
            yield changed(ChangeCode.CONDITION_CHANGED, NARROWING, self.after.of(place)[0].pointer, name=_name(place))

    def _inside_moved(self, place: Place) -> bool:
        return bool(place) and place[:-1] in self.moved

    def _number(self, place: Place) -> Iterator[VersionChange]:
        """Expressions are given an integer, a decimal or a choice as it stands, and a rule written for one fails on
        another.
        """
        was, now = (_type(side.of(place)) for side in (self.before, self.after))
        if FieldType.CHOICE in (was, now) and (was in _NUMBERS or now in _NUMBERS):
            at = [*self.after.of(place), *self.before.of(place)][0].pointer
            yield changed(ChangeCode.NUMBER_READ_OTHERWISE, NARROWING, at, name=_name(place))

    def _values(self, place: Place) -> Iterator[VersionChange]:
        for needs in self._cases(place):
            if self._is_new(needs):
                continue
            old, new = (self._said(side, place, needs) for side in (self.before, self.after))
            yield from compare_keywords(old, new, name=_name(place))

    def _cases(self, place: Place) -> list[Needs]:
        """The conditions under which anything is said here, the fewest first."""
        if place in self.moved:
            return [UNCONDITIONAL]
        all_needs = {each.needs for side in (self.before, self.after) for each in side.of(place)}
        return sorted(all_needs, key=lambda needs: (len(needs), str(sorted(needs, key=str))))

    def _said(self, side: Statements, place: Place, needs: Needs) -> Sequence[Statement]:
        return [each for each in side.of(place) if place in self.moved or implies(needs, each.needs)]

    def _is_new(self, needs: Needs) -> bool:
        """Whether answers that were fine before cannot meet these conditions: they ask for options there were not."""
        return any(self._asks_for_new_option(need, needs) for need in needs)

    def _asks_for_new_option(self, need: Need, needs: Needs) -> bool:
        for name, values in values_needed(need).items():
            options = options_of(self._said(self.before, (*need.place, name), needs))
            if options is not None and not values & options.keys():
                return True
        return False

    def _demands(self) -> Iterator[VersionChange]:
        for place, name in dict.fromkeys([*self.before.demands, *self.after.demands]):
            member = (*place, name)
            known = [side.knows(place) for side in (self.before, self.after)]
            if not all(known) or self.before.knows(member) != self.after.knows(member):
                continue  # told with the field
            old, new = (self._demands_on(side, place, name) for side in (self.before, self.after))
            for demand in new:
                if not self._is_new(demand.needs) and not _is_among(demand, old):
                    yield changed(ChangeCode.REQUIRED_ADDED, NARROWING, demand.pointer, name=_name(member))
            for demand in old:
                if not _is_among(demand, new):
                    yield changed(ChangeCode.REQUIRED_REMOVED, ADDITIVE, demand.pointer, name=_name(member))

    def _demands_on(self, side: Statements, place: Place, name: str) -> list[Demand]:
        demands = side.demands.get((place, name), [])
        if (*place, name) in self.moved:
            return [Demand(UNCONDITIONAL, each.pointer) for each in demands]
        return demands


def _is_among(demand: Demand, others: Sequence[Demand]) -> bool:
    return any(implies(demand.needs, each.needs) for each in others)


def _covers(wider: Sequence[Needs], narrower: Sequence[Needs]) -> bool:
    return all(any(implies(needs, each) for each in wider) for needs in narrower)


def _type(said: Sequence[Statement]) -> FieldType:
    return type_of(merge_schemas(each.schema for each in said), {})


def _name(place: Place) -> str:
    return ".".join(place)
