"""The viewer: who they are, what they may do where, and what is theirs."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import Account, DeclarationStatus, Membership, Role
from resolvers import accounts as resolvers
from resolvers.certificates import find_own_certificates, find_own_lookups
from resolvers.declarations import find_own_declarations
from resolvers.organizations import load_organization
from schema.certificates import CertificateLookupType, CertificateType
from schema.connections import After, Connection, First
from schema.context import Info
from schema.declarations import DeclarationType
from schema.fields import field
from schema.ids import encode_id, key_of
from schema.mutations import Payload, mutation
from schema.organizations import OrganizationType

strawberry.enum(Role, description="What a person does in an organisation.")


@strawberry.type(name="Account", description="A person, as the identity platform vouches for them.")
class AccountType:
    id: strawberry.ID = strawberry.field(description="Opaque and stable.")
    name: str = strawberry.field(description="The real name.")
    email: str = strawberry.field(description="Where messages are sent.")
    model: strawberry.Private[Account]

    @field(description="The resident id: in full for the person themselves, masked for anybody else.")
    def resident_id(self, info: Info) -> str:
        return resolvers.resident_id_of(info.context, self.model)

    @classmethod
    def from_model(cls, account: Account) -> Self:
        return cls(id=encode_id("Account", account.id), name=account.name, email=account.email, model=account)


@strawberry.type(name="Membership", description="A role in an organisation, for a time.")
class MembershipType:
    id: strawberry.ID = strawberry.field(description="Opaque and stable.")
    role: Role = strawberry.field(description="The role.")
    granted_at: datetime = strawberry.field(description="Since when.")
    ended_at: datetime | None = strawberry.field(description="Until when; null is still.")
    model: strawberry.Private[Membership]

    @field(description="The organisation.")
    async def organization(self, info: Info) -> OrganizationType:
        return OrganizationType.from_model(await load_organization(info.context, self.model.organization_id))

    @classmethod
    def from_model(cls, membership: Membership) -> Self:
        return cls(
            id=encode_id("Membership", membership.id),
            role=membership.role,
            granted_at=membership.granted_at,
            ended_at=membership.ended_at,
            model=membership,
        )


@strawberry.type(description="The person who is asking, and what is theirs.")
class Viewer:
    account: AccountType = strawberry.field(description="Who they are.")

    @field(description="What they may do where.")
    async def memberships(self, info: Info) -> list[MembershipType]:
        return [MembershipType.from_model(row) for row in await resolvers.load_own_memberships(info.context)]

    @field(description="我的申报, latest first.")
    async def declarations(
        self,
        info: Info,
        status: Annotated[
            list[DeclarationStatus] | None, strawberry.argument(description="Only those that stand so.")
        ] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[DeclarationType]:
        page = await find_own_declarations(info.context, statuses=status, first=first, after=after)
        return Connection[DeclarationType].from_page(page, DeclarationType.from_model)

    @field(description="我的证书, latest first.")
    async def certificates(self, info: Info, first: First = 20, after: After = None) -> Connection[CertificateType]:
        page = await find_own_certificates(info.context, first=first, after=after)
        return Connection[CertificateType].from_page(page, CertificateType.from_model)

    @field(description="Who looked one's certificates up, latest first.")
    async def lookups(self, info: Info, first: First = 20, after: After = None) -> Connection[CertificateLookupType]:
        page = await find_own_lookups(info.context, first=first, after=after)
        return Connection[CertificateLookupType].from_page(page, CertificateLookupType.from_model)


@strawberry.type(description="What a change of a membership returns.")
class MembershipPayload(Payload):
    membership: MembershipType | None = strawberry.field(default=None, description="The membership, changed.")


@strawberry.type
class AccountQueries:
    @field(description="The person who is asking; null when nobody is signed in.")
    async def viewer(self, info: Info) -> Viewer | None:
        account = await resolvers.load_own_account(info.context)
        return Viewer(account=AccountType.from_model(account)) if account else None


@strawberry.type
class AccountMutations:
    @mutation(description="Give a person a role in an organisation.")
    async def grant_membership(
        self,
        info: Info,
        resident_id: Annotated[str, strawberry.argument(description="The person's resident id.")],
        organization: Annotated[strawberry.ID, strawberry.argument(description="The organisation.")],
        role: Annotated[Role, strawberry.argument(description="The role.")],
    ) -> MembershipPayload:
        granted = await resolvers.grant_membership(
            info.context,
            resident_id=resident_id,
            organization_id=key_of(organization, "Organization"),
            role=role,
        )
        return MembershipPayload(membership=MembershipType.from_model(granted))

    @mutation(description="End a person's role in an organisation.")
    async def revoke_membership(
        self, info: Info, membership: Annotated[strawberry.ID, strawberry.argument(description="The membership.")]
    ) -> MembershipPayload:
        ended = await resolvers.revoke_membership(info.context, membership_id=key_of(membership, "Membership"))
        return MembershipPayload(membership=MembershipType.from_model(ended))
