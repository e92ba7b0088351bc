"""Moves one section's entries into another version of the section, and back again.

Values move by entry id and member name. What has no place is set aside with all that is needed to put it back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from form_templates.answers import Entry
from form_templates.compile import CompiledSection, CompiledTemplate
from form_templates.pointers import extend, split
from form_templates.tree import Field, Node


class Loss(StrEnum):
    """Why a value has no place."""

    NO_SECTION = "NO_SECTION"
    NO_TEMPLATE = "NO_TEMPLATE"
    NO_FIELD = "NO_FIELD"
    OTHER_TYPE = "OTHER_TYPE"
    FILLED_IN = "FILLED_IN"


@dataclass(frozen=True, slots=True)
class Dropped:
    """`pointer` leads into the entry and is empty where the whole entry has no place. A list is set aside whole even if
    only something in it (`inside`, pointers into the entry) has no place, because its items have no names to find them
    by; `left` is what was carried of it. `position` is the entry's among those it stood with.
    """

    section: str
    entry: str
    pointer: str
    value: Any
    loss: Loss
    position: int
    template: str | None = None
    registry: str | None = None
    inside: tuple[str, ...] = ()
    left: list[Any] | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """`kept` is what was dropped now, and what was set aside before and still has no place."""

    entries: tuple[Entry, ...]
    dropped: tuple[Dropped, ...]
    kept: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """From one version of a section to another; None where a version of the form does not have the section."""

    key: str
    before: CompiledSection | None
    after: CompiledSection | None


@dataclass(frozen=True, slots=True)
class Part:
    """Something in an entry that has no place."""

    pointer: str
    value: Any
    loss: Loss
    inside: tuple[str, ...] = ()
    left: list[Any] | None = None


def carry_entries(entries: Sequence[Entry], passage: Passage, *, kept: Iterable[Dropped]) -> Carried:
    """`kept` is what earlier passages set aside of this section; it is put back where it has a place again."""
    moved: list[Entry] = []
    dropped: list[Dropped] = []
    for position, entry in enumerate(entries):
        carried, lost = _carry_entry(entry, position, passage)
        moved += [carried] if carried else []
        dropped += lost
    still: list[Dropped] = []
    for each in sorted(kept, key=lambda each: (each.pointer != "", each.position)):
        still += _put_back(each, moved, passage)
    return Carried(tuple(moved), tuple(dropped), (*dropped, *still))


def _carry_entry(entry: Entry, position: int, passage: Passage) -> tuple[Entry | None, list[Dropped]]:
    name, template = _find_place(entry.template, passage)
    if template is None:
        loss = Loss.NO_TEMPLATE if passage.after else Loss.NO_SECTION
        whole = Dropped(passage.key, entry.id, "", entry.answers, loss, position, entry.template, entry.registry)
        return None, [whole]
    answers, parts = carry_answers(entry.answers, template)
    lost = [
        Dropped(
            passage.key, entry.id, part.pointer, part.value, part.loss, position, inside=part.inside, left=part.left
        )
        for part in parts
    ]
    return replace(entry, answers=answers, template=name), lost


def _find_place(name: str | None, passage: Passage) -> tuple[str | None, CompiledTemplate | None]:
    """What the entry's template is called there, and the template, if it has a place. Between a section of one template
    and one that offers a choice, entries keep to the template they were made of.
    """
    before, after = passage.before, passage.after
    if after is None:
        return name, None
    if after.section.offers:
        only = before.only if before else None
        there = name or (only.template.key if only else None)
        return there, after.template_for(there)
    return None, after.only if name is None else after.templates.get(name)


def carry_answers(answers: Any, template: CompiledTemplate) -> tuple[Any, list[Part]]:
    """What has a place in the template, and the rest. Answers that are not even an object are left for the engine to
    report.
    """
    if not isinstance(answers, dict):
        return answers, []
    given = template.identity | template.computed.keys()
    filled_in = [Part(extend("", name), value, Loss.FILLED_IN) for name, value in answers.items() if name in given]
    own = {name: value for name, value in answers.items() if name not in given}
    carried, parts = _carry_members(own, template.first_tree, "")
    return carried, [*filled_in, *parts]


def _carry_members(answers: Mapping[str, Any], node: Node, pointer: str) -> tuple[dict[str, Any], list[Part]]:
    if not node.fields:
        return dict(answers), []
    carried: dict[str, Any] = {}
    parts: list[Part] = []
    for name, value in answers.items():
        here, field = extend(pointer, name), node.fields.get(name)
        if field is None:
            parts.append(Part(here, value, Loss.NO_FIELD))
        elif not _fits(value, field):
            parts.append(Part(here, value, Loss.OTHER_TYPE))
        else:
            carried[name], lost = _carry_value(value, field, here)
            parts += lost
    return carried, parts


def _carry_value(value: Any, field: Field, pointer: str) -> tuple[Any, list[Part]]:
    if isinstance(value, dict):
        return _carry_members(value, field.node, pointer)
    item = field.node.item
    if not isinstance(value, list) or item is None:
        return value, []
    fitting = [(place, each) for place, each in enumerate(value) if _fits(each, item)]
    left: list[Any] = []
    inside = [extend(pointer, place) for place, each in enumerate(value) if not _fits(each, item)]
    for place, each in fitting:
        carried, parts = _carry_value(each, item, extend(pointer, place))
        left.append(carried)
        inside += [at for part in parts for at in (part.inside or (part.pointer,))]
    if not inside:
        return left, []
    loss = Loss.OTHER_TYPE if len(fitting) < len(value) else Loss.NO_FIELD
    return left, [Part(pointer, value, loss, tuple(inside), left)]


def _fits(value: Any, field: Field) -> bool:
    types = {layer.schema["type"] for layer in field.layers if "type" in layer.schema}
    return not types or any(_is_of(value, name) for name in types)


def _is_of(value: Any, name: str) -> bool:
    if name in {"integer", "number"}:
        whole = name == "number" or not isinstance(value, float) or value.is_integer()
        return isinstance(value, int | float) and not isinstance(value, bool) and whole
    return isinstance(value, {"string": str, "boolean": bool, "array": list, "object": dict}[name])


def _put_back(part: Dropped, moved: list[Entry], passage: Passage) -> list[Dropped]:
    """What of it still has no place. Nothing that was filled in since is overwritten."""
    places = [place for place, entry in enumerate(moved) if entry.id == part.entry]
    if not part.pointer:
        return [part] if places else _put_entry_back(part, moved, passage)
    if not places:
        return [part]
    place = part.position if part.position in places else places[0]
    template = passage.after.template_for(moved[place].template) if passage.after else None
    answers = _with_part(part, moved[place].answers)
    if template is None or answers is None or carry_answers(answers, template)[1]:
        return [part]
    moved[place] = replace(moved[place], answers=answers)
    return []


def _put_entry_back(part: Dropped, moved: list[Entry], passage: Passage) -> list[Dropped]:
    entry = Entry(part.entry, part.value, template=part.template, registry=part.registry)
    carried, lost = _carry_entry(entry, part.position, Passage(passage.key, None, passage.after))
    if carried is None:
        return [part]
    moved.insert(part.position, carried)
    return lost


def _with_part(part: Dropped, answers: Any) -> dict[str, Any] | None:
    """None where its place is taken or gone."""
    *path, name = split(part.pointer)
    if not isinstance(answers, dict):
        return None
    if path:
        first, inner = path[0], replace(part, pointer="".join(extend("", token) for token in split(part.pointer)[1:]))
        changed = _with_part(inner, answers.get(first))
        return None if changed is None else {**answers, first: changed}
    free = name not in answers if part.left is None else answers.get(name) == part.left
    return {**answers, name: part.value} if free else None
