"""Attachments: asked for against the template's rule, streamed up to a signed address, checked, then complete."""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import obstore
import puremagic
from obstore.exceptions import NotFoundError
from PIL import Image, UnidentifiedImageError
from tortoise.expressions import Q

from form_templates.answers import Entry
from form_templates.compile import CompiledForm
from models import Attachment, AttachmentStatus, Declaration
from models.identifiers import new_id
from review_routes.actions import edit_refusal
from services.access import visible_declarations
from services.attachment_rules import attached_ids, rule_at
from services.caller import Caller
from services.environment import Environment
from services.errors import NotFound, Refused
from services.forms import schema_of
from services.links import read_link, sign_link
from services.problems import Problem, ServiceProblemCode, at_answer, from_refusal, problem
from services.proceedings import Proceeding, open_proceedings

UPLOAD = "upload"
DOWNLOAD = "download"
UPLOAD_LIFETIME = timedelta(hours=1)
DOWNLOAD_LIFETIME = timedelta(minutes=5)
SNIFFED_BYTES = 8192
UNKNOWN_TYPE = "application/octet-stream"
LARGEST_PICTURE_PIXELS = 100_000_000  # a picture that unpacks to more is an attack on memory


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """`pointer` names the field within one entry; `template` the entry's template where a section offers several."""

    declaration_id: UUID
    section: str
    pointer: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Download:
    media_type: str
    file_name: str
    chunks: AsyncIterator[bytes]


async def request_upload(caller: Caller, new: NewAttachment) -> tuple[Attachment, str]:
    """Check what is announced against the template's rule; answer with the address to send the bytes to."""
    proceeding = await _open_editable(caller, new.declaration_id)
    form = await caller.environment.forms.get(proceeding.declaration.form_version_id)
    schema = schema_of(form, section=new.section, template=new.template)
    rule = rule_at(schema, new.pointer) if schema is not None else None
    if rule is None:
        code = ServiceProblemCode.NO_ATTACHMENT_FIELD
        raise Refused(
            [problem(code, locale=caller.locale, path=("pointer",), section=new.section, pointer=new.pointer)]
        )
    _refuse_announced(caller, new, rule)
    identifier = new_id()
    attachment = await Attachment.create(
        id=identifier,
        owner_id=caller.require_viewer().account_id,
        declaration_id=new.declaration_id,
        section=new.section,
        template=new.template or "",
        pointer=new.pointer,
        file_name=new.file_name[-255:],
        media_type=new.media_type,
        size=new.size,
        sha256=new.sha256.lower(),
        rule=dict(rule),
        status=AttachmentStatus.REQUESTED,
        object_key=f"attachments/{identifier}",
        requested_at=caller.now,
    )
    environment = caller.environment
    token = sign_link(environment, purpose=UPLOAD, subject=str(identifier), lifetime=UPLOAD_LIFETIME, now=caller.now)
    return attachment, f"{environment.public_url}/uploads/{token}"


def _refuse_announced(caller: Caller, new: NewAttachment, rule: Mapping[str, Any]) -> None:
    found: list[Problem] = []
    maximum = rule.get("maxBytes")
    if new.size < 1 or (maximum is not None and new.size > maximum):
        code = ServiceProblemCode.FILE_TOO_LARGE
        found.append(problem(code, locale=caller.locale, path=("size",), actual=new.size, maximum=maximum or 0))
    if rule.get("mediaTypes") and new.media_type not in rule["mediaTypes"]:
        found.append(_wrong_type(caller.locale, new.media_type, rule, path=("mediaType",)))
    if len(new.sha256) != hashlib.sha256().digest_size * 2:
        code = ServiceProblemCode.INVALID_ARGUMENT
        found.append(problem(code, locale=caller.locale, path=("sha256",), name="sha256", reason="64 hex digits"))
    if found:
        raise Refused(found)


def _wrong_type(locale: str, actual: str, rule: Mapping[str, Any], *, path: tuple[str, ...] = ()) -> Problem:
    allowed = ", ".join(rule.get("mediaTypes", ()))
    return problem(ServiceProblemCode.MEDIA_TYPE, locale=locale, path=path, actual=actual, allowed=allowed)


# ── bytes ────────────────────────────────────────────────────────────────────
async def receive_upload(environment: Environment, *, token: str, chunks: AsyncIterator[bytes]) -> None:
    """Stream to the object store, stopping at the announced size. Sending again replaces what was sent."""
    now = environment.clock.now()
    subject = read_link(environment, token, purpose=UPLOAD, now=now)
    attachment = await Attachment.get_or_none(id=subject) if subject else None
    if attachment is None or attachment.status is AttachmentStatus.COMPLETE:
        raise Refused([problem(ServiceProblemCode.UPLOAD_EXPIRED, locale="zh-CN")])
    await obstore.put_async(environment.store, attachment.object_key, _no_more_than(chunks, attachment.size))


async def _no_more_than(chunks: AsyncIterator[bytes], size: int) -> AsyncIterator[bytes]:
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        if received > size:
            code = ServiceProblemCode.FILE_TOO_LARGE
            raise Refused([problem(code, locale="zh-CN", actual=received, maximum=size)])
        yield chunk


async def complete_upload(caller: Caller, *, attachment_id: UUID) -> Attachment:
    """Read what arrived: its size, checksum, true type and pixels. A file that fails is thrown away."""
    viewer = caller.require_viewer()
    attachment = await Attachment.get_or_none(id=attachment_id, owner_id=viewer.account_id)
    if attachment is None:
        raise NotFound("attachment")
    if attachment.status is AttachmentStatus.COMPLETE:
        return attachment
    await _open_editable(caller, attachment.declaration_id)
    content = await _read_arrived(caller, attachment)
    found = _inspect(attachment, content, locale=caller.locale)
    if found:
        await obstore.delete_async(caller.environment.store, attachment.object_key)
        raise Refused(found)
    attachment.status, attachment.completed_at = AttachmentStatus.COMPLETE, caller.now
    await attachment.save(update_fields=["status", "completed_at"])
    return attachment


