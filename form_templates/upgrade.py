"""From one version of a form to another: what becomes of answers given under the first, and what a person would have to
do after the change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from form_templates.answers import Answers, Context
from form_templates.carrying import Carried, Dropped, Loss, Passage, carry_entries
from form_templates.compatibility import Compatibility, VersionChange, compare_versions, overall
from form_templates.compile import CompiledForm, CompiledSection, compile_form
from form_templates.documents import Document
from form_templates.pointers import split
from form_templates.problems import Problem
from form_templates.resolve import FieldType, ResolvedField, ResolvedForm, ResolvedSection, resolve
from form_templates.tree import Node

__all__ = [
    "Added",
    "CarriedOver",
    "Dropped",
    "Loss",
    "UpgradePreview",
    "carry_over",
    "carry_section",
    "identify",
    "preview_upgrade",
]


@dataclass(frozen=True, slots=True)
class Added:
    """A field that the earlier form did not have, shown for these answers; `pointer` is as in problems. It is empty for
    a section that is new as a whole.
    """

    section: str
    entry: str | None
    pointer: str
    title: str
    required: bool


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """`dropped` is what has no place in the later form. `kept` is that and whatever was set aside before: give it to the
    next carrying over, which puts back what has a place again.
    """

    answers: Answers
    dropped: tuple[Dropped, ...]
    added: tuple[Added, ...]
    kept: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class UpgradePreview:
    """`problems` are those the answers do not have now. `required` are the added fields that must be filled in."""

    kind: Compatibility
    changes: tuple[VersionChange, ...]
    carried: CarriedOver
    problems: tuple[Problem, ...]
    required: tuple[Added, ...]


def carry_over(
    answers: Answers,
    *,
    before: CompiledForm,
    after: CompiledForm,
    context: Context,
    locale: str | None = None,
    kept: Iterable[Dropped] = (),
) -> CarriedOver:
    """`locale` is for the titles of what is added; without it they are in the form's first language."""
    waiting = tuple(kept)
    keys = dict.fromkeys([*answers, *(each.section for each in waiting)])
    moved = {key: carry_section(key, answers, waiting, before=before, after=after) for key in keys}
    carried = {
        key: each.entries for key, each in moved.items() if each.entries or key in answers.keys() & after.sections
    }
    found = resolve(after, carried, context=context, locale=locale or after.form.locales[0])
    return CarriedOver(
        answers=carried,
        dropped=tuple(part for each in moved.values() for part in each.dropped),
        added=tuple(_find_added(found, before)),
        kept=tuple(part for each in moved.values() for part in each.kept),
    )


def preview_upgrade(
    answers: Answers,
    *,
    before: Document,
    after: Document,
    context: Context,
    locale: str,
    kept: Iterable[Dropped] = (),
) -> UpgradePreview:
    """Of two form documents; `kept` is as in `carry_over`. Nothing is changed by it."""
    changes = compare_versions(before, after)
    old, new = compile_form(before), compile_form(after)
    carried = carry_over(answers, before=old, after=new, context=context, locale=locale, kept=kept)
    known = {identify(each, old) for each in resolve(old, answers, context=context, locale=locale).problems}
    found = resolve(new, carried.answers, context=context, locale=locale).problems
    return UpgradePreview(
        kind=overall(changes),
        changes=changes,
        carried=carried,
        problems=tuple(problem for problem in found if identify(problem, new) not in known),
        required=tuple(each for each in carried.added if each.required),
    )


def carry_section(
    key: str, answers: Answers, kept: tuple[Dropped, ...], *, before: CompiledForm, after: CompiledForm
) -> Carried:
    passage = Passage(key, before.sections.get(key), after.sections.get(key))
    return carry_entries(answers.get(key, ()), passage, kept=(each for each in kept if each.section == key))


def identify(problem: Problem, form: CompiledForm) -> tuple[object, ...]:
    """What makes it the same problem in both forms, whether its section holds one entry or many."""
    path = split(problem.pointer)
    section = form.sections.get(problem.section or "")
    if problem.entry is not None and section is not None and not section.section.single:
        path = path[1:]
    return problem.code, problem.severity, problem.section, problem.entry, problem.rule, path


def _find_added(found: ResolvedForm, before: CompiledForm) -> Iterator[Added]:
    for section in found.sections:
        if not section.visible:
            continue
        earlier = before.sections.get(section.key)
        if earlier is None:
            yield Added(section.key, None, "", section.title, section.required)
            continue
        yield from _added_to_section(section, earlier)


def _added_to_section(section: ResolvedSection, earlier: CompiledSection) -> Iterator[Added]:
    """In the entries there are, or in the one that a one-entry section still lacks."""
    one_is_lacking = section.max_entries == 1 and section.required and not section.entries
    if one_is_lacking and earlier.only:
        yield from _added_to(section.fields, earlier.only.first_tree, section.key, None)
    for entry in section.entries:
        template = earlier.template_for(entry.template) or earlier.templates.get(entry.template or "") or earlier.only
        if template:
            yield from _added_to(entry.fields, template.first_tree, section.key, entry.id)


def _added_to(fields: Iterable[ResolvedField], node: Node, section: str, entry: str | None) -> Iterator[Added]:
    for field in fields:
        if not field.visible:
            continue
        known = node.fields.get(field.name)
        if known is None:
            yield Added(section, entry, field.pointer, field.title, field.required)
            continue
        if field.type is not FieldType.LIST:  # what it shows is a blank item, which nobody has added
            yield from _added_to(field.fields, known.node, section, entry)
        for item in field.items:
            inner = known.node.item
            if inner is not None:
                yield from _added_to(item.fields, inner.node, section, entry)
