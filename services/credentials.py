"""A certificate as a verifiable credential: W3C VC Data Model 2.0, secured as a JWT (VC-JOSE-COSE, `vc+jwt`, ES256)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import ECKey
from joserfc.jws import extract_compact

from services.certificate_pages import CertificateFacts

ALGORITHM = "ES256"
MEDIA_TYPE = "vc+jwt"
CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2",  # W3C's own vocabulary for terms no context defines
)
UNREADABLE = (JoseError, ValueError, TypeError, RecursionError)  # what joserfc raises on text that is no such token
TYPES = ("VerifiableCredential", "ProfessionalTitleCredential")


class CredentialFinding(StrEnum):
    GENUINE = "GENUINE"
    UNREADABLE = "UNREADABLE"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    FORGED = "FORGED"


@dataclass(frozen=True)
class CredentialCheck:
    """Whether the signature is right (None: unknown), and the claims, given only when it is."""

    signature: bool | None
    claims: dict[str, Any] | None
    reason: CredentialFinding


def sign_credential(
    facts: CertificateFacts, *, key: ECKey, issuer_url: str, credential_id: str, signed_at: datetime
) -> str:
    """Sign the printed facts; the holder's resident id is there only as printed, masked."""
    header = {"alg": ALGORITHM, "typ": MEDIA_TYPE, "cty": "vc", "kid": key.kid}
    claims = {
        "iss": issuer_url,
        "jti": credential_id,
        "iat": int(signed_at.timestamp()),
        **_credential(facts, issuer_url=issuer_url, credential_id=credential_id),
    }
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


def _credential(facts: CertificateFacts, *, issuer_url: str, credential_id: str) -> dict[str, Any]:
    return {
        "@context": list(CONTEXT),
        "id": credential_id,
        "type": list(TYPES),
        "issuer": {"id": issuer_url, "name": facts.issuer},
        "validFrom": f"{facts.issued_on.isoformat()}T00:00:00+08:00",
        "credentialSubject": {**printed_subject(facts), "verificationPage": facts.verify_url},
    }


def printed_subject(facts: CertificateFacts) -> dict[str, Any]:
    """What the credential says of its holder, without where to ask: the printed facts, in its own words."""
    return {
        "type": "ProfessionalTitleHolder",
        "name": facts.holder_name,
        "identifierMasked": facts.holder_id_masked,
        "professionalTitle": {
            "type": "ProfessionalTitle",
            "certificateNumber": facts.number,
            "licenceIdentifier": facts.licence_identifier,
            "series": facts.series,
            "qualification": facts.qualification,
            "level": facts.level_name,
            "specialty": facts.specialty,
            "evaluation": facts.evaluation,
            "committee": facts.committee,
            "approvedOn": facts.approved_on.isoformat(),
            "issuedOn": facts.issued_on.isoformat(),
        },
    }


def check_credential(token: str, *, keys: Iterable[ECKey]) -> CredentialCheck:
    """Check the signature against the keys of which one made it; never raises on what it is given."""
    unreadable = CredentialCheck(signature=None, claims=None, reason=CredentialFinding.UNREADABLE)
    try:
        header = _read_header(token)
    except UNREADABLE:
        return unreadable
    if header.get("typ") != MEDIA_TYPE or header.get("alg") != ALGORITHM:
        return unreadable
    key = next((candidate for candidate in keys if candidate.kid == header.get("kid")), None)
    if key is None:
        return CredentialCheck(signature=None, claims=None, reason=CredentialFinding.UNKNOWN_KEY)
    try:
        claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
    except BadSignatureError:
        return CredentialCheck(signature=False, claims=None, reason=CredentialFinding.FORGED)
    except UNREADABLE:
        return unreadable
    return CredentialCheck(signature=True, claims=claims, reason=CredentialFinding.GENUINE)


def _read_header(token: str) -> dict[str, Any]:
    # Only the header, unverified, to choose the key; joserfc bounds its size and that of the whole.
    header: object = extract_compact(token.encode()).protected
    if not isinstance(header, dict):
        raise TypeError("a JWS header is an object")
    return header


def public_key_set(keys: Iterable[ECKey]) -> dict[str, list[dict[str, Any]]]:
    """The JWKS that verifiers fetch: public halves only."""
    return {"keys": [dict(key.as_dict(private=False)) for key in keys]}
