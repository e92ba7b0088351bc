"""What may be done now, by whoever asks: the guards of the law without a command, so what is offered is accepted."""

from dataclasses import dataclass

from review_routes.case import Case
from review_routes.commands import Action
from review_routes.decide import LAW, guard_refusal
from review_routes.guards import in_status, is_the_applicant
from review_routes.refusals import Refusal, RefusalCode
from review_routes.situation import Actor, Situation
from review_routes.state import EDITABLE, ReviewState

is_editable = in_status(*EDITABLE, otherwise=RefusalCode.NOT_EDITABLE)


@dataclass(frozen=True)
class AvailableAction:
    action: Action
    allowed: bool
    refusal: Refusal | None


def available_actions(state: ReviewState, *, actor: Actor, situation: Situation) -> tuple[AvailableAction, ...]:
    """Every action, allowed or with the reason it is not."""
    case = Case(state=state, actor=actor, situation=situation, moment=situation.now)
    refusals = {action: guard_refusal(rule, case) for action, rule in LAW.items()}
    return tuple(
        AvailableAction(action=action, allowed=refusal is None, refusal=refusal) for action, refusal in refusals.items()
    )


def edit_refusal(state: ReviewState, *, actor: Actor, situation: Situation) -> Refusal | None:
    """Why this person may not change the answers, if they may not. A late draft may be changed: it stays a draft."""
    case = Case(state=state, actor=actor, situation=situation, moment=situation.now)
    return is_the_applicant(case) or is_editable(case)
