"""Addresses that nobody can make up, stretch, or use for something else."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from server.demo.tokens import DEMO_AUDIENCE, demo_issuer, sign_demo_token
from services.environment import Environment
from services.links import read_link, sign_link
from tests.frozen_clock import FrozenClock

HOUR = timedelta(hours=1)


@pytest.fixture
def token(environment: Environment, clock: FrozenClock) -> str:
    return sign_link(environment, purpose="upload", subject="one", lifetime=HOUR, now=clock.now())


def read(
    environment: Environment, token: str, *, purpose: str = "upload", after: timedelta = timedelta()
) -> str | None:
    return read_link(environment, token, purpose=purpose, now=environment.clock.now() + after)


def test_a_link_says_what_it_is_for_until_its_last_second(environment: Environment, token: str) -> None:
    assert read(environment, token) == "one"
    assert read(environment, token, after=HOUR - timedelta(seconds=1)) == "one"
    assert read(environment, token, after=HOUR) is None
    assert read(environment, token, after=timedelta(days=3650)) is None


def test_a_link_is_for_one_purpose(environment: Environment, token: str) -> None:
    assert read(environment, token, purpose="download") is None
    assert read(environment, token, purpose="") is None


def test_a_sign_in_is_no_link(environment: Environment) -> None:
    """Though it is signed with the same key."""
    sign_in = sign_demo_token(
        environment.keys,
        subject="one",
        issuer=demo_issuer(environment.public_url),
        audience=DEMO_AUDIENCE,
        lifetime=HOUR,
    )

    assert read(environment, sign_in) is None


def test_a_link_of_another_key_is_forged(environment: Environment, clock: FrozenClock) -> None:
    claims = {"aud": "upload", "sub": "one", "exp": int((clock.now() + HOUR).timestamp())}
    public = environment.keys.token_key.as_pem(private=False)
    forged = [
        jwt.encode({"alg": "ES256"}, claims, ECKey.generate_key("P-256")),
        jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("a secret of sixteen bytes or more")),
        jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(public.hex())),
    ]

    assert [read(environment, token) for token in forged] == [None, None, None]


def test_a_link_without_its_claims_is_none(environment: Environment, clock: FrozenClock) -> None:
    expiry = int((clock.now() + HOUR).timestamp())
    wanting: list[dict[str, Any]] = [{"sub": "one", "exp": expiry}, {"aud": "upload", "sub": "one"}, {}]
    tokens = [jwt.encode({"alg": "ES256"}, claims, environment.keys.token_key) for claims in wanting]

    assert [read(environment, token) for token in tokens] == [None, None, None]


def test_no_letter_of_a_link_can_be_changed(environment: Environment, token: str) -> None:
    """But for the last, whose two lowest bits are padding: it is left out of this."""
    changed = [
        token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
        for position in range(len(token) - 1)
    ]

    assert {read(environment, text) for text in changed} == {None}


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "....", "e30.e30.", "e30.e30.e30", "\0", "链接", "=" * 5000])
def test_what_is_no_link_is_none(environment: Environment, text: str) -> None:
    assert read(environment, text) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80) | st.text(alphabet="eyJ0.=_-A9", max_size=80))
def test_any_text_is_read_without_breaking(environment: Environment, text: str) -> None:
    assert read(environment, text) is None
