from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from server.journey import queries
from server.journey.people import Answer
from tests.journeys.seasons import ANYBODY, Season
from tests.journeys.title_reviews import APPLICANT, ISSUER

pytestmark = pytest.mark.anyio

PRINTED = """number licenceIdentifier holderName holderIdMasked seriesName qualificationName level specialty evaluation
  committee approvedOn issuerName issuedOn status statusReason statusSince qualification { code } issuer { name }"""
OWN = f"{{ viewer {{ certificates {{ totalCount nodes {{ {PRINTED} pdfUrl credential }} }} }} }}"
LOOKUPS = "{ viewer { lookups { totalCount nodes { at outcome certificate { number } } } } }"
VERIFY = f"""query Verify($number: String!, $code: String, $name: String, $asOf: Date) {{
  verifyCertificate(number: $number, code: $code, holderName: $name, asOf: $asOf) {{ outcome checkedAt
    checks {{ name result }} certificate {{ {PRINTED} pdfUrl credential }} }} }}"""
REGISTER = """query Register($filter: CertificateFilter!, $first: Int! = 20) {
  certificates(filter: $filter, first: $first) { totalCount nodes { number issuer { name } qualification { code } } } }"""
ALL_PASS = [{"name": name, "result": "PASS"} for name in ("signature", "integrity", "credential", "status", "date")]


async def own_certificate(season: Season) -> Answer:
    [found] = (await season.person(APPLICANT).ask(OWN))["viewer"]["certificates"]["nodes"]
    certificate: Answer = found
    return certificate


async def test_a_certificate_has_every_field_that_is_printed(season: Season) -> None:
    await season.go_to("passed")
    found = await own_certificate(season)
    assert found == {
        "number": season.ids["certificate-number"],
        "licenceIdentifier": found["licenceIdentifier"],
        "holderName": "李示例",
        "holderIdMasked": found["holderIdMasked"],
        "seriesName": "工程技术人员",
        "qualificationName": "高级工程师",
        "level": "SENIOR_ASSOCIATE",
        "specialty": "电子信息",
        "evaluation": "评审",
        "committee": "四川省示例电子信息工程高级职称评审委员会",
        "approvedOn": "2026-05-16",
        "issuerName": "四川省人力资源和社会保障厅",
        "issuedOn": "2026-06-16",
        "status": "VALID",
        "statusReason": None,
        "statusSince": "2026-06-16T02:00:00+00:00",
        "qualification": {"code": "05-engineering-082"},
        "issuer": {"name": "四川省人力资源和社会保障厅"},
        "pdfUrl": found["pdfUrl"],
        "credential": found["credential"],
    }
    assert "198808080" not in found["holderIdMasked"]


async def test_it_is_verified_check_by_check_and_the_holder_learns_of_it(season: Season) -> None:
    await season.go_to("passed")
    certificate = await own_certificate(season)
    [code] = parse_qs(urlsplit(certificate["pdfUrl"]).query)["code"]
    asked = {"number": certificate["number"], "code": code}
    found = (await season.person(ANYBODY).ask(VERIFY, **asked))["verifyCertificate"]
    assert found == {
        "outcome": "VALID",
        "checkedAt": "2026-06-16T02:00:00+00:00",
        "checks": ALL_PASS,
        "certificate": certificate,
    }
    lookup = {
        "at": "2026-06-16T02:00:00+00:00",
        "outcome": "VALID",
        "certificate": {"number": certificate["number"]},
    }
    assert (await season.person(APPLICANT).ask(LOOKUPS))["viewer"]["lookups"] == {"totalCount": 1, "nodes": [lookup]}


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ({"name": "李示例"}, "VALID"),
        ({"name": "李示例", "asOf": "2026-06-15"}, "INDETERMINATE"),
        ({"name": "王示例"}, "NOT_FOUND"),
        ({"code": "AAAAAAAAAAAAAAAA"}, "NOT_FOUND"),
        ({}, "NOT_FOUND"),
    ],
)
async def test_who_does_not_know_enough_finds_nothing(season: Season, asked: Answer, outcome: str) -> None:
    await season.go_to("passed")
    number = season.ids["certificate-number"]
    found = (await season.person(ANYBODY).ask(VERIFY, number=number, **asked))["verifyCertificate"]
    assert (found["outcome"], found["certificate"] is None) == (outcome, outcome == "NOT_FOUND")


async def test_certificates_are_issued_once(season: Season) -> None:
    await season.go_to("issuance")
    issuer, declarations = season.person(ISSUER), [season.ids["declaration"]]
    issued = await issuer.change(queries.ISSUE, declarations=declarations * 2)
    again = await issuer.try_change(queries.ISSUE, declarations=declarations)
    assert [each["number"] for each in issued["certificates"]] == [season.ids["certificate-number"]]
    assert [each["code"] for each in again["problems"]] == ["CONCLUDED"]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({}, 1),
        ({"holderName": "李示例"}, 1),
        ({"holderName": "李"}, 0),
        ({"level": "SENIOR_FULL"}, 0),
        ({"status": "VALID", "issuedFrom": "2026-06-16", "issuedTo": "2026-06-16"}, 1),
        ({"issuedFrom": "2026-06-17"}, 0),
    ],
)
async def test_an_integrator_searches_the_register(season: Season, wanted: Answer, count: int) -> None:
    await season.go_to("passed")
    found = (await season.person("integrator-talent-data").ask(REGISTER, filter=wanted))["certificates"]
    assert (found["totalCount"], len(found["nodes"])) == (count, count)


async def test_the_register_costs_a_fixed_number_of_statements(
    season: Season, count_statements: Callable[..., Awaitable[int]]
) -> None:
    await season.go_to("passed")
    assert await count_statements(season.person("integrator-talent-data"), REGISTER, filter={}) == 6
