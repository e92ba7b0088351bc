import json

import pytest

from review_routes.state import BLANK, ReviewState, state_from_json, state_to_json
from tests.review_routes.stories import happy_path, returned, tell, until


@pytest.mark.parametrize(
    "state",
    [BLANK, until("employer-check"), returned(until("employer-check")), until("issuance"), tell(happy_path())[0]],
    ids=["blank", "submitted", "returned", "confirmed", "passed"],
)
def test_a_state_survives_json(state: ReviewState) -> None:
    assert state_from_json(json.loads(json.dumps(state_to_json(state)))) == state


def test_members_of_a_later_version_may_be_missing_or_unknown() -> None:
    assert state_from_json({"status": "DRAFT", "invented_later": 1}) == BLANK
