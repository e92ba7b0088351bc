"""Where a declaration is on its route: every step past, present and to come, and what was returned."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from form_templates.difference import Change, ChangeKind
from models import Organization
from resolvers.organizations import load_organization
from review_routes.commands import ReturnItem, ReturnReason
from review_routes.documents import StageKind, Verdict
from review_routes.state import Decision, HoldMark, Returned, SentBack, Step, StepStatus, Tally
from schema.context import Info, locale_of
from schema.fields import field
from schema.organizations import OrganizationType
from schema.scalars import JSON
from services.caller import text_in

strawberry.enum(Verdict, description="What a check pronounces on one by one: 材料 · 资格.")
strawberry.enum(StageKind, description="What is done at a stage.")
strawberry.enum(StepStatus, description="How a step stands.")
strawberry.enum(Decision, description="What became of a step.")
strawberry.enum(ReturnReason, description="Why something must be mended.")
strawberry.enum(ChangeKind, description="How an answer changed.")


@strawberry.type(description="One step of the itinerary.")
class ReviewStep:
    key: str = strawberry.field(description="The stage's key in the route.")
    index: int = strawberry.field(description="Its place in the itinerary, from 0.")
    title: str = strawberry.field(description="The stage's title, in the caller's language.")
    kind: StageKind = strawberry.field(description="What is done there.")
    status: StepStatus = strawberry.field(description="How it stands.")
    opened_at: datetime | None = strawberry.field(description="Since when it is held.")
    due_at: datetime | None = strawberry.field(description="Until when.")
    closed_at: datetime | None = strawberry.field(description="When it was done.")
    decision: Decision | None = strawberry.field(description="What became of it.")
    comment: str = strawberry.field(description="What was said.")
    verdicts: list["VerdictGiven"] = strawberry.field(description="What was pronounced point by point.")
    organization_id: strawberry.Private[str]

    @field(description="Who holds it.")
    async def organization(self, info: Info) -> OrganizationType:
        found: Organization = await load_organization(info.context, UUID(self.organization_id))
        return OrganizationType.from_model(found)

    @classmethod
    def from_model(cls, step: Step, info: Info) -> Self:
        return cls(
            key=step.key,
            index=step.index,
            title=text_in(dict(step.title), locale_of(info)),
            kind=step.kind,
            status=step.status,
            opened_at=step.opened_at,
            due_at=step.due_at,
            closed_at=step.closed_at,
            decision=step.decision,
            comment=step.comment,
            verdicts=[VerdictGiven(on=Verdict(name), positive=positive) for name, positive in step.verdicts.items()],
            organization_id=step.organization,
        )


@strawberry.type(name="ReturnItem", description="One thing to mend.")
class ReturnItemType:
    reason: ReturnReason = strawberry.field(description="Why.")
    section: str | None = strawberry.field(description="The section that is open for it.")
    pointer: str | None = strawberry.field(description="The part of the section that is open; null is all of it.")
    text: str = strawberry.field(description="What the reviewer says.")

    @classmethod
    def from_model(cls, item: ReturnItem) -> Self:
        return cls(reason=item.reason, section=item.section, pointer=item.pointer, text=item.text)


@strawberry.type(description="What to mend, field by field, and by when.")
class ReturnNotice:
    at: datetime = strawberry.field(description="When it was returned.")
    comment: str = strawberry.field(description="What was said of the whole.")
    fix_by: datetime | None = strawberry.field(description="By when it must be submitted again.")
    round: int = strawberry.field(description="Which return this is, from 1.")
    rounds_left: int | None = strawberry.field(description="How many more there can be; null is no limit.")
    open_all: bool = strawberry.field(description="Whether everything is open, not only the items.")
    items: list[ReturnItemType] = strawberry.field(description="What must be mended.")
    organization_id: strawberry.Private[str]

    @field(description="Who returned it.")
    async def by(self, info: Info) -> OrganizationType:
        return OrganizationType.from_model(await load_organization(info.context, UUID(self.organization_id)))

    @classmethod
    def from_model(cls, returned: Returned) -> Self:
        return cls(
            at=returned.at,
            comment=returned.comment,
            fix_by=returned.fix_by,
            round=returned.round,
            rounds_left=returned.rounds_left,
            open_all=returned.open_all,
            items=[ReturnItemType.from_model(item) for item in returned.items],
            organization_id=returned.organization,
        )


@strawberry.type(description="What an earlier organisation is asked to look at again.")
class SentBackNotice:
    at: datetime = strawberry.field(description="When it was sent back.")
    step: int = strawberry.field(description="The step that is asked, by its index.")
    comment: str = strawberry.field(description="What was said of the whole.")
    items: list[ReturnItemType] = strawberry.field(description="What is to be looked at.")
    resumes: bool = strawberry.field(description="Whether it then comes straight back to who asked.")

    @classmethod
    def from_model(cls, source: SentBack) -> Self:
        return cls(
            at=source.at,
            step=source.target,
            comment=source.comment,
            items=[ReturnItemType.from_model(item) for item in source.items],
            resumes=source.resumes is not None,
        )


@strawberry.type(name="Hold", description="Why one person waits while the list goes on.")
class HoldType:
    id: str = strawberry.field(description="Name it when releasing.")
    reason: str = strawberry.field(description="Why.")
    since: datetime = strawberry.field(description="Since when.")

    @classmethod
    def from_model(cls, source: HoldMark) -> Self:
        return cls(id=source.hold_id, reason=source.reason, since=source.at)


@strawberry.type(description="What was pronounced on one point.")
class VerdictGiven:
    on: Verdict = strawberry.field(description="The point.")
    positive: bool = strawberry.field(description="Whether it is in order.")


@strawberry.type(name="Tally", description="A counted vote; quorum, needed and passed are the system's arithmetic.")
class TallyType:
    members: int = strawberry.field(description="How many there are.")
    present: int = strawberry.field(description="How many were there.")
    quorum: int = strawberry.field(description="How many had to be there.")
    yes: int = strawberry.field(description="Votes for.")
    no: int = strawberry.field(description="Votes against.")
    abstain: int = strawberry.field(description="Abstentions.")
    needed: int = strawberry.field(description="How many votes for were needed.")
    passed: bool = strawberry.field(description="Whether it passed.")

    @classmethod
    def from_model(cls, tally: Tally) -> Self:
        return cls(
            members=tally.members,
            present=tally.present,
            quorum=tally.quorum,
            yes=tally.yes,
            no=tally.no,
            abstain=tally.abstain,
            needed=tally.needed,
            passed=tally.passed,
        )


@strawberry.type(description="One answer that changed between two submissions.")
class AnswerChange:
    section: str = strawberry.field(description="The section.")
    entry: str = strawberry.field(description="The entry's stable id.")
    pointer: str = strawberry.field(
        description="JSON Pointer into the entry; empty where the whole entry came or went."
    )
    kind: ChangeKind = strawberry.field(description="How it changed.")
    before: JSON | None = strawberry.field(description="What it was.")
    after: JSON | None = strawberry.field(description="What it is.")

    @classmethod
    def from_model(cls, change: Change) -> Self:
        return cls(
            section=change.section,
            entry=change.entry,
            pointer=change.pointer,
            kind=change.kind,
            before=change.before,
            after=change.after,
        )
