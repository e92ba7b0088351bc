"""Who may do what, and who sees and counts what: every cell of the tables, over HTTP."""

import pytest

from tests.dumps import differences, dump
from tests.journeys.authoring_questions import AUTHORED, authoring_questions, go_to_authored
from tests.journeys.permission_questions import ATTACHMENT, OWN, mutations_at, other_questions, verdicts
from tests.journeys.permission_tables import (
    AUTHORING,
    CONCERNED,
    DESK_KEEPERS,
    DESKS,
    ELSEWHERE,
    ONCE,
    OTHER_DESK,
    OVERSEERS,
    PUBLIC,
    PUBLICLY_NAMED,
    STAGES,
    TESTED_ABOVE,
    WHO,
    allowed_at,
    authoring_verdicts,
    named,
    read,
    verdict,
)
from tests.journeys.seasons import ANYBODY, Season, code_of

pytestmark = pytest.mark.anyio


# ── doing ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("stage", STAGES)
async def test_at_each_stage_everybody_concerned_does_what_is_theirs_and_no_more(season: Season, stage: str) -> None:
    """What is theirs at some stage, and what is anybody's at this one."""
    here = allowed_at(stage)
    tried = {(who, name) for who in CONCERNED for name in {*here, *theirs(who)}}
    assert await try_all(season, stage, tried) == []


async def test_at_one_stage_everybody_tries_everything(season: Season) -> None:
    await season.go_to("panel")
    tried = {(who, name) for who in WHO for name in await mutations_at(season)}
    assert await try_all(season, "panel", tried) == []


def theirs(who: str) -> set[str]:
    """What a person may do at one stage or another."""
    return {name for stage in STAGES for name, people in allowed_at(stage).items() if who in people}


async def try_all(season: Season, stage: str, tried: set[tuple[str, str]]) -> list[str]:
    """What is not as the table says, and what a refusal has changed. The stage is put back after each mutation that was
    carried out.
    """
    await season.go_to(stage)
    sees, allowed = set(STAGES[stage][0].split()), allowed_at(stage)
    asked = await mutations_at(season)
    surprises = []
    for who, name in sorted(tried):
        query, variables = asked[name]
        may = who in allowed.get(name, set()) or name == "checkDeclaration"
        told = name in PUBLICLY_NAMED or (name == "extendDeadline" and who in OVERSEERS)
        expected = verdict(who, sees=who in sees or told, may=may)
        answer = await season.person(WHO[who]).send(query, **variables)
        found = read(code_of(answer), expected=expected)
        if found != expected:
            surprises.append(f"{name} by {who}: expected {expected}, found {found}")
        if found == "OK":
            await season.go_to(stage)
    changed = differences(season.moments[stage].rows, await dump(season.database))
    return [*surprises, *(f"{table} has changed" for table in changed)]


# ── seeing ───────────────────────────────────────────────────────────────────
SEE = "query See($id: ID!) { declaration(id: $id) { number } }"
NODE = "query Node($id: ID!) { node(id: $id) { id } }"


@pytest.mark.parametrize("stage", STAGES)
async def test_who_sees_it(season: Season, stage: str) -> None:
    await season.go_to(stage)
    expected = {who: verdict(who, sees=who in STAGES[stage][0].split(), may=True) for who in WHO}
    assert await verdicts(season, SEE, id=season.ids["declaration"]) == expected


@pytest.mark.parametrize("stage", ["draft", "employer-check", "city-check", "passed"])
async def test_what_belongs_to_it_is_seen_by_the_same_people(season: Season, stage: str) -> None:
    await season.go_to(stage)
    expected = {who: verdict(who, sees=who in STAGES[stage][0].split(), may=True) for who in WHO}
    assert await verdicts(season, NODE, id=season.ids["declaration"]) == expected
    assert await verdicts(season, ATTACHMENT, id=season.ids["attachment"]) == expected


# ── counting ─────────────────────────────────────────────────────────────────
DESK = """query Desk($organization: ID!) {
  pending: reviewQueue(organization: $organization, status: PENDING) { totalCount nodes { declaration { id } } }
  waiting: reviewQueue(organization: $organization, status: WAITING) { totalCount nodes { declaration { id } } }
  done: reviewQueue(organization: $organization, status: DONE) { totalCount nodes { declaration { id } } }
}"""
SEARCH = """query Search($organization: ID!, $search: String!, $status: ReviewTaskStatus!) {
  reviewQueue(organization: $organization, search: $search, status: $status) { totalCount } }"""
STATUSES = {"pending": "PENDING", "waiting": "WAITING", "done": "DONE"}


