"""Which of the answers count: those in fields whose conditions hold, where conditions look only at answers that count."""

from typing import Any

from form_templates.pointers import extend
from form_templates.resolved import FieldType
from form_templates.tree import ALWAYS, Field, Node, Outcomes

EXACT = 2**53  # beyond it a JSON number may not be the integer that was meant


def keep_visible(node: Node, value: Any, *, above: Outcomes = ALWAYS) -> Any:
    """The value without what is hidden. Members that no field declares stay, to be reported.

    Hiding one field can change whether another is hidden, so this repeats until nothing changes. The lint refuses
    circular conditions; the number of rounds makes sure of an end all the same.
    """
    if isinstance(value, list) and node.item is not None:
        inner = node.item.node
        return [keep_visible(inner, item, above=above) for item in value]
    if not isinstance(value, dict):
        return value
    seen = value
    for _ in range(len(node.conditions) + 2):
        outcomes = node.outcomes(seen, above)
        kept = {
            name: keep_visible(field.node, member, above=outcomes) if field else member
            for name, member in value.items()
            if (field := node.fields.get(name)) is None or field.is_visible(outcomes)
        }
        if not node.conditions or kept == seen:
            return kept
        seen = kept
    return seen


def find_unknown(node: Node, value: Any, *, pointer: str = "") -> list[str]:
    """Pointers to members that no field declares."""
    if isinstance(value, list) and node.item is not None:
        inner = node.item.node
        return [
            at for place, item in enumerate(value) for at in find_unknown(inner, item, pointer=extend(pointer, place))
        ]
    if not isinstance(value, dict) or not node.fields:
        return []
    found = []
    for name, member in value.items():
        here, field = extend(pointer, name), node.fields.get(name)
        found += find_unknown(field.node, member, pointer=here) if field else [here]
    return found


def as_declared(node: Node, value: Any) -> Any:
    """The value as expressions see it: JSON has one kind of number and CEL two, so the field's type decides."""
    if isinstance(value, list) and node.item is not None:
        return [_number_as_declared(node.item, item) for item in value]
    if isinstance(value, dict):
        return {
            name: _number_as_declared(field, member) if (field := node.fields.get(name)) else member
            for name, member in value.items()
        }
    return value


def _number_as_declared(field: Field, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return as_declared(field.node, value)
    if field.look.type is FieldType.NUMBER:
        return float(value)
    if field.look.type is FieldType.INTEGER and abs(value) < EXACT and float(value).is_integer():
        return int(value)
    return value
