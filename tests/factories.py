"""What tests begin from, made by the real services: callers, accounts, organisations, activities, declarations."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image

from form_templates.formats import credit_code_check_character, resident_id_check_digit
from models import (
    Account,
    Activity,
    Attachment,
    Certificate,
    Committee,
    Declaration,
    Organization,
    OrganizationKind,
    OrganizationSector,
    ProcedureKind,
    Qualification,
    Specialty,
)
from review_routes.commands import Recommend, RecordPanelResult
from services import (
    accounts,
    activities,
    attachments,
    certificates,
    declarations,
    notices,
    organizations,
    panels,
    reviews,
    section_answers,
)
from services.activities import ActivityPlan
from services.attachments import NewAttachment
from services.caller import Caller
from services.declarations import NewDeclaration
from services.environment import Environment
from services.notices import NewNotice
from services.transactions import one_transaction
from tests.frozen_clock import FrozenClock

ANSWERS = Path(__file__).parents[1] / "server" / "demo" / "answers.json"
APPLICANT, EMPLOYER_OPERATOR = "applicant-li", "operator-wuhou-electronics"
SUPERIORS = ("reviewer-wuhou-hrss", "reviewer-chengdu-hrss")
ORGANISER, ISSUER, ADMINISTRATOR = (
    "organiser-electronic-information",
    "issuer-sichuan-hrss",
    "administrator-sichuan",
)
ACTIVITY, EMPLOYER = "electronic-information-2026", "91510107999900564A"
QUALIFICATION, SPECIALTY = "05-engineering-082", "05-01"
NOTICE = timedelta(days=14)
_numbers = count(1)


# ── who asks ─────────────────────────────────────────────────────────────────
def nobody(environment: Environment, *, locale: str = "zh-CN") -> Caller:
    """The public, and also loaders and commands."""
    return Caller(viewer=None, locale=locale, environment=environment)


async def caller_of(environment: Environment, subject: str, *, locale: str = "zh-CN") -> Caller:
    """A person by the key of their account, with the roles they hold now."""
    viewer = await accounts.load_viewer(subject, environment=environment)
    assert viewer is not None, f"nobody is called {subject}"
    return Caller(viewer=viewer, locale=locale, environment=environment)


# ── rows ─────────────────────────────────────────────────────────────────────
def resident_id(number: int, *, born: date = date(1990, 1, 1)) -> str:
    """A valid one of a person who does not exist; the number's parity is the gender."""
    first = f"510104{born:%Y%m%d}{number % 1000:03d}"
    return first + resident_id_check_digit(first)


def credit_code(number: int) -> str:
    first = f"91510104{number:09d}"
    return first + credit_code_check_character(first)


async def make_account(
    environment: Environment, *, subject: str = "", name: str = "测试示例", number: int | None = None
) -> Account:
    number = next(_numbers) if number is None else number
    return await accounts.create_account(
        nobody(environment), subject=subject or f"account-{number}", name=name, resident_id=resident_id(number)
    )


async def make_organization(
    name: str,
    *,
    region: str = "510104",
    kinds: Sequence[OrganizationKind] = (OrganizationKind.EMPLOYER,),
    parent: Organization | None = None,
    code: str = "",
) -> Organization:
    return await organizations.create_organization(
        name=name,
        credit_code=code or credit_code(next(_numbers)),
        region=region,
        sector=OrganizationSector.PRIVATE_ENTERPRISE,
        kinds=kinds,
        parent=parent,
    )


async def make_activity(
    environment: Environment,
    *,
    code: str,
    title: Mapping[str, str] | None = None,
    committee: Committee | None = None,
    procedure: ProcedureKind = ProcedureKind.TITLE_REVIEW,
    windows: Mapping[str, tuple[datetime, datetime]] | None = None,
    opened: bool = True,
) -> Activity:
    """With the form, route, host and issuer of the demo's activity; declared for from yesterday to tomorrow."""
    like = await Activity.get(code=ACTIVITY)
    now = environment.clock.now()
    plan = ActivityPlan(
        code=code,
        title=title or {"zh-CN": "测试活动", "en": "A test"},
        procedure=procedure,
        year=2026,
        committee_id=committee.id if committee else None,
        host_id=like.host_id,
        issuer_id=like.issuer_id,
        form_version_id=like.form_version_id,
        route_version_id=like.route_version_id,
        windows=windows or {"declare": (now - timedelta(days=1), now + timedelta(days=1))},
        scope_text={},
        policy={},
        schedule={},
    )
    caller = nobody(environment)
    activity = await activities.create_activity(caller, plan)
    return await activities.set_open(caller, activity) if opened else activity


def day(text: str) -> datetime:
    """Midnight in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# ── files ────────────────────────────────────────────────────────────────────
def picture(kind: str = "JPEG", *, size: tuple[int, int] = (413, 579)) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, "white").save(buffer, format=kind)
    return buffer.getvalue()


async def in_chunks(content: bytes, *, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def announce(declaration: Declaration, content: bytes, **changed: Any) -> NewAttachment:
    """A portrait for the basic information, unless changed."""
    announced: dict[str, Any] = {
        "declaration_id": declaration.id,
        "section": "basic-information",
        "pointer": "/photo",
        "file_name": "photo.jpg",
        "media_type": "image/jpeg",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return NewAttachment(**{**announced, **changed})


async def send(caller: Caller, new: NewAttachment, content: bytes) -> Attachment:
    """Asked for and sent, not completed."""
    attachment, url = await attachments.request_upload(caller, new)
    await attachments.receive_upload(caller.environment, token=token_of(url), chunks=in_chunks(content))
    return attachment


async def attach(caller: Caller, new: NewAttachment, content: bytes) -> Attachment:
    """Asked for, sent and complete."""
    attachment = await send(caller, new, content)
    return await attachments.complete_upload(caller, attachment_id=attachment.id)


def token_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


# ── declarations, stage by stage ─────────────────────────────────────────────
@dataclass(frozen=True)
class Choices:
    """What the demo's engineer declares for."""

    activity_id: UUID
    employer_id: UUID
    qualification_id: UUID
    specialty_id: UUID


