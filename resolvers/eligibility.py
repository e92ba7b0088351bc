"""Eligibility, rule by rule."""

from collections.abc import Sequence

from form_templates.explain import RuleOutcome
from models import Declaration
from resolvers.context import RequestContext
from services import eligibility


async def explain_eligibility(context: RequestContext, declaration: Declaration) -> Sequence[RuleOutcome]:
    return await eligibility.explain_eligibility(context.caller, declaration)
