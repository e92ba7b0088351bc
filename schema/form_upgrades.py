"""A newer form for a declaration in flight: what would change, and what would have no place."""

from typing import Self

import strawberry

from form_templates.carrying import Dropped, Loss
from form_templates.compatibility import Compatibility
from form_templates.upgrade import Added, UpgradePreview
from models import FormVersion
from schema.authoring import VersionChangeType
from schema.context import Info
from schema.forms import FormVersionType
from schema.problems import ProblemType
from schema.scalars import JSON
from services.problems import from_answer_problem

strawberry.enum(Loss, description="Why an answer has no place in the newer form.")


@strawberry.type(
    description="An answer without a place in the form. It is kept, and comes back when it has a place again."
)
class SetAsideAnswer:
    section: str = strawberry.field(description="The section it was in.")
    entry: str = strawberry.field(description="The entry it was in.")
    pointer: str = strawberry.field(description="Where in the entry; empty for the whole entry.")
    value: JSON | None = strawberry.field(description="The answer.")
    loss: Loss = strawberry.field(description="Why it has no place.")

    @classmethod
    def from_model(cls, source: Dropped) -> Self:
        return cls(
            section=source.section, entry=source.entry, pointer=source.pointer, value=source.value, loss=source.loss
        )


@strawberry.type(description="A field that the newer form adds.")
class AddedField:
    section: str = strawberry.field(description="The section it is in.")
    entry: str | None = strawberry.field(description="The entry it is in; null for a new section or a lacking entry.")
    pointer: str = strawberry.field(description="Where it is; empty for a section that is new as a whole.")
    title: str = strawberry.field(description="Its title, in the caller's language.")
    required: bool = strawberry.field(description="Whether it must be filled in.")

    @classmethod
    def from_model(cls, source: Added) -> Self:
        return cls(
            section=source.section,
            entry=source.entry,
            pointer=source.pointer,
            title=source.title,
            required=source.required,
        )


@strawberry.type(description="The activity has a newer form: what moving to it would change. Nothing is changed yet.")
class FormUpgrade:
    version: FormVersionType = strawberry.field(description="The newer version.")
    required: bool = strawberry.field(description="Whether the declaration must move before it is submitted.")
    kind: Compatibility = strawberry.field(description="The gravest of the changes.")
    changes: list[VersionChangeType] = strawberry.field(description="What changes, pointer by pointer.")
    added: list[AddedField] = strawberry.field(description="Fields that are new for these answers.")
    set_aside: list[SetAsideAnswer] = strawberry.field(description="Answers that would have no place.")
    problems: list[ProblemType] = strawberry.field(description="Problems that the answers do not have now.")

    @classmethod
    def from_model(cls, version: FormVersion, preview: UpgradePreview, info: Info, *, required: bool) -> Self:
        return cls(
            version=FormVersionType.from_model(version),
            required=required,
            kind=preview.kind,
            changes=[VersionChangeType.from_model(each, info) for each in preview.changes],
            added=[AddedField.from_model(each) for each in preview.carried.added],
            set_aside=[SetAsideAnswer.from_model(each) for each in preview.carried.dropped],
            problems=[ProblemType.from_model(from_answer_problem(each)) for each in preview.problems],
        )
