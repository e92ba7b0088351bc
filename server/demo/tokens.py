"""Bearer tokens of the demo's own issuer, signed with a key of this deployment and verified like any other issuer's."""

import time
from datetime import timedelta

from joserfc import jwt

from services.keys import SigningKeys

DEMO_AUDIENCE = "zhicheng"


def demo_issuer(public_url: str) -> str:
    """The `iss` of demo tokens: an address of ours, so that no other deployment's demo passes for this one."""
    return f"{public_url}/demo"


def sign_demo_token(keys: SigningKeys, *, subject: str, issuer: str, audience: str, lifetime: timedelta) -> str:
    """A JWT for one person, counted in real time: moving the demo's clock must not sign anybody out."""
    issued_at = int(time.time())
    claims = {
        "iss": issuer,
        "sub": subject,
        "aud": audience,
        "iat": issued_at,
        "nbf": issued_at,
        "exp": issued_at + int(lifetime.total_seconds()),
    }
    header = {"alg": "ES256", "kid": keys.token_key.kid}
    return jwt.encode(header, claims, keys.token_key, algorithms=["ES256"])
