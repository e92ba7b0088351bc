"""Problems as data, and what the viewer may do: the two things every part of the API speaks of."""

from typing import Self

import strawberry

from form_templates.problems import Severity
from review_routes.actions import AvailableAction
from schema.context import Info, locale_of
from schema.scalars import JSONObject
from services import problems

strawberry.enum(Severity, description="ERROR blocks, WARNING informs, NOTICE explains.")
ProblemCodeType = strawberry.enum(problems.ProblemCode, description="Stable codes to switch on; the list only grows.")


@strawberry.type(
    name="Problem", description="One problem, wherever it is: in answers, a template, an input, a command."
)
class ProblemType:
    code: ProblemCodeType = strawberry.field(description="What is wrong, for programs.")  # type: ignore[valid-type]
    message: str = strawberry.field(description="What is wrong and what to do, in the caller's language.")
    severity: Severity = strawberry.field(description="How much it matters.")
    path: list[str] = strawberry.field(description="Where in the mutation's input.")
    section: str | None = strawberry.field(description="The form section, if it is about answers.")
    entry: str | None = strawberry.field(description="The entry of the section, if it is about one.")
    pointer: str | None = strawberry.field(
        description="JSON Pointer into the section's answers; for REQUIRED it ends at the missing member."
    )
    rule: str | None = strawberry.field(description="The id of the rule that was broken.")
    params: JSONObject = strawberry.field(description="The numbers in the message.")

    @classmethod
    def from_model(cls, source: problems.Problem) -> Self:
        return cls(
            code=problems.ProblemCode(source.code),
            message=source.message,
            severity=source.severity,
            path=list(source.path),
            section=source.section,
            entry=source.entry,
            pointer=source.pointer,
            rule=source.rule,
            params=JSONObject(dict(source.params)),
        )


@strawberry.type(name="AvailableAction", description="What the viewer may do here now; where not, why not.")
class AvailableActionType:
    action: str = strawberry.field(description="The action's name, such as SUBMIT or APPROVE.")
    allowed: bool = strawberry.field(description="Whether it would be accepted now.")
    refusal: ProblemType | None = strawberry.field(description="Why it would be refused.")

    @classmethod
    def from_model(cls, source: AvailableAction, info: Info) -> Self:
        refusal = source.refusal
        return cls(
            action=source.action.value,
            allowed=source.allowed,
            refusal=ProblemType.from_model(problems.from_refusal(refusal, locale=locale_of(info))) if refusal else None,
        )
