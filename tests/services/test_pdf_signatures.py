from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from services.certificate_pages import CertificateFacts, typeset
from services.keys import SigningKeys
from services.pdf_signatures import PdfCheck, PdfFinding, SigningRefusedError, check_pdf, sign_pdf

SIGNED_AT = datetime(2024, 12, 20, 3, 0, tzinfo=UTC)
UNKNOWN = PdfCheck(
    intact=None, trusted=None, covers_whole=None, signer="", signed_at=None, reason=PdfFinding.UNREADABLE
)
NOT_GENUINE = set(PdfFinding) - {PdfFinding.GENUINE}


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return typeset(
        CertificateFacts(
            number="川202400300100123",
            licence_identifier="1.2.156.3005.2.11100000000013338W011.11510000008282818P.202400300100123.001.8",
            holder_name="欧阳静宜",
            holder_id_masked="510104********1234",
            series="工程技术人员",
            qualification="高级工程师",
            level_name="副高级",
            specialty="建筑工程",
            evaluation="评审",
            committee="建设工程专业高级职称评审委员会",
            approved_on=date(2024, 11, 30),
            issuer="四川省人力资源和社会保障厅",
            issued_on=date(2024, 12, 20),
            verify_url="https://zc.example.gov.cn/verify/1",
            code="7K3Q-X9MD",
        )
    )


@pytest.fixture(scope="module")
def signed(pdf: bytes, keys: SigningKeys) -> bytes:
    return sign(pdf, keys=keys)


def sign(pdf: bytes, *, keys: SigningKeys) -> bytes:
    return sign_pdf(pdf, keys=keys, reason="签发职称证书", location="成都", signed_at=SIGNED_AT)


def other_keys(
    keys: SigningKeys,
    *,
    since: datetime = SIGNED_AT - timedelta(days=1),
    until: datetime = SIGNED_AT + timedelta(days=1),
) -> SigningKeys:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "另一机关")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .sign(key, hashes.SHA256())
    )
    return replace(keys, pdf_key=key, pdf_certificate=certificate)


def test_a_signed_pdf_is_genuine(signed: bytes, keys: SigningKeys) -> None:
    assert check_pdf(signed, trusted=keys.trusted_certificates) == PdfCheck(
        intact=True,
        trusted=True,
        covers_whole=True,
        signer="职称评审系统 Zhicheng",
        signed_at=SIGNED_AT,
        reason=PdfFinding.GENUINE,
    )


def test_signing_appends_a_pades_signature_and_stays_pdf_a(pdf: bytes, signed: bytes) -> None:
    assert signed.startswith(pdf)
    reader = PdfFileReader(BytesIO(signed))
    signature = reader.embedded_regular_signatures[0]
    entries = signature.sig_object
    assert (entries["/SubFilter"], entries["/Reason"], entries["/Location"]) == (
        "/ETSI.CAdES.detached",
        "签发职称证书",
        "成都",
    )
    attributes = {attribute["type"].native for attribute in signature.signer_info["signed_attrs"]}
    assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}  # PAdES forbids signing_time
    assert 'pdfaid:part="2" pdfaid:conformance="B"' in reader.root["/Metadata"].data.decode()
    widget = signature.sig_field
    assert ([int(edge) for edge in widget["/Rect"]], widget["/F"] & 0b110) == (
        [0, 0, 0, 0],
        0b100,
    )  # printed, not hidden


def test_an_elliptic_curve_key_signs_too(pdf: bytes, keys: SigningKeys) -> None:
    other = other_keys(keys)
    assert check_pdf(sign(pdf, keys=other), trusted=other.trusted_certificates) == PdfCheck(
        intact=True, trusted=True, covers_whole=True, signer="另一机关", signed_at=SIGNED_AT, reason=PdfFinding.GENUINE
    )


def test_a_stranger_is_not_trusted(pdf: bytes, keys: SigningKeys) -> None:
    forged = sign(pdf, keys=other_keys(keys))
    assert check_pdf(forged, trusted=keys.trusted_certificates) == PdfCheck(
        intact=True,
        trusted=False,
        covers_whole=True,
        signer="另一机关",
        signed_at=SIGNED_AT,
        reason=PdfFinding.UNTRUSTED,
    )


def test_nobody_is_trusted_where_none_is_named(signed: bytes) -> None:
    assert check_pdf(signed, trusted=[]).reason == PdfFinding.UNTRUSTED


def test_a_certificate_that_has_run_out_since_is_still_good(pdf: bytes, keys: SigningKeys) -> None:
    former = other_keys(keys)
    now = replace(keys, former_pdf_certificates=(former.pdf_certificate,))
    assert check_pdf(sign(pdf, keys=former), trusted=now.trusted_certificates).reason == PdfFinding.GENUINE


@pytest.mark.parametrize(("since", "until"), [(1, 2), (-2, -1)])
def test_no_signing_outside_the_life_of_the_certificate(pdf: bytes, keys: SigningKeys, since: int, until: int) -> None:
    lapsed = other_keys(keys, since=SIGNED_AT + timedelta(days=since), until=SIGNED_AT + timedelta(days=until))
    with pytest.raises(SigningRefusedError, match="not at 2024-12-20"):
        sign(pdf, keys=lapsed)


def test_a_revision_after_the_signature_is_seen(signed: bytes, keys: SigningKeys) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root[pdf_name("/Remark")] = pdf_string("added later")
    writer.update_root()  # type: ignore[no-untyped-call]
    output = BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    assert check_pdf(output.getvalue(), trusted=keys.trusted_certificates) == PdfCheck(
        intact=True,
        trusted=True,
        covers_whole=False,
        signer="职称评审系统 Zhicheng",
        signed_at=SIGNED_AT,
        reason=PdfFinding.EXTENDED,
    )


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_changed_byte_goes_unseen(signed: bytes, keys: SigningKeys, data: st.DataObject) -> None:
    # All but the hole that holds the signature: there, spare zeros and the case of hexadecimal digits mean nothing.
    entries = PdfFileReader(BytesIO(signed)).embedded_regular_signatures[0].sig_object
    start, end, after, _ = (int(number) for number in entries["/ByteRange"])
    place = data.draw(st.integers(start, end - 1) | st.integers(after, len(signed) - 1))
    changed = bytearray(signed)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    assert check_pdf(bytes(changed), trusted=keys.trusted_certificates).reason in NOT_GENUINE


def test_an_unsigned_pdf_is_unsigned(pdf: bytes, keys: SigningKeys) -> None:
    assert check_pdf(pdf, trusted=keys.trusted_certificates) == replace(UNKNOWN, reason=PdfFinding.UNSIGNED)


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_garbage_is_unreadable_and_raises_nothing(keys: SigningKeys, garbage: bytes) -> None:
    assert check_pdf(garbage, trusted=keys.trusted_certificates) == UNKNOWN
    assert check_pdf(b"%PDF-1.7\n" + garbage, trusted=keys.trusted_certificates) == UNKNOWN


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9, 0.99])
def test_a_torn_file_is_never_genuine(signed: bytes, keys: SigningKeys, share: float) -> None:
    torn = signed[: int(len(signed) * share)]
    assert check_pdf(torn, trusted=keys.trusted_certificates).reason in NOT_GENUINE
