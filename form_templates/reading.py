"""The first look at answers: which sections and entries count, and what each entry holds once hidden values are set
aside and values that are not the applicant's to give are filled in. Resolving, pruning and saving all begin here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from form_templates.answers import Answers, Context, Entry
from form_templates.compile import CompiledForm, CompiledSection, CompiledTemplate
from form_templates.limits import MAX_ANSWERS_BYTES, MAX_ANSWERS_DEPTH, MAX_ENTRIES, Weight, weigh
from form_templates.pointers import escape
from form_templates.rules import EVALUATION_ERRORS, ID_MEMBER, SECTION_MEMBER, TEMPLATE_MEMBER, Scope
from form_templates.visibility import as_declared, keep_visible

BLANK_ID = ""


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """`answers` is what is judged and shown: visible, with identity and computed values. `own` is the applicant's part
    of it. `typed` is `answers` as expressions see them. `unfit` tells why an entry was not looked into. `pointer` leads
    to the entry within its section. `blank` marks the entry that a one-entry section lacks and is judged as if empty.
    """

    entry: Entry
    template: CompiledTemplate | None
    pointer: str
    answers: Mapping[str, Any]
    own: Mapping[str, Any]
    typed: Mapping[str, Any]
    unfit: Weight | None = None
    blank: bool = False

    @property
    def id(self) -> str | None:
        return None if self.blank else self.entry.id


@dataclass(frozen=True, slots=True)
class ReadSection:
    """`certain` is False when its visible-when could not be evaluated; the section is then shown, not dropped."""

    compiled: CompiledSection
    visible: bool
    certain: bool
    too_large: bool
    entries: tuple[ReadEntry, ...]

    @property
    def stored(self) -> tuple[ReadEntry, ...]:
        return tuple(entry for entry in self.entries if not entry.blank)

    @property
    def overfull(self) -> bool:
        """More entries than there may be. A rule may look at them all, so that its cost would grow by the power."""
        limits = [(len(self.entries), self.compiled.section.entries)]
        if self.compiled.section.offers:
            used = Counter(entry.entry.template for entry in self.entries)
            limits += [(used[key], pinned.entries) for key, pinned in self.compiled.pinned.items()]
        return any(limit.max is not None and there > limit.max for there, limit in limits)


@dataclass(frozen=True, slots=True)
class Reading:
    sections: tuple[ReadSection, ...]
    unknown: tuple[str, ...]
    scope: Scope


def read(form: CompiledForm, answers: Answers, *, context: Context) -> Reading:
    """A section's visible-when sees the sections above it, so that no two can depend on each other."""
    scope = Scope(context)
    values: dict[str, Any] = {}
    sections = []
    for key, compiled in form.sections.items():
        if compiled.reads_form:
            scope.bind("form", values)
        section = _read_section(compiled, answers.get(key, ()), scope=scope)
        if section.visible:
            values[key] = [_marked(entry, key) for entry in section.entries]
        sections.append(section)
    if form.rules_read_form:
        scope.bind("form", values)
    return Reading(tuple(sections), tuple(key for key in answers if key not in form.sections), scope)


def _read_section(compiled: CompiledSection, given: Sequence[Entry], *, scope: Scope) -> ReadSection:
    visible, certain = _is_visible(compiled, scope)
    if not visible:
        return ReadSection(compiled, visible=False, certain=True, too_large=False, entries=())
    weights = [weigh(entry.answers, max_bytes=MAX_ANSWERS_BYTES, max_depth=MAX_ANSWERS_DEPTH) for entry in given]
    if len(given) > MAX_ENTRIES or sum(weight.size for weight in weights) > MAX_ANSWERS_BYTES:
        return ReadSection(compiled, visible=True, certain=certain, too_large=True, entries=())
    entries = [_read_entry(each, weight, compiled, scope=scope) for each, weight in zip(given, weights, strict=True)]
    if compiled.section.single and not entries and least_entries(compiled):
        blank = _read_entry(Entry(BLANK_ID, {}), Weight(0), compiled, scope=scope)
        entries = [replace(blank, blank=True)]
    return ReadSection(compiled, visible=True, certain=certain, too_large=False, entries=tuple(entries))


def least_entries(compiled: CompiledSection) -> int:
    section = compiled.section
    return max(section.entries.min, 1 if section.required else 0)


def _is_visible(compiled: CompiledSection, scope: Scope) -> tuple[bool, bool]:
    if compiled.visible_when is None:
        return True, True
    try:
        answer = scope.evaluate(compiled.visible_when)
    except EVALUATION_ERRORS:
        return True, False
    return answer is not False, isinstance(answer, bool)


def _read_entry(entry: Entry, weight: Weight, compiled: CompiledSection, *, scope: Scope) -> ReadEntry:
    template = compiled.template_for(entry.template)
    pointer = "" if compiled.section.single else "/" + escape(entry.id)
    if weight.fault or template is None or not isinstance(entry.answers, dict):
        unfit = weight if weight.fault else None
        return ReadEntry(entry, template, pointer, answers={}, own=entry.answers, typed={}, unfit=unfit)
    tree, identity = template.first_tree, scope.context.identity
    vouched = {name: identity[name] for name in template.identity if name in identity}
    visible = keep_visible(tree, {**leave_out_given(template, entry.answers), **vouched})
    answers = {**visible, **_compute(template, visible, scope=scope)}
    own = leave_out_given(template, visible)
    return ReadEntry(entry, template, pointer, answers=answers, own=own, typed=as_declared(tree, answers))


def leave_out_given(template: CompiledTemplate, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Without the members that are not the applicant's to give: identity and computed ones."""
    return {
        name: value
        for name, value in answers.items()
        if name not in template.identity and name not in template.computed
    }


def _compute(template: CompiledTemplate, visible: Mapping[str, Any], *, scope: Scope) -> dict[str, Any]:
    """A value that cannot be computed yet is left out."""
    if not template.computed:
        return {}
    tree = template.first_tree
    outcomes = tree.outcomes(visible, frozenset())
    found: dict[str, Any] = {}
    for name, program in template.computed.items():
        if not tree.fields[name].is_visible(outcomes):
            continue
        scope.bind("entry", as_declared(tree, {**visible, **found}))
        try:
            value = scope.evaluate(program)
        except EVALUATION_ERRORS:
            continue
        if value is not None and weigh(value, max_bytes=MAX_ANSWERS_BYTES, max_depth=MAX_ANSWERS_DEPTH).fault is None:
            found[name] = value
    return found


def _marked(entry: ReadEntry, section: str) -> Mapping[str, Any]:
    marks = {ID_MEMBER: entry.entry.id, SECTION_MEMBER: section}
    if entry.entry.template is not None:
        marks[TEMPLATE_MEMBER] = entry.entry.template
    return {**entry.typed, **marks}
