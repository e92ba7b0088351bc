"""One title review led through every stage it can be in, each remembered in the season under its name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.journey import queries
from server.journey.applying import FIRST_SECTION, Case, choose, fill, save, start
from server.journey.files import checksum, draw_portrait
from server.journey.people import Answer, Person, put_bytes
from server.journey.report import Report
from services.keys import SigningKeys
from tests.journeys.crowds import gather
from tests.journeys.seasons import Moment, Place, Prepared, Season, find_place, open_season

APPLICANT, OTHER_APPLICANT = "applicant-li", "applicant-zhao"
OPERATOR, OTHER_OPERATOR = "operator-wuhou-electronics", "operator-jinjiang-software"
DISTRICT, CITY = "reviewer-wuhou-hrss", "reviewer-chengdu-hrss"
ORGANISER = "organiser-electronic-information"
ISSUER = "issuer-sichuan-hrss"
RECOMMENDATION = {"committeeSize": 7, "votesFor": 6, "votesAgainst": 1, "opinion": "同意推荐"}
VOTE = {"members": 25, "present": 21, "yes": 18, "no": 2, "abstain": 1}
RETURNED_FIELD = "/address"
UNSUBMITTED = "四川省成都市武侯区尚未提交的新地址 9 号"
DISCARD = (
    "mutation Discard($declaration: ID!) { discardDeclaration(declaration: $declaration) { problems { code severity } }"
    " }"
)
REFUSE = """mutation Refuse($declaration: ID!) { refuse(
  declaration: $declaration, reason: NOT_QUALIFIED, comment: "不符合条件") { problems { code severity } } }"""


@dataclass(frozen=True)
class Led:
    """What is known of a season once it was led."""

    place: Place
    ids: dict[str, str]
    moments: dict[str, Moment]


_LED: dict[str, Led] = {}
"""By the kind of database: leading takes seconds, so that it is done once a process."""


@asynccontextmanager
async def open_title_review(
    prepared: Prepared, *, keys: SigningKeys, keys_folder: Path, folders: pytest.TempPathFactory
) -> AsyncIterator[Season]:
    """A season with a moment for every stage, for one test or for a module of them."""
    kind = prepared.engine.name
    if kind not in _LED:
        place = await find_place(prepared, keys_folder=keys_folder, folder=folders.mktemp("season"))
        async with open_season(place, keys=keys) as season:
            await lead(season)
            await gather(season)
            _LED[kind] = Led(place, season.ids, season.moments)
    led = _LED[kind]
    async with open_season(led.place, keys=keys) as season:
        season.ids, season.moments = dict(led.ids), dict(led.moments)
        await season.go_to("draft")
        yield season


async def lead(season: Season) -> None:
    """The main way from the draft to the certificate, with the side ways that leave it."""
    await season.remember("loaded")
    await _prepare(season)
    await season.remember("draft")
    await _turn_off(season, "discarded", APPLICANT, DISCARD)
    await _decide(season, APPLICANT, queries.SUBMIT)
    await season.remember("employer-check")
    await _turn_off(season, "withdrawn", APPLICANT, queries.WITHDRAW)
    await _turn_off(season, "refused", OPERATOR, REFUSE)
    await _return_and_mend(season)
    await _decide(season, OPERATOR, queries.APPROVE)
    await season.remember("recommendation")
    await _decide(season, OPERATOR, queries.RECOMMEND, recommendation=RECOMMENDATION)
    await _publish(season, OPERATOR, "employer-notice")
    await season.remember("district-check")
    await _decide(season, DISTRICT, queries.APPROVE)
    await season.remember("city-check")
    await _decide(season, CITY, queries.APPROVE)
    await season.remember("acceptance")
    await _decide(season, ORGANISER, queries.APPROVE)
    await season.remember("panel")
    await _turn_off(season, "not-passed", ORGANISER, queries.PANEL, vote=await _vote(season, yes=3, no=17))
    await _decide(season, ORGANISER, queries.PANEL, vote=await _vote(season))
    await _publish(season, ORGANISER, "result-notice")
    await season.remember("confirmation")
    await season.person(ISSUER).change(queries.CONFIRM, declarations=[season.ids["declaration"]])
    await season.remember("issuance")
    issued = await season.person(ISSUER).change(queries.ISSUE, declarations=[season.ids["declaration"]])
    season.ids["certificate-number"] = issued["certificates"][0]["number"]
    await season.remember("passed")


async def _prepare(season: Season) -> None:
    """The declaration, filled in; another person's, submitted to another employer; one upload not yet completed."""
    other = await _declare(season, OTHER_APPLICANT, "锦江示例软件")
    await season.person(OTHER_APPLICANT).change(queries.SUBMIT, declaration=other.id)
    case = await _declare(season, APPLICANT, "武侯示例电子")
    photo = (await _section(season.person(APPLICANT), case.id))["entries"][0]["answers"]["photo"]
    season.ids |= {
        "declaration": case.id,
        "other-declaration": other.id,
        "activity": case.activity["id"],
        "employer": case.employer["id"],
        "qualification": case.activity["qualification"],
        "specialty": case.activity["specialty"],
        "attachment": photo,
        "upload": await send_file(season.person(APPLICANT), case.id),
    }


