"""Forms as organisers compose them: sections in order, templates, materials, and rules across sections."""

from collections.abc import Mapping
from typing import Annotated, Self

import strawberry

from form_templates.compatibility import Compatibility
from models import AuthoredDocument, DeclarationCategory, Form, FormVersion, TemplateStatus
from resolvers import compositions as resolvers
from resolvers.templates import import_documents
from schema.authoring import (
    Accepting,
    AuthoredHeading,
    AuthoredVersionState,
    AuthoringActionOffer,
    DigestArgument,
    ExpectedDraft,
    LocaleArgument,
    NeedsApproval,
    Since,
    TemplateChangesType,
    TemplateImpactType,
    heading_of,
    offers_from,
    state_of,
)
from schema.connections import After, Connection, First, Search
from schema.context import Info
from schema.fields import field
from schema.ids import encode_id, key_of, optional_key
from schema.mutations import Payload, mutation
from schema.previews import PreviewType
from schema.problems import ProblemType
from schema.scalars import JSONObject
from schema.templates import KeyArgument, NewOwnerArgument, OwnerArgument
from services.compositions import composition_of
from services.template_bundles import ImportedDocument, ImportOutcome

strawberry.enum(ImportOutcome, description="What became of an imported document.")


@strawberry.type(description="One version of a form, as its author wrote it.")
class ComposedFormVersion(AuthoredVersionState):
    id: strawberry.ID = strawberry.field(description="The id of the form version: activities use published ones.")
    model: strawberry.Private[FormVersion]

    @field(description="The composition: sections, the templates they pin, materials and rules.")
    def composition(self) -> JSONObject:
        return JSONObject(composition_of(self.model))

    @field(description="What is wrong with it, with pointers into the composition or into a template it pins.")
    async def lint(self, info: Info) -> list[ProblemType]:
        return [ProblemType.from_model(each) for each in await resolvers.find_lint(info.context, self.model)]

    @field(description="What changed, in words; null for the first version and for a draft that cannot be used yet.")
    async def changes(self, info: Info, since: Since = None) -> TemplateChangesType | None:
        before = optional_key(since, "FormVersion")
        found = await resolvers.find_changes(info.context, self.model, since=before)
        return TemplateChangesType.from_model(found, info) if found else None

    @classmethod
    def from_model(cls, version: FormVersion) -> Self:
        return cls(id=encode_id("FormVersion", version.id), **state_of(version))


@strawberry.type(description="A form by its key; what applicants fill in is one of its published versions.")
class ComposedForm(AuthoredHeading):
    model: strawberry.Private[Form]

    @field(description="Every version, oldest first; a draft only for those who may change it.")
    async def versions(self, info: Info) -> list[ComposedFormVersion]:
        return [ComposedFormVersion.from_model(row) for row in await resolvers.load_versions(info.context, self.model)]

    @field(description="The version that activities should use now.")
    async def current(self, info: Info) -> ComposedFormVersion | None:
        return await self._last(info, TemplateStatus.PUBLISHED)

    @field(description="The draft of the next version, for those who may change it.")
    async def draft(self, info: Info) -> ComposedFormVersion | None:
        return await self._last(info, TemplateStatus.DRAFT)

    async def _last(self, info: Info, status: TemplateStatus) -> ComposedFormVersion | None:
        versions = await resolvers.load_versions(info.context, self.model)
        found = [row for row in versions if row.status is status]
        return ComposedFormVersion.from_model(found[-1]) if found else None

    @field(description="What the viewer may do with it now; for the rest, why not.")
    async def actions(self, info: Info) -> list[AuthoringActionOffer]:
        return offers_from(await resolvers.find_refusals(info.context, self.model))

    @classmethod
    def from_model(cls, form: Form, info: Info) -> Self:
        return cls(id=encode_id("ComposedForm", form.id), **heading_of(form, info))


@strawberry.type(name="ImportedDocument", description="What became of one document of a bundle.")
class ImportedDocumentType:
    key: str = strawberry.field(description="The document's key.")
    outcome: ImportOutcome = strawberry.field(description="Whether it is new, a new draft, or here already.")
    id: strawberry.ID = strawberry.field(description="The id of the template or form.")

    @classmethod
    def from_model(cls, imported: ImportedDocument) -> Self:
        return cls(key=imported.key, outcome=imported.outcome, id=_id_of(imported.heading))


def _id_of(heading: AuthoredDocument) -> strawberry.ID:
    return encode_id("ComposedForm" if isinstance(heading, Form) else "Template", heading.id)


@strawberry.type(description="What a change of a form returns.")
class ComposedFormPayload(Payload):
    form: ComposedForm | None = strawberry.field(default=None, description="The form, changed.")


@strawberry.type(description="What publishing a form returns.")
class PublishFormPayload(Payload):
    version: ComposedFormVersion | None = strawberry.field(default=None, description="The version, frozen.")


@strawberry.type(description="What importing returns.")
class ImportTemplatesPayload(Payload):
    documents: list[ImportedDocumentType] = strawberry.field(
        default_factory=list, description="Each document of the bundle, in order."
    )


FormArgument = Annotated[strawberry.ID, strawberry.argument(description="The form.")]
CompositionArgument = Annotated[
    JSONObject,
    strawberry.argument(
        description="Sections in order, each with the template it pins or the templates and materials it offers, and rules. "
        "A pin without a version takes the one published last."
    ),
]


