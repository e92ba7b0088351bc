"""Seasons as their organisers run them: planned, changed while they run, closed; and everything that is refused."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models import Activity, AuditEntry, Committee, FormVersion, Organization, ProcedureKind, TemplateStatus
from models.identifiers import new_id
from services import activities, activity_planning, declarations
from services.activities import ActivityPhase, phase_of
from services.activity_planning import NewActivity
from services.caller import Caller
from services.environment import Environment
from services.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn, Refused
from tests import factories
from tests.databases import Database
from tests.frozen_clock import FrozenClock
from tests.journeys.authored_documents import FORM
from tests.journeys.authored_documents import TEMPLATES as DOCUMENTS
from tests.services import authors
from tests.services.authors import done, nothing_changes, office_of

pytestmark = pytest.mark.anyio

Window = tuple[datetime, datetime]
TITLE = {"zh-CN": "样机评审", "en": "Prototypes"}
NAIVE = datetime(2026, 5, 1)  # noqa: DTZ001 -- as it arrives without a time zone
EARLY, LATE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
async def organiser(environment: Environment, database: Database) -> Caller:
    return await authors.organiser_of(environment)


@pytest.fixture
async def other(environment: Environment, database: Database) -> Caller:
    return await authors.other_organiser_of(environment)


@pytest.fixture
async def new(organiser: Caller) -> NewActivity:
    """A season of the organiser's committee that can be planned."""
    like = await Activity.get(code=factories.ACTIVITY)
    return NewActivity(
        code="prototypes-2026",
        procedure=ProcedureKind.TITLE_REVIEW,
        year=2026,
        committee_id=like.committee_id,
        host_id=None,
        issuer_id=None,
        form_version_id=like.form_version_id,
        route_version_id=like.route_version_id,
        windows={"declare": (organiser.now - timedelta(days=1), organiser.now + timedelta(days=30))},
        columns={"title": TITLE},
    )


@pytest.fixture
async def planned(organiser: Caller, new: NewActivity) -> Activity:
    return await plan(organiser, new)


async def plan(caller: Caller, new: NewActivity, **changed: Any) -> Activity:
    return await done(activity_planning.plan_activity(caller, replace(new, **changed)))


async def change(
    caller: Caller, activity: Activity, *, windows: dict[str, Window] | None = None, **columns: Any
) -> Activity:
    changed = activity_planning.change_activity(caller, activity_id=activity.id, columns=columns, windows=windows or {})
    return await done(changed)


async def close(caller: Caller, activity: Activity) -> Activity:
    return await done(activity_planning.close_declaring(caller, activity_id=activity.id))


async def refused(work: Awaitable[Any]) -> list[tuple[str, tuple[str, ...]]]:
    with pytest.raises(Refused) as refusal:
        await work
    return [(str(found.code), found.path) for found in refusal.value.problems]


# ── planning ─────────────────────────────────────────────────────────────────
async def test_a_planned_season_is_a_draft_of_its_committee(organiser: Caller, new: NewActivity) -> None:
    columns = {
        "title": TITLE,
        "policy": {"zh-CN": "政策"},
        "hotline": "028-00000000",
        "achievements_from": date(2020, 1, 1),
        "achievements_to": date(2026, 1, 1),
    }
    windows = {**new.windows, "acceptance": (EARLY, LATE)}
    made = await Activity.get(id=(await plan(organiser, new, columns=columns, windows=windows)).id)
    committee = await Committee.get(id=new.committee_id)

    assert (made.host_id, made.issuer_id, made.opened_at) == (committee.office_id, committee.issuer_id, None)
    assert (made.title, made.policy, made.scope_text, made.schedule) == (TITLE, {"zh-CN": "政策"}, {}, {})
    assert (made.achievements_from, made.achievements_to) == (date(2020, 1, 1), date(2026, 1, 1))
    assert (made.acceptance_from, made.acceptance_to, made.mending_from) == (EARLY, LATE, None)
    assert phase_of(made, now=organiser.now) is ActivityPhase.DRAFT
    [entry] = await AuditEntry.filter(subject_id=made.id)
    assert (entry.action, entry.actor_id) == ("CREATE_ACTIVITY", organiser.require_viewer().account_id)


async def test_nobody_else_knows_of_it_until_it_is_opened(organiser: Caller, other: Caller, planned: Activity) -> None:
    public = factories.nobody(organiser.environment)
    for caller in (other, public):
        with pytest.raises(NotFound):
            await activities.load_activity(caller, planned.id)
    await done(activities.open_activity(organiser, activity_id=planned.id))

    assert (await activities.load_activity(public, planned.id)).code == "prototypes-2026"


