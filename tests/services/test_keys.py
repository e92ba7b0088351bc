import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from stat import S_IMODE

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey, RSAKey

from services.keys import KeyFileError, SigningKeys

PEM = serialization.Encoding.PEM
PASSPHRASE = "open sesame"
FILES = ["blind-index.secret", "credential.jwk", "pdf.pem", "resident-id.secret", "token.jwk"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "data"


@pytest.fixture(scope="module")
def made(folder: Path) -> SigningKeys:
    return SigningKeys.load(folder, authority="四川省人力资源和社会保障厅")


def certify(key: ec.EllipticCurvePrivateKey, *, name: str = "省级电子签章") -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )


def write_key(
    path: Path, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, *, passphrase: str | None = None
) -> Path:
    encryption = (
        serialization.NoEncryption()
        if passphrase is None
        else serialization.BestAvailableEncryption(passphrase.encode())
    )
    path.write_bytes(key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, encryption))
    return path


def write_certificate(path: Path, *certificates: x509.Certificate) -> Path:
    path.write_bytes(b"".join(certificate.public_bytes(PEM) for certificate in certificates))
    return path


def test_first_start_makes_files_that_only_the_owner_reads(made: SigningKeys, folder: Path) -> None:
    assert made.pdf_certificate.public_key() == made.pdf_key.public_key()
    assert {path.name: oct(S_IMODE(path.stat().st_mode)) for path in folder.iterdir()} == dict.fromkeys(FILES, "0o600")
    assert oct(S_IMODE(folder.stat().st_mode)) == "0o700"


def test_next_start_reads_the_same_keys(made: SigningKeys, folder: Path) -> None:
    again = SigningKeys.load(folder, authority="another name changes nothing")
    assert again.pdf_certificate == made.pdf_certificate
    assert again.credential_key.as_dict(private=True) == made.credential_key.as_dict(private=True)
    assert again.token_key.as_dict(private=True) == made.token_key.as_dict(private=True)
    assert (again.resident_id_key, again.blind_index_key) == (made.resident_id_key, made.blind_index_key)


def test_starts_at_the_same_moment_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(max_workers=3) as pool:
        started = list(pool.map(SigningKeys.load, [tmp_path] * 3))
    assert len({keys.pdf_certificate for keys in started}) == 1
    assert len({keys.credential_key.kid for keys in started}) == 1
    assert len({keys.resident_id_key for keys in started}) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES


def test_the_certificate_made_is_the_authoritys_and_for_signing_only(made: SigningKeys) -> None:
    certificate = made.pdf_certificate
    assert certificate.subject.rfc4514_string() == "CN=四川省人力资源和社会保障厅"
    assert certificate.issuer == certificate.subject
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment) == (True, True)
    assert (usage.key_cert_sign, usage.crl_sign, usage.key_encipherment) == (False, False, False)


def test_web_keys_are_two_and_named_by_their_thumbprint(made: SigningKeys) -> None:
    for key in (made.credential_key, made.token_key):
        assert (key.kid, key.alg, key.curve_name) == (key.thumbprint(), "ES256", "P-256")
    assert made.credential_key.kid != made.token_key.kid


def test_secrets_are_two_of_32_bytes(made: SigningKeys) -> None:
    assert [len(made.resident_id_key), len(made.blind_index_key)] == [32, 32]
    assert made.resident_id_key != made.blind_index_key


def test_nothing_secret_is_in_the_representation(made: SigningKeys) -> None:
    assert repr(made) == (
        f"SigningKeys(pdf_certificate={made.pdf_certificate!r}, pdf_chain=(), former_pdf_certificates=())"
    )


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_configured_key_and_certificate_take_the_place_of_the_made(tmp_path: Path, passphrase: str | None) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    own, authority = certify(key), certify(ec.generate_private_key(ec.SECP256R1()), name="CA")
    keys = SigningKeys.load(
        tmp_path / "data",
        pdf_key=write_key(tmp_path / "key.pem", key, passphrase=passphrase),
        pdf_certificate=write_certificate(tmp_path / "certificate.pem", own, authority),
        pdf_passphrase=passphrase,
    )
    assert (keys.pdf_certificate, keys.pdf_chain) == (own, (authority,))
    assert keys.trusted_certificates == (own,)
    assert not (tmp_path / "data" / "pdf.pem").exists()


