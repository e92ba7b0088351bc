"""Two versions of a template document: its schema, rules and limits, and all that is only for the eye."""

from collections.abc import Iterator, Mapping
from typing import Any

from form_templates.compatibility_fields import compare_schemas
from form_templates.compatibility_rules import compare_rules
from form_templates.compile import IDENTITY
from form_templates.documents import Document, EntryLimits, Source, Template, parse_template
from form_templates.lint_report import walk_schemas
from form_templates.pointers import extend
from form_templates.version_changes import ADDITIVE, BREAKING, NARROWING, ChangeCode, VersionChange, changed

ORDER = "ui:order"

_SCHEMA_TEXTS = ("title", "description", "x-unit", "x-messages", "default")


def compare_templates(before: Document, after: Document) -> Iterator[VersionChange]:
    old, new = parse_template(before), parse_template(after)
    pointer = "/entries"
    yield from compare_entries(old.entries, new.entries, pointer=pointer, name=new.key, offers=False)
    yield from compare_pinned_template(before, after, pointer="")


def compare_pinned_template(before: Document, after: Document, *, pointer: str) -> Iterator[VersionChange]:
    """All but the limits of entries, which a form that pins a template may set itself."""
    old, new = parse_template(before), parse_template(after)
    for member, code in (("key", ChangeCode.KEY_CHANGED), ("kind", ChangeCode.KIND_CHANGED)):
        if before[member] != after[member]:
            yield changed(code, BREAKING, extend(pointer, member), before=before[member], after=after[member])
    yield from compare_schemas(old.schema, new.schema, pointer=extend(pointer, "schema"))
    yield from compare_rules(old.rules, new.rules, pointer=pointer)
    yield from _compare_sources(old.source, new.source, extend(pointer, "source"))
    yield from compare_texts(before, after, pointer=pointer, was_at=pointer)
    yield from _compare_schema_texts(old, new, extend(pointer, "schema"))
    yield from _compare_presentation(old, new, pointer)
    if old.examples != new.examples:
        yield changed(ChangeCode.EXAMPLES_CHANGED, ADDITIVE, extend(pointer, "examples"))


def compare_entries(
    old: EntryLimits, new: EntryLimits, *, pointer: str, name: str, offers: bool, blank_is_seen: bool = False
) -> Iterator[VersionChange]:
    """A section of one entry that lacks it is judged as if it had an empty one. `blank_is_seen` tells that expressions
    elsewhere may look at that entry.
    """
    params = {"name": name, "before": [old.min, old.max], "after": [new.min, new.max]}
    judged_by_blank = not offers and old.max == 1 and old.min > 0
    if new.min > old.min or (new.max is not None and (old.max is None or new.max < old.max)):
        yield changed(ChangeCode.ENTRIES_TIGHTENED, NARROWING, pointer, **params)
    if judged_by_blank and new.max != 1:
        yield changed(ChangeCode.ONE_ENTRY_TO_MANY, NARROWING, pointer, **params)
    elif new.min < old.min or (old.max is not None and (new.max is None or new.max > old.max)):
        kind = NARROWING if judged_by_blank and blank_is_seen else ADDITIVE
        yield changed(ChangeCode.ENTRIES_LOOSENED, kind, pointer, **params)


def compare_texts(before: Document, after: Document, *, pointer: str = "", was_at: str = "") -> Iterator[VersionChange]:
    """Titles, helps, and the languages they are written in."""
    for member in ("title", "help", "texts"):
        if before.get(member) != after.get(member):
            there = pointer if member in after else was_at
            yield changed(ChangeCode.TEXT_CHANGED, ADDITIVE, extend(there, member))
    old, new = before.get("locales", []), after.get("locales", [])
    for language in new:
        if language not in old:
            yield changed(ChangeCode.LANGUAGE_ADDED, ADDITIVE, extend(pointer, "locales"), language=language)
    for language in old:
        if language not in new:
            yield changed(ChangeCode.LANGUAGE_REMOVED, ADDITIVE, extend(was_at, "locales"), language=language)
    if _reordered(old, new):
        yield changed(ChangeCode.ORDER_CHANGED, ADDITIVE, extend(pointer, "locales"))


def _compare_sources(old: Source | None, new: Source | None, pointer: str) -> Iterator[VersionChange]:
    """What the identity platform vouches for is not the applicant's to give, so it is not among the answers."""
    if old == new:
        return
    was, now = (_locked(source) for source in (old, new))
    vouched = IDENTITY in {source.registry for source in (old, new) if source}
    kind = NARROWING if vouched or now - was else ADDITIVE
    params = {"before": old.registry if old else None, "after": new.registry if new else None}
    yield changed(ChangeCode.SOURCE_CHANGED, kind, pointer, **params, members=sorted(was ^ now))


def _locked(source: Source | None) -> frozenset[str]:
    return source.read_only if source else frozenset()


def _compare_schema_texts(old: Template, new: Template, pointer: str) -> Iterator[VersionChange]:
    """Of what stands in the same place of both documents."""
    was, now = (dict(walk_schemas(template.schema, pointer)) for template in (old, new))
    for at, schema in now.items():
        earlier = was.get(at)
        for member in _SCHEMA_TEXTS:
            if earlier is not None and earlier.get(member) != schema.get(member):
                yield changed(ChangeCode.TEXT_CHANGED, ADDITIVE, extend(at, member))


def _compare_presentation(old: Template, new: Template, pointer: str) -> Iterator[VersionChange]:
    members = list(dict.fromkeys([*old.ui, *new.ui]))
    for name in members:
        if old.ui.get(name) != new.ui.get(name):
            code = ChangeCode.ORDER_CHANGED if name == ORDER else ChangeCode.PRESENTATION_CHANGED
            yield changed(code, ADDITIVE, extend(extend(pointer, "ui"), name))
    if _reordered(list(_properties(old)), list(_properties(new))):
        yield changed(ChangeCode.ORDER_CHANGED, ADDITIVE, extend(extend(pointer, "schema"), "properties"))


def _properties(template: Template) -> Mapping[str, Any]:
    properties: Mapping[str, Any] = template.schema.get("properties", {})
    return properties


def _reordered(old: list[str], new: list[str]) -> bool:
    return [each for each in old if each in new] != [each for each in new if each in old]