async def _declare(season: Season, key: str, employer: str) -> Case:
    report = Report()
    person = season.person(key)
    case = await choose(person, report)
    found = (await person.ask(queries.ORGANIZATIONS, search=employer))["organizations"]["nodes"]
    case.employer = found[0]
    await start(case, report)
    await fill(case, report)
    return case


async def send_file(person: Person, declaration: str) -> str:
    """A second portrait, sent but not completed; the attachment's id."""
    content = draw_portrait()
    upload = upload_of(declaration, content)
    asked = await person.change(queries.REQUEST_UPLOAD, upload=upload)
    await put_bytes(person.client, asked["uploadUrl"], content)
    identifier: str = asked["attachment"]["id"]
    return identifier


def upload_of(declaration: str, content: bytes) -> Answer:
    """What is announced of a portrait."""
    return {
        "declaration": declaration,
        "section": FIRST_SECTION,
        "pointer": "/photo",
        "fileName": "portrait.jpg",
        "mediaType": "image/jpeg",
        "size": len(content),
        "sha256": checksum(content),
    }


async def _section(person: Person, declaration: str) -> Answer:
    found = (await person.ask(queries.DECLARATION, id=declaration))["declaration"]["sections"]
    return next(section for section in found if section["key"] == FIRST_SECTION)


async def _decide(season: Season, key: str, query: str, **variables: Any) -> None:
    await season.person(key).change(query, declaration=season.ids["declaration"], **variables)


async def _turn_off(season: Season, stage: str, key: str, query: str, **variables: Any) -> None:
    """A side way: remembered, and left again."""
    before = season.present
    await _decide(season, key, query, **variables)
    await season.remember(stage)
    await season.go_to(before)


async def _return_and_mend(season: Season) -> None:
    """While it is returned, the applicant has saved a new address that nobody else may see yet."""
    item = {"reason": "WRONG_INFORMATION", "section": FIRST_SECTION, "pointer": RETURNED_FIELD, "text": "请写到门牌号"}
    await _decide(season, OPERATOR, queries.RETURN, items=[item])
    person = season.person(APPLICANT)
    section = await _section(person, season.ids["declaration"])
    entry = section["entries"][0]
    answers = {key: value for key, value in entry["answers"].items() if key not in {"name", "residentId"}}
    case = Case(person, activity={}, employer={}, id=season.ids["declaration"])
    await save(case, FIRST_SECTION, [entry | {"answers": answers | {"address": UNSUBMITTED}}], section["revision"])
    season.ids["unsubmitted-attachment"] = await send_file(person, season.ids["declaration"])
    await person.change(queries.COMPLETE_UPLOAD, id=season.ids["unsubmitted-attachment"])
    await season.remember("returned")
    await _decide(season, APPLICANT, queries.SUBMIT)


async def _publish(season: Season, key: str, stage: str) -> None:
    """Waiting for the notice, running, and over but not yet closed."""
    await season.remember(stage)
    first = await season.world.today()
    opened = await season.person(key).change(queries.OPEN_NOTICE, **notice_of(season, first, days=30))
    season.ids[f"{stage}-id"] = opened["notice"]["id"]
    await season.remember(f"{stage}-running")
    season.clock.move(timedelta(days=31))
    await season.remember(f"{stage}-over")
    await season.person(key).change(queries.CLOSE_NOTICE, id=opened["notice"]["id"])


def notice_of(season: Season, first: date, *, days: int) -> Answer:
    last = (first + timedelta(days=days)).isoformat()
    return {
        "declarations": [season.ids["declaration"]],
        "title": "公示",
        "place": "公司公告栏",
        "from": first.isoformat(),
        "to": last,
    }


async def _vote(season: Season, **votes: int) -> Answer:
    return {**VOTE, **votes, "meetingOn": (await season.world.today()).isoformat()}
