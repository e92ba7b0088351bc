"""Eligibility explained, with the numbers that decided it."""

from typing import Self

import strawberry

from form_templates.explain import Outcome, RuleOutcome
from form_templates.problems import Severity
from schema.scalars import JSONObject

strawberry.enum(Outcome, name="RuleOutcomeKind", description="What became of a rule.")


@strawberry.type(description="An entry that a rule counted.")
class CountedEntry:
    section: str = strawberry.field(description="The section it is in.")
    entry: str = strawberry.field(description="The entry's id.")


@strawberry.type(name="RuleOutcome", description="One rule, what became of it, and the numbers it used.")
class RuleOutcomeType:
    rule: str = strawberry.field(description="The rule's id.")
    outcome: Outcome = strawberry.field(description="Whether it is kept, broken, waived, or does not apply.")
    severity: Severity = strawberry.field(description="Whether a broken one blocks, or only informs.")
    message: str = strawberry.field(description="The outcome in words, with the numbers, in the caller's language.")
    numbers: JSONObject = strawberry.field(description='The numbers: {"required": 5, "counted": 4.6}.')
    counted: list[CountedEntry] = strawberry.field(description="The entries the numbers come from.")
    section: str | None = strawberry.field(description="The section it is about.")
    entry: str | None = strawberry.field(description="The entry it is about.")
    template: str | None = strawberry.field(description="The template it comes from; null for a rule of the form.")
    pointer: str = strawberry.field(description="Where its problem is, or would be.")

    @classmethod
    def from_model(cls, source: RuleOutcome) -> Self:
        return cls(
            rule=source.id,
            outcome=source.outcome,
            severity=source.severity,
            message=source.message,
            numbers=JSONObject(dict(source.numbers)),
            counted=[CountedEntry(section=section, entry=entry) for section, entry in source.counted],
            section=source.section,
            entry=source.entry,
            template=source.template,
            pointer=source.pointer,
        )
