"""The keys a deployment signs and encrypts with: made on first start in a data folder, replaceable by configuration.

They are read once, at start; nothing else in the system touches key files.
"""

import json
import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

PdfKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

SECRET_BYTES = 32
SMALLEST_RSA_BITS = 2048
COMMON_NAME_LIMIT = 64  # X.520 ub-common-name

# A certificate that vouches for itself proves nothing by its dates, so they are wide enough for titles granted
# long before the deployment's first start, and for the moved clock of a demo.
SELF_SIGNED_FROM = datetime(2000, 1, 1, tzinfo=UTC)
SELF_SIGNED_TO = datetime(2099, 12, 31, tzinfo=UTC)


class KeyFileError(Exception):
    """A key file is missing, unreadable or does not fit its certificate; the deployment cannot start."""


@dataclass(frozen=True, kw_only=True)
class SigningKeys:
    """The current keys, and the former ones that what was issued earlier still verifies against.

    Losing `resident_id_key` loses every stored resident id; losing `blind_index_key` loses look-up by it.
    """

    pdf_key: PdfKey = field(repr=False)
    pdf_certificate: x509.Certificate
    pdf_chain: tuple[x509.Certificate, ...] = ()
    former_pdf_certificates: tuple[x509.Certificate, ...] = ()
    credential_key: ECKey = field(repr=False)
    former_credential_keys: tuple[ECKey, ...] = field(default=(), repr=False)
    token_key: ECKey = field(repr=False)
    resident_id_key: bytes = field(repr=False)
    blind_index_key: bytes = field(repr=False)

    @property
    def trusted_certificates(self) -> tuple[x509.Certificate, ...]:
        """What a genuine PDF is signed with: our own certificates, never the authority that issued them."""
        return (self.pdf_certificate, *self.former_pdf_certificates)

    @property
    def credential_keys(self) -> tuple[ECKey, ...]:
        """What a genuine credential is signed with, the current key first."""
        return (self.credential_key, *self.former_credential_keys)

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        authority: str = "职称评审系统 Zhicheng",
        pdf_key: Path | None = None,
        pdf_certificate: Path | None = None,
        pdf_passphrase: str | None = None,
        credential_key: Path | None = None,
    ) -> Self:
        """Read the keys, making in `folder` those that are neither there nor configured.

        `pdf_key` is PEM, with its certificate in the same file or in `pdf_certificate`, or PKCS#12; `credential_key`
        is a JWK or PEM. Former keys are put into the sub-folder `former`: certificates as *.pem, JWKs as *.jwk.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        own = folder / "pdf.pem"
        if pdf_key is None:
            _make_once(own, lambda: _make_pdf_pair(authority))
        key, certificate, chain = _load_pdf_pair(pdf_key or own, certificate=pdf_certificate, passphrase=pdf_passphrase)
        former = folder / "former"
        return cls(
            pdf_key=key,
            pdf_certificate=certificate,
            pdf_chain=chain,
            former_pdf_certificates=tuple(c for path in sorted(former.glob("*.pem")) for c in _load_certificates(path)),
            credential_key=_load_or_make_jwk(folder / "credential.jwk", configured=credential_key),
            former_credential_keys=tuple(_load_jwk(path) for path in sorted(former.glob("*.jwk"))),
            token_key=_load_or_make_jwk(folder / "token.jwk"),
            resident_id_key=_load_or_make_secret(folder / "resident-id.secret"),
            blind_index_key=_load_or_make_secret(folder / "blind-index.secret"),
        )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from error


def _make_once(path: Path, make: Callable[[], bytes]) -> None:
    """Create the file whole, or leave what is there: of processes that start together, one wins and all agree."""
    if path.exists():
        return
    # mkstemp opens with O_EXCL and 0600; a hard link, unlike a rename, refuses to replace what another has made.
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        Path(draft).unlink()


def _make_pdf_pair(authority: str) -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, authority[:COMMON_NAME_LIMIT])])
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SELF_SIGNED_FROM)
        .not_valid_after(SELF_SIGNED_TO)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _load_pdf_pair(
    path: Path, *, certificate: Path | None, passphrase: str | None
) -> tuple[PdfKey, x509.Certificate, tuple[x509.Certificate, ...]]:
    key, enclosed = _load_private_key(path, passphrase=passphrase)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyFileError(f"{path}: an RSA or elliptic-curve private key is needed")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < SMALLEST_RSA_BITS:
        raise KeyFileError(f"{path}: an RSA key of {key.key_size} bits is too weak")
    own, *chain = enclosed if certificate is None and enclosed else _load_certificates(certificate or path)
    if own.public_key() != key.public_key():
        raise KeyFileError(f"{certificate or path}: its first certificate does not belong to the private key")
    return key, own, tuple(chain)


def _load_private_key(path: Path, *, passphrase: str | None) -> tuple[object, list[x509.Certificate]]:
    """The key of a PEM file, or the key of a PKCS#12 file and the certificates in it."""
    data = _read(path)
    password = None if passphrase is None else passphrase.encode()
    try:
        if b"-----BEGIN" in data:
            return serialization.load_pem_private_key(data, password if b"ENCRYPTED" in data else None), []
        key, own, others = pkcs12.load_key_and_certificates(data, password)
    except (ValueError, TypeError) as error:
        raise KeyFileError(f"{path}: not a private key that opens with this passphrase") from error
    return key, [*([own] if own else []), *others]


def _load_certificates(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_read(path))
    except ValueError as error:
        raise KeyFileError(f"{path}: no PEM certificate in it") from error


def _load_or_make_jwk(path: Path, *, configured: Path | None = None) -> ECKey:
    if configured is None:
        _make_once(path, lambda: json.dumps(ECKey.generate_key("P-256").as_dict(private=True)).encode())
    key = _load_jwk(configured or path)
    if not key.is_private:
        raise KeyFileError(f"{configured or path}: a public key cannot sign")
    return key


def _load_jwk(path: Path) -> ECKey:
    data = _read(path)
    try:
        bare = ECKey.import_key(data if b"-----BEGIN" in data else json.loads(data))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise KeyFileError(f"{path}: not an elliptic-curve key") from error
    if bare.curve_name != "P-256":
        raise KeyFileError(f"{path}: ES256 needs a key on P-256, not {bare.curve_name}")
    return ECKey.import_key(bare.raw_value, {"kid": bare.thumbprint(), "use": "sig", "alg": "ES256"})


def _load_or_make_secret(path: Path) -> bytes:
    _make_once(path, lambda: secrets.token_hex(SECRET_BYTES).encode())
    try:
        secret = bytes.fromhex(_read(path).decode("ascii"))
    except ValueError as error:
        raise KeyFileError(f"{path}: not hexadecimal") from error
    if len(secret) != SECRET_BYTES:
        raise KeyFileError(f"{path}: {SECRET_BYTES} bytes are needed")
    return secret
