"""The data of a run: the demo's world, then declarations in several stages and certificates, made through the API."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from benchmarks import documents
from benchmarks.api import Api, Unexpected, together
from benchmarks.people import Applicant, invent
from models import Account, Activity, Organization, Qualification, Specialty
from schema.ids import encode_id
from server.demo import loader
from server.journey.files import checksum, draw_portrait, scan_letter
from services.clock import CHINA

ANSWERS = Path(loader.__file__).with_name("answers.json")
BASIC = "basic-information"
SEASON = timedelta(days=60)
NOTICE = timedelta(days=20)  # five working days, whatever holidays fall into them
OPERATOR = "operator-wuhou-electronics"
SUPERIORS = ("reviewer-wuhou-hrss", "reviewer-chengdu-hrss")
ORGANISER = "organiser-electronic-information"
ISSUER = "issuer-sichuan-hrss"
RECOMMENDATION = {"committeeSize": 7, "votesFor": 6, "votesAgainst": 1, "opinion": "同意推荐"}
PHOTO, LETTER = draw_portrait(), scan_letter()
VOTE = {"members": 25, "present": 21, "yes": 18, "no": 2, "abstain": 1}


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many declarations are brought how far."""

    issued: int
    accepting: int
    climbing: int
    recommending: int
    checking: int
    ready: int
    drafts: int  # that a change of a template is tried out on

    @property
    def total(self) -> int:
        return self.issued + self.accepting + self.climbing + self.recommending + self.checking + self.ready


FULL = Amounts(issued=8, accepting=8, climbing=8, recommending=8, checking=80, ready=48, drafts=10_000)
QUICK = Amounts(issued=1, accepting=1, climbing=1, recommending=1, checking=21, ready=16, drafts=500)


@dataclass(frozen=True, slots=True)
class Places:
    """What every applicant chooses, as the API's ids, and the account of the operator on whose desk it lands."""

    activity: str
    employer: str
    qualification: str
    specialty: str
    operator: UUID


@dataclass(frozen=True, slots=True)
class Case:
    applicant: Applicant
    id: str
    sections: Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class World:
    """`ready` could be submitted at once. A certificate is its number and printed code."""

    places: Places
    ready: Sequence[Case]
    certificate: tuple[str, str]
    waiting: int


async def find_places() -> Places:
    """Read where the models are open; the demo's world must be loaded."""
    activity = await Activity.get(code="electronic-information-2026")
    employer = await Organization.get(name="武侯示例电子科技有限公司")
    qualification = await Qualification.get(code="05-engineering-082")
    specialty = await Specialty.get(code="05-01")
    return Places(
        activity=encode_id("Activity", activity.id),
        employer=encode_id("Organization", employer.id),
        qualification=encode_id("Qualification", qualification.id),
        specialty=encode_id("Specialty", specialty.id),
        operator=(await Account.get(subject=OPERATOR)).id,
    )


async def populate(api: Api, places: Places, amounts: Amounts) -> World:
    """The old ones first, two months ago by the demo's clock; what is on the employer's desk is of today."""
    people = iter([invent(number) for number in range(amounts.total)])

    async def fill(count: int) -> list[Case]:
        return await together(_fill(api, places, next(people)) for _ in range(count))

    await api.move_clock(-SEASON)
    old = await fill(amounts.issued + amounts.accepting + amounts.climbing)
    certificate = await _bring_on(api, old, amounts)
    await api.move_clock(timedelta())
    recommending = await fill(amounts.recommending)
    await _submit(api, recommending)
    await _decide(api, OPERATOR, documents.APPROVE, recommending)
    await _submit(api, await fill(amounts.checking))
    waiting = amounts.recommending + amounts.checking
    return World(places, await fill(amounts.ready), certificate, waiting)


async def _fill(api: Api, places: Places, applicant: Applicant) -> Case:
    """A declaration with every section answered and both files attached."""
    started = await api.prepare(
        applicant.key,
        documents.START,
        activity=places.activity,
        employer=places.employer,
        qualification=places.qualification,
        specialty=places.specialty,
    )
    identifier: str = started["declaration"]["id"]
    photo = _upload(identifier, BASIC, "/photo", PHOTO, "photo.jpg", "image/jpeg")
    letter = _upload(identifier, "materials", "/file", LETTER, "letter.pdf", "application/pdf")
    letter[0]["template"] = "material.employer-recommendation"
    files = {
        "photo": await _attach(api, applicant, *photo),
        "recommendation": await _attach(api, applicant, *letter),
    }
    sections = _answers(applicant, files)
    for key, entries in sections.items():
        await api.prepare(applicant.key, documents.FILL, declaration=identifier, section=key, entries=entries)
    return Case(applicant, identifier, sections)


