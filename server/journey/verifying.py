"""Chapter seven: the holder has a certificate, and anybody can check it."""

from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from server.journey import queries
from server.journey.applying import Case
from server.journey.people import World
from server.journey.report import Report, expect


async def verify(case: Case, number: str, world: World, report: Report, *, folder: Path) -> Path:
    """The signed PDF, saved."""
    person = case.applicant
    viewer = (await person.ask(queries.VIEWER))["viewer"]
    certificate = next(row for row in viewer["certificates"]["nodes"] if row["number"] == number)
    address = urlsplit(certificate["pdfUrl"])
    [code] = parse_qs(address.query)["code"]
    response = await world.nobody.client.get(f"{address.path}?{address.query}")
    expect((response.status_code, response.content[:5]), (200, b"%PDF-"), about="the certificate's file")
    path = folder / f"{number}.pdf"
    path.write_bytes(response.content)
    report.step(person.key, "downloads 我的证书", f"{len(response.content)} bytes of PDF/A, saved as {path}")
    found = (await world.nobody.ask(queries.VERIFY, number=number, code=code))["verifyCertificate"]
    expect({check["result"] for check in found["checks"]}, {"PASS"}, about="every check")
    expect(found["outcome"], "VALID", about="the verification")
    printed = found["certificate"]
    report.step(
        "anybody",
        "verifies it by number and code",
        f"{found['outcome']}: {printed['holderName']}, {printed['qualificationName']} ({printed['specialty']}), "
        f"{printed['issuerName']} {printed['issuedOn']}",
    )
    guessed = (await world.nobody.ask(queries.VERIFY, number=number, code="WRONG"))["verifyCertificate"]
    expect((guessed["outcome"], guessed["certificate"]), ("NOT_FOUND", None), about="a guessed code")
    page = await world.nobody.client.get(f"/verify/{number}?code={code}")
    shown = [printed["holderName"], printed["qualificationName"], printed["issuerName"], number]
    expect([text in page.text for text in shown], [True] * len(shown), about="the public page shows what is printed")
    report.step("anybody", "opens the page of the QR code", f"/verify/{number} shows every printed field")
    again = (await person.ask(queries.VIEWER))["viewer"]
    expect(again["lookups"]["totalCount"] >= 1, wanted=True, about="the holder sees the look-ups")
    report.step(person.key, "sees who looked it up", f"{again['lookups']['totalCount']} look-ups")
    return path


async def read_log(case: Case, report: Report) -> None:
    """The event log is whole: every fact covers the one before."""
    found = (await case.applicant.ask(queries.DECLARATION, id=case.id))["declaration"]
    events = found["events"]["nodes"]
    expect(found["events"]["totalCount"], len(events), about="the number of events")
    linked = [event["previousDigest"] == before["digest"] for before, event in pairwise(events)]
    expect(linked, [True] * (len(events) - 1), about="the chain of the log")
    expect([step["status"] for step in found["itinerary"]], ["DONE"] * len(found["itinerary"]), about="the itinerary")
    report.step(case.applicant.key, "reads the log", f"{len(events)} events, each covering the one before")
