"""Certificates: issued with their number, signed PDF and credential, and read by their holders and the register."""

import asyncio
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import obstore

from models import (
    Certificate,
    CertificateLookup,
    CertificateStatus,
    Counter,
    EvaluationMode,
    LevelRank,
    Organization,
    PanelResult,
    Submission,
)
from models.identifiers import new_id
from review_routes.commands import Issue
from review_routes.events import Event
from services.access import may_read_certificates, require
from services.attachments import read_bytes
from services.caller import DEFAULT_LOCALE, Caller, text_in
from services.certificate_pages import CertificateFacts, TypesettingError, typeset
from services.counters import next_value
from services.credentials import sign_credential
from services.environment import Environment
from services.errors import NotFound, Refused
from services.licence_identifiers import licence_identifier
from services.pages import Page, fetch_page
from services.pdf_signatures import sign_pdf
from services.problems import ServiceProblemCode, problem
from services.proceedings import Proceeding, judge, record
from services.reviews import open_visible

# No licence type code for titles is published (DOMAIN 3.3): the ministry's code of an unrelated sample with
# sequence 001 stands here until the province is given one.
LICENCE_TYPE = "11100000000013338W001"
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I, which people confuse
CODE_LENGTH = 16

LEVEL_NAMES: Mapping[LevelRank, str] = {
    LevelRank.SENIOR_FULL: "正高级",
    LevelRank.SENIOR_ASSOCIATE: "副高级",
    LevelRank.INTERMEDIATE: "中级",
    LevelRank.ASSISTANT: "助理级",
    LevelRank.TECHNICIAN: "员级",
}
EVALUATION_NAMES: Mapping[EvaluationMode, str] = {
    EvaluationMode.REVIEW: "评审",
    EvaluationMode.EXAMINATION: "考试",
    EvaluationMode.EXAMINATION_AND_REVIEW: "考评结合",
}


# ── issuing ──────────────────────────────────────────────────────────────────
async def issue_certificates(caller: Caller, *, declaration_ids: Sequence[UUID]) -> list[Certificate]:
    """Number, typeset, sign and record each; all of them or none. No file is left of what was not issued."""
    proceedings = await open_visible(caller, declaration_ids)
    drafts = [await _draft(caller, each) for each in proceedings]
    await record(caller, [(each, draft.events) for each, draft in zip(proceedings, drafts, strict=True)])
    await Certificate.bulk_create([draft.certificate for draft in drafts])
    await _store_all(caller.environment, drafts)
    return [draft.certificate for draft in drafts]


@dataclass(frozen=True, slots=True)
class Draft:
    """A certificate that is ready, with its file and what its issue brings about."""

    certificate: Certificate
    pdf: bytes
    events: Sequence[Event]


async def _draft(caller: Caller, proceeding: Proceeding) -> Draft:
    identifier = new_id()
    # Ask the law before a number is taken: the placeholder is replaced by the real one below.
    judge(proceeding, Issue(certificate_id=str(identifier), number="pending"), locale=caller.locale)
    certificate = await _prepare(caller, proceeding, identifier)
    command = Issue(certificate_id=str(identifier), number=certificate.number)
    events = judge(proceeding, command, locale=caller.locale)
    photo = await _photo_of(caller, proceeding)
    try:
        pdf = await asyncio.to_thread(_make_pdf, caller.environment, certificate, photo)
    except TypesettingError as error:
        code = ServiceProblemCode.UNPRINTABLE
        number = proceeding.declaration.number
        raise Refused([problem(code, locale=caller.locale, number=number, reason=str(error))]) from None
    certificate.pdf_digest = "sha256:" + hashlib.sha256(pdf).hexdigest()
    certificate.credential = _make_credential(caller.environment, certificate)
    return Draft(certificate, pdf, events)


async def _store_all(environment: Environment, drafts: Sequence[Draft]) -> None:
    """Last of all, when nothing but the commit is left to fail."""
    stored: list[str] = []
    try:
        for draft in drafts:
            await obstore.put_async(environment.store, draft.certificate.pdf_key, draft.pdf)
            stored.append(draft.certificate.pdf_key)
    except BaseException:
        if stored:
            await obstore.delete_async(environment.store, stored)
        raise


async def _prepare(caller: Caller, proceeding: Proceeding, identifier: UUID) -> Certificate:
    declaration = proceeding.declaration
    qualification, activity = declaration.qualification, declaration.activity
    if qualification is None:
        raise NotFound("qualification")
    issuer = await Organization.get(id=UUID(_holder_of_the_step(proceeding)))
    place = await _place_of(issuer)
    sequence = await next_value(f"certificate:{issuer.id}:{caller.today.year}")
    serial = f"{caller.today.year}{sequence:06d}"
    result = await PanelResult.filter(declaration_id=declaration.id).order_by("-recorded_at").first()
    return Certificate(
        id=identifier,
        number=f"{place}{serial}",
        licence_identifier=licence_identifier(type_code=LICENCE_TYPE, issuer_code=issuer.credit_code, serial=serial),
        code="".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)),
        declaration_id=declaration.id,
        holder_id=declaration.applicant_id,
        holder_name=declaration.applicant.name,
        holder_id_masked=declaration.applicant.resident_id_masked,
        qualification_id=qualification.id,
        series_name=text_in(qualification.series.name, DEFAULT_LOCALE),
        qualification_name=text_in(qualification.name, DEFAULT_LOCALE),
        level=qualification.level,
        specialty=text_in(declaration.specialty.name, DEFAULT_LOCALE) if declaration.specialty else "",
        evaluation=EVALUATION_NAMES[qualification.evaluation],
        committee_name=text_in(activity.committee.name, DEFAULT_LOCALE) if activity.committee else "",
        approved_on=result.meeting_on if result else caller.today,
        issuer_id=issuer.id,
        issuer_name=issuer.name,
        issued_on=caller.today,
        issued_at=caller.now,
        status=CertificateStatus.VALID,
        status_since=caller.now,
        pdf_key=f"certificates/{identifier}.pdf",
    )


