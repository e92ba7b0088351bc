"""Declarations, as the applicant fills them in and as reviewers read them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

import strawberry

from form_templates.problems import Severity
from models import Declaration, DeclarationCategory, DeclarationEvent, DeclarationStatus, ProcedureKind, Submission
from resolvers import declarations as resolvers
from resolvers.catalogue import load_catalogue
from resolvers.certificates import load_certificate_of
from resolvers.eligibility import explain_eligibility
from resolvers.form_upgrades import load_upgrade, set_aside_of, upgrade_form
from resolvers.organizations import load_organization
from schema.activities import ActivityType
from schema.catalogue import QualificationType, SpecialtyType
from schema.certificates import CertificateType
from schema.connections import After, Connection, First
from schema.context import Info
from schema.eligibility import RuleOutcomeType
from schema.fields import field
from schema.form_upgrades import FormUpgrade, SetAsideAnswer
from schema.forms import FormEntry, FormType, SectionKey
from schema.ids import encode_id, key_of, optional_key
from schema.itinerary import AnswerChange, HoldType, ReturnNotice, ReviewStep, SentBackNotice, TallyType
from schema.mutations import Payload, mutation
from schema.nodes import Node
from schema.organizations import OrganizationType
from schema.problems import AvailableActionType, ProblemType
from schema.scalars import JSONObject
from services.declarations import NewDeclaration

strawberry.enum(DeclarationStatus, description="Where a declaration stands.")


@strawberry.type(description="The answers of one section, with the revision a save must expect.")
class SectionAnswers:
    key: str = strawberry.field(description="The section's key.")
    entries: list[FormEntry] = strawberry.field(description="Its entries, by stable ids.")
    revision: int = strawberry.field(description="Pass it as `expectedRevision` when saving; 0 is never saved.")
    problems: list[ProblemType] = strawberry.field(description="What is wrong in it now.")
    locked: bool = strawberry.field(description="Whether the viewer can change nothing in it.")


@strawberry.type(description="What still blocks submission, and what is worth knowing.")
class Readiness:
    ready: bool = strawberry.field(description="Whether it could be submitted as it is.")
    problems: list[ProblemType] = strawberry.field(description="Errors first, then warnings and notices.")
    model: strawberry.Private[Declaration]

    @field(description="Eligibility explained: every rule, kept or broken, with the numbers and entries it used.")
    async def rules(self, info: Info) -> list[RuleOutcomeType]:
        return [RuleOutcomeType.from_model(each) for each in await explain_eligibility(info.context, self.model)]


@strawberry.type(name="Submission", description="What was submitted, frozen.")
class SubmissionType:
    id: strawberry.ID = strawberry.field(description="Opaque and stable.")
    number: int = strawberry.field(description="Counted from 1.")
    digest: str = strawberry.field(description="SHA-256 of the frozen answers.")
    submitted_at: datetime = strawberry.field(description="When.")
    answers: JSONObject = strawberry.field(description="Section key → entries, visible answers only.")
    model: strawberry.Private[Submission]

    @field(description="What changed since the submission before, field by field.")
    async def changes_since(self, info: Info) -> list[AnswerChange]:
        changes = await resolvers.find_changes_since(info.context, self.model)
        return [AnswerChange.from_model(each) for each in changes]

    @classmethod
    def from_model(cls, source: Submission) -> Self:
        return cls(
            id=encode_id("Submission", source.id),
            number=source.number,
            digest=source.digest,
            submitted_at=source.submitted_at,
            answers=JSONObject(source.answers),
            model=source,
        )


@strawberry.type(name="DeclarationEvent", description="One fact of the declaration's log; each covers the one before.")
class DeclarationEventType:
    id: strawberry.ID = strawberry.field(description="Opaque and stable.")
    sequence: int = strawberry.field(description="Its place in the log, from 1.")
    type: str = strawberry.field(description="What happened.")
    data: JSONObject = strawberry.field(description="The particulars, as the viewer may know them.")
    at: datetime = strawberry.field(description="When.")
    digest: str = strawberry.field(description="SHA-256 over the fact and the digest before it.")
    previous_digest: str = strawberry.field(description="The digest of the fact before; empty for the first.")

    @classmethod
    def from_model(cls, source: DeclarationEvent, *, data: Mapping[str, Any]) -> Self:
        return cls(
            id=encode_id("DeclarationEvent", source.id),
            sequence=source.sequence,
            type=source.type,
            data=JSONObject(dict(data)),
            at=source.at,
            digest=source.digest,
            previous_digest=source.previous_digest,
        )


@strawberry.type(name="Declaration", description="申报: one person's case, from the empty form to its end.")
class DeclarationType(Node):
    number: str = strawberry.field(description="The number people quote.")
    procedure: ProcedureKind = strawberry.field(description="Which procedure it is.")
    category: DeclarationCategory = strawberry.field(description="How it is declared.")
    status: DeclarationStatus = strawberry.field(description="Where it stands.")
    revision: int = strawberry.field(description="Moves with every change.")
    started_at: datetime = strawberry.field(description="When it was started.")
    model: strawberry.Private[Declaration]

    @field(description="The activity it is in.")
    def activity(self, info: Info) -> ActivityType:
        return ActivityType.from_model(self.model.activity, info)

    @field(description="Whose it is.")
    def applicant_name(self) -> str:
        return self.model.applicant.name

    @field(description="The employer it goes through.")
    async def employer(self, info: Info) -> OrganizationType:
        return OrganizationType.from_model(await load_organization(info.context, self.model.employer_id))

    @field(description="What is declared.")
    async def qualification(self, info: Info) -> QualificationType | None:
        if self.model.qualification_id is None:
            return None
        catalogue = await load_catalogue(info.context)
        return QualificationType.from_model(catalogue.qualifications[self.model.qualification_id], info)

    @field(description="In which specialty.")
    async def specialty(self, info: Info) -> SpecialtyType | None:
        if self.model.specialty_id is None:
            return None
        catalogue = await load_catalogue(info.context)
        return SpecialtyType.from_model(catalogue.specialties[self.model.specialty_id], info)

    @field(description="Its form, resolved against its answers: the draft for the applicant, else what was submitted.")
    async def form(self, info: Info) -> FormType:
        resolved = await resolvers.resolve_declaration(info.context, self.model)
        return FormType.from_model(resolved, self.model.form_version_id)

    @field(description="The answers of every section that applies.")
    async def sections(self, info: Info) -> list[SectionAnswers]:
        resolved = await resolvers.resolve_declaration(info.context, self.model)
        revisions = await resolvers.load_section_revisions(info.context, self.model)
        openness = resolvers.openness_of(info.context, self.model)
        open_sections = {section for section, _ in openness.pointers}
        form = FormType.from_model(resolved, self.model.form_version_id)
        return [
            SectionAnswers(
                key=section.key,
                entries=[FormEntry.from_model(entry) for entry in section.model.entries],
                revision=revisions.get(section.key, 0),
                problems=section.problems(),
                locked=not openness.all_open and section.key not in open_sections,
            )
            for section in form.sections()
            if section.visible
        ]

    @field(description="The answers of one section.")
    async def section(self, info: Info, key: SectionKey) -> SectionAnswers | None:
        return next((each for each in await self.sections(info) if each.key == key), None)

    @field(description="What still blocks submission.")
    async def readiness(self, info: Info) -> Readiness:
        found = await resolvers.find_problems(info.context, self.model)
        return Readiness(
            ready=not any(each.severity is Severity.ERROR for each in found),
            problems=[ProblemType.from_model(each) for each in found],
            model=self.model,
        )

    @field(description="The activity's newer form, if it has one and the viewer may move to it: what would change.")
    async def form_upgrade(self, info: Info) -> FormUpgrade | None:
        found = await load_upgrade(info.context, self.model)
        if found is None:
            return None
        required = self.model.activity.form_upgrade_required
        return FormUpgrade.from_model(*found, info, required=required)

    @field(description="Answers that earlier upgrades found no place for; the applicant's alone.")
    def set_aside(self, info: Info) -> list[SetAsideAnswer]:
        return [SetAsideAnswer.from_model(each) for each in set_aside_of(info.context, self.model)]

    @field(description="Every step past, present and to come.")
    def itinerary(self, info: Info) -> list[ReviewStep]:
        return [ReviewStep.from_model(step, info) for step in resolvers.itinerary_of(info.context, self.model)]

    @field(description="What happened, oldest first.")
    async def events(self, info: Info, first: First = 50, after: After = None) -> Connection[DeclarationEventType]:
        page = await resolvers.find_events(info.context, self.model, first=first, after=after)

        def convert(row: DeclarationEvent) -> DeclarationEventType:
            return DeclarationEventType.from_model(row, data=resolvers.particulars_of(info.context, self.model, row))

        return Connection[DeclarationEventType].from_page(page, convert)

    @field(description="Everything that was ever submitted, frozen.")
    async def submissions(self, info: Info) -> list[SubmissionType]:
        return [SubmissionType.from_model(each) for each in await resolvers.load_submissions(info.context, self.model)]

    @field(description="What to mend, if it was returned.")
    def returned(self) -> ReturnNotice | None:
        state = resolvers.state_of(self.model)
        return ReturnNotice.from_model(state.returned) if state.returned else None

    @field(description="What an earlier organisation was asked to look at again, while it has not answered.")
    def sent_back(self) -> SentBackNotice | None:
        state = resolvers.state_of(self.model)
        return SentBackNotice.from_model(state.sent_back) if state.sent_back else None

    @field(description="Why this one person waits while the list goes on.")
    def holds(self) -> list[HoldType]:
        return [HoldType.from_model(each) for each in resolvers.state_of(self.model).holds]

    @field(description="Until when its deadlines were extended.")
    def extended_until(self) -> datetime | None:
        return resolvers.state_of(self.model).extended_until

    @field(description="The organisation whose letter asked for a delegated review.")
    async def delegator(self, info: Info) -> OrganizationType | None:
        if self.model.delegator_id is None:
            return None
        return OrganizationType.from_model(await load_organization(info.context, self.model.delegator_id))

    @field(description="The panel's vote; the applicant sees it when the case is over.")
    def tally(self, info: Info) -> TallyType | None:
        tally = resolvers.tally_of(info.context, self.model)
        return TallyType.from_model(tally) if tally else None

    @field(description="The certificate it ended in.")
    async def certificate(self, info: Info) -> CertificateType | None:
        found = await load_certificate_of(info.context, self.model.id)
        return CertificateType.from_model(found) if found else None

    @field(description="What the viewer may do with it now; for the rest, why not.")
    def available_actions(self, info: Info) -> list[AvailableActionType]:
        return [AvailableActionType.from_model(each, info) for each in resolvers.actions_on(info.context, self.model)]

    @classmethod
    def from_model(cls, source: Declaration) -> Self:
        return cls(
            id=encode_id("Declaration", source.id),
            number=source.number,
            procedure=source.procedure,
            category=source.category,
            status=source.status,
            revision=source.revision,
            started_at=source.started_at,
            model=source,
        )


@strawberry.type(description="What a change of a declaration returns.")
class DeclarationPayload(Payload):
    declaration: DeclarationType | None = strawberry.field(default=None, description="The declaration, changed.")


@strawberry.type(description="What a dry run of submission returns.")
class CheckPayload(Payload):
    declaration: DeclarationType | None = strawberry.field(default=None, description="The declaration, unchanged.")
    ready: bool = strawberry.field(default=False, description="Whether it could be submitted as it is.")


DeclarationArgument = Annotated[strawberry.ID, strawberry.argument(description="The declaration.")]


@strawberry.type
class DeclarationQueries:
    @field(description="One declaration that the viewer may see.")
    async def declaration(self, info: Info, id: DeclarationArgument) -> DeclarationType:  # noqa: A002
        return DeclarationType.from_model(await resolvers.load_declaration(info.context, key_of(id, "Declaration")))


@strawberry.type
class DeclarationMutations:
    @mutation(description="立即申报: open a declaration in an activity.")
    async def start_declaration(
        self,
        info: Info,
        activity: Annotated[strawberry.ID, strawberry.argument(description="The activity.")],
        employer: Annotated[strawberry.ID, strawberry.argument(description="The organisation one works for.")],
        qualification: Annotated[strawberry.ID | None, strawberry.argument(description="What is declared.")] = None,
        specialty: Annotated[strawberry.ID | None, strawberry.argument(description="In which specialty.")] = None,
        category: Annotated[
            DeclarationCategory, strawberry.argument(description="How it is declared.")
        ] = DeclarationCategory.REGULAR,
        delegator: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="委托评审: the organisation whose letter asks for it, and which issues itself."
            ),
        ] = None,
    ) -> DeclarationPayload:
        new = NewDeclaration(
            activity_id=key_of(activity, "Activity"),
            employer_id=key_of(employer, "Organization"),
            qualification_id=optional_key(qualification, "Qualification"),
            specialty_id=optional_key(specialty, "Specialty"),
            category=category,
            delegator_id=optional_key(delegator, "Organization"),
        )
        return _changed(await resolvers.start_declaration(info.context, new=new))

    @mutation(description="Move to the activity's newer form: answers are carried over, none is dropped silently.")
    async def upgrade_form(self, info: Info, declaration: DeclarationArgument) -> DeclarationPayload:
        return _changed(await upgrade_form(info.context, declaration_id=key_of(declaration, "Declaration")))

    @mutation(description="A dry run of submission: everything that would block it.")
    async def check_declaration(self, info: Info, declaration: DeclarationArgument) -> CheckPayload:
        found = await resolvers.load_declaration(info.context, key_of(declaration, "Declaration"))
        problems = await resolvers.find_problems(info.context, found)
        return CheckPayload(
            declaration=DeclarationType.from_model(found),
            ready=not any(each.severity is Severity.ERROR for each in problems),
            problems=[ProblemType.from_model(each) for each in problems],
        )

    @mutation(description="提交: freeze the answers and set the review going.")
    async def submit_declaration(self, info: Info, declaration: DeclarationArgument) -> DeclarationPayload:
        key = key_of(declaration, "Declaration")
        return _changed(await resolvers.submit_declaration(info.context, declaration_id=key))

    @mutation(description="撤回: take it back for change, before anybody decided on it.")
    async def withdraw_declaration(self, info: Info, declaration: DeclarationArgument) -> DeclarationPayload:
        key = key_of(declaration, "Declaration")
        return _changed(await resolvers.withdraw_declaration(info.context, declaration_id=key))

    @mutation(description="废弃: put it away; it can be restored until the activity closes.")
    async def discard_declaration(self, info: Info, declaration: DeclarationArgument) -> DeclarationPayload:
        key = key_of(declaration, "Declaration")
        return _changed(await resolvers.discard_declaration(info.context, declaration_id=key))

    @mutation(description="Bring a discarded declaration back as it was.")
    async def restore_declaration(self, info: Info, declaration: DeclarationArgument) -> DeclarationPayload:
        key = key_of(declaration, "Declaration")
        return _changed(await resolvers.restore_declaration(info.context, declaration_id=key))


def _changed(declaration: Declaration) -> DeclarationPayload:
    return DeclarationPayload(declaration=DeclarationType.from_model(declaration))