async def choices() -> Choices:
    return Choices(
        activity_id=(await Activity.get(code=ACTIVITY)).id,
        employer_id=(await Organization.get(credit_code=EMPLOYER)).id,
        qualification_id=(await Qualification.get(code=QUALIFICATION)).id,
        specialty_id=(await Specialty.get(code=SPECIALTY)).id,
    )


async def start_declaration(caller: Caller, *, activity: Activity | None = None) -> Declaration:
    """An empty draft."""
    chosen = await choices()
    new = NewDeclaration(
        activity_id=activity.id if activity else chosen.activity_id,
        employer_id=chosen.employer_id,
        qualification_id=chosen.qualification_id,
        specialty_id=chosen.specialty_id,
    )
    async with one_transaction():
        return await declarations.start_declaration(caller, new)


async def fill_declaration(caller: Caller, declaration: Declaration) -> None:
    """Every section saved with the demo's answers and this person's own gender, birth date and files."""
    files = {
        "photo": await attach(caller, announce(declaration, picture()), picture()),
        "recommendation": await _attach_letter(caller, declaration),
    }
    account = await Account.get(id=caller.require_viewer().account_id)
    answers = _with_files(json.loads(ANSWERS.read_text(encoding="utf-8")), files)
    born = account.birth_date.isoformat() if account.birth_date else None
    answers["basic-information"][0]["answers"] |= {"gender": account.gender, "birthDate": born}
    for section, entries in answers.items():
        if entries:
            async with one_transaction():
                await section_answers.save_section(
                    caller, declaration_id=declaration.id, section=section, entries=entries, expected_revision=0
                )


async def _attach_letter(caller: Caller, declaration: Declaration) -> Attachment:
    content = picture("PDF")
    new = announce(
        declaration,
        content,
        section="materials",
        pointer="/file",
        template="material.employer-recommendation",
        file_name="recommendation.pdf",
        media_type="application/pdf",
    )
    return await attach(caller, new, content)


def _with_files(value: Any, files: Mapping[str, Attachment]) -> Any:
    """Every {"$attachment": name} replaced by the attachment's id."""
    if isinstance(value, list):
        return [_with_files(item, files) for item in value]
    if not isinstance(value, dict):
        return value
    if "$attachment" in value:
        return str(files[value["$attachment"]].id)
    return {key: _with_files(member, files) for key, member in value.items()}


async def submit_declaration(caller: Caller) -> Declaration:
    """Started, filled and submitted: on the employer's desk."""
    declaration = await start_declaration(caller)
    await fill_declaration(caller, declaration)
    async with one_transaction():
        return await declarations.submit_declaration(caller, declaration_id=declaration.id)


async def approve_declaration(caller: Caller, declaration: Declaration) -> Declaration:
    """By the person whose desk it is on."""
    async with one_transaction():
        return await reviews.approve(caller, declaration_id=declaration.id, comment="同意", verdicts={})


async def review_declaration(environment: Environment, clock: FrozenClock, declaration: Declaration) -> None:
    """From the employer's desk until its result has been published; each notice runs for two weeks."""
    operator = await caller_of(environment, EMPLOYER_OPERATOR)
    await approve_declaration(operator, declaration)
    recommendation = Recommend(committee_size=7, votes_for=6, votes_against=1, abstentions=0, opinion="同意推荐")
    async with one_transaction():
        await reviews.recommend(operator, declaration_id=declaration.id, recommendation=recommendation)
    await _run_notice(operator, clock, declaration)
    for superior in SUPERIORS:
        await approve_declaration(await caller_of(environment, superior), declaration)
    organiser = await caller_of(environment, ORGANISER)
    await approve_declaration(organiser, declaration)
    vote = RecordPanelResult(meeting_on=organiser.today, members=25, present=21, yes=18, no=2, abstain=1)
    async with one_transaction():
        await panels.record_panel_result(organiser, declaration_id=declaration.id, result=vote)
    await _run_notice(organiser, clock, declaration)


async def issue_certificate(environment: Environment, clock: FrozenClock, declaration: Declaration) -> Certificate:
    """From the employer's desk to the end."""
    await review_declaration(environment, clock, declaration)
    issuer = await caller_of(environment, ISSUER)
    async with one_transaction():
        await reviews.confirm_results(issuer, declaration_ids=[declaration.id], comment="")
        [certificate] = await certificates.issue_certificates(issuer, declaration_ids=[declaration.id])
    return certificate


async def _run_notice(caller: Caller, clock: FrozenClock, declaration: Declaration) -> None:
    new = NewNotice(
        declaration_ids=[declaration.id],
        title="公示",
        place="公告栏",
        from_date=caller.today,
        to_date=caller.today + NOTICE,
    )
    async with one_transaction():
        notice = await notices.open_notice(caller, new)
    clock.move(NOTICE + timedelta(days=1))
    async with one_transaction():
        await notices.close_notice(caller, notice_id=notice.id)
