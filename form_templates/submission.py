"""What of the answers is stored, and what is submitted."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from form_templates.answers import Answers, Context, Entry
from form_templates.checking import check
from form_templates.compile import CompiledForm, CompiledSection
from form_templates.localize import choose_locale
from form_templates.pointers import escape, extend, split
from form_templates.problems import Problem, ProblemCode, Severity
from form_templates.reading import leave_out_given, read
from form_templates.validation import find_spot
from form_templates.wording import word

REFUSED = frozenset(
    {
        ProblemCode.UNKNOWN_SECTION,
        ProblemCode.UNKNOWN_FIELD,
        ProblemCode.UNKNOWN_TEMPLATE,
        ProblemCode.TYPE,
        ProblemCode.TOO_LARGE,
        ProblemCode.TOO_DEEP,
        ProblemCode.READ_ONLY,
    }
)
"""What makes a draft unfit to be stored at all. Every other problem is stored with it, and reported."""


def prune(form: CompiledForm, answers: Answers, *, context: Context) -> Answers:
    """What a submission contains: only what is visible, without identity and computed members. What the engine cannot
    place, such as a member that no field declares, stays, so that it goes on being reported.
    """
    reading = read(form, answers, context=context)
    pruned: dict[str, Sequence[Entry]] = {key: answers[key] for key in reading.unknown}
    for section in reading.sections:
        key = section.compiled.section.key
        if not section.visible or key not in answers:
            continue
        kept = tuple(replace(entry.entry, answers=entry.own) for entry in section.stored)
        pruned[key] = answers[key] if section.too_large else kept
    return {key: pruned[key] for key in answers if key in pruned}


def keep_own(form: CompiledForm, section_key: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """What a draft stores: hidden values too, but no identity or computed members, which are filled in when read."""
    section = form.sections[section_key]
    return tuple(_keep_own(section, entry) for entry in entries)


def check_save(
    form: CompiledForm, section_key: str, entries: Sequence[Entry], *, context: Context, locale: str
) -> list[Problem]:
    """The problems that refuse a save of one section. A section that is hidden for now may be saved."""
    language = choose_locale(form.form.locales, locale)
    section = form.sections.get(section_key)
    alone = replace(form, sections={section_key: _shown(section)} if section else {}, rules=())
    reading = read(alone, {section_key: entries}, context=context)
    found = check(alone, reading, context=context, locale=language).all()
    if section is None:
        return list(found)
    refused = [problem for problem in found if _refuses(problem, section)]
    return [*refused, *_typed_over(section, entries, context=context, locale=language)]


def _shown(section: CompiledSection) -> CompiledSection:
    return replace(section, visible_when=None)


def _keep_own(section: CompiledSection, entry: Entry) -> Entry:
    template = section.template_for(entry.template)
    return replace(entry, answers=leave_out_given(template, entry.answers)) if template else entry


def _typed_over(
    section: CompiledSection, entries: Sequence[Entry], *, context: Context, locale: str
) -> Iterator[Problem]:
    """Identity members sent with another value than the identity platform's. Sent unchanged, they do no harm."""
    for entry in entries:
        template = section.template_for(entry.template)
        if template is None or not isinstance(entry.answers, dict):
            continue
        start = "" if section.section.single else "/" + escape(entry.id)
        for name in sorted(template.identity & entry.answers.keys()):
            if entry.answers[name] == context.identity.get(name):
                continue
            spot = find_spot(template.tree(locale), [name], entry.answers, title=name)
            message = word(ProblemCode.READ_ONLY, locale=locale, title=spot.title)
            pointer = extend(start, name)
            yield Problem(ProblemCode.READ_ONLY, Severity.ERROR, pointer, message, section.section.key, entry.id)


def _refuses(problem: Problem, section: CompiledSection) -> bool:
    """Computed members are not stored, so what is wrong with them refuses nothing. An identity of the wrong format
    does: it was vouched for, and no one could mend it in the draft.
    """
    path = split(problem.pointer)[0 if section.section.single else 1 :]
    member = path[0] if path else None
    templates = section.templates.values()
    if any(member in template.computed for template in templates):
        return False
    vouched = any(member in template.identity for template in templates)
    return problem.code in REFUSED or (vouched and problem.code == ProblemCode.FORMAT)
