"""Routes as documents: what a declaration passes through, who holds each stage, and the numbers that govern it."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

SHIPPED = Path(__file__).parent / "documents"


class Procedure(StrEnum):
    TITLE_REVIEW = "TITLE_REVIEW"
    INITIAL_RECOGNITION = "INITIAL_RECOGNITION"
    CROSS_PROVINCE_CONFIRMATION = "CROSS_PROVINCE_CONFIRMATION"
    CERTIFICATE_REGISTRATION = "CERTIFICATE_REGISTRATION"
    TALENT_RECORD = "TALENT_RECORD"


class StageKind(StrEnum):
    CHECK = "CHECK"
    RECOMMEND = "RECOMMEND"
    NOTICE = "NOTICE"
    PANEL = "PANEL"
    CONFIRM = "CONFIRM"
    ISSUE = "ISSUE"


class Holder(StrEnum):
    """Who holds a stage, seen from the declaration."""

    EMPLOYER = "EMPLOYER"
    SUPERIOR = "SUPERIOR"  # the first organisation up the tree
    SUPERIORS = "SUPERIORS"  # one step for each organisation up the tree
    COMMITTEE_OFFICE = "COMMITTEE_OFFICE"
    ISSUER = "ISSUER"
    HOST = "HOST"
    DELEGATOR = "DELEGATOR"  # the organisation whose letter asked for a delegated review


class Verdict(StrEnum):
    """What a check may have to pronounce on one by one: 材料审核 · 资格审核."""

    MATERIALS = "MATERIALS"
    QUALIFICATION = "QUALIFICATION"


class WindowName(StrEnum):
    """The windows of an activity that a stage may be bound to."""

    EMPLOYER_CHECK = "employerCheck"
    ACCEPTANCE = "acceptance"


class Sector(StrEnum):
    """What sort of body an employer is: chains differ by it."""

    GOVERNMENT = "GOVERNMENT"
    PUBLIC_INSTITUTION = "PUBLIC_INSTITUTION"
    STATE_OWNED_ENTERPRISE = "STATE_OWNED_ENTERPRISE"
    PRIVATE_ENTERPRISE = "PRIVATE_ENTERPRISE"
    CENTRAL_UNIT = "CENTRAL_UNIT"
    LABOUR_DISPATCH = "LABOUR_DISPATCH"
    TALENT_AGENCY = "TALENT_AGENCY"
    SOCIAL_ORGANIZATION = "SOCIAL_ORGANIZATION"


class Category(StrEnum):
    """How it is declared: 正常 · 破格 · 绿色通道 · 转系列 · 委托."""

    REGULAR = "REGULAR"
    EXCEPTIONAL = "EXCEPTIONAL"
    GREEN_CHANNEL = "GREEN_CHANNEL"
    LATERAL = "LATERAL"
    DELEGATED = "DELEGATED"


class Resume(StrEnum):
    """Where a mended declaration goes: back to whoever returned it, or through every stage again."""

    RETURNER = "RETURNER"
    RESTART = "RESTART"


class Withdrawal(StrEnum):
    BEFORE_FIRST_DECISION = "BEFORE_FIRST_DECISION"
    NEVER = "NEVER"


def _parse_share(value: object) -> Fraction:
    match value:
        case [int(part), int(whole)] if not isinstance(part, bool) and 0 < part <= whole:
            return Fraction(part, whole)
        case _:
            message = "a share is two whole numbers, such as [2, 3], above nothing and at most the whole"
            raise ValueError(message)


Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
Text = Annotated[dict[str, Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=20)]
Share = Annotated[Fraction, BeforeValidator(_parse_share)]
Count = Annotated[int, Field(strict=True, ge=0, le=1000)]
Days = Annotated[int, Field(strict=True, ge=1, le=250)]


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)


class PassRule(_Document):
    """How a vote is counted: who must be present, how many of those present must say yes."""

    quorum: Share
    yes: Share
    odd_size: Annotated[bool, Field(strict=True)] = False
    minimum_members: dict[str, Count] = {}


class OnlyFor(_Document):
    """Which declarations pass a stage; a list that is empty lets all pass. Regions go by the start of their code."""

    sectors: Annotated[tuple[Sector, ...], Field(max_length=20)] = ()
    categories: Annotated[tuple[Category, ...], Field(max_length=5)] = ()
    regions: Annotated[tuple[Annotated[str, Field(pattern=r"^\d{2,6}$")], ...], Field(max_length=50)] = ()

    def takes(self, *, sector: str, category: str, region: str) -> bool:
        return (
            (not self.sectors or sector in self.sectors)
            and (not self.categories or category in self.categories)
            and (not self.regions or region.startswith(self.regions))
        )


class Stage(_Document):
    """`only_for` makes it part of some declarations' way alone."""

    key: Key
    title: Text
    kind: StageKind
    by: Holder
    window: WindowName | None = None
    working_days: Days | None = None
    pass_rule: Annotated[PassRule | None, Field(alias="pass")] = None
    verdicts: Annotated[tuple[Verdict, ...], Field(max_length=2)] = ()
    only_for: OnlyFor = OnlyFor()


class FixWithin(_Document):
    working_days: Days


class Returns(_Document):
    """Sending back to the applicant: how often (null: as often as needed), and how long the mending may take."""

    resume: Resume
    rounds: Count | None = None
    fix_within: FixWithin | None = None


class Route(_Document):
    key: Key
    title: Text
    procedure: Procedure
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=40)]
    returns: Returns
    withdraw: Withdrawal

    def stage(self, key: str) -> Stage:
        return next(stage for stage in self.stages if stage.key == key)


def parse_route(document: Mapping[str, Any]) -> Route:
    """Read a route that was linted when it was published; a malformed one raises pydantic's ValidationError."""
    return Route.model_validate(document)


def digest(document: Mapping[str, Any]) -> str:
    """The identity of a version: SHA-256 over its canonical form, the same whatever the order of its members."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def shipped_routes() -> dict[str, dict[str, Any]]:
    """The routes that come with the product, by key."""
    documents = (json.loads(path.read_text("utf-8")) for path in sorted(SHIPPED.glob("*.json")))
    return {document["key"]: document for document in documents}
