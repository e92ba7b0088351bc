"""Counting votes by the rule of the route, in exact fractions; without a rule, more for than against."""

from math import ceil

from review_routes.commands import Recommend, RecordPanelResult
from review_routes.documents import PassRule
from review_routes.state import Tally

Vote = Recommend | RecordPanelResult


def count(vote: Vote, *, rule: PassRule | None) -> Tally:
    members, present, yes, no, abstain = _figures(vote)
    # Somebody has to be there, even where the route asks for no quorum.
    quorum = max(1, ceil(members * rule.quorum)) if rule else 1
    needed = ceil(present * rule.yes) if rule else no + 1
    return Tally(
        members=members,
        present=present,
        quorum=quorum,
        yes=yes,
        no=no,
        abstain=abstain,
        needed=needed,
        passed=yes >= needed,
    )


def _figures(vote: Vote) -> tuple[int, int, int, int, int]:
    if isinstance(vote, RecordPanelResult):
        return vote.members, vote.present, vote.yes, vote.no, vote.abstain
    present = vote.votes_for + vote.votes_against + vote.abstentions
    return vote.committee_size, present, vote.votes_for, vote.votes_against, vote.abstentions
