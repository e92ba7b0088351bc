"""From the settings to what a running server works with: time, keys, files, and whose tokens are taken."""

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import httpx
from obstore.store import LocalStore, ObjectStore, from_url

from plugins.manager import build_manager
from server.auth import Authenticator, Issuer
from server.demo.clock import demo_clock
from server.demo.tokens import DEMO_AUDIENCE, demo_issuer
from server.key_sources import TIMEOUT, RemoteKeys, local_keys
from server.settings import Settings
from services.calendar import WorkingDayCalendar
from services.clock import Clock, SystemClock
from services.environment import Environment
from services.keys import SigningKeys
from services.plugin_judgement import InstalledPlugins


def build_environment(settings: Settings, *, clock: Clock | None = None) -> Environment:
    """Makes the data folder and the keys on first start; raises services.keys.KeyFileError."""
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = SigningKeys.load(
        settings.data_folder / "keys",
        pdf_key=settings.pdf_key,
        pdf_certificate=settings.pdf_certificate,
        pdf_passphrase=settings.pdf_passphrase,
        credential_key=settings.credential_key,
    )
    return Environment(
        clock=clock or (demo_clock(settings.data_folder) if settings.demo else SystemClock()),
        calendar=WorkingDayCalendar(),
        keys=keys,
        store=open_store(settings.object_store_url),
        public_url=settings.public_url,
        demo=settings.demo,
        plugins=InstalledPlugins(build_manager(allowed=settings.plugins, trace=settings.trace_plugins)),
    )


def build_authenticator(settings: Settings, keys: SigningKeys, *, client: httpx.AsyncClient) -> Authenticator:
    """The configured issuer, and in demo mode this deployment itself."""
    issuers = []
    if settings.token_issuer and settings.token_audience and settings.token_jwks_url:
        remote = RemoteKeys(settings.token_jwks_url, client=client)
        issuers.append(Issuer(settings.token_issuer, settings.token_audience, remote))
    if settings.demo:
        issuers.append(Issuer(demo_issuer(settings.public_url), DEMO_AUDIENCE, local_keys([keys.token_key])))
    return Authenticator(issuers)


def build_http_client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False)


def open_store(url: str) -> ObjectStore:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(Path(url2pathname(parts.path)), mkdir=True)
    return from_url(url)
