"""公示: what the public may read while it can still object."""

from datetime import date, datetime
from typing import Annotated, Self

import strawberry

from models import Notice, NoticeEntry, NoticeKind, Objection, ObjectionStatus
from resolvers import notices as resolvers
from resolvers.accounts import load_name
from resolvers.organizations import load_organization
from schema.certificates import DeclarationIds
from schema.connections import After, Connection, First
from schema.context import Info, locale_of
from schema.fields import field
from schema.ids import encode_id, key_of, optional_key
from schema.mutations import Payload, mutation
from schema.nodes import Node
from schema.organizations import OrganizationType, RegionArgument
from services.caller import text_in
from services.notices import NewNotice
from services.objections import NewObjection

strawberry.enum(ObjectionStatus, description="How an objection stands.")
strawberry.enum(NoticeKind, description="By the employer before reporting, or of results after the panel.")


@strawberry.type(name="NoticeEntry", description="One person on the list, as the public sees them.")
class NoticeEntryType:
    id: strawberry.ID = strawberry.field(description="Name it when raising an objection.")
    name: str = strawberry.field(description="The person's name.")
    employer: str = strawberry.field(description="Where they work.")
    qualification: str = strawberry.field(description="What they declare.")
    specialty: str | None = strawberry.field(description="In which specialty.")

    @classmethod
    def from_model(cls, entry: NoticeEntry, info: Info) -> Self:
        locale = locale_of(info)
        return cls(
            id=encode_id("NoticeEntry", entry.id),
            name=entry.name,
            employer=entry.employer_name,
            qualification=text_in(entry.qualification_name, locale),
            specialty=text_in(entry.specialty_name, locale) if entry.specialty_name else None,
        )


@strawberry.type(name="Notice", description="公示.")
class NoticeType(Node):
    kind: NoticeKind = strawberry.field(description="Which notice it is.")
    title: str = strawberry.field(description="Its title.")
    place: str = strawberry.field(description="Where it hangs or stands.")
    from_date: date = strawberry.field(description="The first day.")
    to_date: date = strawberry.field(description="The last day.")
    working_days: int = strawberry.field(description="How many working days that is.")
    provisional: bool = strawberry.field(description="Whether the holidays of that year are not published yet.")
    opened_at: datetime = strawberry.field(description="When it was opened.")
    closed_at: datetime | None = strawberry.field(description="When it was closed.")
    model: strawberry.Private[Notice]

    @field(description="Who publishes it.")
    async def organization(self, info: Info) -> OrganizationType:
        return OrganizationType.from_model(await load_organization(info.context, self.model.organization_id))

    @field(description="The people on it.")
    async def entries(self, info: Info) -> list[NoticeEntryType]:
        found = await resolvers.load_entries(info.context, self.model)
        return [NoticeEntryType.from_model(entry, info) for entry in found]

    @field(description="How many objections are being looked into; not whom they are about.")
    async def objections_open(self, info: Info) -> int:
        return await resolvers.count_open_objections(info.context, self.model)

    @field(description="Objections: all for the organisation whose notice it is, one's own for everybody else.")
    async def objections(self, info: Info, first: First = 20, after: After = None) -> "Connection[ObjectionType]":
        page = await resolvers.find_objections(info.context, self.model, first=first, after=after)
        return Connection[ObjectionType].from_page(page, ObjectionType.from_model)

    @classmethod
    def from_model(cls, notice: Notice) -> Self:
        return cls(
            id=encode_id("Notice", notice.id),
            kind=notice.kind,
            title=notice.title,
            place=notice.place,
            from_date=notice.from_date,
            to_date=notice.to_date,
            working_days=notice.working_days,
            provisional=notice.provisional,
            opened_at=notice.opened_at,
            closed_at=notice.closed_at,
            model=notice,
        )


