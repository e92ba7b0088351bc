"""The viewer and their memberships."""

from uuid import UUID

from models import Account, Membership, Role
from resolvers.context import RequestContext
from services import accounts


async def load_own_account(context: RequestContext) -> Account | None:
    viewer = context.caller.viewer
    return await context.loaders.accounts.load(viewer.account_id) if viewer else None


async def load_name(context: RequestContext, account_id: UUID | None) -> str | None:
    """For those who may see what the person did."""
    account = await context.loaders.accounts.load(account_id) if account_id else None
    return account.name if account else None


async def load_own_memberships(context: RequestContext) -> list[Membership]:
    return await accounts.find_memberships(context.caller)


def resident_id_of(context: RequestContext, account: Account) -> str:
    caller = context.caller
    return accounts.resident_id_for(account, viewer=caller.viewer, environment=caller.environment)


async def grant_membership(
    context: RequestContext, *, resident_id: str, organization_id: UUID, role: Role
) -> Membership:
    return await accounts.grant_membership(
        context.caller, resident_id=resident_id, organization_id=organization_id, role=role
    )


async def revoke_membership(context: RequestContext, *, membership_id: UUID) -> Membership:
    return await accounts.revoke_membership(context.caller, membership_id=membership_id)
