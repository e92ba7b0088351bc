"""The demo's world, loaded through the same services that serve it: organisations, people, committees, activities."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from models import (
    Account,
    Activity,
    Committee,
    FormVersion,
    Organization,
    OrganizationKind,
    OrganizationSector,
    ProcedureKind,
    Qualification,
    Role,
    RouteVersion,
    Specialty,
)
from services import accounts, activities, committees, organizations, plugins
from services.activities import ActivityPlan
from services.caller import DEFAULT_LOCALE, Caller
from services.committees import ScopeItem
from services.environment import Environment
from services.plugins import Outcome
from services.transactions import one_transaction

FOLDER = Path(__file__).parent
BEFORE = timedelta(days=180)
"""How long before the loading every window opens: the demo's clock can be moved back, so that a whole season fits."""
LENGTHS = {
    "declare": timedelta(days=270),
    "employer_check": timedelta(days=300),
    "mending": timedelta(days=330),
    "acceptance": timedelta(days=360),
}
ACHIEVEMENT_YEARS = timedelta(days=8 * 365)

log = structlog.stdlib.get_logger()

Data = Mapping[str, Any]


async def load(environment: Environment) -> None:
    """Wholly or not at all, but for what outside plugins bring: each document of theirs for itself. What is there already
    stays as it is.
    """
    caller = Caller(viewer=None, locale=DEFAULT_LOCALE, environment=environment)
    async with one_transaction():
        await plugins.publish_builtin(caller)
        places = await _load_organizations(_read("organizations"))
        await _load_people(caller, _read("people"), places)
        await _load_committees(caller, _read("committees"), places)
    await _load_outside_documents(caller)


async def _load_outside_documents(caller: Caller) -> None:
    for each in await plugins.publish_documents(caller):
        if each.outcome is Outcome.REFUSED:
            words = "; ".join(problem.message for problem in each.problems)
            log.warning("document refused", plugin=each.contribution.origin, key=each.contribution.key, problems=words)


def _read(name: str) -> Data:
    document: Data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return document


async def _load_organizations(data: Data) -> dict[str, Organization]:
    """By the keys of the data; parents stand before their children."""
    await organizations.import_regions([(row["code"], row["name"], row["parent"]) for row in data["regions"]])
    known = {row.credit_code: row for row in await Organization.all()}
    places: dict[str, Organization] = {}
    for row in data["organizations"]:
        places[row["key"]] = known.get(row["creditCode"]) or await organizations.create_organization(
            name=row["name"],
            credit_code=row["creditCode"],
            region=row["region"],
            sector=OrganizationSector(row["sector"]),
            kinds=[OrganizationKind(kind) for kind in row["kinds"]],
            parent=places[row["parent"]] if row["parent"] else None,
        )
    return places


async def _load_people(caller: Caller, data: Data, places: Mapping[str, Organization]) -> None:
    known = {account.subject for account in await Account.all()}
    for row in data["people"]:
        if row["key"] in known:
            continue
        account = await accounts.create_account(
            caller, subject=row["key"], name=row["name"], resident_id=row["residentId"], email=row.get("email", "")
        )
        for membership in row["memberships"]:
            organization = places[membership["organization"]]
            role = Role(membership["role"])
            await accounts.add_membership(caller, account_id=account.id, organization_id=organization.id, role=role)


async def _load_committees(caller: Caller, data: Data, places: Mapping[str, Organization]) -> None:
    qualifications = {row.code: row.id for row in await Qualification.all()}
    specialties = {row.code: row.id for row in await Specialty.all()}
    known = {row.code for row in await Committee.all()}
    for row in data["committees"]:
        if row["key"] in known:
            continue
        committee = await committees.create_committee(
            code=row["key"],
            name=row["name"],
            office_id=places[row["office"]].id,
            issuer_id=places[row["issuer"]].id,
            region=row["region"],
            hotline=row["hotline"],
            policy=row["policy"],
            scope_text=row["scopeText"],
            scope=[_scope_item(item, qualifications, specialties) for item in row["scope"]],
        )
        await _load_activity(caller, row, committee)


def _scope_item(item: Data, qualifications: Mapping[str, UUID], specialties: Mapping[str, UUID]) -> ScopeItem:
    return ScopeItem(
        qualification_id=qualifications[item["qualification"]],
        specialty_ids=[specialties[code] for code in item["specialties"]],
    )


async def _load_activity(caller: Caller, row: Data, committee: Committee) -> Activity:
    season = row["activity"]
    plan = ActivityPlan(
        code=season["key"],
        title=season["title"],
        procedure=ProcedureKind(season["procedure"]),
        year=season["year"],
        committee_id=committee.id,
        host_id=committee.office_id,
        issuer_id=committee.issuer_id,
        form_version_id=(await _last_form(season["form"])).id,
        route_version_id=(await _last_route(season["route"])).id,
        windows=_windows(caller.now - BEFORE),
        scope_text=row["scopeText"],
        policy=row["policy"],
        schedule=season["schedule"],
        hotline=row["hotline"],
        achievements_from=caller.today - ACHIEVEMENT_YEARS,
        achievements_to=caller.today,
    )
    return await activities.set_open(caller, await activities.create_activity(caller, plan))


def _windows(start: datetime) -> dict[str, tuple[datetime, datetime]]:
    return {name: (start, start + length) for name, length in LENGTHS.items()}


async def _last_form(key: str) -> FormVersion:
    versions = await FormVersion.filter(form__key=key).order_by("number")
    return versions[-1]


async def _last_route(key: str) -> RouteVersion:
    versions = await RouteVersion.filter(route__key=key).order_by("number")
    return versions[-1]