@strawberry.type(name="Objection", description="A real-name objection to one person on a notice.")
class ObjectionType:
    id: strawberry.ID = strawberry.field(description="Opaque and stable.")
    text: str = strawberry.field(description="What is objected.")
    raised_at: datetime = strawberry.field(description="When.")
    status: ObjectionStatus = strawberry.field(description="Whether it was upheld or dismissed, if it is resolved.")
    finding: str = strawberry.field(description="What was found out.")
    resolved_at: datetime | None = strawberry.field(description="When it was resolved.")
    model: strawberry.Private[Objection]

    @field(description="Who raised it.")
    async def raised_by(self, info: Info) -> str | None:
        return await load_name(info.context, self.model.raised_by_id)

    @field(description="Whom it is about.")
    async def entry(self, info: Info) -> NoticeEntryType:
        return NoticeEntryType.from_model(await resolvers.load_entry(info.context, self.model.entry_id), info)

    @classmethod
    def from_model(cls, objection: Objection) -> Self:
        return cls(
            id=encode_id("Objection", objection.id),
            text=objection.text,
            raised_at=objection.raised_at,
            status=objection.status,
            finding=objection.finding,
            resolved_at=objection.resolved_at,
            model=objection,
        )


@strawberry.type(description="What raising or resolving an objection returns.")
class ObjectionPayload(Payload):
    objection: ObjectionType | None = strawberry.field(default=None, description="The objection.")


@strawberry.type(description="What opening or closing a notice returns.")
class NoticePayload(Payload):
    notice: NoticeType | None = strawberry.field(default=None, description="The notice.")


@strawberry.type
class NoticeQueries:
    @field(description="Notices, latest first; those running today, unless asked otherwise. Public.")
    async def notices(
        self,
        info: Info,
        activity: Annotated[strawberry.ID | None, strawberry.argument(description="Only of this activity.")] = None,
        region: RegionArgument = None,
        running: Annotated[bool, strawberry.argument(description="Only those running today.")] = True,
        first: First = 20,
        after: After = None,
    ) -> Connection[NoticeType]:
        page = await resolvers.find_notices(
            info.context,
            activity_id=optional_key(activity, "Activity"),
            region=region,
            running=running,
            first=first,
            after=after,
        )
        return Connection[NoticeType].from_page(page, NoticeType.from_model)


@strawberry.type
class NoticeMutations:
    @mutation(description="Open a notice for declarations at the same organisation's notice stage.")
    async def open_notice(
        self,
        info: Info,
        declarations: DeclarationIds,
        title: Annotated[str, strawberry.argument(description="Its title.")],
        place: Annotated[str, strawberry.argument(description="Where it hangs or stands.")],
        from_date: Annotated[date, strawberry.argument(description="The first day.")],
        to_date: Annotated[date, strawberry.argument(description="The last day.")],
    ) -> NoticePayload:
        new = NewNotice(
            declaration_ids=[key_of(each, "Declaration") for each in declarations],
            title=title,
            place=place,
            from_date=from_date,
            to_date=to_date,
        )
        return NoticePayload(notice=NoticeType.from_model(await resolvers.open_notice(info.context, new=new)))

    @mutation(
        description="Close a notice after its last day; everybody on it goes on, except whom an objection or complaint holds."
    )
    async def close_notice(
        self, info: Info, notice: Annotated[strawberry.ID, strawberry.argument(description="The notice.")]
    ) -> NoticePayload:
        closed = await resolvers.close_notice(info.context, notice_id=key_of(notice, "Notice"))
        return NoticePayload(notice=NoticeType.from_model(closed))

    @mutation(
        description="Object to one person on a running notice, under one's name. The person is held until it is resolved."
    )
    async def raise_objection(
        self,
        info: Info,
        notice: Annotated[strawberry.ID, strawberry.argument(description="The notice.")],
        entry: Annotated[strawberry.ID, strawberry.argument(description="The person on it.")],
        text: Annotated[str, strawberry.argument(description="What is objected, with what is known of it.")],
    ) -> ObjectionPayload:
        new = NewObjection(notice_id=key_of(notice, "Notice"), entry_id=key_of(entry, "NoticeEntry"), text=text)
        return ObjectionPayload(
            objection=ObjectionType.from_model(await resolvers.raise_objection(info.context, new=new))
        )

    @mutation(
        description="Resolve an objection after investigation. Upheld, the case ends; dismissed, the person goes on."
    )
    async def resolve_objection(
        self,
        info: Info,
        objection: Annotated[strawberry.ID, strawberry.argument(description="The objection.")],
        upheld: Annotated[bool, strawberry.argument(description="Whether it is founded.")],
        finding: Annotated[str, strawberry.argument(description="What was found out.")],
    ) -> ObjectionPayload:
        resolved = await resolvers.resolve_objection(
            info.context, objection_id=key_of(objection, "Objection"), upheld=upheld, finding=finding
        )
        return ObjectionPayload(objection=ObjectionType.from_model(resolved))