@strawberry.type
class CompositionQueries:
    @field(description="Forms by owner, status and keyword. For committee organisers.")
    async def composed_forms(
        self,
        info: Info,
        owner: Annotated[strawberry.ID | None, strawberry.argument(description="Only of this owner.")] = None,
        search: Search = None,
        status: Annotated[
            TemplateStatus | None, strawberry.argument(description="Only those with such a version.")
        ] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[ComposedForm]:
        page = await resolvers.find_forms(
            info.context,
            owner_id=optional_key(owner, "Organization"),
            search=search,
            status=status,
            first=first,
            after=after,
        )
        return Connection[ComposedForm].from_page(page, lambda row: ComposedForm.from_model(row, info))

    @field(description="Try out a form with trial answers. Nothing is stored.")
    async def form_preview(
        self,
        info: Info,
        composition: CompositionArgument,
        answers: Annotated[
            JSONObject | None, strawberry.argument(description="Trial answers: section key → list of entries.")
        ] = None,
        category: Annotated[
            DeclarationCategory, strawberry.argument(description="How it is declared.")
        ] = DeclarationCategory.REGULAR,
        qualification: Annotated[strawberry.ID | None, strawberry.argument(description="What is declared.")] = None,
        locale: LocaleArgument = None,
    ) -> PreviewType:
        found = await resolvers.preview_form(
            info.context,
            composition=composition,
            answers=answers if isinstance(answers, Mapping) else {},
            category=category,
            qualification_id=optional_key(qualification, "Qualification"),
            locale=locale,
        )
        return PreviewType.from_model(found)

    @field(description="What using the form's draft would do to the declarations being worked on.")
    async def form_impact(self, info: Info, form: FormArgument) -> TemplateImpactType:
        found = await resolvers.measure_impact(info.context, form_id=key_of(form, "ComposedForm"))
        return TemplateImpactType.from_model(found)


@strawberry.type
class CompositionMutations:
    @mutation(description="Compose a new form, or save the draft of a form's next version.")
    async def compose_form(
        self,
        info: Info,
        composition: CompositionArgument,
        form: Annotated[strawberry.ID | None, strawberry.argument(description="The form; none for a new one.")] = None,
        owner: OwnerArgument = None,
        needs_approval: NeedsApproval = False,
        expected_revision: ExpectedDraft = 0,
    ) -> ComposedFormPayload:
        composed = await resolvers.compose_form(
            info.context,
            form_id=optional_key(form, "ComposedForm"),
            owner_id=optional_key(owner, "Organization"),
            composition=composition,
            needs_approval=needs_approval,
            expected_revision=expected_revision,
        )
        return ComposedFormPayload(form=ComposedForm.from_model(composed, info))

    @mutation(description="Throw the draft away; what is published stays.")
    async def discard_form_draft(
        self, info: Info, form: FormArgument, expected_revision: ExpectedDraft
    ) -> ComposedFormPayload:
        key = key_of(form, "ComposedForm")
        left = await resolvers.discard_draft(info.context, form_id=key, expected_revision=expected_revision)
        return ComposedFormPayload(form=ComposedForm.from_model(left, info))

    @mutation(description="Approve the draft that was read. Nobody approves what they saved themselves.")
    async def approve_form(self, info: Info, form: FormArgument, digest: DigestArgument) -> ComposedFormPayload:
        approved = await resolvers.approve(info.context, form_id=key_of(form, "ComposedForm"), digest=digest)
        return ComposedFormPayload(form=ComposedForm.from_model(approved, info))

    @mutation(
        description="Freeze the draft with every template in it as the next version, if nothing is wrong with it."
    )
    async def publish_form(
        self, info: Info, form: FormArgument, accepting: Accepting = Compatibility.ADDITIVE
    ) -> PublishFormPayload:
        version = await resolvers.publish(info.context, form_id=key_of(form, "ComposedForm"), accepting=accepting)
        return PublishFormPayload(version=ComposedFormVersion.from_model(version))

    @mutation(description="No new activity may use it from now on; activities that have it keep it.")
    async def retire_form(
        self,
        info: Info,
        form: FormArgument,
        reason: Annotated[str, strawberry.argument(description="Why, for the history.")] = "",
    ) -> ComposedFormPayload:
        retired = await resolvers.retire(info.context, form_id=key_of(form, "ComposedForm"), reason=reason)
        return ComposedFormPayload(form=ComposedForm.from_model(retired, info))

    @mutation(description="Copy a form to another owner, as a draft under a key of its own.")
    async def copy_form(
        self,
        info: Info,
        form: FormArgument,
        owner: NewOwnerArgument,
        key: KeyArgument,
        needs_approval: NeedsApproval = False,
    ) -> ComposedFormPayload:
        copied = await resolvers.copy(
            info.context,
            form_id=key_of(form, "ComposedForm"),
            owner_id=key_of(owner, "Organization"),
            key=key,
            needs_approval=needs_approval,
        )
        return ComposedFormPayload(form=ComposedForm.from_model(copied, info))

    @mutation(description="Import one document or a bundle as drafts; all or nothing, and twice is the same as once.")
    async def import_templates(
        self,
        info: Info,
        owner: NewOwnerArgument,
        bundle: Annotated[JSONObject, strawberry.argument(description="A document, or what `exportTemplates` gave.")],
        needs_approval: NeedsApproval = False,
    ) -> ImportTemplatesPayload:
        found = await import_documents(
            info.context, owner_id=key_of(owner, "Organization"), bundle=bundle, needs_approval=needs_approval
        )
        return ImportTemplatesPayload(documents=[ImportedDocumentType.from_model(each) for each in found])
