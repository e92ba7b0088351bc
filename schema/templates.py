"""Templates and their versions, for those who author forms."""

from typing import Annotated, Self

import strawberry

from form_templates.compatibility import Compatibility
from models import Template, TemplateKind, TemplateStatus, TemplateVersion
from resolvers import templates as resolvers
from schema.authoring import (
    Accepting,
    AuthoredHeading,
    AuthoredVersionState,
    AuthoringActionOffer,
    DigestArgument,
    DocumentArgument,
    ExpectedDraft,
    LocaleArgument,
    NeedsApproval,
    Since,
    TemplateChangesType,
    TemplateImpactType,
    heading_of,
    offers_from,
    part_of,
    state_of,
)
from schema.connections import After, Connection, First, Search
from schema.context import Info
from schema.fields import field
from schema.ids import encode_id, key_of, optional_key
from schema.mutations import Payload, mutation
from schema.nodes import Node
from schema.previews import PreviewType
from schema.problems import ProblemType
from schema.scalars import JSON, JSONObject


@strawberry.type(name="TemplateVersion", description="One text of a template.")
class TemplateVersionType(AuthoredVersionState, Node):
    document: JSONObject = strawberry.field(description="The whole document.")
    model: strawberry.Private[TemplateVersion]

    @field(description="The JSON Schema 2020-12 in it.")
    def schema(self) -> JSONObject:
        return part_of(self.model.document, "schema")

    @field(description="The RJSF-compatible uiSchema in it.")
    def ui(self) -> JSONObject:
        return part_of(self.model.document, "ui")

    @field(description="The rules in it.")
    def rules(self) -> JSON:
        return JSON(self.model.document.get("rules", []))

    @field(description="The examples in it: answers, with the problems they have.")
    def examples(self) -> JSON:
        return JSON(self.model.document.get("examples", []))

    @field(description="What is wrong with it, with pointers into the document.")
    async def lint(self, info: Info) -> list[ProblemType]:
        return [ProblemType.from_model(each) for each in await resolvers.find_lint(info.context, self.model)]

    @field(description="What changed, in words; null for the first version and for a draft that cannot be used yet.")
    async def changes(self, info: Info, since: Since = None) -> TemplateChangesType | None:
        before = optional_key(since, "TemplateVersion")
        found = await resolvers.find_changes(info.context, self.model, since=before)
        return TemplateChangesType.from_model(found, info) if found else None

    @classmethod
    def from_model(cls, version: TemplateVersion) -> Self:
        return cls(
            id=encode_id("TemplateVersion", version.id), document=JSONObject(version.document), **state_of(version)
        )


@strawberry.type(name="Template", description="A template by its key; its content is in its versions.")
class TemplateType(AuthoredHeading):
    kind: TemplateKind = strawberry.field(description="What it is a template of.")
    model: strawberry.Private[Template]

    @field(description="Every version, oldest first; a draft only for those who may change it.")
    async def versions(self, info: Info) -> list[TemplateVersionType]:
        return [TemplateVersionType.from_model(row) for row in await resolvers.load_versions(info.context, self.model)]

    @field(description="The version that compositions should pin now.")
    async def current(self, info: Info) -> TemplateVersionType | None:
        return await self._last(info, TemplateStatus.PUBLISHED)

    @field(description="The draft of the next version, for those who may change it.")
    async def draft(self, info: Info) -> TemplateVersionType | None:
        return await self._last(info, TemplateStatus.DRAFT)

    async def _last(self, info: Info, status: TemplateStatus) -> TemplateVersionType | None:
        versions = await resolvers.load_versions(info.context, self.model)
        found = [row for row in versions if row.status is status]
        return TemplateVersionType.from_model(found[-1]) if found else None

    @field(description="What the viewer may do with it now; for the rest, why not.")
    async def actions(self, info: Info) -> list[AuthoringActionOffer]:
        return offers_from(await resolvers.find_refusals(info.context, self.model))

    @classmethod
    def from_model(cls, template: Template, info: Info) -> Self:
        return cls(id=encode_id("Template", template.id), kind=template.kind, **heading_of(template, info))


@strawberry.type(description="What a change of a template returns.")
class TemplatePayload(Payload):
    template: TemplateType | None = strawberry.field(default=None, description="The template, changed.")


@strawberry.type(description="What publishing a template returns.")
class PublishTemplatePayload(Payload):
    version: TemplateVersionType | None = strawberry.field(default=None, description="The version, frozen.")


TemplateArgument = Annotated[strawberry.ID, strawberry.argument(description="The template.")]
OwnerArgument = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="The organisation whose organisers author it; none is for administrators."),
]
NewOwnerArgument = Annotated[strawberry.ID, strawberry.argument(description="The organisation that is to own it.")]
KeyArgument = Annotated[str, strawberry.argument(description="The key it is to have.")]


