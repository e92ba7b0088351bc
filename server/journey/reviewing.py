"""Chapters five and six: the employer, each superior, the committee, the panel and the issuer decide."""

from datetime import date, timedelta

from server.journey import queries
from server.journey.applying import FIRST_SECTION, Case, save
from server.journey.people import Answer, Person, World, found_codes
from server.journey.report import Report, expect

OPERATOR = "operator-wuhou-electronics"
SUPERIORS = ("reviewer-wuhou-hrss", "reviewer-chengdu-hrss")
ORGANISER = "organiser-electronic-information"
ISSUER = "issuer-sichuan-hrss"
PANEL = {"members": 25, "present": 21, "yes": 18, "no": 2, "abstain": 1}


async def employer_returns(case: Case, world: World, report: Report) -> None:
    """One field is named; only that field is open; the employer sees the difference."""
    operator = await world.sign_in(OPERATOR)
    await _find_in_queue(case, operator, report)
    early = await operator.try_change(queries.RECOMMEND, declaration=case.id, recommendation=_recommendation())
    report.step(
        operator.key, "recommends before checking", f"{found_codes(early)[0]}: {early['problems'][0]['message']}"
    )
    item = {
        "reason": "WRONG_INFORMATION",
        "section": FIRST_SECTION,
        "pointer": "/address",
        "text": "通讯地址请写到门牌号。",
    }
    returned = await operator.change(queries.RETURN, declaration=case.id, items=[item])
    expect(returned["declaration"]["status"], "RETURNED", about="after the return")
    report.step(operator.key, "returns it, naming the address", returned["declaration"]["status"])
    await _mend(case, report)
    found = (await operator.ask(queries.DECLARATION, id=case.id))["declaration"]
    changes = found["submissions"][-1]["changesSince"]
    expect([change["pointer"] for change in changes], ["/address"], about="what the employer sees changed")
    report.step(
        operator.key,
        "looks at what changed",
        f"{changes[0]['pointer']}: {changes[0]['before']} → {changes[0]['after']}",
    )


async def _find_in_queue(case: Case, operator: Person, report: Report) -> None:
    membership = (await operator.ask(queries.VIEWER))["viewer"]["memberships"][0]
    queue = (await operator.ask(queries.QUEUE, organization=membership["organization"]["id"]))["reviewQueue"]
    mine = [row for row in queue["nodes"] if row["declaration"]["id"] == case.id]
    expect(len(mine), 1, about="the declaration in the employer's queue")
    report.step(operator.key, "opens the queue", f"{queue['totalCount']} pending: {mine[0]['applicantName']}")


async def _mend(case: Case, report: Report) -> None:
    person = case.applicant
    found = (await person.ask(queries.DECLARATION, id=case.id))["declaration"]
    notice = found["returned"]
    report.step(
        person.key,
        "reads what to mend",
        f"{notice['items'][0]['text']} by {notice['fixBy'][:10]}, {notice['roundsLeft']} left",
    )
    sections = {section["key"]: section for section in found["sections"]}
    expect(sections["employment"]["locked"], wanted=True, about="another section is locked")
    basic = sections[FIRST_SECTION]
    own = {k: v for k, v in basic["entries"][0]["answers"].items() if k not in {"name", "residentId"}}
    entry = basic["entries"][0]["id"]
    refused = await person.try_change(
        queries.SAVE,
        declaration=case.id,
        section=FIRST_SECTION,
        entries=[{"id": entry, "answers": own | {"department": "别的部门"}}],
        revision=basic["revision"],
    )
    expect(found_codes(refused), ["NOT_OPEN_FOR_CHANGE"], about="changing what was not named")
    report.step(person.key, "changes another field", f"NOT_OPEN_FOR_CHANGE: {refused['problems'][0]['message']}")
    mended = own | {"address": "四川省成都市武侯区示例路 8 号 3 栋 1201 室"}
    await save(case, FIRST_SECTION, [{"id": entry, "answers": mended}], basic["revision"])
    again = await person.change(queries.SUBMIT, declaration=case.id)
    report.step(person.key, "mends the address and submits", again["declaration"]["status"])