@pytest.mark.parametrize("stage", DESKS)
async def test_no_count_betrays_it(season: Season, stage: str) -> None:
    await season.go_to(stage)
    desks = await find_desks(season)
    found = {}
    for who, organization in desks.items():
        data = await season.person(WHO[who]).ask(DESK, organization=organization)
        assert [len(page["nodes"]) for page in data.values()] == [page["totalCount"] for page in data.values()]
        found[who] = tuple(page["totalCount"] for page in data.values())
    assert found == {who: (DESKS[stage] | OTHER_DESK).get(who, (0, 0, 0)) for who in desks}


async def find_desks(season: Season) -> dict[str, str]:
    """Who keeps a desk → their organisation, which no stage changes."""
    for who in DESK_KEEPERS.split():
        if f"desk of {who}" not in season.ids:
            viewer = (await season.person(WHO[who]).ask(OWN))["viewer"]
            season.ids[f"desk of {who}"] = viewer["memberships"][0]["organization"]["id"]
    return {who: season.ids[f"desk of {who}"] for who in DESK_KEEPERS.split()}


@pytest.mark.parametrize("search", ["李示例", "武侯示例电子", "李示例 武侯"])
async def test_no_search_betrays_it(season: Season, search: str) -> None:
    await season.go_to("city-check")
    found = {}
    for who, organization in (await find_desks(season)).items():
        person = season.person(WHO[who])
        asked = {"organization": organization, "search": search}
        answers = [await person.ask(SEARCH, status=status, **asked) for status in STATUSES.values()]
        found[who] = sum(answer["reviewQueue"]["totalCount"] for answer in answers)
    assert {who: count for who, count in found.items() if count} == {"operator": 3, "district": 1, "city": 1}


async def test_nobody_opens_the_desk_of_another(season: Season) -> None:
    await season.go_to("passed")
    desks = await find_desks(season)
    found = {
        (who, owner): code_of(await season.person(WHO[who]).send(DESK, organization=organization))
        for owner, organization in desks.items()
        for who in WHO
    }
    expected = {
        (who, owner): "NOT_SIGNED_IN" if who == "anybody" else "OK" if who == owner else "NOT_PERMITTED"
        for owner in desks
        for who in WHO
    }
    assert found == expected


async def test_everybody_counts_only_what_is_their_own(season: Season) -> None:
    await season.go_to("passed")
    found = {who: await own_counts(season, who) for who in WHO}
    assert found == dict.fromkeys(WHO, (0, 0)) | {"anybody": None, "applicant": (1, 1)}


async def own_counts(season: Season, who: str) -> tuple[int, int] | None:
    viewer = (await season.person(WHO[who]).ask(OWN))["viewer"]
    return viewer and (viewer["declarations"]["totalCount"], viewer["certificates"]["totalCount"])


# ── what is not a declaration's ──
@pytest.mark.parametrize("name", named(ONCE))
async def test_who_may_do_what_is_not_a_declarations(season: Season, name: str) -> None:
    await season.go_to("employer-check")
    query, variables = (await other_questions(season))[name]
    found = {}
    for who, key in WHO.items():
        found[who] = code_of(await season.person(key).send(query, **variables))
        if found[who] == "OK":
            await season.go_to("employer-check")
    expected = {who: "OK" if who in named(ONCE)[name] else "NOT_PERMITTED" for who in WHO} | {
        "anybody": "NOT_SIGNED_IN"
    }
    if name == "startDeclaration":
        expected["applicant"] = "DUPLICATE_DECLARATION"
    if name == "revokeMembership":  # nobody else knows of it
        expected = {who: "NOT_FOUND" if code == "NOT_PERMITTED" else code for who, code in expected.items()}
    assert found == expected


@pytest.mark.parametrize("name", [name for names in AUTHORING for name in names.split()])
async def test_who_may_author(season: Season, name: str) -> None:
    await go_to_authored(season)
    query, variables = authoring_questions(season)[name]
    found = {}
    for who, key in WHO.items():
        found[who] = code_of(await season.person(key).send(query, **variables))
        if found[who] == "OK":
            await go_to_authored(season)
    assert found == authoring_verdicts(name)
    assert differences(season.moments[AUTHORED].rows, await dump(season.database)) == {}


async def test_every_mutation_and_every_list_is_in_the_tables(season: Season) -> None:
    """What is added later is added here."""
    await go_to_authored(season)
    query = "{ __schema { queryType { fields { name } } mutationType { fields { name } } } }"
    types = (await season.person(ANYBODY).ask(query))["__schema"]
    elsewhere = {name for names in ELSEWHERE.values() for name in names.split()}
    asked = {*await mutations_at(season), *await other_questions(season), *authoring_questions(season), *elsewhere}
    assert {field["name"] for field in types["mutationType"]["fields"]} - asked == set()
    assert {field["name"] for field in types["queryType"]["fields"]} - asked == {*PUBLIC, *TESTED_ABOVE}
