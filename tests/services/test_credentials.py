import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey

from services.certificate_pages import CertificateFacts
from services.credentials import (
    CredentialCheck,
    CredentialFinding,
    check_credential,
    public_key_set,
    sign_credential,
)
from services.keys import SigningKeys

ISSUER_URL = "https://zc.example.gov.cn"
CREDENTIAL_ID = "https://zc.example.gov.cn/credentials/202400300100123"
SIGNED_AT = datetime(2024, 12, 20, 3, 0, tzinfo=UTC)
FACTS = CertificateFacts(
    number="川202400300100123",
    licence_identifier="1.2.156.3005.2.11100000000013338W011.11510000008282818P.202400300100123.001.8",
    holder_name="欧阳静宜",
    holder_id_masked="510104********1234",
    photo=b"never in a credential",
    series="工程技术人员",
    qualification="高级工程师",
    level_name="副高级",
    specialty="建筑工程",
    evaluation="评审",
    committee="建设工程专业高级职称评审委员会",
    approved_on=date(2024, 11, 30),
    issuer="四川省人力资源和社会保障厅",
    issued_on=date(2024, 12, 20),
    verify_url="https://zc.example.gov.cn/verify/1",
    code="7K3Q-X9MD",
)
CLAIMS = {
    "iss": ISSUER_URL,
    "jti": CREDENTIAL_ID,
    "iat": 1734663600,
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/undefined-terms/v2",
    ],
    "id": CREDENTIAL_ID,
    "type": ["VerifiableCredential", "ProfessionalTitleCredential"],
    "issuer": {"id": ISSUER_URL, "name": "四川省人力资源和社会保障厅"},
    "validFrom": "2024-12-20T00:00:00+08:00",
    "credentialSubject": {
        "type": "ProfessionalTitleHolder",
        "name": "欧阳静宜",
        "identifierMasked": "510104********1234",
        "verificationPage": "https://zc.example.gov.cn/verify/1",
        "professionalTitle": {
            "type": "ProfessionalTitle",
            "certificateNumber": "川202400300100123",
            "licenceIdentifier": "1.2.156.3005.2.11100000000013338W011.11510000008282818P.202400300100123.001.8",
            "series": "工程技术人员",
            "qualification": "高级工程师",
            "level": "副高级",
            "specialty": "建筑工程",
            "evaluation": "评审",
            "committee": "建设工程专业高级职称评审委员会",
            "approvedOn": "2024-11-30",
            "issuedOn": "2024-12-20",
        },
    },
}
UNREADABLE = CredentialCheck(signature=None, claims=None, reason=CredentialFinding.UNREADABLE)
UNKNOWN_KEY = CredentialCheck(signature=None, claims=None, reason=CredentialFinding.UNKNOWN_KEY)
FORGED = CredentialCheck(signature=False, claims=None, reason=CredentialFinding.FORGED)


def new_key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


KEY = new_key()


def sign(key: ECKey = KEY) -> str:
    return sign_credential(FACTS, key=key, issuer_url=ISSUER_URL, credential_id=CREDENTIAL_ID, signed_at=SIGNED_AT)


def encode(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


TOKEN = sign()
HEADER, PAYLOAD, SIGNATURE = TOKEN.split(".")


def test_what_is_signed_is_read_back() -> None:
    assert check_credential(TOKEN, keys=[KEY]) == CredentialCheck(
        signature=True, claims=CLAIMS, reason=CredentialFinding.GENUINE
    )


def test_the_header_is_that_of_a_vc_jwt() -> None:
    assert json.loads(decode(HEADER)) == {"typ": "vc+jwt", "alg": "ES256", "cty": "vc", "kid": KEY.kid}


def test_the_signature_is_es256_by_the_letter_of_the_standard() -> None:
    raw = decode(SIGNATURE)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    KEY.public_key.verify(der, f"{HEADER}.{PAYLOAD}".encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        KEY.public_key.verify(der, f"{HEADER}.{PAYLOAD}x".encode(), ec.ECDSA(hashes.SHA256()))


def test_a_former_key_still_verifies() -> None:
    assert check_credential(TOKEN, keys=[new_key(), KEY]).reason == CredentialFinding.GENUINE


def test_the_public_key_set_is_enough_to_verify(keys: SigningKeys) -> None:
    published = public_key_set(keys.credential_keys)
    assert [sorted(key) for key in published["keys"]] == [["alg", "crv", "kid", "kty", "use", "x", "y"]]
    fetched = [ECKey.import_key(key) for key in published["keys"]]
    assert check_credential(sign(keys.credential_key), keys=fetched).reason == CredentialFinding.GENUINE


def test_a_key_nobody_published_leaves_it_unknown() -> None:
    assert check_credential(TOKEN, keys=[new_key()]) == UNKNOWN_KEY
    assert check_credential(TOKEN, keys=[]) == UNKNOWN_KEY


def test_a_signature_by_another_under_our_key_id_is_forged() -> None:
    impostor = ECKey.generate_key("P-256", {"kid": str(KEY.kid)})
    assert check_credential(sign(impostor), keys=[KEY]) == FORGED


@given(st.data())
def test_no_changed_claim_goes_unseen(data: st.DataObject) -> None:
    payload = bytearray(decode(PAYLOAD))
    payload[data.draw(st.integers(0, len(payload) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert check_credential(f"{HEADER}.{encode(bytes(payload))}.{SIGNATURE}", keys=[KEY]) == FORGED


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": "vc+jwt", "kid": KEY.kid},
        {"alg": "HS256", "typ": "vc+jwt", "kid": KEY.kid},
        {"alg": "ES384", "typ": "vc+jwt", "kid": KEY.kid},
        {"alg": ["ES256"], "typ": "vc+jwt", "kid": KEY.kid},
        {"alg": "ES256", "typ": "JWT", "kid": KEY.kid},
        {"alg": "ES256", "kid": KEY.kid},
        {"alg": "ES256", "typ": "vc+jwt", "kid": KEY.kid, "crit": ["exp"]},
        {"alg": "ES256", "typ": "vc+jwt", "kid": KEY.kid, "pad": "x" * 600},
        ["alg", "typ", "kid"],
        "alg",
    ],
)
def test_a_header_that_is_not_ours_is_not_read(header: object) -> None:
    assert check_credential(f"{encode(header)}.{PAYLOAD}.{SIGNATURE}", keys=[KEY]) == UNREADABLE


def test_the_public_key_is_no_password() -> None:
    signed = f"{encode({'alg': 'HS256', 'typ': 'vc+jwt', 'kid': KEY.kid})}.{PAYLOAD}"
    code = hmac.digest(KEY.as_pem(private=False), signed.encode(), "sha256")
    assert check_credential(f"{signed}.{encode(code)}", keys=[KEY]) == UNREADABLE


def test_a_token_of_another_kind_by_our_key_is_no_credential() -> None:
    token = jwt.encode({"alg": "ES256", "kid": str(KEY.kid)}, {"sub": "x"}, KEY)
    assert check_credential(token, keys=[KEY]) == UNREADABLE


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "é.é.é", "\ud800", TOKEN[:-90], "x" * 200_000])
def test_text_that_is_no_token_is_unreadable(token: str) -> None:
    assert check_credential(token, keys=[KEY]).signature is not True
    assert check_credential(token, keys=[KEY]).claims is None


@given(st.text())
def test_no_text_raises(token: str) -> None:
    assert check_credential(token, keys=[KEY]) == UNREADABLE