def _upload(
    declaration: str, section: str, pointer: str, content: bytes, name: str, media_type: str
) -> tuple[dict[str, Any], bytes]:
    announced = {
        "declaration": declaration,
        "section": section,
        "pointer": pointer,
        "fileName": name,
        "mediaType": media_type,
        "size": len(content),
        "sha256": checksum(content),
    }
    return announced, content


async def _attach(api: Api, applicant: Applicant, upload: Mapping[str, Any], content: bytes) -> str:
    asked = await api.prepare(applicant.key, documents.REQUEST_UPLOAD, upload=upload)
    await api.put(urlsplit(asked["uploadUrl"]).path, content)
    identifier: str = asked["attachment"]["id"]
    await api.prepare(applicant.key, documents.COMPLETE_UPLOAD, id=identifier)
    return identifier


def _answers(applicant: Applicant, files: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The demo's prepared answers with this applicant's files; sections without entries are left out."""

    def put_file(value: dict[str, Any]) -> Any:
        return files[value["$attachment"]] if "$attachment" in value else value

    sections: dict[str, list[dict[str, Any]]] = json.loads(ANSWERS.read_text(encoding="utf-8"), object_hook=put_file)
    sections[BASIC][0]["answers"] |= applicant.derived
    return {key: entries for key, entries in sections.items() if entries}


async def _submit(api: Api, cases: Sequence[Case]) -> None:
    await together(api.prepare(each.applicant.key, documents.SEND_IN, declaration=each.id) for each in cases)


async def _decide(api: Api, person: str, document: str, cases: Sequence[Case], **arguments: Any) -> None:
    await together(api.prepare(person, document, declaration=each.id, **arguments) for each in cases)


async def _bring_on(api: Api, cases: Sequence[Case], amounts: Amounts) -> tuple[str, str]:
    """All of them past the employer; most past the superiors; some to the end. One certificate's number and code."""
    await _submit(api, cases)
    await _decide(api, OPERATOR, documents.APPROVE, cases)
    await _decide(api, OPERATOR, documents.RECOMMEND, cases, recommendation=RECOMMENDATION)
    await _run_notice(api, OPERATOR, cases, start=-SEASON)
    further = cases[amounts.climbing :]
    for superior in SUPERIORS:
        await _decide(api, superior, documents.APPROVE, further)
    passed = further[amounts.accepting :]
    await _decide(api, ORGANISER, documents.APPROVE, passed)
    meeting = _day(NOTICE - SEASON)
    await _decide(api, ORGANISER, documents.PANEL, passed, vote={**VOTE, "meetingOn": meeting})
    await _run_notice(api, ORGANISER, passed, start=NOTICE - SEASON)
    identifiers = [each.id for each in passed]
    await api.prepare(ISSUER, documents.CONFIRM, declarations=identifiers)
    issued = await api.prepare(ISSUER, documents.ISSUE, declarations=identifiers)
    if len(issued["certificates"]) != amounts.issued:
        raise Unexpected(f"{len(issued['certificates'])} certificates were issued, not {amounts.issued}")
    certificate = issued["certificates"][0]
    [code] = parse_qs(urlsplit(certificate["pdfUrl"]).query)["code"]
    return certificate["number"], code


async def _run_notice(api: Api, person: str, cases: Sequence[Case], *, start: timedelta) -> None:
    """Hung on its first day, taken down when it has run: the clock moves on."""
    identifiers = [each.id for each in cases]
    last = _day(start + NOTICE - timedelta(days=1))
    opened = await api.prepare(
        person, documents.OPEN_NOTICE, declarations=identifiers, **{"from": _day(start), "to": last}
    )
    await api.move_clock(start + NOTICE)
    await api.prepare(person, documents.CLOSE_NOTICE, id=opened["notice"]["id"])


def _day(offset: timedelta) -> str:
    return (datetime.now(UTC) + offset).astimezone(CHINA).date().isoformat()
