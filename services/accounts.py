"""Accounts: who a sign-in is, what they may do, and what the identity platform vouches for."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from models import Account, Membership, Role
from services import audit, resident_ids
from services.access import Grant, Viewer, require
from services.caller import Caller, text_in
from services.environment import Environment
from services.errors import NotFound, Refused
from services.organizations import load_organization
from services.problems import ServiceProblemCode, problem

RESIDENT_ID = "residentId"


async def load_viewer(subject: str, *, environment: Environment) -> Viewer | None:
    """The person behind a verified sign-in with the roles they hold now; None where there is no account."""
    account = await Account.get_or_none(subject=subject)
    if account is None:
        return None
    now = environment.clock.now()
    memberships = await Membership.filter(account_id=account.id).select_related("organization")
    grants = tuple(
        Grant(role=row.role, organization_id=row.organization_id, at_root=row.organization.parent_id is None)
        for row in memberships
        if row.ended_at is None or row.ended_at > now
    )
    return Viewer(account_id=account.id, name=account.name, grants=grants)


async def load_account(account_id: UUID) -> Account:
    account = await Account.get_or_none(id=account_id)
    if account is None:
        raise NotFound("account")
    return account


async def create_account(caller: Caller, *, subject: str, name: str, resident_id: str, email: str = "") -> Account:
    """A person as the identity platform names them; gender and birth date are read from the resident id."""
    resident_id = require_resident_id(caller, resident_id)
    if not name.isprintable() or not name.strip():
        code = ServiceProblemCode.INVALID_ARGUMENT
        reason = text_in({"zh-CN": "不能为空或含不可见字符", "en": "no empty or invisible characters"}, caller.locale)
        raise Refused([problem(code, locale=caller.locale, path=("name",), name="name", reason=reason)])
    keys = caller.environment.keys
    return await Account.create(
        subject=subject,
        name=name,
        gender=resident_ids.gender(resident_id),
        birth_date=resident_ids.birth_date(resident_id),
        resident_id_sealed=resident_ids.seal(resident_id, keys=keys),
        resident_id_index=resident_ids.blind_index(resident_id, keys=keys),
        resident_id_masked=resident_ids.mask(resident_id),
        email=email,
        created_at=caller.now,
    )


async def grant_membership(caller: Caller, *, resident_id: str, organization_id: UUID, role: Role) -> Membership:
    """The person is named by resident id, since names repeat; it is checked before it is looked for."""
    organization = await load_organization(organization_id)
    require(caller.require_viewer().administers(organization), action="grant memberships in this organisation")
    resident_id = require_resident_id(caller, resident_id)
    index = resident_ids.blind_index(resident_id, keys=caller.environment.keys)
    account = await Account.get_or_none(resident_id_index=index)
    if account is None:
        raise NotFound("account")
    return await add_membership(caller, account_id=account.id, organization_id=organization_id, role=role)


def require_resident_id(caller: Caller, text: str) -> str:
    """Normalised, or Refused with what is wrong."""
    resident_id = resident_ids.normalize(text)
    if not resident_ids.is_valid(resident_id):
        code = ServiceProblemCode.INVALID_RESIDENT_ID
        raise Refused([problem(code, locale=caller.locale, path=("residentId",))])
    return resident_id


async def find_memberships(caller: Caller) -> list[Membership]:
    """The viewer's own, those that are over included."""
    return await Membership.filter(account_id=caller.require_viewer().account_id).order_by("id")


async def add_membership(caller: Caller, *, account_id: UUID, organization_id: UUID, role: Role) -> Membership:
    """Without asking for permission: for `grant_membership` and for loaders."""
    membership, _ = await Membership.update_or_create(
        {"granted_at": caller.now, "ended_at": None},
        account_id=account_id,
        organization_id=organization_id,
        role=role,
    )
    await audit.record(
        caller,
        subject_type="Organization",
        subject_id=organization_id,
        action="GRANT_MEMBERSHIP",
        data={"account": str(account_id), "role": role.value},
    )
    return membership


async def add_memberships(caller: Caller, *, account_ids: Sequence[UUID], organization_id: UUID, role: Role) -> None:
    """One role for many, without asking for permission; who holds it now keeps it as it is."""
    held = {
        row.account_id: row
        for row in await Membership.filter(organization_id=organization_id, role=role, account_id__in=list(account_ids))
    }
    fresh = [key for key in account_ids if key not in held]
    ended = [row for row in held.values() if row.ended_at is not None]
    await Membership.bulk_create(
        [Membership(account_id=key, organization_id=organization_id, role=role, granted_at=caller.now) for key in fresh]
    )
    for row in ended:
        row.granted_at, row.ended_at = caller.now, None
    if ended:
        await Membership.bulk_update(ended, fields=["granted_at", "ended_at"])
    granted = [*fresh, *(row.account_id for row in ended)]
    await audit.record_each(
        caller,
        subject_type="Organization",
        subject_id=organization_id,
        action="GRANT_MEMBERSHIP",
        data=[{"account": str(key), "role": role.value} for key in granted],
    )


async def revoke_membership(caller: Caller, *, membership_id: UUID) -> Membership:
    """One that is over already stays as it ended."""
    viewer = caller.require_viewer()
    membership = await Membership.get_or_none(id=membership_id).select_related("organization")
    if membership is None or not viewer.administers(membership.organization):
        raise NotFound("membership")
    if membership.ended_at is not None and membership.ended_at <= caller.now:
        return membership
    membership.ended_at = caller.now
    await membership.save(update_fields=["ended_at"])
    await audit.record(
        caller,
        subject_type="Organization",
        subject_id=membership.organization_id,
        action="REVOKE_MEMBERSHIP",
        data={"account": str(membership.account_id), "role": membership.role.value},
    )
    return membership


def resident_id_for(account: Account, *, viewer: Viewer | None, environment: Environment) -> str:
    """In full for the person it is of; masked for everybody else."""
    if viewer is not None and viewer.account_id == account.id:
        return resident_ids.unseal(account.resident_id_sealed, keys=environment.keys)
    return account.resident_id_masked


def identity_of(account: Account, *, resident_id: str) -> Mapping[str, Any]:
    """The members that templates may take from the source `identity`."""
    return {
        "name": account.name,
        RESIDENT_ID: resident_id,
        "gender": account.gender,
        "birthDate": account.birth_date.isoformat() if account.birth_date else None,
    }
