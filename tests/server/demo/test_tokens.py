from datetime import timedelta
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError
from joserfc.jwk import ECKey

from server.demo.tokens import DEMO_AUDIENCE, demo_issuer, sign_demo_token
from services.keys import SigningKeys

HOUR = timedelta(hours=1)


def sign(keys: SigningKeys, *, lifetime: timedelta = HOUR) -> str:
    return sign_demo_token(
        keys,
        subject="applicant-li",
        issuer=demo_issuer("http://zhicheng.test"),
        audience=DEMO_AUDIENCE,
        lifetime=lifetime,
    )


def test_a_token_names_the_person_and_the_key_that_signed_it(keys: SigningKeys) -> None:
    token = jwt.decode(sign(keys), keys.token_key, algorithms=["ES256"])
    assert token.header == {"typ": "JWT", "alg": "ES256", "kid": keys.token_key.kid}
    assert (token.claims["sub"], token.claims["iss"], token.claims["aud"]) == (
        "applicant-li",
        "http://zhicheng.test/demo",
        "zhicheng",
    )
    assert token.claims["exp"] - token.claims["iat"] == HOUR.total_seconds()


def test_a_token_ends_with_its_lifetime(keys: SigningKeys) -> None:
    token = jwt.decode(sign(keys, lifetime=-HOUR), keys.token_key, algorithms=["ES256"])
    with pytest.raises(ExpiredTokenError):
        jwt.JWTClaimsRegistry().validate(token.claims)


def test_another_deployments_key_does_not_verify_it(keys: SigningKeys) -> None:
    with pytest.raises(BadSignatureError):
        jwt.decode(sign(keys), ECKey.generate_key("P-256"), algorithms=["ES256"])


def test_it_is_not_signed_with_the_key_of_credentials(keys: SigningKeys, tmp_path: Path) -> None:
    assert keys.token_key.thumbprint() != keys.credential_key.thumbprint()
    assert SigningKeys.load(tmp_path).token_key.thumbprint() != keys.token_key.thumbprint()