async def test_without_a_committee_host_and_issuer_are_named(
    organiser: Caller, new: NewActivity, database: Database
) -> None:
    host, issuer = office_of(organiser), (await Organization.get(name="成都市人力资源和社会保障局")).id
    bare = replace(new, committee_id=None)
    async with nothing_changes(database):
        assert await refused(plan(organiser, bare)) == [("INVALID_ARGUMENT", ("host",))]
        assert await refused(plan(organiser, bare, host_id=host)) == [("INVALID_ARGUMENT", ("host",))]
        assert await refused(plan(organiser, bare, issuer_id=issuer)) == [("INVALID_ARGUMENT", ("host",))]
        with pytest.raises(NotFound):
            await plan(organiser, bare, host_id=host, issuer_id=new_id())
        with pytest.raises(NotFound):
            await plan(organiser, bare, host_id=new_id(), issuer_id=issuer)
        with pytest.raises(NotFound):
            await plan(organiser, new, committee_id=new_id())
    made = await plan(organiser, bare, host_id=host, issuer_id=issuer)
    same = await plan(organiser, bare, code="same", host_id=host, issuer_id=host)

    assert (made.committee_id, made.host_id, made.issuer_id) == (None, host, issuer)
    assert (same.host_id, same.issuer_id) == (host, host)


WRONG_WINDOWS: list[dict[str, Window]] = [
    {"declare": (LATE, EARLY)},
    {"declare": (NAIVE, LATE)},
    {"declare": (EARLY, NAIVE)},
    {"declare": (NAIVE, NAIVE)},
    {"declare": (datetime(1999, 12, 31, tzinfo=UTC), LATE)},
    {"declare": (EARLY, datetime(2100, 1, 1, tzinfo=UTC))},
    {"declare": (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))},
]
WRONG_TEXTS: list[Any] = [
    {"en": "Only English"},
    {"zh-CN": "中文", "fr": "français"},
    {"zh-CN": ""},
    {"zh-CN": "  "},
    {"zh-CN": "中文", "en": " "},
    {"zh-CN": 3},
    {"zh-CN": None},
    {"zh-CN": "长" * 5_001},
    ["zh-CN"],
    "中文",
    None,
]


@pytest.mark.parametrize("windows", WRONG_WINDOWS)
async def test_a_window_must_be_one(
    organiser: Caller, new: NewActivity, planned: Activity, database: Database, windows: dict[str, Window]
) -> None:
    other_window = {"mending": windows["declare"]}
    async with nothing_changes(database):
        assert await refused(plan(organiser, new, code="next", windows=windows)) == [("INVALID_ARGUMENT", ("declare",))]
        assert await refused(change(organiser, planned, windows=windows)) == [("INVALID_ARGUMENT", ("declare",))]
        assert await refused(change(organiser, planned, windows=other_window)) == [("INVALID_ARGUMENT", ("mending",))]


@pytest.mark.parametrize("texts", WRONG_TEXTS)
async def test_a_text_is_in_chinese_and_in_a_language_we_speak(
    organiser: Caller, new: NewActivity, planned: Activity, database: Database, texts: Any
) -> None:
    async with nothing_changes(database):
        assert await refused(plan(organiser, new, code="next", columns={"title": texts})) == [
            ("INVALID_ARGUMENT", ("title",))
        ]
        for name in ("title", "policy", "scope_text", "schedule"):
            assert await refused(change(organiser, planned, **{name: texts})) == [("INVALID_ARGUMENT", (name,))]


async def test_only_a_title_is_needed(
    organiser: Caller, new: NewActivity, planned: Activity, database: Database
) -> None:
    async with nothing_changes(database):
        assert await refused(change(organiser, planned, title={})) == [("INVALID_ARGUMENT", ("title",))]
    changed = await change(organiser, planned, policy={}, schedule={"zh-CN": "长" * 5_000})
    assert (changed.policy, len(changed.schedule["zh-CN"])) == ({}, 5_000)


