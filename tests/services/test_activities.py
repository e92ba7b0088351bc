"""Activities: where each stands in its season, who sees it, and how it is found."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from models import Activity, AuditEntry, Committee, Organization, ProcedureKind, Qualification, Specialty
from models.identifiers import new_id
from review_routes.situation import Window, Windows
from services import activities
from services.activities import WINDOWS, ActivityPhase, ActivitySearch
from services.catalogue import Choice, read_catalogue
from services.environment import Environment
from services.errors import NotFound, NotPermitted, NotSignedIn
from tests import factories
from tests.databases import Database
from tests.factories import day
from tests.frozen_clock import FrozenClock
from tests.query_counts import count_queries

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)
SPRING, SUMMER, AUTUMN = day("2026-03-01"), day("2026-06-01"), day("2026-09-01")


def season(*, opened: bool = True, acceptance: bool = True, concluded: datetime | None = None) -> Activity:
    return Activity(
        opened_at=SPRING - timedelta(days=30) if opened else None,
        concluded_at=concluded,
        declare_from=SPRING,
        declare_to=SUMMER,
        acceptance_from=SUMMER if acceptance else None,
        acceptance_to=AUTUMN if acceptance else None,
    )


@pytest.mark.parametrize(
    ("activity", "now", "expected"),
    [
        (season(opened=False), SPRING, ActivityPhase.DRAFT),
        (season(), SPRING - SECOND, ActivityPhase.DRAFT),
        (season(), SPRING, ActivityPhase.DECLARING),
        (season(), SUMMER, ActivityPhase.DECLARING),
        (season(), SUMMER + SECOND, ActivityPhase.ACCEPTING),
        (season(), AUTUMN, ActivityPhase.ACCEPTING),
        (season(), AUTUMN + SECOND, ActivityPhase.REVIEWING),
        (season(acceptance=False), SUMMER + SECOND, ActivityPhase.REVIEWING),
        (season(concluded=AUTUMN), AUTUMN + SECOND, ActivityPhase.CONCLUDED),
        (season(concluded=SPRING), SPRING + SECOND, ActivityPhase.CONCLUDED),
    ],
)
def test_phases_follow_the_windows(activity: Activity, now: datetime, expected: ActivityPhase) -> None:
    assert activities.phase_of(activity, now=now) is expected


def test_a_window_is_there_when_both_its_ends_are() -> None:
    activity = season()
    activity.mending_from = SUMMER

    assert {name: activities.window_of(activity, name) for name in WINDOWS} == {
        "declare": (SPRING, SUMMER),
        "employer_check": None,
        "mending": None,
        "acceptance": (SUMMER, AUTUMN),
        "defence": None,
    }
    assert activities.route_windows(activity) == Windows(
        declare=Window(SPRING, SUMMER), employer_check=None, mending=None, acceptance=Window(SUMMER, AUTUMN)
    )


async def found(environment: Environment, **wanted: object) -> list[str]:
    """The codes, in order, of all that a search finds; the choice's members stand beside the search's own."""
    chosen = {name: wanted.pop(name) for name in ("series", "level", "qualification", "specialty") if name in wanted}
    search = ActivitySearch(choice=Choice(**chosen), **wanted)  # type: ignore[arg-type]
    caller = factories.nobody(environment)
    page = await activities.find_activities(
        await read_catalogue(environment.catalogue), search, now=caller.now, on=caller.today, first=100, after=None
    )
    assert await page.count() == len(page.items)
    return sorted(row.code for row in page.items)


async def test_what_is_open_is_found_by_what_one_declares_for(environment: Environment, database: Database) -> None:
    engineer = await Qualification.get(code="05-engineering-082")
    electronics = await Specialty.get(code="05-01")
    machines = await Specialty.get(code="05-09")
    ours = ["electronic-information-2026"]
    everything = sorted([row.code for row in await Activity.all()])

    assert await found(environment) == everything
    assert await found(environment, qualification=engineer.id) == ours
    assert await found(environment, series=engineer.series_id, level=engineer.level) == ours
    assert await found(environment, qualification=engineer.id, specialty=electronics.id) == ours
    assert await found(environment, qualification=engineer.id, specialty=machines.id) == []
    assert await found(environment, qualification=new_id()) == []
    assert await found(environment, procedure=ProcedureKind.TITLE_REVIEW) == everything
    assert await found(environment, procedure=ProcedureKind.INITIAL_RECOGNITION) == []
    assert await found(environment, search="电子信息") == ours
    assert await found(environment, search="2026 ENGINEERING electronic") == ours
    assert await found(environment, search="electronic-information-2026") == ours
    assert await found(environment, search="%") == await found(environment, search="_") == []
    assert await found(environment, search="zh-CN") == []
    assert await found(environment, region="510100") == ["school-teachers-chengdu-2026"]
    assert await found(environment, region="110000") == []
    assert await found(environment, region="510100", search="电子信息") == []


async def test_open_means_now(environment: Environment, clock: FrozenClock, database: Database) -> None:
    now = clock.now()
    windows = {
        "past": (now - timedelta(days=2), now - SECOND),
        "last-moment": (now - timedelta(days=2), now),
        "first-moment": (now, now + timedelta(days=2)),
        "to-come": (now + SECOND, now + timedelta(days=2)),
    }
    for code, window in windows.items():
        await factories.make_activity(environment, code=f"测试-{code}", windows={"declare": window})
    concluded = await factories.make_activity(environment, code="测试-concluded")
    await Activity.filter(id=concluded.id).update(concluded_at=now)
    await factories.make_activity(environment, code="测试-draft", opened=False)

    assert await found(environment, search="测试") == ["测试-first-moment", "测试-last-moment"]
    assert await found(environment, search="测试", open=False) == sorted(
        f"测试-{code}" for code in [*windows, "concluded"]
    )


async def test_an_activity_of_no_committee_is_for_every_choice_and_stands_where_its_host_does(
    environment: Environment, database: Database
) -> None:
    await factories.make_activity(environment, code="recognition", procedure=ProcedureKind.INITIAL_RECOGNITION)
    committee = await Committee.get(code="school-teachers-chengdu")
    await factories.make_activity(environment, code="city", committee=committee)
    engineer = await Qualification.get(code="05-engineering-082")

    assert await found(environment, qualification=engineer.id) == ["electronic-information-2026", "recognition"]
    assert await found(environment, procedure=ProcedureKind.INITIAL_RECOGNITION) == ["recognition"]
    assert await found(environment, region="510100") == ["city", "school-teachers-chengdu-2026"]
    assert "recognition" in await found(environment, region="510000")


async def test_a_list_takes_as_many_statements_however_long(environment: Environment, database: Database) -> None:
    catalogue = await read_catalogue(environment.catalogue)
    level = (await Qualification.get(code="05-engineering-082")).level
    caller = factories.nobody(environment)
    search = ActivitySearch(choice=Choice(level=level), region="510000", search="2026")
    for first in (1, 3):
        with count_queries() as statements:
            page = await activities.find_activities(
                catalogue, search, now=caller.now, on=caller.today, first=first, after=None
            )
        assert (len(page.items), statements.count) == (first, 2)


async def test_a_draft_is_known_to_those_who_run_it(environment: Environment, database: Database) -> None:
    draft = await factories.make_activity(environment, code="draft", opened=False)
    host = await Organization.get(id=draft.host_id)
    assert host.name == "四川省示例电子信息工程职称评审办公室"

    async def seen_by(subject: str | None, activity_id: UUID) -> bool:
        caller = await factories.caller_of(environment, subject) if subject else factories.nobody(environment)
        try:
            return (await activities.load_activity(caller, activity_id)).id == activity_id
        except NotFound:
            return False

    people = (factories.ORGANISER, factories.ADMINISTRATOR, "organiser-nursing", factories.APPLICANT, None)
    opened = (await Activity.get(code=factories.ACTIVITY)).id
    assert [await seen_by(person, draft.id) for person in people] == [True, True, False, False, False]
    assert [await seen_by(person, opened) for person in people] == [True] * 5
    assert [await seen_by(person, new_id()) for person in people] == [False] * 5


async def test_opening_makes_it_public(environment: Environment, clock: FrozenClock, database: Database) -> None:
    draft = await factories.make_activity(environment, code="draft", opened=False)
    organiser = await factories.caller_of(environment, factories.ORGANISER)

    for subject, error in (("organiser-nursing", NotFound), (factories.APPLICANT, NotFound)):
        with pytest.raises(error):
            await activities.open_activity(await factories.caller_of(environment, subject), activity_id=draft.id)
    with pytest.raises(NotFound):
        await activities.open_activity(factories.nobody(environment), activity_id=draft.id)
    opened = await activities.open_activity(organiser, activity_id=draft.id)

    assert opened.opened_at == clock.now()
    assert (await activities.load_activity(factories.nobody(environment), draft.id)).id == draft.id
    assert [entry.action for entry in await AuditEntry.filter(subject_id=draft.id).order_by("id")] == [
        "CREATE_ACTIVITY",
        "OPEN_ACTIVITY",
    ]
    with pytest.raises(NotPermitted):
        await activities.open_activity(
            await factories.caller_of(environment, factories.APPLICANT), activity_id=draft.id
        )
    with pytest.raises(NotSignedIn):
        await activities.open_activity(factories.nobody(environment), activity_id=draft.id)
