"""What is shown of a declaration, of its files and of its certificate, and to whom."""

import pytest

from server.journey.applying import FIRST_SECTION
from server.journey.people import Answer
from tests.journeys.permission_questions import ATTACHMENT, verdicts
from tests.journeys.permission_tables import (
    ACTION_OF,
    CONCERNED,
    RESIDENT_ID,
    STAGES,
    SUBMITTED_ADDRESS,
    WHO,
    allowed_at,
)
from tests.journeys.seasons import ANYBODY, Season
from tests.journeys.title_reviews import RETURNED_FIELD, UNSUBMITTED

pytestmark = pytest.mark.anyio


# ── reading ──────────────────────────────────────────────────────────────────
READ = f"""query Read($id: ID!) {{ declaration(id: $id) {{ revision
  section(key: "{FIRST_SECTION}") {{ revision entries {{ answers }} }}
  sections {{ key locked problems {{ code pointer }} entries {{ answers }} }}
  form {{ problems {{ code pointer }} section(key: "{FIRST_SECTION}") {{ entries {{ answers fields {{ name value }} }} }} }}
  readiness {{ ready problems {{ code pointer }} }}
  submissions {{ number answers changesSince {{ pointer }} }}
  returned {{ items {{ pointer }} }} tally {{ yes }} certificate {{ number }}
  availableActions {{ action allowed }}
  events(first: 100) {{ totalCount nodes {{ sequence type data }} }} }} }}"""
REVIEWERS = [who for who in CONCERNED if who != "applicant"]


async def read_as(season: Season, who: str) -> Answer:
    answer: Answer = (await season.person(WHO[who]).ask(READ, id=season.ids["declaration"]))["declaration"]
    return answer


async def test_a_reviewer_reads_what_was_submitted_and_no_work_in_progress(season: Season) -> None:
    await season.go_to("returned")
    own = await read_as(season, "applicant")
    assert own["section"]["entries"][0]["answers"]["address"] == UNSUBMITTED
    for who in ("operator", "administrator"):
        found = await read_as(season, who)
        [entry] = found["section"]["entries"]
        [shown] = found["form"]["section"]["entries"]
        values = {field["name"]: field["value"] for field in shown["fields"]}
        assert (entry["answers"]["address"], values["address"]) == (SUBMITTED_ADDRESS, SUBMITTED_ADDRESS)
        assert UNSUBMITTED not in str(found)
        assert (found["section"]["revision"], {each["locked"] for each in found["sections"]}) == (0, {True})


async def test_after_submitting_again_everybody_reads_the_same(season: Season) -> None:
    await season.go_to("city-check")
    for who in ("applicant", "operator", "district", "city", "administrator"):
        found = await read_as(season, who)
        assert found["section"]["entries"][0]["answers"]["address"] == UNSUBMITTED
        assert [each["number"] for each in found["submissions"]] == [1, 2]
        assert [each["pointer"] for each in found["submissions"][1]["changesSince"]] == [RETURNED_FIELD]


async def test_a_resident_id_is_for_its_holder_and_the_desks_that_hold_it_against_the_papers(season: Season) -> None:
    await season.go_to("passed")
    found = {who: (await read_as(season, who))["section"]["entries"][0]["answers"] for who in CONCERNED}
    expected = dict.fromkeys(CONCERNED, RESIDENT_ID) | {"administrator": None}
    assert {who: answers.get("residentId") for who, answers in found.items()} == expected
    assert RESIDENT_ID not in str(await read_as(season, "administrator"))


@pytest.mark.parametrize("who", ["operator", "administrator"])
async def test_a_reviewer_is_told_of_no_problem_that_the_applicant_has_not(season: Season, who: str) -> None:
    """A resident id that is not shown is neither missing nor wrong."""
    await season.go_to("employer-check")
    own, found = await read_as(season, "applicant"), await read_as(season, who)
    assert found["readiness"] == own["readiness"]
    assert found["form"]["problems"] == own["form"]["problems"]
    assert [each["problems"] for each in found["sections"]] == [each["problems"] for each in own["sections"]]


async def test_a_reviewer_does_not_see_answers_being_saved(season: Season) -> None:
    await season.go_to("returned")
    own = (await read_as(season, "applicant"))["events"]
    whole = [event["type"] for event in own["nodes"]]
    kept = [event for event in own["nodes"] if event["type"] != "SectionSaved"]
    assert (own["totalCount"], whole.count("SectionSaved") > 0) == (len(whole), True)
    for who in ("operator", "administrator"):
        assert (await read_as(season, who))["events"] == {"totalCount": len(kept), "nodes": kept}