def test_pkcs12_brings_key_certificate_and_chain(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    own, authority = certify(key), certify(ec.generate_private_key(ec.SECP256R1()), name="CA")
    archive = tmp_path / "seal.p12"
    archive.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal", key, own, [authority], serialization.BestAvailableEncryption(PASSPHRASE.encode())
        )
    )
    keys = SigningKeys.load(tmp_path / "data", pdf_key=archive, pdf_passphrase=PASSPHRASE)
    assert (keys.pdf_certificate, keys.pdf_chain) == (own, (authority,))
    with pytest.raises(KeyFileError, match="passphrase"):
        SigningKeys.load(tmp_path / "data", pdf_key=archive, pdf_passphrase="wrong")


@pytest.mark.parametrize("form", ["jwk", "pem"])
def test_a_configured_credential_key_is_a_web_key_or_pem(tmp_path: Path, form: str) -> None:
    key = ECKey.generate_key("P-256")
    path = tmp_path / "credential"
    path.write_bytes(key.as_pem(private=True) if form == "pem" else json.dumps(key.as_dict(private=True)).encode())
    keys = SigningKeys.load(tmp_path / "data", credential_key=path)
    assert keys.credential_key.kid == key.thumbprint()


def test_former_keys_are_still_believed(tmp_path: Path) -> None:
    former = tmp_path / "former"
    former.mkdir()
    certificate = certify(ec.generate_private_key(ec.SECP256R1()))
    write_certificate(former / "2024.pem", certificate)
    key = ECKey.generate_key("P-256")
    (former / "2024.jwk").write_text(json.dumps(key.as_dict(private=False)))
    keys = SigningKeys.load(tmp_path)
    assert keys.trusted_certificates == (keys.pdf_certificate, certificate)
    assert [known.kid for known in keys.credential_keys] == [keys.credential_key.kid, key.thumbprint()]


def test_a_certificate_of_another_key_stops_the_start(tmp_path: Path) -> None:
    key = write_key(tmp_path / "key.pem", ec.generate_private_key(ec.SECP256R1()))
    certificate = write_certificate(tmp_path / "certificate.pem", certify(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(KeyFileError, match="does not belong"):
        SigningKeys.load(tmp_path / "data", pdf_key=key, pdf_certificate=certificate)
    with pytest.raises(KeyFileError, match="no PEM certificate"):
        SigningKeys.load(tmp_path / "data", pdf_key=key)


def test_a_missing_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="No such file"):
        SigningKeys.load(tmp_path / "data", pdf_key=tmp_path / "absent.pem")


def test_a_short_rsa_key_stops_the_start(tmp_path: Path) -> None:
    key = write_key(tmp_path / "key.pem", rsa.generate_private_key(65537, 1024))  # noqa: S505 -- weak on purpose
    with pytest.raises(KeyFileError, match="1024 bits"):
        SigningKeys.load(tmp_path / "data", pdf_key=key)


@pytest.mark.parametrize("text", ["", "{}", "[]", "3", "not a key", json.dumps(RSAKey.generate_key(2048).as_dict())])
def test_what_is_no_elliptic_curve_key_stops_the_start(
    folder: Path, made: SigningKeys, tmp_path: Path, text: str
) -> None:
    del made  # only its files
    (tmp_path / "credential.jwk").write_text(text)
    with pytest.raises(KeyFileError, match="not an elliptic-curve key"):
        SigningKeys.load(folder, credential_key=tmp_path / "credential.jwk")


def test_a_key_on_another_curve_or_without_its_private_half_stops_the_start(
    folder: Path, made: SigningKeys, tmp_path: Path
) -> None:
    path = tmp_path / "credential.jwk"
    path.write_text(json.dumps(ECKey.generate_key("P-384").as_dict(private=True)))
    with pytest.raises(KeyFileError, match="P-384"):
        SigningKeys.load(folder, credential_key=path)
    path.write_text(json.dumps(made.credential_key.as_dict(private=False)))
    with pytest.raises(KeyFileError, match="cannot sign"):
        SigningKeys.load(folder, credential_key=path)


@pytest.mark.parametrize(("text", "reason"), [("abcd", "32 bytes"), ("not hexadecimal", "not hexadecimal")])
def test_a_damaged_secret_stops_the_start(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "resident-id.secret").write_text(text)
    with pytest.raises(KeyFileError, match=reason):
        SigningKeys.load(tmp_path)
