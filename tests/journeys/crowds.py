"""More than one of everything that lists show: on a desk, on notices, among one's own."""

from typing import Any

from server.journey import queries
from server.journey.applying import Case, choose, fill, start
from server.journey.report import Report
from tests.journeys.seasons import Season

CROWD = ("applicant-sun", "applicant-zhou")
OPERATOR = "operator-wuhou-electronics"
OTHER_SEASONS = {
    "natural-science-2026": "03-natural-science-research-senior-associate",
    "economics-2026": "19-economics-122",
}
CHOICES = "{ catalogue { qualifications { id code } specialties { id code } } activities { nodes { id code } } }"


async def gather(season: Season) -> None:
    """From the employer's check: two more declarations on that desk, then each of the three on a notice of its own."""
    await season.go_to("employer-check")
    await _declare_elsewhere(season)
    on_desk = [season.ids["declaration"]]
    for key in CROWD:
        case = await _declare(season, key)
        await case.applicant.change(queries.SUBMIT, declaration=case.id)
        on_desk.append(case.id)
    await season.remember("crowded-desk")
    for declaration in on_desk:
        await _put_on_notice(season, declaration)
    await season.remember("crowded-notices")


async def _declare(season: Season, key: str) -> Case:
    report = Report()
    case = await choose(season.person(key), report)
    await start(case, report)
    await fill(case, report)
    return case


async def _declare_elsewhere(season: Season) -> None:
    """The applicant's second and third declaration, in other activities."""
    person = season.person("applicant-li")
    found = await person.ask(CHOICES)
    ids = {row["code"]: row["id"] for row in found["catalogue"]["qualifications"] + found["activities"]["nodes"]}
    for activity, qualification in OTHER_SEASONS.items():
        await person.change(
            queries.START,
            activity=ids[activity],
            employer=season.ids["employer"],
            qualification=ids[qualification],
        )


async def _put_on_notice(season: Season, declaration: str) -> None:
    operator = season.person(OPERATOR)
    recommendation = {"committeeSize": 7, "votesFor": 6, "votesAgainst": 1, "opinion": "同意推荐"}
    await operator.change(queries.APPROVE, declaration=declaration)
    await operator.change(queries.RECOMMEND, declaration=declaration, recommendation=recommendation)
    days: dict[str, Any] = {"from": "2026-04-15", "to": "2026-04-30"}
    await operator.change(queries.OPEN_NOTICE, declarations=[declaration], title="公示", place="公告栏", **days)
