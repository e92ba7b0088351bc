"""Verifying a certificate: check by check, each pass, fail or unknown, and never VALID on an unknown."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import obstore
from obstore.exceptions import BaseError as StoreError

from models import Certificate, CertificateLookup, CertificateStatus
from services.access import Viewer
from services.certificates import facts_of, has_code
from services.clock import CHINA, today
from services.credentials import check_credential, printed_subject
from services.environment import Environment
from services.errors import InvalidInput
from services.pdf_signatures import check_pdf


class Result(StrEnum):
    PASS = "PASS"  # noqa: S105 -- the opposite of FAIL
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"


class Outcome(StrEnum):
    VALID = "VALID"
    REVOKED = "REVOKED"
    SUSPENDED = "SUSPENDED"
    SUPERSEDED = "SUPERSEDED"
    NOT_FOUND = "NOT_FOUND"
    INDETERMINATE = "INDETERMINATE"


@dataclass(frozen=True, slots=True)
class Check:
    """One question a verification asks, and its answer."""

    name: str
    result: Result
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    outcome: Outcome
    certificate: Certificate | None
    checks: tuple[Check, ...]
    checked_at: datetime


async def verify_certificate(
    environment: Environment,
    *,
    number: str,
    code: str | None = None,
    holder_name: str | None = None,
    as_of: date | None = None,
    viewer: Viewer | None = None,
) -> Verification:
    """By number with the printed code or the holder's name: a number alone, which can be guessed, finds nothing."""
    now = environment.clock.now()
    if as_of is not None and as_of > today(environment.clock):
        raise InvalidInput("`asOf` lies in the future. · asOf 不能晚于今天。")
    certificate = await Certificate.get_or_none(number=number.strip()).select_related("issuer")
    if certificate is None or not _matches(certificate, code=code, holder_name=holder_name):
        return Verification(Outcome.NOT_FOUND, None, (), now)
    day = as_of or today(environment.clock)
    checks = await _checks(environment, certificate, day=day)
    outcome = _outcome(certificate, checks, day=day)
    await CertificateLookup.create(
        certificate_id=certificate.id, at=now, by_id=viewer.account_id if viewer else None, outcome=outcome
    )
    return Verification(outcome, certificate, checks, now)


def _matches(certificate: Certificate, *, code: str | None, holder_name: str | None) -> bool:
    if code is not None:
        return has_code(certificate, code)
    return holder_name is not None and certificate.holder_name == holder_name.strip()


async def _checks(environment: Environment, certificate: Certificate, *, day: date) -> tuple[Check, ...]:
    signature, integrity = await _check_file(environment, certificate)
    return (
        signature,
        integrity,
        _check_credential(environment, certificate),
        _check_status(certificate, day=day),
        _check_date(certificate, day=day),
    )


async def _check_file(environment: Environment, certificate: Certificate) -> tuple[Check, Check]:
    try:
        stored = await obstore.get_async(environment.store, certificate.pdf_key)
        pdf = bytes(await stored.bytes_async())
    except (StoreError, OSError):
        missing = "the file store does not answer, or does not have the file"
        return Check("signature", Result.UNKNOWN, missing), Check("integrity", Result.UNKNOWN, missing)
    found = await asyncio.to_thread(check_pdf, pdf, trusted=environment.keys.trusted_certificates)
    same = "sha256:" + hashlib.sha256(pdf).hexdigest() == certificate.pdf_digest
    signed = _all_of(found.intact, found.trusted, found.covers_whole)
    return (
        Check("signature", signed, f"{found.reason}: {found.signer}"),
        Check("integrity", Result.PASS if same else Result.FAIL, certificate.pdf_digest),
    )


def _all_of(*answers: bool | None) -> Result:
    if False in answers:
        return Result.FAIL
    return Result.UNKNOWN if None in answers else Result.PASS


def _check_credential(environment: Environment, certificate: Certificate) -> Check:
    """Signed by us, and saying of the holder what the register says: a changed row does not pass."""
    found = check_credential(certificate.credential, keys=environment.keys.credential_keys)
    said = (found.claims or {}).get("credentialSubject", {})
    printed = printed_subject(facts_of(certificate, public_url=environment.public_url))
    same = all(said.get(name) == value for name, value in printed.items()) if found.claims else None
    return Check("credential", _all_of(found.signature, same), found.reason)


def _check_status(certificate: Certificate, *, day: date) -> Check:
    status = _status_on(certificate, day)
    return Check("status", Result.PASS if status is CertificateStatus.VALID else Result.FAIL, status)


def _status_on(certificate: Certificate, day: date) -> CertificateStatus:
    """A status counts from the day it was given, by the calendar in China."""
    since = certificate.status_since.astimezone(CHINA).date()
    return certificate.status if since <= day else CertificateStatus.VALID


def _check_date(certificate: Certificate, *, day: date) -> Check:
    result = Result.PASS if certificate.issued_on <= day else Result.FAIL
    return Check("date", result, f"{certificate.issued_on.isoformat()} ≤ {day.isoformat()}")


def _outcome(certificate: Certificate, checks: Sequence[Check], *, day: date) -> Outcome:
    """As of a day before it was issued, or with a check that did not pass, it is not VALID."""
    status = _status_on(certificate, day)
    if status is not CertificateStatus.VALID:
        return Outcome(status.value)
    return Outcome.VALID if all(check.result is Result.PASS for check in checks) else Outcome.INDETERMINATE
