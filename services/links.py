"""Short-lived signed addresses: what may be sent or fetched there, until when. Nobody can make one up."""

from datetime import datetime, timedelta

from joserfc import jwt
from joserfc.errors import JoseError

from services.environment import Environment

ALGORITHM = "ES256"
UNREADABLE = (JoseError, ValueError, TypeError, RecursionError)  # what joserfc raises on text that is no such token


def sign_link(environment: Environment, *, purpose: str, subject: str, lifetime: timedelta, now: datetime) -> str:
    claims = {"aud": purpose, "sub": subject, "exp": int((now + lifetime).timestamp())}
    return jwt.encode({"alg": ALGORITHM}, claims, environment.keys.token_key, algorithms=[ALGORITHM])


def read_link(environment: Environment, token: str, *, purpose: str, now: datetime) -> str | None:
    """The subject it was signed for; None where it is forged, expired, or for another purpose."""
    try:
        claims = jwt.decode(token, environment.keys.token_key, algorithms=[ALGORITHM]).claims
    except UNREADABLE:
        return None
    valid = claims.get("aud") == purpose and claims.get("exp", 0) > now.timestamp()
    return str(claims["sub"]) if valid else None