async def _read_arrived(caller: Caller, attachment: Attachment) -> bytes:
    store = caller.environment.store
    try:
        received = (await obstore.head_async(store, attachment.object_key))["size"]
    except (NotFoundError, FileNotFoundError):
        received = 0
    if received != attachment.size:
        code = ServiceProblemCode.UPLOAD_INCOMPLETE
        raise Refused([problem(code, locale=caller.locale, received=received, size=attachment.size)])
    return bytes(await (await obstore.get_async(store, attachment.object_key)).bytes_async())


def _inspect(attachment: Attachment, content: bytes, *, locale: str) -> list[Problem]:
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        return [problem(ServiceProblemCode.CHECKSUM, locale=locale)]
    actual = sniff(content)
    if actual not in attachment.rule.get("mediaTypes", [actual]) or actual != attachment.media_type:
        return [_wrong_type(locale, actual, attachment.rule)]
    return _inspect_picture(content, attachment.rule, actual=actual, locale=locale)


def sniff(content: bytes) -> str:
    """The media type by content, whatever the name says."""
    try:
        return str(puremagic.from_string(content[:SNIFFED_BYTES], mime=True)) or UNKNOWN_TYPE
    except (puremagic.PureError, ValueError):
        return UNKNOWN_TYPE


def _inspect_picture(content: bytes, rule: Mapping[str, Any], *, actual: str, locale: str) -> list[Problem]:
    if not actual.startswith("image/"):
        return []
    try:
        with Image.open(BytesIO(content)) as picture:
            width, height = picture.size
            if width * height > LARGEST_PICTURE_PIXELS:
                return [_wrong_type(locale, f"{width}×{height} px", rule)]
            picture.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return [_wrong_type(locale, UNKNOWN_TYPE, rule)]
    least_width, least_height = rule.get("minWidth", 0), rule.get("minHeight", 0)
    if width >= least_width and height >= least_height:
        return []
    code = ServiceProblemCode.FILE_TOO_SMALL
    sizes = {"width": width, "height": height, "minWidth": least_width, "minHeight": least_height}
    return [problem(code, locale=locale, **sizes)]


async def load_with_link(caller: Caller, *, attachment_id: UUID) -> tuple[Attachment, str]:
    """With a short-lived address, for those who may see the declaration it belongs to."""
    viewer = caller.require_viewer()
    attachment = await Attachment.get_or_none(id=attachment_id, status=AttachmentStatus.COMPLETE)
    if (
        attachment is None
        or not await Declaration.filter(Q(id=attachment.declaration_id), visible_declarations(viewer)).exists()
    ):
        raise NotFound("attachment")
    environment = caller.environment
    token = sign_link(
        environment, purpose=DOWNLOAD, subject=str(attachment.id), lifetime=DOWNLOAD_LIFETIME, now=caller.now
    )
    return attachment, f"{environment.public_url}/downloads/{token}"


async def open_download(environment: Environment, *, token: str) -> Download:
    subject = read_link(environment, token, purpose=DOWNLOAD, now=environment.clock.now())
    attachment = await Attachment.get_or_none(id=subject, status=AttachmentStatus.COMPLETE) if subject else None
    if attachment is None:
        raise NotFound("attachment")
    result = await obstore.get_async(environment.store, attachment.object_key)
    return Download(
        media_type=attachment.media_type,
        file_name=attachment.file_name,
        chunks=(bytes(chunk) async for chunk in result.stream()),
    )


async def read_bytes(environment: Environment, attachment_id: UUID) -> bytes | None:
    """The content of a complete attachment; None where there is none."""
    attachment = await Attachment.get_or_none(id=attachment_id, status=AttachmentStatus.COMPLETE)
    if attachment is None:
        return None
    return bytes(await (await obstore.get_async(environment.store, attachment.object_key)).bytes_async())


# ── use in answers ───────────────────────────────────────────────────────────
async def refuse_unready_attachments(
    caller: Caller, form: CompiledForm, *, declaration_id: UUID, section: str, entries: Sequence[Entry]
) -> None:
    """An answer may name only files of this declaration, uploaded and complete, in this section."""
    named = [
        (entry, pointer, value)
        for entry in entries
        for pointer, value in attached_ids(
            schema_of(form, section=section, template=entry.template) or {}, entry.answers
        )
    ]
    if not named:
        return
    ready = await Attachment.filter(
        declaration_id=declaration_id, section=section, status=AttachmentStatus.COMPLETE
    ).values_list("id", flat=True)
    known = {str(key) for key in ready}
    found = [
        at_answer(
            problem(ServiceProblemCode.ATTACHMENT_NOT_READY, locale=caller.locale, value=value),
            section=section,
            pointer=pointer,
            entry=entry.id,
        )
        for entry, pointer, value in named
        if value not in known
    ]
    if found:
        raise Refused(found)


async def _open_editable(caller: Caller, declaration_id: UUID) -> Proceeding:
    viewer = caller.require_viewer()
    if not await Declaration.filter(Q(id=declaration_id), visible_declarations(viewer)).exists():
        raise NotFound("declaration")
    [proceeding] = await open_proceedings(caller, [declaration_id], lock=False)
    refusal = edit_refusal(proceeding.state, actor=proceeding.actor, situation=proceeding.situation)
    if refusal is not None:
        raise Refused([from_refusal(refusal, locale=caller.locale)])
    return proceeding
