"""Two versions of a form document: sections and the templates they pin come, go, are upgraded, or count otherwise."""

from collections.abc import Iterator, Mapping, Sequence

from form_templates.compatibility_rules import compare_rules, expressions_of, may_notice_section, reads_form
from form_templates.compatibility_templates import compare_entries, compare_pinned_template, compare_texts
from form_templates.documents import Document, EntryLimits, Form, PinnedTemplate, Section, parse_form
from form_templates.pointers import extend
from form_templates.version_changes import (
    ADDITIVE,
    BREAKING,
    NARROWING,
    ChangeCode,
    Compatibility,
    VersionChange,
    changed,
)

Places = Mapping[str, int]


def compare_forms(before: Document, after: Document) -> Iterator[VersionChange]:
    old, new = parse_form(before), parse_form(after)
    if old.key != new.key:
        yield changed(ChangeCode.KEY_CHANGED, BREAKING, "/key", before=old.key, after=new.key)
    yield from compare_texts(before, after)
    yield from _compare_groups(before, after)
    yield from _FormComparison(before, after, old, new).changes()
    yield from compare_rules(old.rules, new.rules)


def _compare_groups(before: Document, after: Document) -> Iterator[VersionChange]:
    if before.get("groups") != after.get("groups"):
        holder = after if "groups" in after else before
        yield changed(ChangeCode.PRESENTATION_CHANGED, ADDITIVE, "/groups" if "groups" in holder else "")


class _FormComparison:
    def __init__(self, before: Document, after: Document, old: Form, new: Form) -> None:
        self.documents = (before, after)
        self.old = {section.key: section for section in old.sections}
        self.new = {section.key: section for section in new.sections}
        self.was_at: Places = {section.key: place for place, section in enumerate(old.sections)}
        self.at: Places = {section.key: place for place, section in enumerate(new.sections)}
        self.expressions = [*expressions_of(before)]

    def changes(self) -> Iterator[VersionChange]:
        for key in self.old:
            if key not in self.new:
                yield changed(ChangeCode.SECTION_REMOVED, BREAKING, self._was_at(key), section=key)
        for key, section in self.new.items():
            if key in self.old:
                yield from self._compare_section(key)
            else:
                kind = ADDITIVE if self._goes_unnoticed(section) else NARROWING
                yield changed(ChangeCode.SECTION_ADDED, kind, self._at(key), section=key)
        yield from self._compare_order()

    def _at(self, key: str) -> str:
        return f"/sections/{self.at[key]}"

    def _was_at(self, key: str) -> str:
        return f"/sections/{self.was_at[key]}"

    def _goes_unnoticed(self, section: Section) -> bool:
        """Asks for nothing, cannot fail to be shown, and no rule could tell that it is there."""
        asks = _least(section) > 0 or any(pinned.entries.min > 0 for pinned in section.templates if section.offers)
        noticed = any(may_notice_section(source, section.key) for source in self.expressions)
        return not asks and section.visible_when is None and not noticed

    def _compare_section(self, key: str) -> Iterator[VersionChange]:
        old, new, at = self.old[key], self.new[key], self._at(key)
        before, after = self._items(key)
        if old.offers != new.offers:
            yield changed(ChangeCode.SECTION_RESHAPED, BREAKING, at, section=key)
            return
        if old.kind != new.kind:
            yield changed(ChangeCode.KIND_CHANGED, BREAKING, at, before=old.kind, after=new.kind)
        yield from compare_texts(before, after, pointer=at, was_at=self._was_at(key))
        if old.group != new.group:
            yield changed(ChangeCode.PRESENTATION_CHANGED, ADDITIVE, f"{at}/group")
        if old.visible_when != new.visible_when:
            there = at if new.visible_when is not None else self._was_at(key)
            yield changed(ChangeCode.CONDITION_CHANGED, NARROWING, f"{there}/visibleWhen", name=key)
        yield from self._compare_counts(key)
        yield from self._compare_templates(key)

    def _items(self, key: str) -> tuple[Document, Document]:
        before, after = self.documents
        return before["sections"][self.was_at[key]], after["sections"][self.at[key]]

    def _compare_counts(self, key: str) -> Iterator[VersionChange]:
        """The blank entry that a required section of one entry is judged by is in sight of the form's expressions."""
        old, new = self.old[key], self.new[key]
        limits = EntryLimits(_least(old), old.entries.max), EntryLimits(_least(new), new.entries.max)
        seen = old.single and any(reads_form(source) for source in self.expressions)
        yield from compare_entries(*limits, pointer=self._at(key), name=key, offers=old.offers, blank_is_seen=seen)

    def _compare_templates(self, key: str) -> Iterator[VersionChange]:
        old, new, at = self.old[key], self.new[key], self._at(key)
        if not old.offers:
            yield from _compare_pinned(old.templates[0], new.templates[0], pointer=at)
            return
        was, now = ({pinned.key: (place, pinned) for place, pinned in enumerate(each.templates)} for each in (old, new))
        for name, (place, _) in was.items():
            if name not in now:
                there = f"{self._was_at(key)}/templates/{place}"
                yield changed(ChangeCode.TEMPLATE_REMOVED, BREAKING, there, template=name, section=key)
        for name, (place, pinned) in now.items():
            there = f"{at}/templates/{place}"
            if name not in was:
                kind = NARROWING if pinned.entries.min else ADDITIVE
                yield changed(ChangeCode.TEMPLATE_ADDED, kind, there, template=name, section=key)
                continue
            earlier = was[name][1]
            yield from _compare_pinned(earlier, pinned, pointer=there)
            yield from compare_entries(earlier.entries, pinned.entries, pointer=there, name=name, offers=True)
        if _reordered(list(was), list(now)):
            yield changed(ChangeCode.ORDER_CHANGED, ADDITIVE, f"{at}/templates", name=key)

    def _compare_order(self) -> Iterator[VersionChange]:
        """What shows a section looks only at those above it."""
        if _reordered(list(self.old), list(self.new)):
            conditions = [section.visible_when for section in self.new.values() if section.visible_when]
            kind: Compatibility = NARROWING if any(reads_form(source) for source in conditions) else ADDITIVE
            yield changed(ChangeCode.SECTION_MOVED, kind, "/sections")


def _compare_pinned(old: PinnedTemplate, new: PinnedTemplate, *, pointer: str) -> Iterator[VersionChange]:
    if old.key != new.key:
        there = extend(pointer, "template")
        yield changed(ChangeCode.TEMPLATE_REPLACED, BREAKING, there, before=old.key, after=new.key)
        return
    if old.version != new.version or old.digest != new.digest:
        there, params = extend(pointer, "version"), {"before": old.version, "after": new.version}
        yield changed(ChangeCode.TEMPLATE_UPGRADED, ADDITIVE, there, template=new.key, **params)
    if old.digest != new.digest:
        yield from compare_pinned_template(old.document, new.document, pointer=extend(pointer, "document"))


def _least(section: Section) -> int:
    return max(section.entries.min, 1 if section.required else 0)


def _reordered(old: Sequence[str], new: Sequence[str]) -> bool:
    return [key for key in old if key in new] != [key for key in new if key in old]