def _holder_of_the_step(proceeding: Proceeding) -> str:
    """Whoever issues: the authority, or after a delegated review the organisation that asked for it."""
    state = proceeding.state
    return state.steps[state.current or 0].organization


async def _place_of(issuer: Organization) -> str:
    """The issuer's region and its place among the issuers there: two issuers never print the same number."""
    counter, created = await Counter.get_or_create(key=f"issuer:{issuer.id}")
    if created:
        counter.value = await next_value(f"issuers:{issuer.region_id}")
        await counter.save(update_fields=["value"])
    return f"{issuer.region_id}{counter.value:02d}"


async def _photo_of(caller: Caller, proceeding: Proceeding) -> bytes | None:
    """The photo of the submission that passed, where the form has one."""
    submission = await Submission.filter(declaration_id=proceeding.declaration.id).order_by("-number").first()
    entries = submission.answers.get("basic-information", ()) if submission else ()
    photo = next((entry["answers"].get("photo") for entry in entries), None)
    return await read_bytes(caller.environment, UUID(photo)) if photo else None


def facts_of(certificate: Certificate, *, public_url: str, photo: bytes | None = None) -> CertificateFacts:
    return CertificateFacts(
        number=certificate.number,
        licence_identifier=certificate.licence_identifier,
        holder_name=certificate.holder_name,
        holder_id_masked=certificate.holder_id_masked,
        photo=photo,
        series=certificate.series_name,
        qualification=certificate.qualification_name,
        level_name=LEVEL_NAMES[certificate.level],
        specialty=certificate.specialty,
        evaluation=certificate.evaluation,
        committee=certificate.committee_name,
        approved_on=certificate.approved_on,
        issuer=certificate.issuer_name,
        issued_on=certificate.issued_on,
        verify_url=f"{public_url}/verify/{certificate.number}?code={certificate.code}",
        code=certificate.code,
    )


def _make_pdf(environment: Environment, certificate: Certificate, photo: bytes | None) -> bytes:
    pdf = typeset(facts_of(certificate, public_url=environment.public_url, photo=photo))
    return sign_pdf(
        pdf,
        keys=environment.keys,
        reason=f"专业技术职称证书 {certificate.number}",
        location=certificate.issuer_name,
        signed_at=certificate.issued_at,
    )


def _make_credential(environment: Environment, certificate: Certificate) -> str:
    return sign_credential(
        facts_of(certificate, public_url=environment.public_url),
        key=environment.keys.credential_key,
        issuer_url=environment.public_url,
        credential_id=f"urn:uuid:{certificate.id}",
        signed_at=certificate.issued_at,
    )


# ── reading ──────────────────────────────────────────────────────────────────
async def find_own_certificates(caller: Caller, *, first: int, after: str | None) -> Page[Certificate]:
    query = Certificate.filter(holder_id=caller.require_viewer().account_id)
    return await fetch_page(query, first=first, after=after, descending=True)


async def find_certificates(
    caller: Caller, *, filters: Mapping[str, Any], first: int, after: str | None
) -> Page[Certificate]:
    """The register, for integrators; `filters` are columns and their values."""
    require(may_read_certificates(caller.require_viewer()), action="search the register")
    return await fetch_page(Certificate.filter(**filters), first=first, after=after)


async def find_own_lookups(caller: Caller, *, first: int, after: str | None) -> Page[CertificateLookup]:
    query = CertificateLookup.filter(certificate__holder_id=caller.require_viewer().account_id)
    return await fetch_page(query.select_related("certificate"), first=first, after=after, descending=True)


def has_code(certificate: Certificate, code: str) -> bool:
    """Compared in constant time: a code is a secret of whoever holds the print."""
    return secrets.compare_digest(certificate.code.encode(), code.strip().upper().encode())


async def read_certificate_pdf(environment: Environment, *, number: str, code: str) -> bytes:
    """The signed file, for whoever holds the printed code."""
    certificate = await Certificate.get_or_none(number=number)
    if certificate is None or not has_code(certificate, code):
        raise NotFound("certificate")
    stored = await obstore.get_async(environment.store, certificate.pdf_key)
    return bytes(await stored.bytes_async())


def pdf_url(environment: Environment, certificate: Certificate) -> str:
    return f"{environment.public_url}/certificates/{certificate.number}.pdf?code={certificate.code}"
