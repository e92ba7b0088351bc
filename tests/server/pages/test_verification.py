import re
from datetime import UTC, date, datetime

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from models import Certificate, CertificateStatus, LevelRank
from services.verification import Check, Outcome, Result, Verification

MOMENT = datetime(2026, 4, 15, 2, 0, tzinfo=UTC)
CERTIFICATE = {
    "number": "5100202600000001",
    "licence_identifier": "1.2.156.3005.2.TYPE.ISSUER.202600000001.001.K",
    "code": "ABCDEFGHJKLMNPQR",
    "holder_name": "李示例",
    "holder_id_masked": "510107********0020",
    "series_name": "工程技术人员",
    "qualification_name": "高级工程师",
    "level": LevelRank.SENIOR_ASSOCIATE,
    "specialty": "电子信息",
    "evaluation": "评审",
    "committee_name": "示例评审委员会",
    "approved_on": date(2026, 3, 30),
    "issuer_name": "示例发证单位",
    "issued_on": date(2026, 4, 10),
    "issued_at": MOMENT,
    "status": CertificateStatus.VALID,
    "status_since": MOMENT,
    "pdf_key": "certificates/1.pdf",
    "pdf_digest": "sha256:00",
    "credential": "",
}


def a_verification(
    outcome: Outcome = Outcome.VALID, *, result: Result = Result.PASS, **changes: object
) -> Verification:
    certificate = Certificate(**{**CERTIFICATE, **changes})
    checks = (Check("signature", result, "signer <CN>"), Check("status", Result.PASS, "VALID"))
    return Verification(outcome, certificate, checks, MOMENT)


def show(pages: Starlette, browser: TestClient, verification: Verification, *, locale: str = "zh-CN") -> str:
    pages.state.verification = verification
    page = browser.get("/result", headers={"Accept-Language": locale})
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    return page.text


@pytest.mark.parametrize(
    ("form", "members"),
    [
        ({}, ["number", "code"]),
        ({"number": " ", "code": "A"}, ["number"]),
        ({"number": "1"}, ["code"]),
        ({"number": "1", "code": "  ", "name": " "}, ["code"]),
        ({"number": "1" * 61, "code": "A" * 41}, ["number", "code"]),
        ({"number": "1", "name": "字" * 101}, ["name"]),
    ],
)
def test_what_is_missing_or_too_long_is_named_at_its_field(
    browser: TestClient, form: dict[str, str], members: list[str]
) -> None:
    page = browser.post("/verify", data=form)
    assert page.status_code == 422
    assert re.findall(r'id="(\w+)-problem"', page.text) == members
    assert page.text.count('aria-invalid="true"') == len(members)


