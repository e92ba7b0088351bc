"""Certificates and their verification."""

from datetime import date, datetime
from typing import Annotated, Any, Self

import strawberry

from models import Certificate, CertificateLookup, CertificateStatus, LevelRank
from resolvers import certificates as resolvers
from resolvers.catalogue import load_catalogue
from resolvers.organizations import load_organization
from schema.catalogue import QualificationType
from schema.connections import After, Connection, First
from schema.context import Info
from schema.fields import field
from schema.ids import encode_id, key_of
from schema.mutations import Payload, mutation
from schema.nodes import Node
from schema.organizations import OrganizationType
from services import verification

strawberry.enum(CertificateStatus, description="What has become of a certificate.")
strawberry.enum(
    verification.Result, name="CheckResult", description="What a check found; UNKNOWN is never taken for PASS."
)
strawberry.enum(
    verification.Outcome,
    name="VerificationOutcome",
    description="What a verification comes to; never VALID when a check is unknown.",
)


@strawberry.type(name="Certificate", description="A certificate, with every field as it is printed.")
class CertificateType(Node):
    number: str = strawberry.field(description="证书编号.")
    licence_identifier: str = strawberry.field(description="电子证照标识, GB/T 36904.")
    holder_name: str = strawberry.field(description="姓名.")
    holder_id_masked: str = strawberry.field(description="证件号码, masked as printed.")
    series_name: str = strawberry.field(description="系列, as printed.")
    qualification_name: str = strawberry.field(description="资格名称, as printed.")
    level: LevelRank = strawberry.field(description="级别.")
    specialty: str = strawberry.field(description="专业, as printed.")
    evaluation: str = strawberry.field(description="取得方式, as printed.")
    committee: str = strawberry.field(description="评审组织, as printed.")
    approved_on: date = strawberry.field(description="取得时间.")
    issuer_name: str = strawberry.field(description="发证单位, as printed.")
    issued_on: date = strawberry.field(description="发证日期.")
    status: CertificateStatus = strawberry.field(description="What has become of it.")
    status_reason: str | None = strawberry.field(description="Why.")
    status_since: datetime = strawberry.field(description="Since when.")
    model: strawberry.Private[Certificate]
    withhold: strawberry.Private[bool] = False

    @field(description="The qualification in the catalogue.")
    async def qualification(self, info: Info) -> QualificationType:
        catalogue = await load_catalogue(info.context)
        return QualificationType.from_model(catalogue.qualifications[self.model.qualification_id], info)

    @field(description="The issuing authority.")
    async def issuer(self, info: Info) -> OrganizationType:
        return OrganizationType.from_model(await load_organization(info.context, self.model.issuer_id))

    @field(description="Where the PAdES-signed PDF/A is; null for who verified by the holder's name, without the code.")
    async def pdf_url(self, info: Info) -> str | None:
        return None if self.withhold else resolvers.pdf_url_of(info.context, self.model)

    @field(description="The same facts as a verifiable credential, secured as a JWT; null where the PDF is.")
    async def credential(self) -> str | None:
        return None if self.withhold else self.model.credential

    @classmethod
    def from_model(cls, source: Certificate, *, withhold: bool = False) -> Self:
        """Names are public and numbers follow one another: `withhold` keeps the files, and the code in their address."""
        return cls(
            id=encode_id("Certificate", source.id),
            number=source.number,
            licence_identifier=source.licence_identifier,
            holder_name=source.holder_name,
            holder_id_masked=source.holder_id_masked,
            series_name=source.series_name,
            qualification_name=source.qualification_name,
            level=source.level,
            specialty=source.specialty,
            evaluation=source.evaluation,
            committee=source.committee_name,
            approved_on=source.approved_on,
            issuer_name=source.issuer_name,
            issued_on=source.issued_on,
            status=source.status,
            status_reason=source.status_reason,
            status_since=source.status_since,
            model=source,
            withhold=withhold,
        )


@strawberry.type(description="One question a verification asks, and its answer.")
class VerificationCheck:
    name: str = strawberry.field(description="signature, integrity, credential, status or date.")
    result: verification.Result = strawberry.field(description="What was found.")
    detail: str = strawberry.field(description="On what grounds.")


