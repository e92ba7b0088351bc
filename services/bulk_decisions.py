"""One decision on many declarations: tried out first if one likes, and all or nothing, or the good rows only."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tortoise.expressions import Q

from models import Declaration
from review_routes.commands import Command
from review_routes.events import Event
from services.access import visible_declarations
from services.caller import Caller
from services.errors import InvalidInput, Refused
from services.problems import Problem, ServiceProblemCode, problem
from services.proceedings import Proceeding, judge, open_proceedings, record
from services.reviews import refuse_endless

MOST_DECLARATIONS = 500


class ErrorPolicy(StrEnum):
    """What becomes of the good rows where some cannot be decided."""

    ALL_OR_NOTHING = "ALL_OR_NOTHING"
    GOOD_ROWS = "GOOD_ROWS"


@dataclass(frozen=True, slots=True)
class DecidedRow:
    """`applied` is False in a dry run, for what is refused, and for what others kept back."""

    declaration_id: UUID
    declaration: Declaration | None
    applied: bool
    problems: Sequence[Problem]


async def bulk_decide(
    caller: Caller, *, declaration_ids: Sequence[UUID], command: Command, policy: ErrorPolicy, dry_run: bool
) -> list[DecidedRow]:
    """A row for each that was named, in order; each is judged by the law as if it were alone."""
    wanted = list(dict.fromkeys(declaration_ids))
    if not wanted:
        raise Refused([problem(ServiceProblemCode.DECLARATIONS_MISSING, locale=caller.locale, path=("declarations",))])
    if len(wanted) > MOST_DECLARATIONS:
        most = MOST_DECLARATIONS
        raise InvalidInput(f"At most {most} `declarations` are decided at once. · declarations 一次最多 {most} 个。")
    refuse_endless(caller, command)
    viewer = caller.require_viewer()
    seen = Declaration.filter(Q(id__in=wanted), visible_declarations(viewer)).distinct()
    visible = set(await seen.values_list("id", flat=True))
    proceedings = {
        each.declaration.id: each
        for each in await open_proceedings(caller, [key for key in wanted if key in visible], lock=True)
    }
    changes: list[tuple[Proceeding, Sequence[Event]]] = []
    problems: dict[UUID, Sequence[Problem]] = {}
    for key in wanted:
        if key not in proceedings:
            problems[key] = (_unknown(caller),)
            continue
        try:
            changes.append((proceedings[key], judge(proceedings[key], command, locale=caller.locale)))
        except Refused as refusal:
            problems[key] = refusal.problems
    applies = not dry_run and (not problems or policy is ErrorPolicy.GOOD_ROWS)
    if applies:
        await record(caller, changes)
    return [
        DecidedRow(
            declaration_id=key,
            declaration=proceedings[key].declaration if key in proceedings else None,
            applied=applies and key not in problems,
            problems=problems.get(key, ()),
        )
        for key in wanted
    ]


def _unknown(caller: Caller) -> Problem:
    return problem(
        ServiceProblemCode.UNKNOWN_REFERENCE, locale=caller.locale, path=("declarations",), value="declaration"
    )
