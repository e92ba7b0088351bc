import base64
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from server.auth import Authenticator, IdentityUnavailable, InvalidToken, Issuer
from server.demo.tokens import DEMO_AUDIENCE, demo_issuer, sign_demo_token
from server.key_sources import KeysUnavailable, PublicKey, local_keys
from services.keys import SigningKeys

NOW = 1_776_000_000
EC = ECKey.generate_key("P-256", parameters={"kid": "ec"})
RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa"})
ED = OKPKey.generate_key("Ed25519", parameters={"kid": "ed"})
STRANGER = ECKey.generate_key("P-256", parameters={"kid": "ec"})
CLAIMS = {"iss": "https://identity.example.org", "aud": "zhicheng", "sub": "person-1", "exp": NOW + 300}


class KeysAway:
    async def find(self, key_id: str) -> PublicKey | None:
        raise KeysUnavailable


def authenticator() -> Authenticator:
    keys = local_keys([EC, RSA, ED])
    return Authenticator([Issuer("https://identity.example.org", "zhicheng", keys)], now=lambda: NOW)


def sign(key: Any = EC, *, alg: str = "ES256", header: dict[str, Any] | None = None, **claims: Any) -> str:
    members = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": key.kid, **(header or {})}, members, key, algorithms=[alg])


async def subject_of(token: str) -> str | None:
    return await authenticator().read_subject([f"Bearer {token}"])


async def refusal_of(*headers: str) -> str:
    with pytest.raises(InvalidToken) as caught:
        await authenticator().read_subject(headers)
    return caught.value.message.partition(" · ")[0].removeprefix("The bearer token is not valid: ")


async def test_without_a_header_nobody_is_asking() -> None:
    assert await authenticator().read_subject([]) is None


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize(("key", "alg"), [(EC, "ES256"), (RSA, "RS256"), (ED, "EdDSA"), (ED, "Ed25519")])
async def test_each_algorithm_of_the_list_is_taken(key: Any, alg: str) -> None:
    assert await subject_of(sign(key, alg=alg)) == "person-1"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": ["other", "zhicheng"]},
        {"exp": NOW - 30},
        {"nbf": NOW + 30},
        {"iat": NOW},
    ],
)
async def test_clocks_may_differ_and_audiences_may_be_several(claims: dict[str, Any]) -> None:
    assert await subject_of(sign(**claims)) == "person-1"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": NOW - 61}, "expired token (exp)."),
        ({"exp": None}, "missing claim (exp)."),
        ({"exp": "never"}, "invalid claim (exp)."),
        ({"nbf": NOW + 61}, "invalid claim (nbf)."),
        ({"aud": "other"}, "invalid claim (aud)."),
        ({"aud": None}, "missing claim (aud)."),
        ({"sub": None}, "missing claim (sub)."),
        ({"sub": ""}, "invalid claim (sub)."),
        ({"sub": 7}, "invalid claim (sub)."),
        ({"sub": "x" * 201}, "its subject is too long."),
        ({"iss": "https://elsewhere.example.org"}, "its issuer is not trusted here."),
        ({"iss": ["https://identity.example.org"]}, "its issuer is not trusted here."),
        ({"iss": None}, "its issuer is not trusted here."),
    ],
)
async def test_claims_that_do_not_hold_are_named(claims: dict[str, Any], reason: str) -> None:
    assert await refusal_of(f"Bearer {sign(**claims)}") == reason


async def test_another_key_of_the_same_id_does_not_pass() -> None:
    assert await refusal_of(f"Bearer {sign(STRANGER)}") == "bad signature."


async def test_a_key_of_another_kind_does_not_pass() -> None:
    token = sign(EC, header={"kid": "rsa"})
    assert (await refusal_of(f"Bearer {token}")).startswith("invalid key type")


async def test_an_unknown_key_does_not_pass() -> None:
    token = sign(EC, header={"kid": "other"})
    assert await refusal_of(f"Bearer {token}") == "it is signed with an unknown key."


async def test_a_shared_secret_is_no_public_key() -> None:
    secret = OctKey.generate_key(256, parameters={"kid": "ec"})
    token = sign(secret, alg="HS256")
    assert await refusal_of(f"Bearer {token}") == "its algorithm or key is not one that is taken here."


async def test_a_token_without_signature_does_not_pass() -> None:
    parts = [{"alg": "none", "kid": "ec"}, CLAIMS]
    token = ".".join(
        [*(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts), ""]
    )
    assert await refusal_of(f"Bearer {token}") == "its algorithm or key is not one that is taken here."


async def test_a_credential_is_no_access_token() -> None:
    token = sign(header={"typ": "vc+jwt"})
    assert await refusal_of(f"Bearer {token}") == "it is not an access token."


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (["Basic dXNlcjpwYXNz"], "send one Authorization header, as in “Bearer <token>”."),
        (["Bearer a.b.c", "Bearer a.b.c"], "send one Authorization header, as in “Bearer <token>”."),
        (["Bearer"], "it is not a signed JSON Web Token."),
        (["Bearer abc"], "it is not a signed JSON Web Token."),
        (["Bearer a.b.c"], "it is not a JSON Web Token."),
        (["Bearer W10.W10.W10"], "it is not a JSON Web Token."),
        (["Bearer 证书.证书.证书"], "it is too long or not text."),
        (["Bearer " + "a" * 9000], "it is too long or not text."),
    ],
)
async def test_what_is_no_token_is_refused_as_one(headers: list[str], reason: str) -> None:
    assert await refusal_of(*headers) == reason


async def test_an_issuer_that_is_away_is_not_the_callers_fault() -> None:
    checked = Authenticator([Issuer("https://identity.example.org", "zhicheng", KeysAway())], now=lambda: NOW)
    with pytest.raises(IdentityUnavailable) as caught:
        await checked.read_subject([f"Bearer {sign()}"])
    assert (caught.value.status, caught.value.headers) == (503, {"Retry-After": "30"})


async def test_the_demo_is_an_issuer_like_any_other(keys: SigningKeys) -> None:
    issuer = demo_issuer("http://127.0.0.1:8000")
    token = sign_demo_token(
        keys, subject="applicant-li", issuer=issuer, audience=DEMO_AUDIENCE, lifetime=timedelta(minutes=1)
    )
    checked = Authenticator([Issuer(issuer, DEMO_AUDIENCE, local_keys([keys.token_key]))], now=time.time)
    assert await checked.read_subject([f"Bearer {token}"]) == "applicant-li"
