"""A committee meets: experts invited and drawn by lot, conflicts kept out, secret ballots counted, minutes confirmed."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tortoise.models import Model

from models import (
    Activity,
    BallotBox,
    BallotMark,
    Declaration,
    Expert,
    Panel,
    PanelAssignment,
    PanelCandidate,
    PanelMember,
    PanelResult,
    Specialty,
)
from review_routes.draws import find_fault
from schema.ids import encode_id
from server.journey import queries
from server.journey.people import Person, found_codes
from services import checks
from services.environment import Environment
from tests import factories
from tests.databases import Database
from tests.frozen_clock import FrozenClock
from tests.journeys.panels import (
    ADD,
    ANSWER,
    ASSIGN,
    ATTEND,
    CALL,
    CAST,
    CLOSE,
    COMMIT,
    CONCLUDE,
    CONFIRM,
    COUNTED,
    CREATE,
    DEFENCE,
    DRAW,
    LEAVE,
    MINE,
    OPEN,
    OPINION,
    OWN_ENTRIES,
    RECORD,
    REMOVE_CANDIDATE,
    REPLACE,
    SEEN,
    STEP_BACK,
    Asking,
    invite,
    is_hidden,
    list_experts,
    look,
    reach_the_panel,
    set_up,
    subject_of,
    vote,
)

pytestmark = pytest.mark.anyio

SEATS, QUORUM = 25, 17
INSIDER, KIN, AWAY, DECLINING = "judge-0", "judge-1", "judge-2", f"judge-{SEATS}"
"""Of the same employer as everybody who is judged; a relative of the first; not there on the day; not willing."""


@pytest.fixture
def person(as_person: Callable[[str], httpx.AsyncClient]) -> Asking:
    return lambda key: Person(key, as_person(key))


# ── the stories ──────────────────────────────────────────────────────────────
async def test_a_panel_judges_by_secret_ballots(
    environment: Environment, clock: FrozenClock, database: Database, person: Asking
) -> None:
    li, sun, zhou = await reach_the_panel(environment, clock, "applicant-li", "applicant-sun", "applicant-zhou")
    office = person(factories.ORGANISER)
    experts = await list_experts(environment, office, SEATS + 1, insider=True)
    [entry] = (await person(KIN).ask(OWN_ENTRIES))["ownExpertEntries"]
    assert entry["status"] == "LISTED"
    early = await person(KIN).try_change(ANSWER, expert=entry["id"], accept=True)
    assert found_codes(early) == ["NOT_INVITED"]
    await invite(office, person, experts, declining=DECLINING)

    # Set up and drawn: the commitment first, the seed only with the draw.
    panel = await set_up(office, clock, {"key": "a", "members": 15}, {"key": "b", "members": 10})
    assert await is_hidden(person(KIN), RECORD, panel=panel)
    await office.change(COMMIT, panel=panel)
    committed = (await person("applicant-wang").ask(RECORD, panel=panel))["expertDraw"]
    assert (committed["seed"], "drawn" in committed["record"]) == (None, False)
    await office.change(DRAW, panel=panel)
    drawn = (await person("applicant-wang").ask(RECORD, panel=panel))["expertDraw"]
    assert (drawn["commitment"], find_fault(drawn["record"])) == (committed["commitment"], None)
    excluded = [(each["expert"], each["reason"]) for each in drawn["record"]["plan"]["excluded"]]
    declined = await Expert.get(account__subject=DECLINING)
    assert excluded == [(str(declined.id), "NOT_ACCEPTED")]
    members = {subject_of(each): each["id"] for each in (await look(office, panel))["members"]}
    assert len(members) == SEATS

    # Given their candidates: who has a conflict is not shown any.
    assigned = await office.change(ASSIGN, panel=panel)
    shown = (await look(office, panel))["candidates"]["nodes"]
    by_declaration = {each["declaration"]["id"]: each["id"] for each in shown}
    candidates = [by_declaration[encode_id("Declaration", each.id)] for each in (li, sun, zhou)]
    for_li, for_sun, for_zhou = candidates
    assert sorted(each["id"] for each in assigned["candidates"]) == sorted(candidates)
    assert (await look(person(INSIDER), panel))["candidates"] == {"totalCount": 0, "nodes": []}
    assert await is_hidden(person(INSIDER), queries.DECLARATION, id=encode_id("Declaration", li.id))
    assert (await look(person(KIN), panel))["candidates"]["totalCount"] == len(candidates)
    stepped = await person(KIN).change(STEP_BACK, candidate=for_li)
    assert stepped["conflict"] == {"kind": "KINSHIP", "source": "DECLARED"}
    assert (await look(person(KIN), panel))["candidates"]["totalCount"] == len(candidates) - 1
    assert await is_hidden(person(KIN), queries.DECLARATION, id=encode_id("Declaration", li.id))
    assert await is_hidden(person("applicant-wang"), SEEN, panel=panel)
    by_hand = {"members": 25, "present": 25, "yes": 25, "no": 0, "meetingOn": clock.now().date().isoformat()}
    refused = await office.try_change(queries.PANEL, declaration=encode_id("Declaration", li.id), vote=by_hand)
    assert found_codes(refused) == ["PANEL_DECIDES"]

    # Opinions: only from whom they are asked of, and out of the others' sight.
    chosen = await PanelAssignment.filter(candidate__declaration_id=li.id, main=True).select_related(
        "member__expert__account"
    )
    author = person(chosen[0].member.expert.account.subject)
    given = await author.change(OPINION, candidate=for_li, score=88.5, opinion="业绩扎实")
    assert given["assignment"] == {"score": 88.5, "memberName": chosen[0].member.expert.account.name}
    seen = (await look(author, panel))["candidates"]["nodes"]
    assert [len(each["assignments"]) for each in seen] == [1] * len(seen)

    # Attendance, then the defences, then the ballots.
    assert found_codes(await office.try_change(OPEN, panel=panel, candidates=[for_li])) == ["ATTENDANCE_MISSING"]
    there = [key for key in members if key != AWAY]
    chair = next(key for key in there if key not in {INSIDER, KIN})
    await office.change(ATTEND, panel=panel, present=[members[key] for key in there], chair=members[chair])
    await office.change(CALL, candidate=for_zhou, at=clock.now().isoformat())
    assert found_codes(await office.try_change(OPEN, panel=panel, candidates=candidates)) == ["DEFENCE_PENDING"]
    await office.change(DEFENCE, candidate=for_zhou, result="ABSENT")
    assert (await Declaration.get(id=zhou.id)).status == "NOT_PASSED"
    await office.change(OPEN, panel=panel, candidates=[for_li, for_sun])
    assert found_codes(await office.try_change(OPEN, panel=panel, candidates=[for_li])) == ["BALLOT_BEGUN"]
    assert found_codes(await person(AWAY).try_change(CAST, candidate=for_li, choice="YES")) == ["NOT_PRESENT"]
    assert await is_hidden(person(INSIDER), CAST, candidate=for_li, choice="YES")
    assert await is_hidden(person(KIN), CAST, candidate=for_li, choice="YES")
    assert (await person(KIN).ask(MINE))["myBallots"]["totalCount"] == 1
    assert found_codes(await office.try_change(CONCLUDE, panel=panel)) == ["BALLOT_NOT_CLOSED"]

    # Everybody at once: 22 may vote on Li, 15 must say yes; 23 may vote on Sun, 16 must.
    receipts = await vote(person, for_li, [key for key in there if key not in {INSIDER, KIN}], yes=15, no=4)
    await vote(person, for_sun, [key for key in there if key != INSIDER], yes=15, no=8)
    twice = await person(chair).try_change(CAST, candidate=for_li, choice="NO")
    assert found_codes(twice) == ["VOTED_ALREADY"]
    assert found_codes(await person(chair).try_change(STEP_BACK, candidate=for_li)) == ["VOTED_ALREADY"]
    assert [each["cast"] for each in (await person(chair).ask(MINE))["myBallots"]["nodes"]] == [True, True]
    assert await is_hidden(person(chair), COUNTED, candidate=for_li, receipt=receipts[0])
    await office.change(CLOSE, panel=panel, candidates=[for_li, for_sun])
    late = await person(KIN).try_change(CAST, candidate=for_sun, choice="YES")
    assert found_codes(late) == ["BALLOT_NOT_OPEN"]
    counted = [
        (await person(chair).ask(COUNTED, candidate=for_li, receipt=each))["ballotCounted"]
        for each in (*receipts, "another")
    ]
    assert counted == [*([True] * len(receipts)), False]

    # What was counted is what is recorded, and the minutes say it and no more.
    concluded = await office.change(CONCLUDE, panel=panel)
    minutes = concluded["panel"]["minutes"]
    results = {each["declaration"]: each for each in minutes["document"]["results"]}
    tallies = {
        key: tuple(each.get(name) for name in ("present", "yes", "no", "abstain", "passed"))
        for key, each in results.items()
    }
    assert tallies == {
        li.number: (22, 15, 4, 3, True),
        sun.number: (23, 15, 8, 0, False),
        zhou.number: (None, None, None, None, False),
    }
    assert results[li.number]["opinions"] == [{"score": 88.5, "text": "业绩扎实"}]
    states = [(await Declaration.get(id=each.id)).status for each in (li, sun, zhou)]
    assert states == ["IN_REVIEW", "NOT_PASSED", "NOT_PASSED"]
    assert (await look(person(KIN), panel))["candidates"]["totalCount"] == 0
    wrong = await person(chair).try_change(CONFIRM, panel=panel, digest="sha256:0")
    assert found_codes(wrong) == ["APPROVAL_OUTDATED"]
    assert await is_hidden(person(KIN), CONFIRM, panel=panel, digest=minutes["digest"])
    readers = {key: (await look(person(key), panel))["minutes"] is not None for key in (KIN, INSIDER, AWAY, chair)}
    assert readers == {KIN: False, INSIDER: False, AWAY: False, chair: True}
    await person(chair).change(CONFIRM, panel=panel, digest=minutes["digest"])
    assert (await look(office, panel))["minutes"]["confirmedAt"] is not None
    assert await checks.run(environment.keys) == []


def columns_of(model: type[Model]) -> set[str]:
    return {each["db_column"] for each in [model.describe()["pk_field"], *model.describe()["data_fields"]]}


async def test_a_vote_needs_a_quorum_no_row_says_who_voted_how_and_an_altered_box_is_found(
    environment: Environment, clock: FrozenClock, database: Database, person: Asking
) -> None:
    [li] = await reach_the_panel(environment, clock, "applicant-li")
    office = person(factories.ORGANISER)
    await invite(office, person, await list_experts(environment, office, SEATS))
    panel = await set_up(office, clock, {"key": "all", "members": SEATS})
    await office.change(COMMIT, panel=panel)
    await office.change(DRAW, panel=panel)
    members = [each["id"] for each in (await look(office, panel))["members"]]
    [candidate] = [each["id"] for each in (await office.change(ASSIGN, panel=panel))["candidates"]]
    await office.change(ATTEND, panel=panel, present=members[: QUORUM - 1], chair=members[0])
    assert found_codes(await office.try_change(OPEN, panel=panel, candidates=[candidate])) == ["NO_QUORUM"]
    await office.change(ATTEND, panel=panel, present=members, chair=members[0])
    await office.change(OPEN, panel=panel, candidates=[candidate])
    await vote(person, candidate, ["judge-0", "judge-1", "judge-2"], yes=2, no=1)

    assert columns_of(BallotMark) == {"id", "candidate_id", "member_id"}
    assert {name for name in columns_of(BallotBox) if "member" in name or name.endswith("_at")} == set()
    assert await BallotMark.all().count() == len((await BallotBox.get()).receipts)
    assert await checks.run(environment.keys) == []
    box = await BallotBox.get()
    await BallotBox.filter(id=box.id).update(yes=3, no=0)
    assert [str(each) for each in await checks.run(environment.keys)] == [
        f"ballot box {box.id}: the count is not the one that was sealed"
    ]
    await BallotBox.filter(id=box.id).update(yes=2, no=1)
    await BallotMark.filter(member__expert__account__subject="judge-0").delete()
    assert [str(each) for each in await checks.run(environment.keys)] == [
        f"ballot box {box.id}: 3 ballots, 3 receipts and 2 voters do not agree"
    ]

    # Nothing is recorded of such a box; the vote is taken anew.
    await office.change(CLOSE, panel=panel, candidates=[candidate])
    refused = await office.try_change(CONCLUDE, panel=panel)
    assert [(each["code"], each["path"]) for each in refused["problems"]] == [
        ("BALLOT_TAMPERED", ["declarations", li.number])
    ]
    assert (await Declaration.get(id=li.id)).status == "IN_REVIEW"
    await office.change(REMOVE_CANDIDATE, candidate=candidate, reason="票箱被改动")
    assert (await BallotBox.all().count(), await BallotMark.all().count()) == (0, 0)
    [again] = [each["id"] for each in (await office.change(ASSIGN, panel=panel))["candidates"]]
    assert again != candidate
    await office.change(OPEN, panel=panel, candidates=[again])
    await vote(person, again, [f"judge-{number}" for number in range(SEATS)], yes=20, no=5)
    await office.change(CLOSE, panel=panel, candidates=[again])
    await office.change(CONCLUDE, panel=panel)
    assert (await PanelResult.get(declaration_id=li.id)).passed
    assert await checks.run(environment.keys) == []


async def test_a_reserve_takes_the_place_of_who_cannot_come(
    environment: Environment, clock: FrozenClock, database: Database, person: Asking
) -> None:
    office = person(factories.ORGANISER)
    experts = await list_experts(environment, office, 5)
    await invite(office, person, experts)
    today = clock.now().date()
    await person("judge-4").change(LEAVE, expert=experts[4], **{"from": today.isoformat(), "to": today.isoformat()})
    panel = await set_up(office, clock, {"key": "a", "members": 3, "reserves": 1})
    assert found_codes(await office.try_change(DRAW, panel=panel)) == ["PANEL_STATE"]
    await office.change(COMMIT, panel=panel)
    assert found_codes(await office.try_change(COMMIT, panel=panel)) == ["PANEL_STATE"]
    await office.change(DRAW, panel=panel)

    before = (await look(office, panel))["members"]
    assert sorted(each["reserve"] for each in before) == [False, False, False, True]
    assert "judge-4" not in {subject_of(each) for each in before}
    reserve = next(each for each in before if each["reserve"])
    leaving, staying = [each for each in before if not each["reserve"]][:2]
    assert await is_hidden(person(subject_of(reserve)), SEEN, panel=panel)
    assert len((await look(person(subject_of(staying)), panel))["members"]) == 3
    await office.change(REPLACE, member=leaving["id"])
    assert {each["id"] for each in (await look(office, panel))["members"]} == {each["id"] for each in before} - {
        leaving["id"]
    }
    assert (await look(person(subject_of(reserve)), panel))["status"] == "DRAWN"
    assert found_codes(await office.try_change(REPLACE, member=staying["id"])) == ["NO_RESERVE"]


async def test_a_draw_that_cannot_be_filled_says_which_group(
    environment: Environment, clock: FrozenClock, database: Database, person: Asking
) -> None:
    office = person(factories.ORGANISER)
    await invite(office, person, await list_experts(environment, office, 3))
    other = await Specialty.exclude(id=(await factories.choices()).specialty_id).first()
    assert other is not None
    elsewhere = {"key": "b", "members": 1, "specialties": [encode_id("Specialty", other.id)]}
    panel = await set_up(office, clock, {"key": "a", "members": 2}, elsewhere)

    refused = await office.try_change(COMMIT, panel=panel, locale="en")
    assert [(each["code"], each["message"]) for each in refused["problems"]] == [
        ("DRAW_IMPOSSIBLE", "Group “b” needs 1 experts, and 0 fit. List more of them, or ask for fewer.")
    ]
    assert (await Panel.get()).status == "PREPARING"
    assert await PanelMember.all().count() == 0


async def test_bad_lists_of_experts_are_refused_whole(
    environment: Environment, database: Database, person: Asking
) -> None:
    chosen = await factories.choices()
    activity = await Activity.get(id=chosen.activity_id)
    assert activity.committee_id is not None
    committee = encode_id("Committee", activity.committee_id)
    await factories.make_account(environment, subject="judge-0", name="评委0", number=700)
    good = {
        "residentId": factories.resident_id(700),
        "title": "正高级工程师",
        "level": "SENIOR_FULL",
        "specialties": [encode_id("Specialty", chosen.specialty_id)],
        "termFrom": "2026-01-01",
        "termTo": "2028-12-31",
    }
    bad = [
        good,
        {**good, "residentId": factories.resident_id(998)},
        {**good, "termTo": "2025-12-31"},
        {**good, "title": " "},
        {**good, "specialties": [encode_id("Specialty", chosen.activity_id)]},
        {**good, "title": "长" * 101},
        {**good, "employer": encode_id("Organization", chosen.activity_id)},
    ]
    refused = await person(factories.ORGANISER).try_change(ADD, committee=committee, experts=bad)
    assert [(each["code"], "/".join(each["path"])) for each in refused["problems"]] == [
        ("UNKNOWN_REFERENCE", "experts/1/residentId"),
        ("INVALID_ARGUMENT", "experts/2/termTo"),
        ("INVALID_ARGUMENT", "experts/3/title"),
        ("INVALID_ARGUMENT", "experts/5/title"),
        *(("INVALID_ARGUMENT", f"experts/{place}/residentId") for place in range(2, len(bad))),
        ("UNKNOWN_REFERENCE", "experts/4/specialties"),
        ("UNKNOWN_REFERENCE", "experts/6/employer"),
    ]
    assert await Expert.all().count() == 0
    other = await person("organiser-nursing").send(ADD, committee=committee, experts=[good])
    assert other["errors"][0]["extensions"]["code"] == "NOT_PERMITTED"


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"place": "长" * 201}, "place"),
        ({"groups": []}, "groups"),
        ({"groups": [{"key": "a", "title": "甲", "members": 0}]}, "groups"),
        ({"groups": [{"key": "a" * 41, "title": "甲", "members": 1}]}, "groups/0/key"),
        ({"groups": [{"key": "a", "title": "甲" * 101, "members": 1}]}, "groups/0/title"),
        ({"groups": [{"key": "a", "title": "甲", "members": 1}, {"key": " a", "title": "乙", "members": 1}]}, "groups"),
    ],
)
async def test_a_panel_that_cannot_be_is_not_set_up(
    clock: FrozenClock, database: Database, person: Asking, changed: dict[str, Any], path: str
) -> None:
    group = {"key": "a", "title": "甲", "members": 1}
    good = {"title": "评审会", "place": "会议厅", "on": clock.now().date().isoformat(), "groups": [group]}
    activity = encode_id("Activity", (await factories.choices()).activity_id)
    refused = await person(factories.ORGANISER).try_change(CREATE, activity=activity, **{**good, **changed})
    assert [(each["code"], "/".join(each["path"])) for each in refused["problems"]] == [("INVALID_ARGUMENT", path)]
    assert await Panel.all().count() == 0


async def test_a_moment_without_a_time_zone_and_a_score_beyond_the_scale_are_refused(
    environment: Environment, clock: FrozenClock, database: Database, person: Asking
) -> None:
    await reach_the_panel(environment, clock, "applicant-li")
    office = person(factories.ORGANISER)
    await invite(office, person, await list_experts(environment, office, SEATS))
    panel = await set_up(office, clock, {"key": "all", "members": SEATS})
    await office.change(COMMIT, panel=panel)
    await office.change(DRAW, panel=panel)
    [candidate] = [each["id"] for each in (await office.change(ASSIGN, panel=panel))["candidates"]]
    members = [each["id"] for each in (await look(office, panel))["members"]]
    await office.change(ATTEND, panel=panel, present=members, chair=members[0])

    async def refusal(query: str, **variables: Any) -> list[str]:
        return ["/".join(each["path"]) for each in (await office.try_change(query, **variables))["problems"]]

    naive, aware = "2026-05-20T09:00:00", "2026-05-20T09:00:00+08:00"
    assert await refusal(CALL, candidate=candidate, at=naive) == ["at"]
    assert await refusal(OPEN, panel=panel, candidates=[candidate], closes=naive) == ["closesAt"]
    assert await refusal(CALL, candidate=candidate, at=aware) == []
    assert await refusal(DEFENCE, candidate=candidate, result="HELD", score=100.5) == ["score"]
    assert await refusal(DEFENCE, candidate=candidate, result="HELD", score=99.5) == []
    assert await refusal(REMOVE_CANDIDATE, candidate=candidate, reason=" ") == ["reason"]
    assert (await PanelCandidate.get()).defence_score == 99.5