def test_what_was_typed_is_kept_and_is_only_ever_text(browser: TestClient) -> None:
    page = browser.post("/verify", data={"number": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert "&#34;&gt;&lt;script&gt;" in page


def test_a_code_leads_to_the_address_of_the_qr_code(browser: TestClient) -> None:
    page = browser.post("/verify?lang=en", data={"number": "川 1/2", "code": "A&B", "name": "李示例"})
    assert (page.status_code, page.headers["location"]) == (
        303,
        "/verify/%E5%B7%9D%201%2F2?code=A%26B&lang=en",
    )


def test_a_number_without_a_code_is_filled_in(browser: TestClient) -> None:
    page = browser.get("/verify/5100202600000001")
    assert page.status_code == 200
    assert 'value="5100202600000001"' in page.text
    assert 'role="alert"' not in page.text


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_a_body_that_is_no_form_counts_as_empty(browser: TestClient, kind: str) -> None:
    assert browser.post("/verify", content=b"\xff\x00", headers={"Content-Type": kind}).status_code == 422


def test_a_large_form_is_refused(browser: TestClient) -> None:
    assert browser.post("/verify", data={"number": "1" * 9000}).status_code == 413


def test_files_are_not_taken(browser: TestClient) -> None:
    assert browser.post("/verify", files={"number": ("a.txt", b"1")}).status_code == 400


def test_every_printed_field_is_shown(pages: Starlette, browser: TestClient) -> None:
    page = show(pages, browser, a_verification())
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page) == [
        ("姓名", "李示例"),
        ("证件号码", "510107********0020"),
        ("系列", "工程技术人员"),
        ("资格名称", "高级工程师"),
        ("级别", "副高级"),
        ("专业", "电子信息"),
        ("取得方式", "评审"),
        ("评审组织", "示例评审委员会"),
        ("取得时间", "2026年3月30日"),
        ("发证单位", "示例发证单位"),
        ("发证日期", "2026年4月10日"),
        ("证书编号", "5100202600000001"),
        ("电子证照标识", "1.2.156.3005.2.TYPE.ISSUER.202600000001.001.K"),
        ("当前状态", "有效"),
        ("状态起始时间", "2026年4月15日 10:00:00（北京时间）"),
    ]


@pytest.mark.parametrize(("locale", "words"), [("zh-CN", "有效"), ("en", "Valid")])
def test_the_outcome_is_the_heading_and_the_title(
    pages: Starlette, browser: TestClient, locale: str, words: str
) -> None:
    page = show(pages, browser, a_verification(), locale=locale)
    assert f'<h1 id="outcome">{words}</h1>' in page
    assert f"<title>{words} · " in page
    assert '<time datetime="2026-04-15T02:00:00+00:00">' in page


@pytest.mark.parametrize(
    ("result", "words"), [(Result.PASS, "通过"), (Result.FAIL, "未通过"), (Result.UNKNOWN, "未能检查")]
)
def test_a_check_is_told_in_words_and_a_picture(
    pages: Starlette, browser: TestClient, result: Result, words: str
) -> None:
    page = show(pages, browser, a_verification(Outcome.INDETERMINATE, result=result))
    assert re.findall(r'check-result">(.*?)<', page) == [words, "通过"]
    assert page.count("<svg") == 3
    assert ("<details open>" in page) is (result is not Result.PASS)
    assert "signer &lt;CN&gt;" in page


def test_names_on_an_english_page_are_marked_as_chinese(pages: Starlette, browser: TestClient) -> None:
    page = show(pages, browser, a_verification(), locale="en")
    assert '<dt>Name</dt><dd lang="zh-CN">李示例</dd>' in page
    assert "<dt>Date of issue</dt><dd>10 April 2026</dd>" in page


def test_a_reason_is_shown_with_the_status(pages: Starlette, browser: TestClient) -> None:
    revoked = a_verification(Outcome.REVOKED, status=CertificateStatus.REVOKED, status_reason="查实造假")
    page = show(pages, browser, revoked)
    assert "<dt>当前状态</dt><dd>已撤销</dd>" in page
    assert "<dt>原因</dt><dd>查实造假</dd>" in page


def test_what_is_not_found_shows_only_what_was_asked(pages: Starlette, browser: TestClient) -> None:
    page = show(pages, browser, Verification(Outcome.NOT_FOUND, None, (), MOMENT))
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page) == [("查询编号", "5100202600000001")]
    assert ".pdf" not in page


def test_the_pdf_is_offered_to_who_holds_the_code(pages: Starlette, browser: TestClient) -> None:
    assert 'href="/certificates/5100202600000001.pdf?code=ABCDEFGH"' in show(pages, browser, a_verification())


@pytest.mark.usefixtures("empty_database")
async def test_a_name_is_asked_about_without_entering_an_address(pages: Starlette) -> None:
    transport = httpx.ASGITransport(pages)
    async with httpx.AsyncClient(transport=transport, base_url="http://zhicheng.test") as visitor:
        page = await visitor.post("/verify", data={"number": "5100202600000001", "name": "李示例"})
        by_code = await visitor.get("/verify/5100202600000001?code=ABCDEFGH")
    assert [(answer.status_code, answer.history) for answer in (page, by_code)] == [(200, []), (200, [])]
    assert ["未查到" in answer.text for answer in (page, by_code)] == [True, True]
