"""Where the public keys of a token issuer come from: this deployment's own, or a key set published over HTTP."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol, TypeAlias

import httpx
import orjson
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

PublicKey: TypeAlias = ECKey | RSAKey | OKPKey

LIFETIME = 600.0  # seconds that a fetched key set is used without asking again
LAST_RESORT = 3600.0  # and how long it is still used where asking again fails
PAUSE = 30.0  # seconds between two fetches at least, whatever tokens arrive
TIMEOUT = 5.0
SIZE_LIMIT = 256 * 1024

log = structlog.stdlib.get_logger()


class KeysUnavailable(Exception):
    """The issuer's keys cannot be had now; nothing can be said about a token."""


class KeySource(Protocol):
    async def find(self, key_id: str) -> PublicKey | None:
        """The key of that id, None where the issuer has none; raises KeysUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class LocalKeys:
    keys: Mapping[str, PublicKey]

    async def find(self, key_id: str) -> PublicKey | None:
        return self.keys.get(key_id)


def local_keys(keys: Iterable[PublicKey]) -> LocalKeys:
    return LocalKeys({key.kid: key for key in keys if key.kid})


class RemoteKeys:
    """A published JWKS, kept for a while: asked again when it is old, and soon when a token names an unknown key."""

    def __init__(self, url: str, *, client: httpx.AsyncClient, now: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._client = client
        self._now = now
        self._keys: dict[str, PublicKey] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> PublicKey | None:
        if self._age() > LIFETIME or key_id not in self._keys:
            async with self._lock:
                await self._refresh(key_id)
        if self._age() > LAST_RESORT or (key_id not in self._keys and self._last_try_failed()):
            raise KeysUnavailable
        return self._keys.get(key_id)

    async def _refresh(self, key_id: str) -> None:
        """Unless another request has just done so while this one waited for the lock."""
        fresh = self._age() <= LIFETIME and key_id in self._keys
        paused = self._tried_at is not None and self._now() - self._tried_at < PAUSE
        if fresh or paused:
            return
        self._tried_at = self._now()
        try:
            self._keys = await fetch_keys(self._url, client=self._client)
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            log.warning("token_keys_unavailable", url=self._url, reason=f"{type(error).__name__}: {error}")
        else:
            self._fetched_at = self._tried_at

    def _age(self) -> float:
        return float("inf") if self._fetched_at is None else self._now() - self._fetched_at

    def _last_try_failed(self) -> bool:
        return self._tried_at != self._fetched_at


async def fetch_keys(url: str, *, client: httpx.AsyncClient) -> dict[str, PublicKey]:
    """Raises httpx.HTTPError, TimeoutError or ValueError; never waits or reads without end."""
    body = bytearray()
    async with asyncio.timeout(TIMEOUT), client.stream("GET", url, headers={"Accept": "application/json"}) as response:
        if response.status_code != HTTPStatus.OK:
            raise ValueError(f"status {response.status_code}")
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > SIZE_LIMIT:
                raise ValueError(f"more than {SIZE_LIMIT} bytes")
    document = orjson.loads(body)
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError("not a JSON Web Key Set")  # noqa: TRY004 -- it is the answer's value that is wrong
    return {key.kid: key for key in map(_read_key, entries) if key is not None and key.kid}


def _read_key(entry: Any) -> PublicKey | None:
    """None for what is of no use here: a secret key, a kind we do not know, an entry without sense."""
    if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
        return None
    try:
        key = JWKRegistry.import_key(entry)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, ECKey | RSAKey | OKPKey) else None