async def employer_recommends(case: Case, world: World, report: Report) -> None:
    operator = await world.sign_in(OPERATOR)
    await operator.change(queries.APPROVE, declaration=case.id, comment="材料真实完整")
    report.step(operator.key, "approves the check", "recommendation is next")
    await operator.change(queries.RECOMMEND, declaration=case.id, recommendation=_recommendation())
    report.step(operator.key, "records the recommendation", "7 members, 6 for, 1 against")
    await _run_notice(case, operator, world, report, title="拟推荐人员公示", place="公司公告栏、内网首页")


def _recommendation() -> Answer:
    return {"committeeSize": 7, "votesFor": 6, "votesAgainst": 1, "opinion": "同意推荐"}


async def _run_notice(case: Case, person: Person, world: World, report: Report, *, title: str, place: str) -> None:
    """Too short is refused; early closing is refused; after its last day it closes."""
    first = await world.today()
    notice: Answer = {"declarations": [case.id], "title": title, "place": place, "from": first.isoformat()}
    short = await person.try_change(queries.OPEN_NOTICE, **notice, to=(first + timedelta(days=2)).isoformat())
    expect(found_codes(short), ["NOTICE_TOO_SHORT"], about="a notice of three days")
    last = date.fromisoformat(short["problems"][0]["params"]["earliestEnd"])
    opened = await person.change(queries.OPEN_NOTICE, **notice, to=last.isoformat())
    report.step(
        person.key, f"opens the notice {title!r}", f"{first} – {last}, {opened['notice']['workingDays']} working days"
    )
    listed = (await world.nobody.ask(queries.NOTICES, running=True))["notices"]["nodes"]
    expect(opened["notice"]["id"] in {row["id"] for row in listed}, wanted=True, about="the public sees the notice")
    early = await person.try_change(queries.CLOSE_NOTICE, id=opened["notice"]["id"])
    expect(found_codes(early), ["NOTICE_STILL_RUNNING"], about="closing early")
    report.step(person.key, "tries to close it early", f"NOTICE_STILL_RUNNING: {early['problems'][0]['message']}")
    await world.time.move(timedelta(days=(last - first).days + 1))
    await person.change(queries.CLOSE_NOTICE, id=opened["notice"]["id"])
    report.step(person.key, "closes it when it has run", f"on {await world.today()}")


async def superiors_approve(case: Case, world: World, report: Report) -> None:
    for key in SUPERIORS:
        reviewer = await world.sign_in(key)
        approved = await reviewer.change(queries.APPROVE, declaration=case.id, comment="同意上报")
        report.step(reviewer.key, "approves", _next_step(approved["declaration"]))


async def committee_decides(case: Case, world: World, report: Report) -> None:
    organiser = await world.sign_in(ORGANISER)
    accepted = await organiser.change(queries.APPROVE, declaration=case.id, comment="受理")
    report.step(organiser.key, "accepts it for the committee", _next_step(accepted["declaration"]))
    vote = PANEL | {"meetingOn": (await world.today()).isoformat()}
    small = await organiser.try_change(queries.PANEL, declaration=case.id, vote=vote | {"members": 23})
    expect(found_codes(small), ["PANEL_TOO_SMALL"], about="a panel of 23 at senior level")
    await organiser.change(queries.PANEL, declaration=case.id, vote=vote)
    tally = (await organiser.ask(queries.DECLARATION, id=case.id))["declaration"]["tally"]
    report.step(
        organiser.key,
        f"records the panel's vote, {vote['yes']} of {vote['present']} present",
        f"needed {tally['needed']}, quorum {tally['quorum']}: {'passed' if tally['passed'] else 'not passed'}",
    )
    await _run_notice(case, organiser, world, report, title="评审结果公示", place="评委会官网")


async def issuer_issues(case: Case, world: World, report: Report) -> str:
    """The certificate's number."""
    issuer = await world.sign_in(ISSUER)
    early = await issuer.try_change(queries.ISSUE, declarations=[case.id])
    expect(found_codes(early), ["WRONG_STAGE"], about="issuing before confirming")
    await issuer.change(queries.CONFIRM, declarations=[case.id])
    report.step(issuer.key, "confirms the result", "issuance is next")
    issued = await issuer.change(queries.ISSUE, declarations=[case.id])
    certificate = issued["certificates"][0]
    report.step(issuer.key, "issues the certificate", f"{certificate['number']}, {certificate['licenceIdentifier']}")
    number: str = certificate["number"]
    return number


def _next_step(declaration: Answer) -> str:
    step = next(step for step in declaration["itinerary"] if step["status"] == "OPEN")
    return f"next: {step['key']} at {step['organization']['name']}"
