from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_routes.commands import Recommend, RecordPanelResult
from review_routes.documents import PassRule
from review_routes.state import Tally
from review_routes.tallies import count

TWO_THIRDS = PassRule.model_validate({"quorum": [2, 3], "yes": [2, 3]})
MEETING = date(2024, 3, 11)


@pytest.mark.parametrize(
    ("present", "yes", "needed", "passed"),
    [(21, 14, 14, True), (21, 13, 14, False), (17, 12, 12, True), (17, 11, 12, False), (25, 17, 17, True)],
)
def test_two_thirds_of_those_present_must_say_yes(present: int, yes: int, needed: int, *, passed: bool) -> None:
    vote = RecordPanelResult(25, present=present, yes=yes, no=present - yes, abstain=0, meeting_on=MEETING)

    assert count(vote, rule=TWO_THIRDS) == Tally(25, present, 17, yes, present - yes, 0, needed, passed)


@pytest.mark.parametrize(("votes_for", "passed"), [(4, False), (5, True)])
def test_without_a_rule_more_must_be_for_than_against(votes_for: int, *, passed: bool) -> None:
    vote = Recommend(10, votes_for=votes_for, votes_against=4, abstentions=1)

    assert count(vote, rule=None) == Tally(10, votes_for + 5, 1, votes_for, 4, 1, 5, passed)


@given(present=st.integers(1, 200), yes=st.integers(0, 200), part=st.integers(1, 9), whole=st.integers(1, 9))
def test_passing_is_exactly_reaching_the_share(present: int, yes: int, part: int, whole: int) -> None:
    part, whole, yes = min(part, whole), max(part, whole), min(yes, present)
    rule = PassRule.model_validate({"quorum": [1, 1], "yes": [part, whole]})
    vote = RecordPanelResult(present, present=present, yes=yes, no=present - yes, abstain=0, meeting_on=MEETING)

    assert count(vote, rule=rule).passed == (Fraction(yes, present) >= Fraction(part, whole))
