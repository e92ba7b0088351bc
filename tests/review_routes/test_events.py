import json
from datetime import timedelta
from typing import get_args

import pytest

from review_routes import commands
from review_routes.decide import decide
from review_routes.events import Event, Signed, StepApproved, from_json, to_json
from review_routes.situation import SYSTEM, Actor
from review_routes.state import ReviewState
from tests.review_routes.stories import (
    APPLICANT,
    EMPLOYER,
    MEND,
    MONDAY,
    OFFICE,
    OVERSEER,
    PROVINCE,
    allowed,
    at,
    happy_path,
    held,
    later,
    rejection,
    situated,
    tell,
    until,
)

CHECKED = until("employer-check")
DRAFT = tell([(APPLICANT, commands.Start())])[0]
DISCARDED = tell([(APPLICANT, commands.Start()), (APPLICANT, commands.Discard())])[0]
RETURNED = tell([*happy_path()[:2], (EMPLOYER, commands.ReturnForMending((MEND,)))])[0]


def _follow(state: ReviewState, command: commands.Command, actor: Actor) -> tuple[Event, ...]:
    return allowed(decide(state, command, actor=actor, situation=later(situated(), days=14)))


EVENTS = (
    *tell(happy_path())[1],
    *_follow(CHECKED, commands.ReturnForMending((MEND,), open_all=True), EMPLOYER),
    *_follow(CHECKED, rejection(), EMPLOYER),
    *_follow(CHECKED, commands.Withdraw(), APPLICANT),
    *_follow(DRAFT, commands.Discard(), APPLICANT),
    *_follow(DISCARDED, commands.Restore(), APPLICANT),
    *allowed(decide(RETURNED, commands.Lapse(), actor=SYSTEM, situation=later(situated(), days=30))),
    *_follow(until("acceptance"), commands.ReturnToStep(0, (MEND,), "请核实"), OFFICE),
    *_follow(until("panel"), commands.MissDefence("答辩缺席"), OFFICE),
    *_follow(CHECKED, commands.Hold("complaint", "举报核查中"), OVERSEER),
    *_follow(held(CHECKED), commands.Release("complaint", "查无实据"), OVERSEER),
    *_follow(DRAFT, commands.ExtendDeadline(at(MONDAY + timedelta(days=40)), "系统故障"), OVERSEER),
    *_follow(until("confirmation"), commands.DeclineConfirmation("程序不合规"), PROVINCE),
)


def test_every_kind_of_event_is_among_these() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(Event))


@pytest.mark.parametrize("event", EVENTS, ids=[type(event).__name__ for event in EVENTS])
def test_an_event_survives_json(event: Event) -> None:
    assert from_json(json.loads(json.dumps(to_json(event)))) == event


def test_an_event_names_its_type_beside_its_data() -> None:
    assert to_json(StepApproved(Signed(at(MONDAY), "clerk", "李强"), index=0, comment="属实")) == {
        "type": "StepApproved",
        "signed": {"at": "2024-03-04T09:00:00+08:00", "by": "clerk", "name": "李强"},
        "index": 0,
        "comment": "属实",
        "verdicts": {},
    }
