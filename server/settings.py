"""The configuration: one frozen value read once from ZHICHENG_* variables, refused at start when any of them is wrong."""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from models.config import tortoise_config
from plugins.discovery import EVERY, NAME

PREFIX = "ZHICHENG_"
PLUGIN_PREFIX = f"{PREFIX}PLUGIN_"  # plugins read their own variables under it
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
DEMO_ONLY = frozenset({"demo_token_minutes"})
REQUIRED_IN_PRODUCTION = ("public_url", "token_issuer", "token_audience", "token_jwks_url")


class Mode(StrEnum):
    DEMO = "demo"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class SettingsError(Exception):
    """The configuration is refused; each line names a variable and says why."""


def _check_public_url(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in {"http", "https"} or not url.hostname:
        message = "must be an http:// or https:// address"
        raise ValueError(message)
    if url.query or url.fragment or url.username:
        message = "must not carry a query, a fragment or a user name"
        raise ValueError(message)
    return value.rstrip("/")


def _check_secure_url(value: str) -> str:
    url = urlsplit(_check_public_url(value.partition("?")[0]))
    if url.scheme != "https" and url.hostname not in LOOPBACK:
        message = "must be an https:// address (http:// is taken for the machine itself only)"
        raise ValueError(message)
    return value


def _check_readable(path: Path) -> Path:
    if not os.access(path, os.R_OK):
        message = f"names a file that cannot be read: {path}"
        raise ValueError(message)
    return path


def _split_names(value: object) -> object:
    return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


def _check_names(names: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [name for name in names if name != EVERY and not NAME.fullmatch(name)]
    if wrong:
        message = f"names no plugin: {', '.join(wrong)}"
        raise ValueError(message)
    return names


PublicUrl = Annotated[str, AfterValidator(_check_public_url)]
SecureUrl = Annotated[str, AfterValidator(_check_secure_url)]
ReadableFile = Annotated[Path, AfterValidator(_check_readable)]
PluginNames = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_names), AfterValidator(_check_names)]


class Settings(BaseSettings):
    """Each member is the variable of the same name in capitals after ZHICHENG_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    mode: Mode = Field(default=Mode.DEMO, description="demo: invented people sign in by a click; production: never")
    data_folder: Path = Field(default=Path("data"), description="keys, the embedded database and stored files")
    database_url: str = Field(default="", description="sqlite:///absolute/path or postgres://…")
    object_store_url: str = Field(default="", description="file:///absolute/path, s3://bucket/prefix, az://…, gs://…")

    public_url: PublicUrl = Field(default="http://127.0.0.1:8000", description="what people reach it by; printed")
    host: str = Field(default="127.0.0.1", min_length=1, description="the address to listen on")
    port: int = Field(default=8000, ge=1, le=65535, description="the port to listen on")
    max_body_bytes: int = Field(default=4 * 1024 * 1024, ge=1024, description="the largest GraphQL request taken")

    log_level: LogLevel = Field(default=LogLevel.INFO, description="debug, info, warning or error")
    log_format: LogFormat = Field(default=LogFormat.CONSOLE, description="console for people, json for machines")

    token_issuer: str | None = Field(default=None, min_length=1, description="the `iss` bearer tokens must carry")
    token_audience: str | None = Field(default=None, min_length=1, description="the `aud` bearer tokens must carry")
    token_jwks_url: SecureUrl | None = Field(default=None, description="where the issuer publishes its keys")

    pdf_key: ReadableFile | None = Field(default=None, description="the key of the PDF seal, PEM or PKCS#12")
    pdf_certificate: ReadableFile | None = Field(default=None, description="its certificate, PEM")
    pdf_passphrase: str | None = Field(default=None, repr=False, description="opens the PDF key")
    credential_key: ReadableFile | None = Field(default=None, description="the key of signed credentials, JWK or PEM")

    plugins: PluginNames = Field(
        default=(), description="outside plugins that may load, by name; in the demo, * for all"
    )
    trace_plugins: bool = Field(default=False, description="a line in the log for each hook call")

    demo_token_minutes: int = Field(default=480, ge=1, le=10_080, description="how long a demo sign-in lasts")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 -- the base class names the arguments
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- the base class names the arguments
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables of the process alone: no hidden .env file, no secrets folder."""
        return init_settings, env_settings

    @property
    def demo(self) -> bool:
        return self.mode is Mode.DEMO

    @field_validator("data_folder", mode="after")
    @classmethod
    def _resolve_folder(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("database_url", mode="after")
    @classmethod
    def _check_database(cls, value: str) -> str:
        if value:
            if value.startswith("sqlite") and not value.startswith("sqlite:///"):
                message = "must name an absolute path: sqlite:///var/lib/zhicheng/zhicheng.sqlite3"
                raise ValueError(message)
            tortoise_config(value)
        return value

    @field_validator("object_store_url", mode="after")
    @classmethod
    def _check_object_store(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"file", "s3", "az", "gs"}:
            message = "must begin with file://, s3://, az:// or gs://; a store in memory would lose what people send"
            raise ValueError(message)
        return value

    @model_validator(mode="before")
    @classmethod
    def _fill_in_places(cls, values: dict[str, Any]) -> dict[str, Any]:
        """What is not said is kept in the data folder and reached on this machine."""
        folder = Path(values.get("data_folder") or "data").expanduser().resolve()
        places = {
            "database_url": f"sqlite://{folder / 'zhicheng.sqlite3'}",
            "object_store_url": (folder / "objects").as_uri(),
        }
        if values.get("mode") != Mode.PRODUCTION:
            places["public_url"] = f"http://127.0.0.1:{values.get('port', 8000)}"
        return {**places, **values}

    @model_validator(mode="after")
    def _check_mode(self) -> Self:
        if self.demo:
            return self
        problems = [
            f"{variable(name)}: is required in production"
            for name in REQUIRED_IN_PRODUCTION
            if name not in self.model_fields_set
        ]
        problems += [
            f"{variable(name)}: is for the demo only and is refused in production"
            for name in sorted(DEMO_ONLY & self.model_fields_set)
        ]
        if not problems and not self.public_url.startswith("https://"):
            problems.append(f"{variable('public_url')}: must be an https:// address in production")
        if EVERY in self.plugins:
            problems.append(f"{variable('plugins')}: must name each plugin in production; * is for the demo only")
        if problems:
            raise ValueError("\n".join(problems))
        return self


def variable(name: str) -> str:
    """The environment variable of a member of Settings."""
    return f"{PREFIX}{name.upper()}"


def read_settings(**overrides: Any) -> Settings:
    """The settings of this process; `overrides` are those given on the command line. Raises SettingsError."""
    unknown = _find_unknown(os.environ)
    if unknown:
        raise SettingsError("\n".join(f"{name}: there is no such setting" for name in unknown))
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(error))) from None


def _find_unknown(environ: Mapping[str, str]) -> list[str]:
    known = {variable(name) for name in Settings.model_fields}
    return sorted(
        name
        for name in environ
        if name.upper().startswith(PREFIX) and not name.upper().startswith(PLUGIN_PREFIX) and name.upper() not in known
    )


def _explain(error: ValidationError) -> list[str]:
    """One line for each problem; the refused value is not repeated, for it may be a secret."""
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        message = str(problem["ctx"]["error"]) if problem["type"] == "value_error" else problem["msg"]
        place = problem["loc"]
        lines.append(f"{variable(str(place[0]))}: {message}" if place else message)
    return lines
