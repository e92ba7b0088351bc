import pytest

from tests.journeys.seasons import Season
from tests.journeys.title_reviews import ORGANISER, VOTE

pytestmark = pytest.mark.anyio

RECORD = """mutation Record($declaration: ID!, $vote: PanelVoteInput!) {
  recordPanelResult(declaration: $declaration, vote: $vote) { problems { code }
    declaration { status tally { members present quorum yes no abstain needed passed } } } }"""
COUNTED = {"members": 25, "present": 21, "quorum": 17, "needed": 14}


@pytest.mark.parametrize(
    ("yes", "no", "status", "passed"),
    [(18, 2, "IN_REVIEW", True), (14, 6, "IN_REVIEW", True), (13, 7, "NOT_PASSED", False)],
)
async def test_two_thirds_of_those_present_pass(season: Season, yes: int, no: int, status: str, passed: bool) -> None:  # noqa: FBT001
    await season.go_to("panel")
    vote = {**VOTE, "yes": yes, "no": no, "meetingOn": (await season.world.today()).isoformat()}
    payload = await season.person(ORGANISER).change(RECORD, declaration=season.ids["declaration"], vote=vote)
    tally = COUNTED | {"yes": yes, "no": no, "abstain": 1, "passed": passed}
    assert payload == {"problems": [], "declaration": {"status": status, "tally": tally}}
