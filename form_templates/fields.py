"""The fields of one entry as they stand for its answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from form_templates.answers import Openness
from form_templates.pointers import contains, extend
from form_templates.resolved import FieldType, ResolvedField
from form_templates.tree import ALWAYS, Field, Node, Outcomes

Fields = tuple[ResolvedField, ...]

PAST_THE_END = "-"  # RFC 6901's name for the item after the last


@dataclass(frozen=True, slots=True)
class Access:
    """What may be changed in one section: `locked` members never, the others where the section is open."""

    section: str
    openness: Openness
    locked: frozenset[str] = frozenset()

    def is_open(self, pointer: str) -> bool:
        """Also where something inside is open, or a way to it would be missing."""
        if self.openness.all_open:
            return True
        opened = (at for section, at in self.openness.pointers if section == self.section)
        return any(contains(at, pointer) or contains(pointer, at) for at in opened)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value is: its pointer, what holds there, whether it is shown, and whether it is beyond changing."""

    pointer: str
    outcomes: Outcomes = ALWAYS
    shown: bool = True
    fixed: bool = False

    def at(self, token: str | int) -> "Place":
        return replace(self, pointer=extend(self.pointer, token))


def resolve_fields(root: Node, answers: Any, *, access: Access, pointer: str = "", shown: bool = True) -> Fields:
    """`pointer` leads to the entry within its section; `shown` is False where the section is not."""
    return tuple(_members(root, answers, Place(pointer, shown=shown), access, locked=access.locked))


def _members(
    node: Node, value: Any, place: Place, access: Access, *, locked: frozenset[str] = frozenset()
) -> Iterator[ResolvedField]:
    given = value if isinstance(value, dict) else {}
    outcomes = node.outcomes(given, place.outcomes)
    for name, field in node.fields.items():
        inside = Place(
            pointer=extend(place.pointer, name),
            outcomes=outcomes,
            shown=place.shown and field.is_visible(outcomes),
            fixed=place.fixed or name in locked,
        )
        yield _resolve_field(field, given.get(name), inside, access, required=field.is_required(outcomes))


def _resolve_field(field: Field, value: Any, place: Place, access: Access, *, required: bool = False) -> ResolvedField:
    look = field.look_under(place.outcomes)
    inside = place if place.fixed or not look.read_only else replace(place, fixed=True)
    members, items = _inner_fields(field.node, look.type, value, inside, access)
    return ResolvedField(
        name=field.name,
        pointer=place.pointer,
        title=look.title,
        help=look.help,
        placeholder=look.placeholder,
        type=look.type,
        widget=look.widget,
        required=required and place.shown,
        visible=place.shown,
        read_only=inside.fixed or not access.is_open(place.pointer),
        options=look.options,
        minimum=look.minimum,
        maximum=look.maximum,
        min_length=look.min_length,
        max_length=look.max_length,
        pattern=look.pattern,
        format=look.format,
        attachment=look.attachment,
        default=look.default,
        unit=look.unit,
        value=value,
        fields=members,
        items=items,
    )


def _inner_fields(node: Node, kind: FieldType, value: Any, place: Place, access: Access) -> tuple[Fields, Fields]:
    """The members of a group; or of a blank item of a list, and then its items."""
    if kind is FieldType.GROUP:
        return tuple(_members(node, value, place, access)), ()
    if kind is not FieldType.LIST or node.item is None:
        return (), ()
    field = node.item
    blank = _resolve_field(field, None, place.at(PAST_THE_END), access)
    given = value if isinstance(value, list) else []
    items = tuple(_resolve_field(field, item, place.at(number), access) for number, item in enumerate(given))
    return (blank.fields if blank.type is FieldType.GROUP else (blank,)), items
