"""What changed between two sets of answers, entry by entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from form_templates.answers import Answers, Entry
from form_templates.pointers import extend


class ChangeKind(StrEnum):
    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"


@dataclass(frozen=True, slots=True)
class Change:
    """`pointer` leads into the entry's answers; it is empty where the whole entry came or went."""

    section: str
    entry: str
    pointer: str
    kind: ChangeKind
    before: Any
    after: Any


def compare(before: Answers, after: Answers) -> tuple[Change, ...]:
    """Entries are matched by id, so moving one is no change."""
    keys = [*before, *(key for key in after if key not in before)]
    return tuple(change for key in keys for change in _compare_section(key, before, after))


def _compare_section(key: str, before: Answers, after: Answers) -> Iterator[Change]:
    old = {entry.id: entry for entry in before.get(key, ())}
    new = {entry.id: entry for entry in after.get(key, ())}
    for entry_id, entry in old.items():
        if entry_id not in new:
            yield Change(key, entry_id, "", ChangeKind.REMOVED, entry.answers, None)
        else:
            yield from _compare_entry(key, entry, new[entry_id])
    for entry_id, entry in new.items():
        if entry_id not in old:
            yield Change(key, entry_id, "", ChangeKind.ADDED, None, entry.answers)


def _compare_entry(key: str, old: Entry, new: Entry) -> Iterator[Change]:
    """Another template is another thing: it replaces the entry as a whole."""
    if old.template != new.template:
        yield Change(key, old.id, "", ChangeKind.CHANGED, old.answers, new.answers)
        return
    for pointer, kind, before, after in _compare_values("", old.answers, new.answers):
        yield Change(key, old.id, pointer, kind, before, after)


def _compare_values(pointer: str, old: Any, new: Any) -> Iterator[tuple[str, ChangeKind, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in [*old, *(name for name in new if name not in old)]:
            here = extend(pointer, name)
            if name not in new:
                yield here, ChangeKind.REMOVED, old[name], None
            elif name not in old:
                yield here, ChangeKind.ADDED, None, new[name]
            else:
                yield from _compare_values(here, old[name], new[name])
    elif not _same(old, new):
        yield pointer, ChangeKind.CHANGED, old, new


def _same(old: Any, new: Any) -> bool:
    """JSON tells true from 1, Python does not."""
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(_same(one, other) for one, other in zip(old, new, strict=True))
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_same(old[name], new[name]) for name in old)
    return isinstance(old, bool) == isinstance(new, bool) and bool(old == new)