@strawberry.type
class TemplateQueries:
    @field(description="Templates by owner, kind, status and keyword. For committee organisers.")
    async def templates(
        self,
        info: Info,
        owner: Annotated[strawberry.ID | None, strawberry.argument(description="Only of this owner.")] = None,
        kind: Annotated[TemplateKind | None, strawberry.argument(description="Only of this kind.")] = None,
        search: Search = None,
        status: Annotated[
            TemplateStatus | None, strawberry.argument(description="Only those with such a version.")
        ] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[TemplateType]:
        page = await resolvers.find_templates(
            info.context,
            owner_id=optional_key(owner, "Organization"),
            kind=kind,
            search=search,
            status=status,
            first=first,
            after=after,
        )
        return Connection[TemplateType].from_page(page, lambda row: TemplateType.from_model(row, info))

    @field(description="Try out a template with trial answers of one entry. Nothing is stored.")
    async def template_preview(
        self,
        info: Info,
        document: DocumentArgument,
        answers: Annotated[JSON | None, strawberry.argument(description="The answers of one entry.")] = None,
        locale: LocaleArgument = None,
    ) -> PreviewType:
        found = await resolvers.preview_template(info.context, document=document, answers=answers, locale=locale)
        return PreviewType.from_model(found)

    @field(description="What publishing the template's draft would do to the declarations being worked on.")
    async def template_impact(self, info: Info, template: TemplateArgument) -> TemplateImpactType:
        found = await resolvers.measure_impact(info.context, template_id=key_of(template, "Template"))
        return TemplateImpactType.from_model(found)

    @field(description="Templates and forms as one file, to be kept or imported elsewhere.")
    async def export_templates(
        self,
        info: Info,
        templates: Annotated[list[strawberry.ID], strawberry.argument(description="The templates.")],
        forms: Annotated[list[strawberry.ID] | None, strawberry.argument(description="The forms.")] = None,
    ) -> JSONObject:
        found = await resolvers.export_documents(
            info.context,
            template_ids=[key_of(each, "Template") for each in templates],
            form_ids=[key_of(each, "ComposedForm") for each in forms or []],
        )
        return JSONObject(found)


@strawberry.type
class TemplateMutations:
    @mutation(description="A new template, with its first draft. A draft may have problems; they come with it.")
    async def create_template(
        self,
        info: Info,
        document: DocumentArgument,
        owner: OwnerArgument = None,
        needs_approval: NeedsApproval = False,
    ) -> TemplatePayload:
        owner_id = optional_key(owner, "Organization")
        created = await resolvers.create_template(
            info.context, owner_id=owner_id, document=document, needs_approval=needs_approval
        )
        return TemplatePayload(template=TemplateType.from_model(created, info))

    @mutation(description="Save the draft of the next version. A stale save is refused and changes nothing.")
    async def save_template_draft(
        self, info: Info, template: TemplateArgument, document: DocumentArgument, expected_revision: ExpectedDraft
    ) -> TemplatePayload:
        saved = await resolvers.save_draft(
            info.context,
            template_id=key_of(template, "Template"),
            document=document,
            expected_revision=expected_revision,
        )
        return TemplatePayload(template=TemplateType.from_model(saved, info))

    @mutation(description="Throw the draft away; what is published stays.")
    async def discard_template_draft(
        self, info: Info, template: TemplateArgument, expected_revision: ExpectedDraft
    ) -> TemplatePayload:
        key = key_of(template, "Template")
        left = await resolvers.discard_draft(info.context, template_id=key, expected_revision=expected_revision)
        return TemplatePayload(template=TemplateType.from_model(left, info))

    @mutation(description="Approve the draft that was read. Nobody approves what they saved themselves.")
    async def approve_template(self, info: Info, template: TemplateArgument, digest: DigestArgument) -> TemplatePayload:
        approved = await resolvers.approve(info.context, template_id=key_of(template, "Template"), digest=digest)
        return TemplatePayload(template=TemplateType.from_model(approved, info))

    @mutation(description="Freeze the draft as the next version, if nothing is wrong with it.")
    async def publish_template(
        self, info: Info, template: TemplateArgument, accepting: Accepting = Compatibility.ADDITIVE
    ) -> PublishTemplatePayload:
        version = await resolvers.publish(info.context, template_id=key_of(template, "Template"), accepting=accepting)
        return PublishTemplatePayload(version=TemplateVersionType.from_model(version))

    @mutation(description="Nothing new may use it from now on; forms that have it keep it.")
    async def retire_template(
        self,
        info: Info,
        template: TemplateArgument,
        reason: Annotated[str, strawberry.argument(description="Why, for the history.")] = "",
    ) -> TemplatePayload:
        retired = await resolvers.retire(info.context, template_id=key_of(template, "Template"), reason=reason)
        return TemplatePayload(template=TemplateType.from_model(retired, info))

    @mutation(description="Copy a template to another owner, as a draft under a key of its own.")
    async def copy_template(
        self,
        info: Info,
        template: TemplateArgument,
        owner: NewOwnerArgument,
        key: KeyArgument,
        needs_approval: NeedsApproval = False,
    ) -> TemplatePayload:
        copied = await resolvers.copy(
            info.context,
            template_id=key_of(template, "Template"),
            owner_id=key_of(owner, "Organization"),
            key=key,
            needs_approval=needs_approval,
        )
        return TemplatePayload(template=TemplateType.from_model(copied, info))
