"""Trying out a document while it is being written: the lint and the form it would make, with trial answers; nothing is
stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from form_templates.answers import Answers, Context, Entry
from form_templates.compile import CompiledForm, compile_form
from form_templates.documents import EXAMPLE_KEY, Document, form_of_template
from form_templates.lint import EXAMPLE_CONTEXT
from form_templates.problems import Severity
from form_templates.resolve import resolve
from form_templates.resolved import ResolvedForm
from models import DeclarationCategory
from services import compositions, templates
from services.access import may_author_templates, require
from services.caller import Caller
from services.compositions import pin_versions
from services.forms import trial_entries
from services.problems import Problem


@dataclass(frozen=True, slots=True)
class Preview:
    """`form` and `resolved` are None while the document has errors that keep it from being used."""

    locale: str
    lint: Sequence[Problem]
    form: CompiledForm | None
    resolved: ResolvedForm | None


async def preview_template(caller: Caller, *, document: Document, answers: Any, locale: str | None) -> Preview:
    """One entry of the template; `answers` are those of that entry."""
    require(may_author_templates(caller.require_viewer()), action="preview templates")
    shown = replace(caller, locale=locale or caller.locale)
    lint = (await templates.freeze(shown, document)).problems
    if _unusable(lint):
        return Preview(shown.locale, lint, None, None)
    given = {} if answers is None else {EXAMPLE_KEY: [Entry(EXAMPLE_KEY, answers)]}
    return _show(shown, lint, form_of_template(document), given, context=_context(shown, EXAMPLE_CONTEXT))


async def preview_form(
    caller: Caller,
    *,
    composition: Document,
    answers: Mapping[str, Any],
    category: DeclarationCategory,
    target: Mapping[str, str],
    locale: str | None,
) -> Preview:
    """The form with the templates it pins; `answers` is section key → entries."""
    require(may_author_templates(caller.require_viewer()), action="preview forms")
    shown = replace(caller, locale=locale or caller.locale)
    frozen = await compositions.freeze(shown, await pin_versions(composition))
    if _unusable(frozen.problems):
        return Preview(shown.locale, frozen.problems, None, None)
    given = {key: trial_entries(entries) for key, entries in answers.items()}
    wanted = {**EXAMPLE_CONTEXT.target, **target, "category": category.value}
    context = replace(_context(shown, EXAMPLE_CONTEXT), category=category.value, target=wanted)
    return _show(shown, frozen.problems, frozen.document, given, context=context)


def _unusable(lint: Sequence[Problem]) -> bool:
    """An example that does not do as it says spoils no preview: seeing why is the point of one."""
    return any(each.severity is Severity.ERROR and each.code != "LINT_EXAMPLE" for each in lint)


def _context(caller: Caller, usual: Context) -> Context:
    return replace(usual, today=caller.today.isoformat(), is_working_day=caller.environment.calendar.is_working_day)


def _show(
    caller: Caller, lint: Sequence[Problem], document: Document, answers: Answers, *, context: Context
) -> Preview:
    form = compile_form(document)
    return Preview(caller.locale, lint, form, resolve(form, answers, context=context, locale=caller.locale))
