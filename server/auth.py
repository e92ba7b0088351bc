"""Bearer tokens: whose they are, or a refusal that says what to do. Times here are the machine's, never the demo's."""

import base64
import binascii
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from joserfc import jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from server.key_sources import PAUSE, KeySource, KeysUnavailable
from server.refusals import HttpRefusal

ALGORITHMS = ("ES256", "RS256", "EdDSA", "Ed25519")
TOKEN_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})
LEEWAY = 60  # seconds that clocks may differ by
LENGTH_LIMIT = 8192
MAX_SUBJECT = 200  # as long as an account's


@dataclass(frozen=True, slots=True)
class Issuer:
    """A party whose tokens we take, and how to check them."""

    name: str
    audience: str
    keys: KeySource


class InvalidToken(HttpRefusal):
    """Get a new token and ask again."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            HTTPStatus.UNAUTHORIZED,
            "INVALID_TOKEN",
            f"The bearer token is not valid: {reason}. · 登录凭证无效，请重新登录。",
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
        )


class NoAccount(HttpRefusal):
    """The token is genuine, and nobody here has its subject."""

    def __init__(self) -> None:
        message = "There is no account for this sign-in. Ask your organisation's administrator. · 尚未开通账户。"
        super().__init__(HTTPStatus.FORBIDDEN, "NO_ACCOUNT", message)


class IdentityUnavailable(HttpRefusal):
    """The identity platform does not give its keys: ask again later."""

    def __init__(self) -> None:
        super().__init__(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "IDENTITY_UNAVAILABLE",
            "The identity platform cannot be reached; try again in a minute. · 身份认证平台暂不可用，请稍后再试。",
            headers={"Retry-After": str(int(PAUSE))},
        )


class Authenticator:
    def __init__(self, issuers: Sequence[Issuer], *, now: Callable[[], float] = time.time) -> None:
        self._issuers = {issuer.name: issuer for issuer in issuers}
        self._now = now
        # Unknown header members are ignored, as RFC 7515 has it; `crit` is still obeyed.
        self._registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)

    async def read_subject(self, headers: Sequence[str]) -> str | None:
        """The subject of the token in the request's Authorization headers; None where there is no such header."""
        if not headers:
            return None
        scheme, _, token = headers[0].strip().partition(" ")
        if len(headers) > 1 or scheme.lower() != "bearer":
            raise InvalidToken("send one Authorization header, as in “Bearer <token>”")
        return await self._check(token.strip())

    async def _check(self, token: str) -> str:
        if not token.isascii() or len(token) > LENGTH_LIMIT:
            raise InvalidToken("it is too long or not text")
        header, claims = _read_unverified(token)
        issuer = self._find_issuer(claims)
        key_id = header.get("kid")
        if header.get("alg") not in ALGORITHMS or not isinstance(key_id, str):
            raise InvalidToken("its algorithm or key is not one that is taken here")
        if str(header.get("typ", "JWT")).lower() not in TOKEN_TYPES:
            raise InvalidToken("it is not an access token")
        try:
            key = await issuer.keys.find(key_id)
        except KeysUnavailable:
            raise IdentityUnavailable from None
        if key is None:
            raise InvalidToken("it is signed with an unknown key")
        try:
            verified = jwt.decode(token, key, algorithms=ALGORITHMS, registry=self._registry)
            self._claims_of(issuer).validate(verified.claims)
        except (JoseError, ValueError, TypeError) as error:
            raise InvalidToken(_explain(error)) from None
        subject: str = verified.claims["sub"]
        if len(subject) > MAX_SUBJECT:
            raise InvalidToken("its subject is too long")
        return subject

    def _find_issuer(self, claims: dict[str, Any]) -> Issuer:
        name = claims.get("iss")
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise InvalidToken("its issuer is not trusted here")
        return issuer

    def _claims_of(self, issuer: Issuer) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            now=int(self._now()),
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer.name},
            aud={"essential": True, "value": issuer.audience},
            sub={"essential": True},
            exp={"essential": True},
        )


def _read_unverified(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only to find the issuer and the key; nothing in it is believed yet."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 -- header, payload and signature
        raise InvalidToken("it is not a signed JSON Web Token")
    try:
        header, claims = (orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2])
    except (binascii.Error, ValueError):
        raise InvalidToken("it is not a JSON Web Token") from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise InvalidToken("it is not a JSON Web Token")
    return header, claims


def _explain(error: Exception) -> str:
    """The library's own short code, such as expired_token, and which claim; never a value out of the token."""
    if isinstance(error, ClaimError):
        return f"{error.error.replace('_', ' ')} ({error.claim})"
    return error.error.replace("_", " ") if isinstance(error, JoseError) else "it cannot be read"
