"""Signing a certificate's PDF (PAdES B-B, an incremental update that leaves PDF/A as it was) and checking one.

Both block for some milliseconds and run an event loop of their own: call them in a thread.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1, translate_pyca_cryptography_key_to_asn1
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from services.keys import SigningKeys

SIGNATURE_FIELD = "IssuerSignature"
KEY_USAGES = ("non_repudiation", "digital_signature")


class SigningRefusedError(Exception):
    """The certificate of the signing key is not valid at the time of signing: no reader would accept the result."""


class PdfFinding(StrEnum):
    GENUINE = "GENUINE"
    UNREADABLE = "UNREADABLE"
    UNSIGNED = "UNSIGNED"
    ALTERED = "ALTERED"
    EXTENDED = "EXTENDED"
    UNTRUSTED = "UNTRUSTED"


@dataclass(frozen=True)
class PdfCheck:
    """What is known of a PDF's last signature; None is unknown, and unknown is never a pass."""

    intact: bool | None
    trusted: bool | None
    covers_whole: bool | None
    signer: str
    signed_at: datetime | None
    reason: PdfFinding


def sign_pdf(pdf: bytes, *, keys: SigningKeys, reason: str, location: str, signed_at: datetime) -> bytes:
    certificate = keys.pdf_certificate
    if not certificate.not_valid_before_utc <= signed_at <= certificate.not_valid_after_utc:
        raise SigningRefusedError(
            f"the signing certificate is valid from {certificate.not_valid_before_utc:%Y-%m-%d} "
            f"to {certificate.not_valid_after_utc:%Y-%m-%d}, not at {signed_at:%Y-%m-%d}"
        )
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([translate_pyca_cryptography_cert_to_asn1(other) for other in keys.pdf_chain])
    signer = SimpleSigner(
        signing_cert=translate_pyca_cryptography_cert_to_asn1(certificate),
        signing_key=translate_pyca_cryptography_key_to_asn1(keys.pdf_key),
        cert_registry=store,
    )
    purpose = PdfSignatureMetadata(
        field_name=SIGNATURE_FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
    )
    return asyncio.run(_sign(pdf, signer=PdfSigner(purpose, signer), signed_at=signed_at))


async def _sign(pdf: bytes, *, signer: PdfSigner, signed_at: datetime) -> bytes:
    # The steps of PdfSigner.async_sign_pdf one by one, for it alone would take the time from the machine.
    session = signer.init_signing_session(IncrementalPdfFileWriter(BytesIO(pdf)))
    session.system_time = signed_at
    size = await session.estimate_signature_container_size(None)
    document = session.prepare_tbs_document(None, bytes_reserved=size)
    prepared, output = document.digest_tbs_document()
    await document.perform_signature(prepared.document_digest, PdfCMSSignedAttributes())
    output.seek(0)
    return bytes(output.read())


def check_pdf(pdf: bytes, *, trusted: Iterable[x509.Certificate]) -> PdfCheck:
    """Check the last signature against certificates that are trusted themselves; never raises on what it is given.

    Dates are judged at the time the signature states: a title outlives the certificate of the key that sealed it, and
    a key that is no longer believed is taken out of `trusted`.
    """
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        if not signatures:
            return _unknown(PdfFinding.UNSIGNED)
        return _check_signature(signatures[-1], trusted=trusted)
    except Exception:  # noqa: BLE001 -- a hostile file makes the parser fail in every way there is
        return _unknown(PdfFinding.UNREADABLE)


def _unknown(reason: PdfFinding) -> PdfCheck:
    return PdfCheck(intact=None, trusted=None, covers_whole=None, signer="", signed_at=None, reason=reason)


def _check_signature(signature: Any, *, trusted: Iterable[x509.Certificate]) -> PdfCheck:
    signed_at: datetime | None = signature.self_reported_timestamp
    status = validate_pdf_signature(
        signature,
        signer_validation_context=ValidationContext(
            trust_roots=[translate_pyca_cryptography_cert_to_asn1(root) for root in trusted],
            moment=signed_at,
            allow_fetching=False,
        ),
        key_usage_settings=KeyUsageConstraints(key_usage=KEY_USAGES, match_all_key_usages=False),
        skip_diff=True,  # no later revision is acceptable, harmless or not
    )
    intact = bool(status.intact and status.valid)
    covers_whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not intact:
        reason = PdfFinding.ALTERED
    elif not covers_whole:
        reason = PdfFinding.EXTENDED
    elif not status.trusted:
        reason = PdfFinding.UNTRUSTED
    else:
        reason = PdfFinding.GENUINE
    return PdfCheck(
        intact=intact,
        trusted=intact and bool(status.trusted),
        covers_whole=covers_whole,
        signer=_name(x509.load_der_x509_certificate(signature.signer_cert.dump())),
        signed_at=signed_at,
        reason=reason,
    )


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
