"""Whoever is not of the committee, or not of the panel, neither does nor learns anything of it."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from models import Activity, Declaration, PanelAssignment
from schema.ids import encode_id
from server.journey.people import Person
from services.environment import Environment
from tests import factories
from tests.databases import Database
from tests.dumps import differences, dump
from tests.frozen_clock import FrozenClock
from tests.journeys import panels
from tests.journeys.panels import Asking, invite, list_experts, look, reach_the_panel, set_up
from tests.journeys.permission_tables import ELSEWHERE, RESIDENT_ID, SUBMITTED_ADDRESS, WHO
from tests.journeys.seasons import code_of

pytestmark = pytest.mark.anyio

SEATS = 5
LISTED = {"member": "judge-0", "recused": "judge-1", "not-drawn": "judge-5"}
"""A member of the panel, one who stepped back from the only candidate, one who was not drawn."""
EVERYBODY = {**WHO, **LISTED}
OFFICE = {"organiser", "administrator"}
EXPERTS = "query Experts($committee: ID!) { node(id: $committee) { ... on Committee { experts { totalCount } } } }"
EXPERT = "query Expert($id: ID!) { node(id: $id) { ... on Expert { name } } }"
CANDIDATE = "query Candidate($id: ID!) { node(id: $id) { ... on PanelCandidate { ballot } } }"
ANSWERS = "query Answers($id: ID!) { declaration(id: $id) { applicantName sections { entries { answers } } submissions { answers } } }"
PANELS = "query Panels($activity: ID!) { panels(activity: $activity) { id } }"
REMOVE = f"mutation Remove($experts: [ID!]!) {{ removeExperts(experts: $experts) {{ {panels.PROBLEM} }} }}"

# Who is not refused outright; what they may do, and when, is told in test_panels.
MAY = {
    "addExperts": OFFICE,
    "inviteExperts": OFFICE,
    "removeExperts": OFFICE,
    "answerInvitation": {"member"},
    "takeLeave": {"member"},
    "createPanel": OFFICE,
    "commitDraw": OFFICE,
    "drawExperts": OFFICE,
    "replaceMember": OFFICE,
    "recordAttendance": OFFICE,
    "assignCandidates": OFFICE,
    "removeCandidate": OFFICE,
    "scheduleDefence": OFFICE,
    "recordDefence": OFFICE,
    "openBallot": OFFICE,
    "closeBallot": OFFICE,
    "concludePanel": OFFICE,
    "pinConflict": OFFICE,
    "confirmMinutes": set(),  # nobody presides yet
    "submitOpinion": {"member"},
    "declareConflict": {"member"},
    "castBallot": {"member"},
}


@pytest.fixture
def person(as_person: Callable[[str], httpx.AsyncClient], client: httpx.AsyncClient) -> Asking:
    return lambda key: Person(key, as_person(key) if key != WHO["anybody"] else client)


async def prepare(environment: Environment, clock: FrozenClock, person: Asking) -> dict[str, Any]:
    """A panel of five that was drawn, with one candidate who is known to four of them; the ids of all of it."""
    [li] = await reach_the_panel(environment, clock, "applicant-li")
    office = person(factories.ORGANISER)
    experts = await list_experts(environment, office, SEATS + 1)
    await invite(office, person, experts, declining=LISTED["not-drawn"])
    panel = await set_up(office, clock, {"key": "all", "members": SEATS})
    await office.change(panels.COMMIT, panel=panel)
    await office.change(panels.DRAW, panel=panel)
    [candidate] = [each["id"] for each in (await office.change(panels.ASSIGN, panel=panel))["candidates"]]
    await person(LISTED["recused"]).change(panels.STEP_BACK, candidate=candidate)
    await PanelAssignment.filter(member__expert__account__subject=LISTED["member"]).update(main=True)
    activity = await Activity.get(id=li.activity_id)
    assert activity.committee_id is not None
    return {
        "activity": encode_id("Activity", activity.id),
        "committee": encode_id("Committee", activity.committee_id),
        "expert": experts[0],
        "panel": panel,
        "candidate": candidate,
        "declaration": encode_id("Declaration", li.id),
        "member": (await look(office, panel))["members"][0]["id"],
        "on": clock.now().date().isoformat(),
        "at": clock.now().isoformat(),
    }


def mutations(ids: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each as somebody would send it who may."""
    panel, candidate, expert = {"panel": ids["panel"]}, {"candidate": ids["candidate"]}, {"expert": ids["expert"]}
    candidates = {**panel, "candidates": [ids["candidate"]]}
    group = {"key": "a", "title": "甲", "members": 1}
    return {
        "addExperts": (panels.ADD, {"committee": ids["committee"], "experts": []}),
        "inviteExperts": (panels.INVITE, {"experts": [ids["expert"]]}),
        "removeExperts": (REMOVE, {"experts": [ids["expert"]]}),
        "answerInvitation": (panels.ANSWER, {**expert, "accept": True}),
        "takeLeave": (panels.LEAVE, {**expert, "from": ids["on"], "to": ids["on"]}),
        "createPanel": (panels.CREATE, {"activity": ids["activity"], "on": ids["on"], "groups": [group]}),
        "commitDraw": (panels.COMMIT, panel),
        "drawExperts": (panels.DRAW, panel),
        "replaceMember": (panels.REPLACE, {"member": ids["member"]}),
        "recordAttendance": (panels.ATTEND, {**panel, "present": [ids["member"]], "chair": ids["member"]}),
        "assignCandidates": (panels.ASSIGN, panel),
        "removeCandidate": (panels.REMOVE_CANDIDATE, {**candidate, "reason": "另行评审"}),
        "scheduleDefence": (panels.CALL, {**candidate, "at": ids["at"]}),
        "recordDefence": (panels.DEFENCE, {**candidate, "result": "HELD"}),
        "openBallot": (panels.OPEN, candidates),
        "closeBallot": (panels.CLOSE, candidates),
        "concludePanel": (panels.CONCLUDE, panel),
        "pinConflict": (panels.PIN, {**expert, "declaration": ids["declaration"]}),
        "confirmMinutes": (panels.CONFIRM, {**panel, "digest": "sha256:0"}),
        "submitOpinion": (panels.OPINION, {**candidate, "score": 80, "opinion": "好"}),
        "declareConflict": (panels.STEP_BACK, candidate),
        "castBallot": (panels.CAST, {**candidate, "choice": "YES"}),
    }


