from dataclasses import replace
from datetime import UTC

import pytest

from review_routes.case import Case
from review_routes.documents import WindowName
from review_routes.situation import Windows
from tests.review_routes.stories import EMPLOYER, MONDAY, at, happy_path, situated, tell, until, window


@pytest.mark.parametrize("name", WindowName)
def test_every_window_a_stage_may_name_is_known(name: WindowName) -> None:
    opened = window(MONDAY, MONDAY)

    assert Windows(employer_check=opened, acceptance=opened).of_stage(name) == opened


def test_the_day_a_step_was_opened_is_told_where_the_activity_is_held() -> None:
    state = until("employer-check")
    early = replace(state.steps[0], opened_at=at(MONDAY, 1).astimezone(UTC))
    case = Case(replace(state, steps=(early, *state.steps[1:])), EMPLOYER, situated(), at(MONDAY))

    assert case.opened_on == MONDAY


def test_a_declaration_that_is_not_in_review_has_no_step() -> None:
    case = Case(tell(happy_path())[0], EMPLOYER, situated(), at(MONDAY))

    with pytest.raises(LookupError):
        _ = case.step
