"""A resolved form without some of what the identity platform vouches for, for viewers who may not see it.

The form is judged with everything in it and concealed afterwards, so that what is not shown is neither missing nor wrong.
"""

from collections.abc import Iterable
from dataclasses import replace

from form_templates.compile import IDENTITY
from form_templates.resolved import ResolvedEntry, ResolvedField, ResolvedForm, ResolvedSection


def conceal(form: ResolvedForm, *, members: Iterable[str]) -> ResolvedForm:
    """Without the values of these members in every section that identity fills in."""
    hidden = frozenset(members)
    return replace(form, sections=tuple(_conceal_in_section(section, hidden) for section in form.sections))


def _conceal_in_section(section: ResolvedSection, hidden: frozenset[str]) -> ResolvedSection:
    if section.source != IDENTITY:
        return section
    entries = tuple(_conceal_in_entry(entry, hidden) for entry in section.entries)
    return replace(section, fields=_conceal_in_fields(section.fields, hidden), entries=entries)


def _conceal_in_entry(entry: ResolvedEntry, hidden: frozenset[str]) -> ResolvedEntry:
    answers = {name: value for name, value in entry.answers.items() if name not in hidden}
    return replace(entry, answers=answers, fields=_conceal_in_fields(entry.fields, hidden))


def _conceal_in_fields(fields: tuple[ResolvedField, ...], hidden: frozenset[str]) -> tuple[ResolvedField, ...]:
    return tuple(replace(field, value=None) if field.name in hidden else field for field in fields)
