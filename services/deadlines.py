"""Deadlines of single declarations: extended with a reason on record, and what lapses when nobody mended it in time."""

from datetime import datetime
from uuid import UUID

import structlog

from models import Declaration, DeclarationStatus
from review_routes.commands import ExtendDeadline, Lapse
from review_routes.situation import SYSTEM
from services.access import oversees
from services.caller import DEFAULT_LOCALE, Caller
from services.clock import CHINA
from services.environment import Environment
from services.errors import NotFound, Refused
from services.proceedings import judge, open_proceedings, record
from services.reviews import refuse_endless
from services.transactions import one_transaction

MOST_AT_ONCE = 500

log = structlog.stdlib.get_logger()


async def extend_deadline(caller: Caller, *, number: str, until: datetime, reason: str) -> Declaration:
    """Of the declaration with this number: its applicant names it, since nobody else can see a draft."""
    viewer = caller.require_viewer()
    declaration = await Declaration.get_or_none(number=number.strip()).select_related("activity")
    if declaration is None or not oversees(viewer, declaration.activity):
        raise NotFound("declaration")
    command = ExtendDeadline(until=until.astimezone(CHINA), reason=reason)
    refuse_endless(caller, command)
    [proceeding] = await open_proceedings(caller, [declaration.id], lock=True)
    await record(caller, [(proceeding, judge(proceeding, command, locale=caller.locale))])
    return proceeding.declaration


async def lapse_overdue(environment: Environment) -> int:
    """What was returned and not sent in again by its date; how many. Each on its own, so that none stops the others."""
    now = environment.clock.now()
    overdue = Declaration.filter(status=DeclarationStatus.RETURNED, due_at__lt=now).order_by("due_at")
    lapsed = 0
    for row in await overdue.limit(MOST_AT_ONCE).only("id"):
        lapsed += await _lapse(environment, row.id)
    return lapsed


async def _lapse(environment: Environment, declaration_id: UUID) -> bool:
    """False where somebody was quicker, or the deadline was moved."""
    caller = Caller(viewer=None, locale=DEFAULT_LOCALE, environment=environment)
    try:
        async with one_transaction():
            [proceeding] = await open_proceedings(caller, [declaration_id], lock=True)
            proceeding.actor = SYSTEM
            await record(caller, [(proceeding, judge(proceeding, Lapse(), locale=caller.locale))])
    except Refused:
        return False
    log.info("lapsed", declaration=str(declaration_id))
    return True