async def test_whoever_has_no_part_in_it_is_refused_everything_and_reads_nothing(
    environment: Environment, clock: FrozenClock, database: Database, person: Asking
) -> None:
    ids = await prepare(environment, clock, person)
    before, surprises = await dump(database), {}
    for name, (query, variables) in mutations(ids).items():
        for who, key in EVERYBODY.items():
            if who in MAY[name]:
                continue
            found = code_of(await person(key).send(query, **variables))
            expected = {"NOT_SIGNED_IN"} if who == "anybody" else {"NOT_FOUND", "NOT_PERMITTED"}
            if found not in expected:
                surprises[name, who] = found
    assert surprises == {}
    assert differences(before, await dump(database)) == {}
    await hold_what_is_read(ids, person)


async def hold_what_is_read(ids: dict[str, Any], person: Asking) -> None:
    async def readers(query: str, **variables: Any) -> set[str]:
        """Who is answered, and not with nothing."""
        found = set()
        for who, key in EVERYBODY.items():
            answer = await person(key).send(query, **variables)
            if not answer.get("errors") and all(answer["data"].values()):
                found.add(who)
        return found

    seated = {"member", "recused"}
    assert await readers(EXPERTS, committee=ids["committee"]) == OFFICE
    assert await readers(EXPERT, id=ids["expert"]) == {*OFFICE, "member"}
    assert await readers(panels.OWN_ENTRIES) == set(LISTED)
    assert await readers(panels.SEEN, panel=ids["panel"]) == {*OFFICE, *seated}
    assert await readers(PANELS, activity=ids["activity"]) == {*OFFICE, *seated}
    assert await readers(CANDIDATE, id=ids["candidate"]) == {*OFFICE, "member"}
    assert await readers(panels.RECORD, panel=ids["panel"]) == set(EVERYBODY)
    assert await readers(panels.COUNTED, candidate=ids["candidate"], receipt="x") == set()
    counts = {
        who: (await person(EVERYBODY[who]).ask(panels.MINE))["myBallots"]["totalCount"]
        for who in EVERYBODY
        if who != "anybody"
    }
    assert {who for who, count in counts.items() if count} == set()
    declaration = "query Declaration($id: ID!) { declaration(id: $id) { number } }"
    reviewers = {"applicant", "operator", "district", "city"}
    assert await readers(declaration, id=ids["declaration"]) == {*OFFICE, *reviewers, "member"}
    shown = await person(LISTED["member"]).ask(ANSWERS, id=ids["declaration"])
    assert (SUBMITTED_ADDRESS in str(shown), RESIDENT_ID in str(shown)) == (True, False)
    assert await Declaration.all().count() == 1


def test_every_mutation_of_the_table_is_asked() -> None:
    queries = {"ownExpertEntries", "panels", "expertDraw", "myBallots", "ballotCounted"}
    assert {*MAY, *queries} == set(ELSEWHERE["test_panel_permissions"].split())
