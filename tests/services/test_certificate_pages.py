import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from services.certificate_pages import CertificateFacts, TypesettingError, preview, typeset

FACTS = CertificateFacts(
    number="川202400300100123",
    licence_identifier="1.2.156.3005.2.11100000000013338W011.11510000008282818P.202400300100123.001.8",
    holder_name="欧阳静宜",
    holder_id_masked="510104********1234",
    series="工程技术人员",
    qualification="高级工程师",
    level_name="副高级",
    specialty="建筑工程（结构设计）",
    evaluation="评审",
    committee="四川省工程技术系列建设工程专业高级职称评审委员会",
    approved_on=date(2024, 11, 30),
    issuer="四川省人力资源和社会保障厅",
    issued_on=date(2024, 12, 20),
    verify_url="https://zc.example.gov.cn/verify/202400300100123?code=7K3QX9MD",
    code="7K3Q-X9MD",
    english={"qualification": "Senior Engineer", "evaluation": "Committee review"},
)


def picture(*, size: tuple[int, int] = (295, 413), form: str = "JPEG", mode: str = "RGB") -> bytes:
    output = BytesIO()
    Image.new(mode, size, 120 if mode == "L" else "royalblue").save(output, format=form)
    return output.getvalue()


def read_pdf(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(BytesIO(pdf))


def test_one_landscape_a4_page_of_pdf_a() -> None:
    pages = read_pdf(typeset(FACTS)).root["/Pages"]
    assert pages["/Count"] == 1
    assert [round(float(edge)) for edge in pages["/Kids"][0]["/MediaBox"]] == [0, 0, 842, 595]


def test_metadata_say_pdf_a_2b_title_language_and_author() -> None:
    root = read_pdf(typeset(FACTS)).root
    metadata = root["/Metadata"].data.decode()
    assert re.findall(r"<pdfaid:(part|conformance)>(\w+)<", metadata) == [("part", "2"), ("conformance", "B")]
    assert re.findall(r'<rdf:li xml:lang="x-default">([^<]+)<', metadata) == [
        "专业技术职称证书 川202400300100123",
        "欧阳静宜 · 高级工程师",
    ]
    assert re.findall(r"<rdf:Seq><rdf:li>([^<]+)<", metadata) == ["四川省人力资源和社会保障厅"]
    assert root["/Lang"] == "zh-CN"


def test_only_the_two_noto_fonts_are_in_it_and_embedded() -> None:
    fonts = read_pdf(typeset(FACTS)).root["/Pages"]["/Kids"][0]["/Resources"]["/Font"]
    descendants = [fonts[name]["/DescendantFonts"][0] for name in fonts]
    assert sorted(font["/BaseFont"].split("+")[1] for font in descendants) == [
        "NotoSansSC-Regular",
        "NotoSerifSC-Regular",
    ]
    assert all("/FontFile3" in font["/FontDescriptor"] for font in descendants)


def test_the_same_facts_give_the_same_bytes() -> None:
    facts = replace(FACTS, photo=picture())
    assert typeset(facts) == typeset(facts)
    assert typeset(facts) != typeset(replace(facts, code="7K3Q-X9ME"))


def test_many_threads_may_typeset_at_once() -> None:
    several = [replace(FACTS, number=f"川20240030010{number:04}") for number in range(6)]
    with ThreadPoolExecutor(max_workers=3) as pool:
        together = list(pool.map(typeset, several))
    assert together == [typeset(facts) for facts in several]


def test_the_qr_code_leads_to_the_page_that_verifies() -> None:
    with Image.open(BytesIO(preview(FACTS))) as page:
        assert [code.text for code in zxingcpp.read_barcodes(page.convert("L"))] == [FACTS.verify_url]


@pytest.mark.parametrize(
    "name", ['#panic("x")', "*bold* _it_ $x$ @ref <label> // end", '"; panic()', "\\u{41} `raw`", "{{}}"]
)
def test_a_name_is_text_whatever_it_contains(name: str) -> None:
    title = read_pdf(typeset(replace(FACTS, holder_name=name))).root["/Metadata"].data.decode()
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert f"{escaped} · 高级工程师" in title


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P")]
)
def test_the_photo_is_printed_in_its_frame(form: str, mode: str) -> None:
    facts = replace(FACTS, photo=picture(form=form, mode=mode))
    resources = read_pdf(typeset(facts)).root["/Pages"]["/Kids"][0]["/Resources"]
    images = [resources["/XObject"][name] for name in resources["/XObject"]]
    assert [(image["/Width"], image["/Height"]) for image in images if image["/Subtype"] == "/Image"] == [(413, 579)]


def test_a_missing_photo_leaves_a_frame() -> None:
    with Image.open(BytesIO(preview(FACTS))) as page:
        frame = page.convert("RGB").crop(tuple(round(mm / 25.4 * 144) for mm in (30, 70, 60, 90)))  # type: ignore[arg-type]
        assert frame.getcolors() == [(frame.width * frame.height, (255, 255, 255))]


@pytest.mark.parametrize(
    "photo", [b"", b"no picture", picture()[:400], picture(form="GIF", mode="L"), picture(size=(8000, 7000), mode="L")]
)
def test_a_photo_that_is_none_is_refused(photo: bytes) -> None:
    with pytest.raises(TypesettingError, match="photo"):
        typeset(replace(FACTS, photo=photo))


def test_long_texts_shrink_and_stay_on_the_page() -> None:
    facts = replace(
        FACTS,
        holder_name="阿卜杜热合曼·阿卜杜外力·买买提依明江",
        committee="四川省" + "工程技术系列建设工程及市政公用工程专业" * 4 + "高级职称评审委员会",
        specialty="市政公用工程、给水排水与城镇燃气热力工程方向综合专业技术" * 2,
        number="川省直属建设工程高级202400300100123号",
    )
    assert read_pdf(typeset(facts)).root["/Pages"]["/Count"] == 1


@pytest.mark.parametrize(
    ("fact", "value", "reason"),
    [
        ("committee", "评审委员会" * 100, "too long for its place"),
        ("number", "1" * 60, "too long for its place"),
        ("verify_url", "https://example.gov.cn/" + "x" * 3000, "too long for a QR code"),
        ("holder_name", "王\U00030000", "could not be displayed"),
        ("holder_name", "张三\u202e四李", "control character"),
        ("specialty", "结构\u0000", "control character"),
        ("english", {"qualification": "a\u200bb"}, "control character"),
    ],
)
def test_what_cannot_be_printed_whole_is_refused(fact: str, value: object, reason: str) -> None:
    with pytest.raises(TypesettingError, match=reason):
        typeset(replace(FACTS, **{fact: value}))  # type: ignore[arg-type]
