from pathlib import Path

import pytest

from server.settings import LogFormat, Mode, Settings, SettingsError, read_settings

PRODUCTION = {
    "ZHICHENG_MODE": "production",
    "ZHICHENG_PUBLIC_URL": "https://titles.example.org/",
    "ZHICHENG_TOKEN_ISSUER": "https://identity.example.org",
    "ZHICHENG_TOKEN_AUDIENCE": "zhicheng",
    "ZHICHENG_TOKEN_JWKS_URL": "https://identity.example.org/keys",
}


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.setenv("ZHICHENG_DATA_FOLDER", str(tmp_path))
    return monkeypatch


def set_all(variables: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        variables.setenv(name, value)


def refusal() -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings()
    return str(caught.value)


def test_without_variables_everything_is_in_the_data_folder(variables: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = read_settings()
    assert settings.demo
    assert settings.database_url == f"sqlite://{tmp_path}/zhicheng.sqlite3"
    assert settings.object_store_url == f"file://{tmp_path}/objects"


def test_a_relative_data_folder_is_made_absolute(variables: pytest.MonkeyPatch, tmp_path: Path) -> None:
    variables.chdir(tmp_path)
    variables.setenv("ZHICHENG_DATA_FOLDER", "here")
    assert read_settings().data_folder == tmp_path / "here"


def test_production_with_all_it_needs(variables: pytest.MonkeyPatch) -> None:
    set_all(variables, {**PRODUCTION, "ZHICHENG_LOG_FORMAT": "json"})
    settings = read_settings()
    assert settings.mode is Mode.PRODUCTION
    assert settings.public_url == "https://titles.example.org"
    assert settings.log_format is LogFormat.JSON


@pytest.mark.parametrize("missing", [name for name in PRODUCTION if name != "ZHICHENG_MODE"])
def test_production_names_what_is_missing(variables: pytest.MonkeyPatch, missing: str) -> None:
    set_all(variables, {name: value for name, value in PRODUCTION.items() if name != missing})
    assert refusal() == f"{missing}: is required in production"


def test_production_refuses_demo_options(variables: pytest.MonkeyPatch) -> None:
    set_all(variables, {**PRODUCTION, "ZHICHENG_DEMO_TOKEN_MINUTES": "5"})
    assert refusal() == "ZHICHENG_DEMO_TOKEN_MINUTES: is for the demo only and is refused in production"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("MODE", "prod", "Input should be 'demo' or 'production'"),
        ("PORT", "many", "Input should be a valid integer, unable to parse string as an integer"),
        ("PORT", "70000", "Input should be less than or equal to 65535"),
        ("PUBLIC_URL", "titles.example.org", "must be an http:// or https:// address"),
        ("PUBLIC_URL", "https://example.org/?a=1", "must not carry a query, a fragment or a user name"),
        (
            "TOKEN_JWKS_URL",
            "http://identity.example.org/keys",
            "must be an https:// address (http:// is taken for the machine itself only)",
        ),
        ("DATABASE_URL", "sqlite://data.db", "must name an absolute path: sqlite:///var/lib/zhicheng/zhicheng.sqlite3"),
        ("DATABASE_URL", "oracle://x", "Unknown database scheme 'oracle': use sqlite:// or postgres://."),
        (
            "OBJECT_STORE_URL",
            "memory://",
            "must begin with file://, s3://, az:// or gs://; a store in memory would lose what people send",
        ),
        ("PDF_KEY", "/nowhere/key.pem", "names a file that cannot be read: /nowhere/key.pem"),
        ("MAX_BODY_BYTES", "12", "Input should be greater than or equal to 1024"),
        ("PLUGINS", "forestry, No Plugin", "names no plugin: No Plugin"),
        ("TRACE_PLUGINS", "perhaps", "Input should be a valid boolean, unable to interpret input"),
        ("DATABSE_URL", "postgres://x/y", "there is no such setting"),
    ],
)
def test_a_wrong_variable_is_named_with_its_reason(
    variables: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    variables.setenv(f"ZHICHENG_{name}", value)
    assert refusal() == f"ZHICHENG_{name}: {reason}"


def test_a_refusal_does_not_repeat_a_secret(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("ZHICHENG_DATABASE_URL", "mysql://admin:secret@host/db")
    assert "secret" not in refusal()


def test_plugins_have_variables_of_their_own(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("ZHICHENG_PLUGIN_SMS_GATEWAY", "https://sms.example.org")
    assert read_settings().demo


@pytest.mark.parametrize(
    ("value", "names"),
    [("", ()), ("forestry", ("forestry",)), (" forestry , mining,, ", ("forestry", "mining")), ("*", ("*",))],
)
def test_outside_plugins_are_named_one_after_the_other(
    variables: pytest.MonkeyPatch, value: str, names: tuple[str, ...]
) -> None:
    variables.setenv("ZHICHENG_PLUGINS", value)
    assert read_settings().plugins == names


def test_without_a_word_no_outside_plugin_may_load(variables: pytest.MonkeyPatch) -> None:
    settings = read_settings()
    assert (settings.plugins, settings.trace_plugins) == ((), False)


def test_in_production_every_outside_plugin_is_named(variables: pytest.MonkeyPatch) -> None:
    set_all(variables, {**PRODUCTION, "ZHICHENG_PLUGINS": "forestry,mining"})
    assert read_settings().plugins == ("forestry", "mining")
    variables.setenv("ZHICHENG_PLUGINS", "forestry,*")
    assert refusal() == "ZHICHENG_PLUGINS: must name each plugin in production; * is for the demo only"


def test_the_passphrase_is_not_printed() -> None:
    assert "open sesame" not in repr(Settings(pdf_passphrase="open sesame"))
