"""Who a sign-in is and what they may do; and that no resident id stands in clear in the database."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from models import Account, AuditEntry, Membership, Organization, Role
from models.identifiers import new_id
from services import accounts, resident_ids
from services.access import Grant
from services.caller import Caller
from services.environment import Environment
from services.errors import NotFound, NotPermitted, NotSignedIn, Refused, ServiceError
from tests import factories
from tests.databases import Database
from tests.dumps import dump
from tests.frozen_clock import FrozenClock
from tests.query_counts import count_queries

pytestmark = pytest.mark.anyio

LI = "510107198808080020"


async def test_a_viewer_is_the_person_with_the_roles_of_now(
    environment: Environment, clock: FrozenClock, database: Database
) -> None:
    account = await factories.make_account(environment, subject="somebody", name="何示例")
    first, second, third = [await factories.make_organization(f"单位{number}") for number in range(3)]
    loader = factories.nobody(environment)
    for organization, role in ((first, Role.OPERATOR), (second, Role.REVIEWER), (third, Role.EXPERT)):
        await accounts.add_membership(loader, account_id=account.id, organization_id=organization.id, role=role)
    await Membership.filter(organization_id=second.id).update(ended_at=clock.now())
    await Membership.filter(organization_id=third.id).update(ended_at=clock.now() + timedelta(days=1))

    async def grants() -> set[Grant]:
        with count_queries() as statements:
            viewer = await accounts.load_viewer("somebody", environment=environment)
        assert viewer is not None
        assert (viewer.account_id, viewer.name, statements.count) == (account.id, "何示例", 2)
        return set(viewer.grants)

    operator, expert = Grant(Role.OPERATOR, first.id, at_root=True), Grant(Role.EXPERT, third.id, at_root=True)
    assert await grants() == {operator, expert}
    clock.move(timedelta(days=1))
    assert await grants() == {operator}
    assert await accounts.load_viewer("nobody of that name", environment=environment) is None


async def test_an_account_is_made_of_what_the_identity_platform_says(
    environment: Environment, clock: FrozenClock, database: Database
) -> None:
    number = factories.resident_id(318, born=date(1991, 2, 28))
    made = await accounts.create_account(
        factories.nobody(environment),
        subject="s",
        name="何示例",
        resident_id=f" {number.lower()} ",
        email="h@example.org",
    )
    stored = await accounts.load_account(made.id)

    assert (stored.name, stored.gender, stored.birth_date, stored.email) == (
        "何示例",
        "F",
        date(1991, 2, 28),
        "h@example.org",
    )
    assert stored.resident_id_masked == f"510104********{number[-4:]}"
    assert resident_ids.unseal(stored.resident_id_sealed, keys=environment.keys) == number
    assert stored.created_at == clock.now()
    with pytest.raises(NotFound):
        await accounts.load_account(new_id())


@pytest.mark.parametrize("text", ["", "1", LI[:-1] + "1", "510107198802300025"])
async def test_a_resident_id_that_is_none_is_refused(text: str, environment: Environment) -> None:
    with pytest.raises(Refused) as refusal:
        await accounts.create_account(factories.nobody(environment), subject="s", name="n", resident_id=text)

    assert [(found.code, found.path) for found in refusal.value.problems] == [("INVALID_RESIDENT_ID", ("residentId",))]


async def test_the_resident_id_is_shown_in_full_to_its_holder_alone(
    environment: Environment, database: Database
) -> None:
    account = await Account.get(subject=factories.APPLICANT)
    subjects = (factories.APPLICANT, factories.EMPLOYER_OPERATOR, factories.ADMINISTRATOR)
    viewers = [None, *[(await factories.caller_of(environment, subject)).viewer for subject in subjects]]
    masked = "510107********0020"
    shown = [accounts.resident_id_for(account, viewer=viewer, environment=environment) for viewer in viewers]
    assert shown == [masked, LI, masked, masked]
    assert accounts.identity_of(account, resident_id=shown[0]) == {
        "name": "李示例",
        "residentId": masked,
        "gender": "F",
        "birthDate": "1988-08-08",
    }


async def test_memberships_are_given_taken_and_given_again(
    environment: Environment, clock: FrozenClock, database: Database
) -> None:
    administrator = await factories.caller_of(environment, factories.ADMINISTRATOR)
    organization = await Organization.get(credit_code=factories.EMPLOYER)

    async def grant() -> Membership:
        return await accounts.grant_membership(
            administrator, resident_id=LI.lower(), organization_id=organization.id, role=Role.EXPERT
        )

    given = await grant()
    clock.move(timedelta(hours=1))
    taken = await accounts.revoke_membership(administrator, membership_id=given.id)
    applicant = await factories.caller_of(environment, factories.APPLICANT)
    assert [row.ended_at for row in await accounts.find_memberships(applicant)] == [clock.now()]
    assert applicant.require_viewer().grants == ()

    clock.move(timedelta(hours=1))
    again = await grant()

    assert {given.id, taken.id, again.id} == {given.id}
    assert (again.granted_at, again.ended_at) == (clock.now(), None)
    trail = await AuditEntry.filter(subject_id=organization.id).order_by("id")
    assert [row.action for row in trail if row.data["role"] == "EXPERT"] == [
        "GRANT_MEMBERSHIP",
        "REVOKE_MEMBERSHIP",
        "GRANT_MEMBERSHIP",
    ]


async def test_what_a_grant_names_must_exist(environment: Environment, database: Database) -> None:
    administrator = await factories.caller_of(environment, factories.ADMINISTRATOR)
    employer = (await Organization.get(credit_code=factories.EMPLOYER)).id

    with pytest.raises(NotFound):
        await accounts.grant_membership(
            administrator, resident_id=factories.resident_id(999), organization_id=employer, role=Role.EXPERT
        )
    with pytest.raises(NotFound):
        await accounts.grant_membership(administrator, resident_id=LI, organization_id=new_id(), role=Role.EXPERT)
    with pytest.raises(Refused):
        await accounts.grant_membership(administrator, resident_id="x", organization_id=employer, role=Role.EXPERT)
    with pytest.raises(NotFound):
        await accounts.revoke_membership(administrator, membership_id=new_id())


async def test_administrators_alone_give_and_take_roles(environment: Environment, database: Database) -> None:
    membership = (await Membership.all().limit(1))[0]
    before = await Membership.all().count()

    async def refused(caller: Caller) -> list[type[Exception]]:
        with pytest.raises(ServiceError) as giving:
            await accounts.grant_membership(
                caller, resident_id=LI, organization_id=membership.organization_id, role=Role.ADMINISTRATOR
            )
        with pytest.raises(ServiceError) as taking:
            await accounts.revoke_membership(caller, membership_id=membership.id)
        return [giving.type, taking.type]

    for subject in (factories.ORGANISER, factories.APPLICANT, factories.ISSUER):
        assert await refused(await factories.caller_of(environment, subject)) == [NotPermitted, NotFound]
    assert await refused(factories.nobody(environment)) == [NotSignedIn, NotSignedIn]
    assert await Membership.all().count() == before


async def test_an_administrator_administers_what_lies_below(environment: Environment, database: Database) -> None:
    city = await Organization.get(name="成都市人力资源和社会保障局")
    account = await factories.make_account(environment, subject="city-administrator")
    await accounts.add_membership(
        factories.nobody(environment), account_id=account.id, organization_id=city.id, role=Role.ADMINISTRATOR
    )
    caller = await factories.caller_of(environment, "city-administrator")
    below = await Organization.get(credit_code=factories.EMPLOYER)
    beside = await Organization.get(name="绵阳市人力资源和社会保障局")

    for organization in (city, below):
        given = await accounts.grant_membership(
            caller, resident_id=LI, organization_id=organization.id, role=Role.EXPERT
        )
        assert (await accounts.revoke_membership(caller, membership_id=given.id)).ended_at == caller.now
    for organization_id in (beside.id, UUID(city.path[0])):
        with pytest.raises(NotPermitted):
            await accounts.grant_membership(caller, resident_id=LI, organization_id=organization_id, role=Role.EXPERT)
        other = (await Membership.filter(organization_id=organization_id).limit(1))[0]
        with pytest.raises(NotFound):
            await accounts.revoke_membership(caller, membership_id=other.id)


async def test_no_table_holds_a_resident_id_in_clear(
    environment: Environment, clock: FrozenClock, database: Database
) -> None:
    """Not after a whole review either: neither in answers nor in submissions, events, certificates or the trail."""
    applicant = await factories.caller_of(environment, factories.APPLICANT)
    declaration = await factories.submit_declaration(applicant)
    await factories.issue_certificate(environment, clock, declaration)
    known = [resident_ids.unseal(account.resident_id_sealed, keys=environment.keys) for account in await Account.all()]

    tables = await dump(database)

    assert (len(known) > 50, len(tables) > 20, LI in known) == (True, True, True)
    found = {(table, number) for table, text in texts(tables) for number in known if number in text}
    assert found == set()


def texts(tables: dict[str, dict[Any, tuple[Any, ...]]]) -> Iterator[tuple[str, str]]:
    for table, rows in tables.items():
        for row in rows.values():
            for value in row:
                yield table, value.decode("latin-1") if isinstance(value, bytes) else str(value)
