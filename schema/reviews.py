"""Reviewing: the queue of an organisation, and the decisions its people take."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import Declaration, ReviewTask, ReviewTaskStatus
from resolvers import reviews as resolvers
from resolvers.organizations import load_organization
from review_routes.commands import Recommend, RejectionReason, ReturnItem, ReturnReason
from schema.certificates import DeclarationIds
from schema.connections import After, Connection, First, Search
from schema.context import Info, locale_of
from schema.declarations import DeclarationArgument, DeclarationPayload, DeclarationType
from schema.fields import field
from schema.ids import encode_id, key_of
from schema.mutations import Payload, mutation
from schema.nodes import Node
from schema.organizations import OrganizationType
from services.caller import text_in

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
    async def approve(self, info: Info, declaration: DeclarationArgument, comment: Comment = "") -> DeclarationPayload:
        key = key_of(declaration, "Declaration")
        return _changed(await resolvers.approve(info.context, declaration_id=key, comment=comment))

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
