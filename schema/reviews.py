"""Reviewing: the queue of an organisation, and the decisions its people take."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import Declaration, ReviewTask, ReviewTaskStatus
from resolvers import reviews as resolvers
from resolvers.organizations import load_organization
from review_routes.commands import (
    Approve,
    Command,
    Confirm,
    Recommend,
    Refuse,
    RejectionReason,
    ReturnForMending,
    ReturnItem,
    ReturnReason,
)
from review_routes.documents import Verdict
from schema.certificates import DeclarationIds
from schema.connections import After, Connection, First, Search
from schema.context import Info, locale_of
from schema.declarations import DeclarationArgument, DeclarationPayload, DeclarationType
from schema.fields import field
from schema.ids import encode_id, key_of
from schema.mutations import Payload, mutation
from schema.nodes import Node
from schema.organizations import OrganizationType
from schema.problems import ProblemType
from services.bulk_decisions import DecidedRow, ErrorPolicy
from services.caller import text_in

strawberry.enum(ErrorPolicy, description="All of the rows or none, or the good ones alone.")
strawberry.enum(ReviewTaskStatus, description="PENDING waits here; WAITING is being mended; DONE is decided.")
strawberry.enum(RejectionReason, description="Why a declaration ended without a title.")


@strawberry.type(name="ReviewTask", description="One declaration on the desk of one organisation.")
class ReviewTaskType(Node):
    stage: str = strawberry.field(description="The stage's key.")
    status: ReviewTaskStatus = strawberry.field(description="How it stands.")
    opened_at: datetime = strawberry.field(description="Since when it is on the desk.")
    due_at: datetime | None = strawberry.field(description="Until when.")
    applicant_name: str = strawberry.field(description="Whose it is.")
    employer_name: str = strawberry.field(description="Where they work.")
    qualification_name: str = strawberry.field(description="What is declared.")
    declaration_number: str = strawberry.field(description="The number people quote.")
    model: strawberry.Private[ReviewTask]

    @field(description="The declaration itself.")
    async def declaration(self, info: Info) -> DeclarationType:
        return DeclarationType.from_model(await resolvers.load_declaration_of(info.context, self.model))

    @field(description="The organisation whose desk it is.")
    async def organization(self, info: Info) -> OrganizationType:
        return OrganizationType.from_model(await load_organization(info.context, self.model.organization_id))

    @classmethod
    def from_model(cls, task: ReviewTask, info: Info) -> Self:
        return cls(
            id=encode_id("ReviewTask", task.id),
            stage=task.stage,
            status=task.status,
            opened_at=task.opened_at,
            due_at=task.due_at,
            applicant_name=task.applicant_name,
            employer_name=task.employer_name,
            qualification_name=text_in(task.qualification_name, locale_of(info)),
            declaration_number=task.declaration_number,
            model=task,
        )


@strawberry.input(description="One thing to mend.")
class ReturnItemInput:
    reason: ReturnReason = strawberry.field(description="Why.")
    text: str = strawberry.field(description="What the applicant should do.")
    section: str | None = strawberry.field(default=None, description="The section to open; none is a remark.")
    pointer: str | None = strawberry.field(default=None, description="The part of it to open; none is all of it.")

    def to_model(self) -> ReturnItem:
        return ReturnItem(reason=self.reason, section=self.section, pointer=self.pointer, text=self.text)


@strawberry.input(description="How the employer's recommendation committee voted.")
class RecommendationInput:
    committee_size: int = strawberry.field(description="How many members it has.")
    votes_for: int = strawberry.field(description="Votes for.")
    votes_against: int = strawberry.field(description="Votes against.")
    abstentions: int = strawberry.field(default=0, description="Abstentions.")
    opinion: str = strawberry.field(default="", description="The employer's opinion of the person.")

    def to_model(self) -> Recommend:
        return Recommend(
            committee_size=self.committee_size,
            votes_for=self.votes_for,
            votes_against=self.votes_against,
            abstentions=self.abstentions,
            opinion=self.opinion,
        )


@strawberry.type(description="What a decision on several declarations returns.")
class DeclarationsPayload(Payload):
    declarations: list[DeclarationType] = strawberry.field(default_factory=list, description="Each of them, changed.")


@strawberry.input(description="What is pronounced on one point.")
class VerdictInput:
    on: Verdict = strawberry.field(description="The point.")
    positive: bool = strawberry.field(description="Whether it is in order.")


@strawberry.input(description="Approve each.")
class BulkApproval:
    comment: str = strawberry.field(default="", description="What to say with it.")
    verdicts: list[VerdictInput] = strawberry.field(
        default_factory=list, description="One for each point the stage asks about."
    )


@strawberry.input(description="Return each to its applicant.")
class BulkReturn:
    items: list[ReturnItemInput] = strawberry.field(description="Everything to be mended, the same for all.")
    comment: str = strawberry.field(default="", description="What to say with it.")


@strawberry.input(description="Refuse each.")
class BulkRefusal:
    reason: RejectionReason = strawberry.field(description="Why.")
    comment: str = strawberry.field(default="", description="What to say with it.")


@strawberry.input(description="One decision for many declarations.", one_of=True)
class BulkDecisionInput:
    approve: strawberry.Maybe[BulkApproval] = strawberry.field(description="Approve each.")
    return_for_mending: strawberry.Maybe[BulkReturn] = strawberry.field(description="Return each.")
    refuse: strawberry.Maybe[BulkRefusal] = strawberry.field(description="Refuse each.")
    confirm: strawberry.Maybe[str] = strawberry.field(description="Confirm each result, with this comment.")

    def to_model(self) -> Command:
        if self.approve:
            given = self.approve.value
            return Approve(given.comment, {each.on: each.positive for each in given.verdicts})
        if self.return_for_mending:
            returned = self.return_for_mending.value
            return ReturnForMending(tuple(item.to_model() for item in returned.items), comment=returned.comment)
        if self.refuse:
            return Refuse(self.refuse.value.reason, self.refuse.value.comment)
        return Confirm(comment=self.confirm.value if self.confirm else "")


@strawberry.type(name="BulkDecision", description="What became of one declaration.")
class BulkDecisionType:
    id: strawberry.ID = strawberry.field(description="The declaration.")
    applied: bool = strawberry.field(description="Whether it was decided; never in a dry run.")
    problems: list[ProblemType] = strawberry.field(description="Why it was not, or would not be.")
    declaration: DeclarationType | None = strawberry.field(description="The declaration, if the viewer may see it.")

    @classmethod
    def from_model(cls, row: DecidedRow) -> Self:
        return cls(
            id=encode_id("Declaration", row.declaration_id),
            applied=row.applied,
            problems=[ProblemType.from_model(each) for each in row.problems],
            declaration=DeclarationType.from_model(row.declaration) if row.declaration else None,
        )


@strawberry.type(description="What a decision on many declarations returns.")
class BulkDecidePayload(Payload):
    results: list[BulkDecisionType] = strawberry.field(default_factory=list, description="One for each, in order.")


@strawberry.type(description="What extending a deadline returns.")
class ExtendDeadlinePayload(Payload):
    number: str | None = strawberry.field(default=None, description="The declaration's number.")
    until: datetime | None = strawberry.field(default=None, description="Until when it is extended.")


ReasonArgument = Annotated[str, strawberry.argument(description="Why, on record.")]
Comment = Annotated[str, strawberry.argument(description="What to say with it.")]


@strawberry.type
class ReviewQueries:
    @field(description="The desk of one organisation of the viewer's, oldest first.")
    async def review_queue(
        self,
        info: Info,
        organization: Annotated[strawberry.ID, strawberry.argument(description="Whose desk.")],
        stage: Annotated[str | None, strawberry.argument(description="Only at this stage.")] = None,
        status: Annotated[
            ReviewTaskStatus, strawberry.argument(description="Only tasks that stand so.")
        ] = ReviewTaskStatus.PENDING,
        search: Search = None,
        due_before: Annotated[datetime | None, strawberry.argument(description="Only what is due before.")] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[ReviewTaskType]:
        page = await resolvers.find_tasks(
            info.context,
            organization_id=key_of(organization, "Organization"),
            stage=stage,
            status=status,
            search=search,
            due_before=due_before,
            first=first,
            after=after,
        )
        return Connection[ReviewTaskType].from_page(page, lambda row: ReviewTaskType.from_model(row, info))


@strawberry.type
class ReviewMutations:
    @mutation(description="Approve the check on one's desk.")
    async def approve(
        self,
        info: Info,
        declaration: DeclarationArgument,
        comment: Comment = "",
        verdicts: Annotated[
            list[VerdictInput] | None, strawberry.argument(description="One for each point the stage asks about.")
        ] = None,
    ) -> DeclarationPayload:
        approved = await resolvers.approve(
            info.context,
            declaration_id=key_of(declaration, "Declaration"),
            comment=comment,
            verdicts={each.on: each.positive for each in verdicts or []},
        )
        return _changed(approved)

    @mutation(description="退回单位: send it back to an organisation that checked it before, with what to look at.")
    async def return_to_step(
        self,
        info: Info,
        declaration: DeclarationArgument,
        step: Annotated[int, strawberry.argument(description="The index of that organisation's step.")],
        items: Annotated[list[ReturnItemInput] | None, strawberry.argument(description="What to look at.")] = None,
        comment: Comment = "",
    ) -> DeclarationPayload:
        returned = await resolvers.return_to_step(
            info.context,
            declaration_id=key_of(declaration, "Declaration"),
            step=step,
            items=[item.to_model() for item in items or []],
            comment=comment,
        )
        return _changed(returned)

    @mutation(description="Hold one person, with a reason, while the list goes on.")
    async def hold_candidate(
        self, info: Info, declaration: DeclarationArgument, reason: ReasonArgument
    ) -> DeclarationPayload:
        key = key_of(declaration, "Declaration")
        return _changed(await resolvers.hold_candidate(info.context, declaration_id=key, reason=reason))

    @mutation(description="Release a person who was held by hand; what was found out is the reason.")
    async def release_candidate(
        self,
        info: Info,
        declaration: DeclarationArgument,
        hold: Annotated[str, strawberry.argument(description="The hold's id.")],
        reason: ReasonArgument,
    ) -> DeclarationPayload:
        released = await resolvers.release_candidate(
            info.context, declaration_id=key_of(declaration, "Declaration"), hold_id=hold, reason=reason
        )
        return _changed(released)

    @mutation(description="Extend whatever deadline one declaration meets before then, with a reason on record.")
    async def extend_deadline(
        self,
        info: Info,
        number: Annotated[str, strawberry.argument(description="The declaration's number, as its applicant gives it.")],
        until: Annotated[datetime, strawberry.argument(description="Until when.")],
        reason: ReasonArgument,
    ) -> ExtendDeadlinePayload:
        extended = await resolvers.extend_deadline(info.context, number=number, until=until, reason=reason)
        return ExtendDeadlinePayload(number=extended.number, until=until)

    @mutation(description="One decision on many declarations, tried out first if one likes; a row for each, in order.")
    async def bulk_decide(
        self,
        info: Info,
        declarations: DeclarationIds,
        decision: Annotated[
            BulkDecisionInput, strawberry.argument(description="The decision; exactly one of its members.")
        ],
        policy: Annotated[
            ErrorPolicy, strawberry.argument(description="What becomes of the good rows where some are refused.")
        ] = ErrorPolicy.ALL_OR_NOTHING,
        dry_run: Annotated[bool, strawberry.argument(description="Only say what would happen.")] = False,
    ) -> BulkDecidePayload:
        rows = await resolvers.bulk_decide(
            info.context,
            declaration_ids=[key_of(each, "Declaration") for each in declarations],
            command=decision.to_model(),
            policy=policy,
            dry_run=dry_run,
        )
        return BulkDecidePayload(results=[BulkDecisionType.from_model(each) for each in rows])

    @mutation(description="退回修改: name everything to be mended at once; only that is opened.")
    async def return_for_mending(
        self,
        info: Info,
        declaration: DeclarationArgument,
        items: Annotated[list[ReturnItemInput], strawberry.argument(description="Everything to be mended.")],
        comment: Comment = "",
        open_all: Annotated[bool, strawberry.argument(description="Open everything, not only the items.")] = False,
    ) -> DeclarationPayload:
        changed = await resolvers.return_for_mending(
            info.context,
            declaration_id=key_of(declaration, "Declaration"),
            items=[item.to_model() for item in items],
            comment=comment,
            open_all=open_all,
        )
        return _changed(changed)

    @mutation(description="Refuse the declaration: it ends here.")
    async def refuse(
        self,
        info: Info,
        declaration: DeclarationArgument,
        reason: Annotated[RejectionReason, strawberry.argument(description="Why.")],
        comment: Comment = "",
    ) -> DeclarationPayload:
        key = key_of(declaration, "Declaration")
        return _changed(await resolvers.refuse(info.context, declaration_id=key, reason=reason, comment=comment))

    @mutation(description="推荐: record how the employer's recommendation committee voted.")
    async def recommend(
        self,
        info: Info,
        declaration: DeclarationArgument,
        recommendation: Annotated[RecommendationInput, strawberry.argument(description="The vote.")],
    ) -> DeclarationPayload:
        key = key_of(declaration, "Declaration")
        changed = await resolvers.recommend(info.context, declaration_id=key, recommendation=recommendation.to_model())
        return _changed(changed)

    @mutation(description="确认: the authority confirms the results of a panel; all or none.")
    async def confirm_results(
        self, info: Info, declarations: DeclarationIds, comment: Comment = ""
    ) -> DeclarationsPayload:
        keys = [key_of(each, "Declaration") for each in declarations]
        changed = await resolvers.confirm_results(info.context, declaration_ids=keys, comment=comment)
        return DeclarationsPayload(declarations=[DeclarationType.from_model(each) for each in changed])

    @mutation(description="The authority does not confirm the result, and says why: it ends here.")
    async def decline_confirmation(
        self,
        info: Info,
        declaration: DeclarationArgument,
        reason: Annotated[str, strawberry.argument(description="Why.")],
    ) -> DeclarationPayload:
        key = key_of(declaration, "Declaration")
        return _changed(await resolvers.decline_confirmation(info.context, declaration_id=key, reason=reason))


def _changed(declaration: Declaration) -> DeclarationPayload:
    return DeclarationPayload(declaration=DeclarationType.from_model(declaration))