async def test_everything_else_that_is_not_planned(organiser: Caller, new: NewActivity, database: Database) -> None:
    draft = await authors.draft_template(organiser, {**DOCUMENTS[0], "key": "section.other"})
    form = await authors.publish_everything(organiser)
    retired = await FormVersion.get(id=form.id)
    await FormVersion.filter(id=form.id).update(status=TemplateStatus.RETIRED)
    cases: list[tuple[dict[str, Any], list[tuple[str, tuple[str, ...]]]]] = [
        ({"code": ""}, [("INVALID_ARGUMENT", ("code",))]),
        ({"code": "Upper"}, [("INVALID_ARGUMENT", ("code",))]),
        ({"code": "-a"}, [("INVALID_ARGUMENT", ("code",))]),
        ({"code": "a\n"}, [("INVALID_ARGUMENT", ("code",))]),
        ({"code": "a" * 81}, [("INVALID_ARGUMENT", ("code",))]),
        ({"code": factories.ACTIVITY}, [("DUPLICATE_KEY", ("code",))]),
        ({"year": 1999}, [("INVALID_ARGUMENT", ("year",))]),
        ({"year": 2100}, [("INVALID_ARGUMENT", ("year",))]),
        ({"year": 10**30}, [("INVALID_ARGUMENT", ("year",))]),
        ({"windows": {}}, [("INVALID_ARGUMENT", ("declare",))]),
        ({"windows": {**new.windows, "lunch": (EARLY, LATE)}}, [("INVALID_ARGUMENT", ("lunch",))]),
        ({"form_version_id": new_id()}, [("UNKNOWN_REFERENCE", ("formVersion",))]),
        ({"form_version_id": draft.id}, [("UNKNOWN_REFERENCE", ("formVersion",))]),
        ({"form_version_id": retired.id}, [("UNKNOWN_REFERENCE", ("formVersion",))]),
        ({"route_version_id": new.form_version_id}, [("UNKNOWN_REFERENCE", ("route",))]),
        (
            {
                "columns": {
                    "title": TITLE,
                    "achievements_from": date(2026, 1, 2),
                    "achievements_to": date(2026, 1, 1),
                }
            },
            [("INVALID_ARGUMENT", ("achievementsTo",))],
        ),
        (
            {"code": "", "year": 1, "windows": {"declare": (LATE, EARLY)}, "route_version_id": new_id()},
            [
                ("INVALID_ARGUMENT", ("declare",)),
                ("UNKNOWN_REFERENCE", ("route",)),
                ("INVALID_ARGUMENT", ("code",)),
                ("INVALID_ARGUMENT", ("year",)),
            ],
        ),
    ]

    async with nothing_changes(database):
        found = [(changed, await refused(plan(organiser, new, **changed))) for changed, _ in cases]
        with pytest.raises(InvalidInput):
            await plan(organiser, new, columns={"title": TITLE, "hotline": "0" * 61})

    assert found == cases


async def test_who_plans_for_whom(
    organiser: Caller, other: Caller, new: NewActivity, environment: Environment, database: Database
) -> None:
    administrator, host = await authors.administrator_of(environment), office_of(other)

    async with nothing_changes(database):
        for subject in (authors.OTHER_ORGANISER, factories.APPLICANT, factories.EMPLOYER_OPERATOR, factories.ISSUER):
            with pytest.raises(NotPermitted):
                await plan(await factories.caller_of(environment, subject), new)
        with pytest.raises(NotPermitted):
            await plan(organiser, new, committee_id=None, host_id=host, issuer_id=host)
        with pytest.raises(NotSignedIn):
            await plan(factories.nobody(environment), new)
    assert (await plan(administrator, new)).host_id == office_of(organiser)


async def test_of_two_that_take_a_code_at_once_one_wins(organiser: Caller, new: NewActivity) -> None:
    async def outcome() -> str:
        try:
            await plan(organiser, new)
        except Refused as refusal:
            return str(refusal.problems[0].code)
        return "OK"

    assert sorted(await asyncio.gather(outcome(), outcome())) == ["DUPLICATE_KEY", "OK"]
    assert await Activity.filter(code=new.code).count() == 1


# ── changing ─────────────────────────────────────────────────────────────────
async def test_only_what_is_given_changes(organiser: Caller, planned: Activity) -> None:
    before = dict(await Activity.get(id=planned.id).values())
    await change(organiser, planned, hotline="12345", windows={"mending": (EARLY, LATE)})
    after = dict(await Activity.get(id=planned.id).values())

    assert {name for name in before if before[name] != after[name]} == {"hotline", "mending_from", "mending_to"}
    assert (after["hotline"], after["mending_from"], after["mending_to"]) == ("12345", EARLY, LATE)
    entry = await AuditEntry.filter(subject_id=planned.id).order_by("-id").first()
    assert entry is not None
    assert (entry.action, entry.data) == (
        "CHANGE_ACTIVITY",
        {"hotline": "12345", "mending_from": "2026-05-01 00:00:00+00:00", "mending_to": "2026-06-01 00:00:00+00:00"},
    )


async def test_nothing_given_is_nothing_done(organiser: Caller, planned: Activity, database: Database) -> None:
    async with nothing_changes(database):
        changed = await change(organiser, planned)
    assert changed == planned