@strawberry.type(name="Verification", description="The result of looking a certificate up.")
class VerificationType:
    outcome: verification.Outcome = strawberry.field(description="What it comes to.")
    certificate: CertificateType | None = strawberry.field(
        description="Every printed field, to compare with the paper."
    )
    checks: list[VerificationCheck] = strawberry.field(description="Each check, one by one.")
    checked_at: datetime = strawberry.field(description="When this was found.")

    @classmethod
    def from_model(cls, source: verification.Verification, *, by_code: bool) -> Self:
        found = source.certificate
        return cls(
            outcome=source.outcome,
            certificate=CertificateType.from_model(found, withhold=not by_code) if found else None,
            checks=[VerificationCheck(name=c.name, result=c.result, detail=c.detail) for c in source.checks],
            checked_at=source.checked_at,
        )


@strawberry.type(name="CertificateLookup", description="Somebody verified a certificate of yours.")
class CertificateLookupType:
    id: strawberry.ID = strawberry.field(description="Opaque and stable.")
    at: datetime = strawberry.field(description="When.")
    outcome: str = strawberry.field(description="What they were told.")
    certificate: CertificateType = strawberry.field(description="Which certificate.")

    @classmethod
    def from_model(cls, source: CertificateLookup) -> Self:
        return cls(
            id=encode_id("CertificateLookup", source.id),
            at=source.at,
            outcome=source.outcome,
            certificate=CertificateType.from_model(source.certificate),
        )


@strawberry.input(description="What to search the register by; members that are given must all hold.")
class CertificateFilter:
    number: str | None = strawberry.field(default=None, description="The exact number.")
    holder_name: str | None = strawberry.field(default=None, description="The exact name.")
    issuer: strawberry.ID | None = strawberry.field(default=None, description="The issuing authority.")
    qualification: strawberry.ID | None = strawberry.field(default=None, description="The qualification.")
    level: LevelRank | None = strawberry.field(default=None, description="The level.")
    status: CertificateStatus | None = strawberry.field(default=None, description="The status.")
    issued_from: date | None = strawberry.field(default=None, description="Issued on or after.")
    issued_to: date | None = strawberry.field(default=None, description="Issued on or before.")

    def to_model(self) -> dict[str, Any]:
        wanted = {
            "number": self.number,
            "holder_name": self.holder_name,
            "issuer_id": key_of(self.issuer, "Organization") if self.issuer else None,
            "qualification_id": key_of(self.qualification, "Qualification") if self.qualification else None,
            "level": self.level,
            "status": self.status,
            "issued_on__gte": self.issued_from,
            "issued_on__lte": self.issued_to,
        }
        return {column: value for column, value in wanted.items() if value is not None}


@strawberry.type(description="What issuing returns.")
class IssuePayload(Payload):
    certificates: list[CertificateType] = strawberry.field(default_factory=list, description="One a declaration.")


@strawberry.type
class CertificateQueries:
    @field(description="Look a certificate up by its number and the printed code, or the holder's name. Public.")
    async def verify_certificate(
        self,
        info: Info,
        number: Annotated[str, strawberry.argument(description="证书编号.")],
        code: Annotated[str | None, strawberry.argument(description="The printed verification code.")] = None,
        holder_name: Annotated[str | None, strawberry.argument(description="The holder's full name.")] = None,
        as_of: Annotated[date | None, strawberry.argument(description="As it stood on this day.")] = None,
    ) -> VerificationType:
        found = await resolvers.verify_certificate(
            info.context, number=number, code=code, holder_name=holder_name, as_of=as_of
        )
        return VerificationType.from_model(found, by_code=code is not None)

    @field(description="The register of certificates, for integrators.")
    async def certificates(
        self,
        info: Info,
        filter: Annotated[CertificateFilter, strawberry.argument(description="What to search by.")],  # noqa: A002
        first: First = 20,
        after: After = None,
    ) -> Connection[CertificateType]:
        page = await resolvers.find_certificates(info.context, filters=filter.to_model(), first=first, after=after)
        return Connection[CertificateType].from_page(page, CertificateType.from_model)


DeclarationIds = Annotated[list[strawberry.ID], strawberry.argument(description="The declarations; all or none.")]


@strawberry.type
class CertificateMutations:
    @mutation(description="Issue a certificate for each confirmed declaration: number, signed PDF, credential.")
    async def issue_certificates(self, info: Info, declarations: DeclarationIds) -> IssuePayload:
        keys = [key_of(each, "Declaration") for each in declarations]
        issued = await resolvers.issue_certificates(info.context, declaration_ids=keys)
        return IssuePayload(certificates=[CertificateType.from_model(each) for each in issued])