@pytest.mark.parametrize("stage", ["draft", "withdrawn", "employer-check", "returned", "panel", "issuance", "passed"])
async def test_what_is_offered_is_what_may_be_done(season: Season, stage: str) -> None:
    await season.go_to(stage)
    allowed = allowed_at(stage)
    for who in STAGES[stage][0].split():
        offered = {each["action"] for each in (await read_as(season, who))["availableActions"] if each["allowed"]}
        assert offered == {
            action
            for name, people in allowed.items()
            if name in ACTION_OF and who in people
            for action in ACTION_OF[name].split()
        }


@pytest.mark.parametrize("stage", ["result-notice", "confirmation", "issuance"])
async def test_the_applicant_learns_the_vote_when_the_case_is_over(season: Season, stage: str) -> None:
    """Neither as the tally, nor among the particulars of what happened."""
    await season.go_to(stage)
    own = await read_as(season, "applicant")
    told = [event["data"] for event in own["events"]["nodes"] if event["type"] == "PanelResultRecorded"]
    assert own["tally"] is None
    assert [facts for facts in told if "tally" in facts] == []
    assert (await read_as(season, "organiser"))["tally"] == {"yes": 18}


async def test_the_vote_is_told_when_the_case_is_over(season: Season) -> None:
    await season.go_to("passed")
    assert (await read_as(season, "applicant"))["tally"] == {"yes": 18}


async def test_a_file_that_was_not_submitted_is_the_applicants_alone(season: Season) -> None:
    await season.go_to("returned")
    expected = {who: "NOT_SIGNED_IN" if who == "anybody" else "NOT_FOUND" for who in WHO} | {"applicant": "OK"}
    assert await verdicts(season, ATTACHMENT, id=season.ids["unsubmitted-attachment"]) == expected


async def test_a_file_that_did_not_arrive_is_nobodys(season: Season) -> None:
    await season.go_to("employer-check")
    expected = {who: "NOT_SIGNED_IN" if who == "anybody" else "NOT_FOUND" for who in WHO}
    assert await verdicts(season, ATTACHMENT, id=season.ids["upload"]) == expected


# ── what is public, and what is not a declaration's ──────────────────────────
NOTICES = "{ notices { totalCount nodes { id entries { name employer qualification specialty } } } }"
VERIFY = """query Verify($number: String!, $code: String, $name: String) {
  verifyCertificate(number: $number, code: $code, holderName: $name) { outcome certificate { holderName } } }"""


async def test_a_notice_is_public_while_it_runs(season: Season) -> None:
    listed = {
        "name": "李示例",
        "employer": "武侯示例电子科技有限公司",
        "qualification": "高级工程师",
        "specialty": "电子信息",
    }
    for stage, notice in [
        ("employer-notice-running", "employer-notice-id"),
        ("result-notice-running", "result-notice-id"),
    ]:
        await season.go_to(stage)
        expected = {"totalCount": 1, "nodes": [{"id": season.ids[notice], "entries": [listed]}]}
        assert {who: (await season.person(key).ask(NOTICES))["notices"] for who, key in WHO.items()} == dict.fromkeys(
            WHO, expected
        )
    await season.go_to("passed")
    assert (await season.person(ANYBODY).ask(NOTICES))["notices"] == {"totalCount": 0, "nodes": []}


async def test_anybody_verifies_who_knows_more_than_the_number(season: Season) -> None:
    await season.go_to("passed")
    number = season.ids["certificate-number"]
    found = {"outcome": "VALID", "certificate": {"holderName": "李示例"}}
    nothing = {"outcome": "NOT_FOUND", "certificate": None}
    person = season.person(ANYBODY)
    assert (await person.ask(VERIFY, number=number))["verifyCertificate"] == nothing
    assert (await person.ask(VERIFY, number=number, name="李"))["verifyCertificate"] == nothing
    assert (await person.ask(VERIFY, number=number, name="李示例"))["verifyCertificate"] == found
    await season.go_to("passed")


async def test_the_name_on_a_notice_does_not_open_the_certificates_file(season: Season) -> None:
    """Names are public and numbers follow one another: only who has the paper, and its code, gets the file."""
    await season.go_to("passed")
    query = VERIFY.replace("holderName }", "pdfUrl credential }")
    answer = await season.person(ANYBODY).send(query, number=season.ids["certificate-number"], name="李示例")
    assert answer["data"]["verifyCertificate"]["certificate"] == {"pdfUrl": None, "credential": None}
    await season.go_to("passed")


async def test_the_certificate_is_seen_with_the_declaration(season: Season) -> None:
    await season.go_to("passed")
    for who in CONCERNED:
        assert (await read_as(season, who))["certificate"] == {"number": season.ids["certificate-number"]}
