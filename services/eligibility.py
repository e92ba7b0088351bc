"""Eligibility explained: every rule of a declaration's form, what became of it, and the numbers and entries it used."""

from form_templates.explain import RuleOutcome, explain
from models import Declaration
from services.caller import Caller
from services.forms import answers_for, context_of


async def explain_eligibility(caller: Caller, declaration: Declaration) -> tuple[RuleOutcome, ...]:
    form = await caller.environment.forms.get(declaration.form_version_id)
    answers = await answers_for(caller, declaration)
    return explain(form, answers, context=context_of(caller, declaration), locale=caller.locale)