async def test_a_newer_form_is_for_those_who_start_later(
    organiser: Caller, planned: Activity, environment: Environment
) -> None:
    await done(activities.open_activity(organiser, activity_id=planned.id))
    early = await factories.caller_of(environment, "applicant-wang")
    late = await factories.caller_of(environment, "applicant-li")
    first = await factories.start_declaration(early, activity=planned)
    version = await authors.publish_everything(organiser)
    await change(organiser, planned, form_version_id=version.id, form_upgrade_required=True)
    second = await factories.start_declaration(late, activity=await Activity.get(id=planned.id))

    assert (first.form_version_id, second.form_version_id) == (planned.form_version_id, version.id)
    assert (await declarations.load_declaration(early, first.id)).form_version_id == planned.form_version_id


async def test_what_it_cannot_be_changed_to(
    organiser: Caller, planned: Activity, new: NewActivity, database: Database
) -> None:
    form = await authors.publish_everything(organiser)
    await authors.compose(organiser, FORM, form=await form.form)
    draft = await FormVersion.get(form_id=form.form_id, status=TemplateStatus.DRAFT)
    cases: list[tuple[dict[str, Any], list[tuple[str, tuple[str, ...]]]]] = [
        ({"form_version_id": draft.id}, [("UNKNOWN_REFERENCE", ("formVersion",))]),
        ({"form_version_id": new_id()}, [("UNKNOWN_REFERENCE", ("formVersion",))]),
        ({"route_version_id": new_id()}, [("UNKNOWN_REFERENCE", ("route",))]),
        (
            {"title": {}, "windows": {"lunch": (EARLY, LATE)}},
            [("INVALID_ARGUMENT", ("lunch",)), ("INVALID_ARGUMENT", ("title",))],
        ),
    ]

    async with nothing_changes(database):
        assert [(changed, await refused(change(organiser, planned, **changed))) for changed, _ in cases] == cases
    await change(organiser, planned, achievements_from=date(2026, 1, 1))
    async with nothing_changes(database):
        assert await refused(change(organiser, planned, achievements_to=date(2025, 12, 31))) == [
            ("INVALID_ARGUMENT", ("achievementsTo",))
        ]
        with pytest.raises(InvalidInput):
            await change(organiser, planned, hotline="0" * 61)
    changed = await change(organiser, planned, achievements_from=date(2025, 1, 1), achievements_to=date(2025, 12, 31))
    assert changed.achievements_to == date(2025, 12, 31)


async def test_who_changes_and_closes_it(
    organiser: Caller, planned: Activity, environment: Environment, database: Database
) -> None:
    acts: list[Callable[[Caller, Activity], Awaitable[Any]]] = [
        lambda caller, activity: change(caller, activity, hotline="1"),
        close,
    ]
    subjects = (authors.OTHER_ORGANISER, factories.APPLICANT, factories.EMPLOYER_OPERATOR, factories.ISSUER)
    strangers = [await factories.caller_of(environment, subject) for subject in subjects]
    running = await Activity.get(code=factories.ACTIVITY)

    async with nothing_changes(database):
        for act in acts:
            for stranger in strangers:
                with pytest.raises(NotFound):
                    await act(stranger, planned)
                with pytest.raises(NotPermitted):
                    await act(stranger, running)
            with pytest.raises(NotSignedIn):
                await act(factories.nobody(environment), running)
            with pytest.raises(NotFound):
                await act(organiser, Activity(id=new_id()))
    administrator = await authors.administrator_of(environment)
    assert (await change(administrator, planned, hotline="1")).hotline == "1"
    assert (await close(administrator, planned)).declare_to == administrator.now


# ── closing ──────────────────────────────────────────────────────────────────
async def test_closing_ends_declaring_now(
    organiser: Caller, planned: Activity, environment: Environment, clock: FrozenClock, database: Database
) -> None:
    await done(activities.open_activity(organiser, activity_id=planned.id))
    closed = await close(organiser, planned)
    assert closed.declare_to == organiser.now
    clock.move(timedelta(seconds=1))

    async with nothing_changes(database):
        await close(organiser, planned)  # it is over already
        applicant = await factories.caller_of(environment, factories.APPLICANT)
        with pytest.raises(Refused):
            await factories.start_declaration(applicant, activity=planned)
    assert phase_of(await Activity.get(id=planned.id), now=clock.now()) is ActivityPhase.REVIEWING
    actions = [row.action for row in await AuditEntry.filter(subject_id=planned.id).order_by("id")]
    assert actions == ["CREATE_ACTIVITY", "OPEN_ACTIVITY", "CLOSE_DECLARING"]


async def test_what_has_not_begun_is_not_closed(organiser: Caller, new: NewActivity, database: Database) -> None:
    later = {"declare": (organiser.now + timedelta(days=1), organiser.now + timedelta(days=2))}
    planned = await plan(organiser, new, windows=later)

    async with nothing_changes(database):
        assert await refused(close(organiser, planned)) == [("INVALID_ARGUMENT", ("activity",))]
