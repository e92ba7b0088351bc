"""The fields of one entry as they stand for its answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from form_templates.answers import Openness
from form_templates.pointers import contains, extend
from form_templates.resolved import FieldType, ResolvedField
from form_templates.tree import ALWAYS, Field, Node, Outcomes

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


def resolve_fields(
    root: Node, answers: Any, *, access: Access, pointer: str = "", shown: bool = True
) -> tuple[ResolvedField, ...]:
    """`pointer` leads to the entry within its section; `shown` is False where the section is not."""
    return tuple(_members(root, answers, ALWAYS, pointer, access, locked=access.locked, shown=shown))


def _members(
    node: Node,
    value: Any,
    above: Outcomes,
    pointer: str,
    access: Access,
    *,
    locked: frozenset[str] = frozenset(),
    shown: bool = True,
    fixed: bool = False,
) -> Iterator[ResolvedField]:
    given = value if isinstance(value, dict) else {}
    outcomes = node.outcomes(given, above)
    for name, field in node.fields.items():
        yield _resolve_field(
            field,
            given.get(name),
            outcomes,
            extend(pointer, name),
            access,
            required=field.is_required(outcomes),
            shown=shown and field.is_visible(outcomes),
            fixed=fixed or name in locked,
        )


def _resolve_field(
    field: Field,
    value: Any,
    outcomes: Outcomes,
    pointer: str,
    access: Access,
    *,
    required: bool,
    shown: bool,
    fixed: bool,
) -> ResolvedField:
    look = field.look_under(outcomes)
    fixed = fixed or look.read_only
    node, items, members = field.node, (), ()
    if look.type is FieldType.GROUP:
        members = tuple(_members(node, value, outcomes, pointer, access, shown=shown, fixed=fixed))
    elif look.type is FieldType.LIST and node.item is not None:
        members = _blank_item(node.item, outcomes, extend(pointer, PAST_THE_END), access, shown=shown, fixed=fixed)
        items = tuple(
            _item(node.item, each, outcomes, extend(pointer, place), access, shown=shown, fixed=fixed)
            for place, each in enumerate(value if isinstance(value, list) else [])
        )
    return ResolvedField(
        name=field.name,
        pointer=pointer,
        title=look.title,
        help=look.help,
        placeholder=look.placeholder,
        type=look.type,
        widget=look.widget,
        required=required and shown,
        visible=shown,
        read_only=fixed or not access.is_open(pointer),
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


def _item(
    field: Field, value: Any, outcomes: Outcomes, pointer: str, access: Access, *, shown: bool, fixed: bool
) -> ResolvedField:
    return _resolve_field(field, value, outcomes, pointer, access, required=False, shown=shown, fixed=fixed)


def _blank_item(
    field: Field, outcomes: Outcomes, pointer: str, access: Access, *, shown: bool, fixed: bool
) -> tuple[ResolvedField, ...]:
    """The members of an item that is yet to be added; a list of plain values has one nameless member."""
    item = _item(field, None, outcomes, pointer, access, shown=shown, fixed=fixed)
    return item.fields if item.type is FieldType.GROUP else (item,)
