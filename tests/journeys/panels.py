"""What a committee sends when it meets, and what its stories begin from."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import anyio

from models import (
    Activity,
    Declaration,
    Expert,
    ExpertStatus,
    LevelRank,
)
from review_routes.commands import Recommend
from schema.ids import encode_id
from server.journey.people import Person
from services import notices, reviews
from services.environment import Environment
from services.notices import NewNotice
from services.transactions import one_transaction
from tests import factories
from tests.frozen_clock import FrozenClock

PROBLEM = "problems { code message severity path }"
ADD = f"""mutation Add($committee: ID!, $experts: [ExpertInput!]!) {{ added: addExperts(
  committee: $committee, experts: $experts) {{ experts {{ id name status }} {PROBLEM} }} }}"""
INVITE = f"mutation Invite($experts: [ID!]!) {{ invited: inviteExperts(experts: $experts) {{ experts {{ status }} {PROBLEM} }} }}"
ANSWER = f"""mutation Answer($expert: ID!, $accept: Boolean!, $reason: String! = "") {{ answered: answerInvitation(
  expert: $expert, accept: $accept, reason: $reason) {{ expert {{ status declineReason }} {PROBLEM} }} }}"""
LEAVE = f"""mutation Leave($expert: ID!, $from: Date, $to: Date) {{ left: takeLeave(
  expert: $expert, leaveFrom: $from, leaveTo: $to) {{ expert {{ leaveFrom leaveTo }} {PROBLEM} }} }}"""
OWN_ENTRIES = "{ ownExpertEntries { id status committeeName } }"
CREATE = f"""mutation Create($activity: ID!, $on: Date!, $groups: [PanelGroupInput!]!,
  $title: String! = "2026 年度评审会", $place: String! = "示例会议厅") {{ created: createPanel(
  activity: $activity, title: $title, meetingOn: $on, place: $place, groups: $groups) {{
  panel {{ id status }} {PROBLEM} }} }}"""
COMMIT = f"mutation Commit($panel: ID!) {{ committed: commitDraw(panel: $panel) {{ panel {{ status }} {PROBLEM} }} }}"
DRAW = f"mutation Draw($panel: ID!) {{ drawn: drawExperts(panel: $panel) {{ panel {{ status }} {PROBLEM} }} }}"
RECORD = "query Record($panel: ID!) { expertDraw(panel: $panel) { commitment seed record } }"
SEEN = """query Seen($panel: ID!) { node(id: $panel) { ... on Panel { status members { id name group reserve present chair }
  candidates { totalCount nodes { id ballot declaration { id } assignments { memberName main opinion } } }
  minutes { digest document confirmedAt } } } }"""
REPLACE = (
    f"mutation Replace($member: ID!) {{ replaced: replaceMember(member: $member) {{ panel {{ id }} {PROBLEM} }} }}"
)
ATTEND = f"""mutation Attend($panel: ID!, $present: [ID!]!, $chair: ID!) {{ attended: recordAttendance(
  panel: $panel, present: $present, chair: $chair) {{ panel {{ id }} {PROBLEM} }} }}"""
ASSIGN = (
    f"mutation Assign($panel: ID!) {{ assigned: assignCandidates(panel: $panel) {{ candidates {{ id }} {PROBLEM} }} }}"
)
STEP_BACK = f"""mutation StepBack($candidate: ID!) {{ declared: declareConflict(candidate: $candidate, kind: KINSHIP) {{
  conflict {{ kind source }} {PROBLEM} }} }}"""
PIN = f"""mutation Pin($expert: ID!, $declaration: ID!) {{ pinned: pinConflict(expert: $expert, declaration: $declaration,
  kind: TEACHER_STUDENT, note: "博士生导师") {{ conflict {{ source }} {PROBLEM} }} }}"""
OPINION = f"""mutation Opinion($candidate: ID!, $score: Float!, $opinion: String!) {{ given: submitOpinion(
  candidate: $candidate, score: $score, opinion: $opinion) {{ assignment {{ score memberName }} {PROBLEM} }} }}"""
CALL = f"""mutation Call($candidate: ID!, $at: DateTime!) {{ called: scheduleDefence(candidate: $candidate, at: $at,
  place: "二号厅") {{ candidate {{ defenceResult }} {PROBLEM} }} }}"""
DEFENCE = f"""mutation Defence($candidate: ID!, $result: DefenceResult!, $score: Float) {{ held: recordDefence(
  candidate: $candidate, result: $result, score: $score) {{ candidate {{ defenceResult ballot }} {PROBLEM} }} }}"""
OPEN = f"""mutation Open($panel: ID!, $candidates: [ID!]!, $closes: DateTime) {{ opened: openBallot(
  panel: $panel, candidates: $candidates, closesAt: $closes) {{ candidates {{ ballot }} {PROBLEM} }} }}"""
MINE = "{ myBallots { totalCount nodes { cast candidate { id } } } }"
CAST = f"""mutation Cast($candidate: ID!, $choice: BallotChoice!) {{ voted: castBallot(
  candidate: $candidate, choice: $choice) {{ receipt {PROBLEM} }} }}"""
CLOSE = f"""mutation Close($panel: ID!, $candidates: [ID!]!) {{ closed: closeBallot(
  panel: $panel, candidates: $candidates) {{ candidates {{ ballot }} {PROBLEM} }} }}"""
COUNTED = (
    "query Counted($candidate: ID!, $receipt: String!) { ballotCounted(candidate: $candidate, receipt: $receipt) }"
)
REMOVE_CANDIDATE = f"""mutation Remove($candidate: ID!, $reason: String!) {{ removed: removeCandidate(
  candidate: $candidate, reason: $reason) {{ panel {{ id }} {PROBLEM} }} }}"""
CONCLUDE = f"""mutation Conclude($panel: ID!) {{ concluded: concludePanel(panel: $panel) {{
  panel {{ status minutes {{ digest document }} }} {PROBLEM} }} }}"""
CONFIRM = f"""mutation Confirm($panel: ID!, $digest: String!) {{ confirmed: confirmMinutes(panel: $panel, digest: $digest) {{
  panel {{ minutes {{ confirmedAt }} }} {PROBLEM} }} }}"""

Asking = Callable[[str], Person]


# ── what the stories begin from ──────────────────────────────────────────────
async def reach_the_panel(environment: Environment, clock: FrozenClock, *subjects: str) -> list[Declaration]:
    """Together, up to where the panel judges."""
    found = [await factories.submit_declaration(await factories.caller_of(environment, each)) for each in subjects]
    operator = await factories.caller_of(environment, factories.EMPLOYER_OPERATOR)
    vote = Recommend(committee_size=7, votes_for=6, votes_against=1, abstentions=0, opinion="同意推荐")
    for declaration in found:
        await factories.approve_declaration(operator, declaration)
        async with one_transaction():
            await reviews.recommend(operator, declaration_id=declaration.id, recommendation=vote)
    last = operator.today + factories.NOTICE
    announced = NewNotice([each.id for each in found], "公示", "公告栏", operator.today, last)
    async with one_transaction():
        notice = await notices.open_notice(operator, announced)
    clock.move(factories.NOTICE + timedelta(days=1))
    async with one_transaction():
        await notices.close_notice(operator, notice_id=notice.id)
    for key in (*factories.SUPERIORS, factories.ORGANISER):
        reviewer = await factories.caller_of(environment, key)
        for declaration in found:
            await factories.approve_declaration(reviewer, declaration)
    return found


async def list_experts(environment: Environment, office: Person, count: int, *, insider: bool = False) -> list[str]:
    """`count` strangers called judge-0, judge-1 …; the ids of their entries, in that order."""
    chosen = await factories.choices()
    activity = await Activity.get(id=chosen.activity_id)
    assert activity.committee_id is not None
    rows = []
    for number in range(count):
        await factories.make_account(environment, subject=f"judge-{number}", name=f"评委{number}", number=700 + number)
        rows.append(
            {
                "residentId": factories.resident_id(700 + number),
                "title": "正高级工程师",
                "level": LevelRank.SENIOR_FULL.value,
                "specialties": [encode_id("Specialty", chosen.specialty_id)],
                "termFrom": "2026-01-01",
                "termTo": "2028-12-31",
                "employer": encode_id("Organization", chosen.employer_id) if insider and number == 0 else None,
            }
        )
    added = await office.change(ADD, committee=encode_id("Committee", activity.committee_id), experts=rows)
    return [each["id"] for each in added["experts"]]


async def invite(office: Person, person: Asking, experts: list[str], *, declining: str = "") -> None:
    """The first answers for themselves, and who declines; the others have accepted."""
    await office.change(INVITE, experts=experts)
    for number, expert in enumerate(experts):
        key = f"judge-{number}"
        if key in {"judge-0", declining}:
            await person(key).change(ANSWER, expert=expert, accept=key != declining)
    await Expert.filter(status=ExpertStatus.INVITED).update(status=ExpertStatus.ACCEPTED)


async def set_up(office: Person, clock: FrozenClock, *groups: dict[str, Any]) -> str:
    chosen = await factories.choices()
    created = await office.change(
        CREATE,
        activity=encode_id("Activity", chosen.activity_id),
        on=clock.now().date().isoformat(),
        groups=[{"title": each["key"], **each} for each in groups],
    )
    key: str = created["panel"]["id"]
    return key


async def look(asked: Person, panel: str) -> dict[str, Any]:
    found: dict[str, Any] = (await asked.ask(SEEN, panel=panel))["node"]
    return found


async def is_hidden(asked: Person, query: str, **variables: Any) -> bool:
    errors = (await asked.send(query, **variables)).get("errors")
    return errors is not None and errors[0]["extensions"]["code"] == "NOT_FOUND"


def subject_of(member: dict[str, Any]) -> str:
    return "judge-" + str(member["name"]).removeprefix("评委")


async def vote(person: Asking, candidate: str, voters: list[str], *, yes: int, no: int) -> list[str]:
    """All at the same time; the rest abstain, or leave an invalid ballot."""
    receipts: list[str] = []

    async def cast(key: str, choice: str) -> None:
        receipts.append((await person(key).change(CAST, candidate=candidate, choice=choice))["receipt"])

    rest = len(voters) - yes - no
    choices = ["YES"] * yes + ["NO"] * no + (["SPOILED"] + ["ABSTAIN"] * (rest - 1) if rest else [])
    async with anyio.create_task_group() as group:
        for key, choice in zip(voters, choices, strict=True):
            group.start_soon(cast, key, choice)
    return receipts
