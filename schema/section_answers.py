"""Section answers, as the applicant saves them: a section as a whole, or entry by entry."""

from typing import Annotated, Any

import strawberry

from models import Declaration
from resolvers import section_answers as resolvers
from schema.context import Info
from schema.declarations import DeclarationArgument, DeclarationType, SectionAnswers
from schema.fields import field
from schema.forms import SectionKey
from schema.ids import key_of
from schema.mutations import Payload, mutation
from schema.scalars import JSONObject


@strawberry.input(description="One entry of a section, as the applicant sends it.")
class EntryInput:
    answers: JSONObject = strawberry.field(description="The answers.")
    id: str | None = strawberry.field(default=None, description="Its stable id; none for a new entry.")
    template: str | None = strawberry.field(default=None, description="Its template, where the section offers several.")

    def to_model(self) -> dict[str, Any]:
        return {"id": self.id, "template": self.template, "answers": self.answers}


@strawberry.type(description="What saving a section returns.")
class SaveSectionPayload(Payload):
    declaration: DeclarationType | None = strawberry.field(default=None, description="The declaration, changed.")
    key: strawberry.Private[str] = ""

    @field(description="The section as it stands now, with its problems and its new revision.")
    async def section(self, info: Info) -> SectionAnswers | None:
        return await self.declaration.section(info, self.key) if self.declaration else None


ExpectedRevision = Annotated[
    int, strawberry.argument(description="The section's revision the change is based on; 0 where it was never saved.")
]
EntryArgument = Annotated[str, strawberry.argument(description="The entry's id.")]


@strawberry.type
class SectionAnswerMutations:
    @mutation(description="暂存: replace the answers of one section. A stale save is refused and changes nothing.")
    async def save_section(
        self,
        info: Info,
        declaration: DeclarationArgument,
        section: SectionKey,
        entries: Annotated[list[EntryInput], strawberry.argument(description="All entries, in order.")],
        expected_revision: ExpectedRevision,
    ) -> SaveSectionPayload:
        saved = await resolvers.save_section(
            info.context,
            declaration_id=key_of(declaration, "Declaration"),
            section=section,
            entries=[entry.to_model() for entry in entries],
            expected_revision=expected_revision,
        )
        return _saved(saved, section)

    @mutation(description="Add one entry to a section.")
    async def add_entry(
        self,
        info: Info,
        declaration: DeclarationArgument,
        section: SectionKey,
        entry: Annotated[EntryInput, strawberry.argument(description="The new entry.")],
        expected_revision: ExpectedRevision,
    ) -> SaveSectionPayload:
        saved = await resolvers.add_entry(
            info.context,
            declaration_id=key_of(declaration, "Declaration"),
            section=section,
            entry=entry.to_model(),
            expected_revision=expected_revision,
        )
        return _saved(saved, section)

    @mutation(description="Change one entry of a section.")
    async def change_entry(
        self,
        info: Info,
        declaration: DeclarationArgument,
        section: SectionKey,
        entry: EntryArgument,
        answers: Annotated[JSONObject, strawberry.argument(description="Its new answers.")],
        expected_revision: ExpectedRevision,
    ) -> SaveSectionPayload:
        saved = await resolvers.change_entry(
            info.context,
            declaration_id=key_of(declaration, "Declaration"),
            section=section,
            entry_id=entry,
            answers=answers,
            expected_revision=expected_revision,
        )
        return _saved(saved, section)

    @mutation(description="Remove one entry of a section.")
    async def remove_entry(
        self,
        info: Info,
        declaration: DeclarationArgument,
        section: SectionKey,
        entry: EntryArgument,
        expected_revision: ExpectedRevision,
    ) -> SaveSectionPayload:
        saved = await resolvers.remove_entry(
            info.context,
            declaration_id=key_of(declaration, "Declaration"),
            section=section,
            entry_id=entry,
            expected_revision=expected_revision,
        )
        return _saved(saved, section)


def _saved(declaration: Declaration, section: str) -> SaveSectionPayload:
    return SaveSectionPayload(declaration=DeclarationType.from_model(declaration), key=section)
