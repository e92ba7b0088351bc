"""Templates and forms as files: exported one or many in a bundle, imported as drafts, copied to another owner.

Importing the same bundle again changes nothing. Forms name their templates by digest too, so that a bundle fits a
deployment that counts its versions otherwise.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn, cast
from uuid import UUID

from tortoise.expressions import Q

from form_templates.documents import decompose, pins_of
from form_templates.headings import check_composition
from models import AuthoredDocument, AuthoredVersion, FormVersion, TemplateStatus, TemplateVersion
from services import authoring
from services.access import may_author_for, require
from services.authoring import H, Kind, V
from services.caller import DEFAULT_LOCALE, Caller, text_in
from services.compositions import FORMS, Pin, pin_versions, with_pins
from services.errors import NotFound, Refused
from services.problems import ServiceProblemCode, problem
from services.templates import TEMPLATES

FORMAT = "zhicheng-bundle"
FORMAT_VERSION = 1
LARGEST_BUNDLE = 200  # documents
BEST_FIRST = (TemplateStatus.PUBLISHED, TemplateStatus.RETIRED, TemplateStatus.DRAFT)

Document = Mapping[str, Any]


class ImportOutcome(StrEnum):
    CREATED = "CREATED"
    DRAFTED = "DRAFTED"
    UNCHANGED = "UNCHANGED"


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """What became of one document of a bundle."""

    key: str
    outcome: ImportOutcome
    heading: AuthoredDocument


# ── out ──────────────────────────────────────────────────────────────────────
async def export_documents(caller: Caller, *, template_ids: Sequence[UUID], form_ids: Sequence[UUID]) -> dict[str, Any]:
    """The last published text of each, and for what was never published its draft."""
    if len(template_ids) + len(form_ids) > LARGEST_BUNDLE:
        _refuse_bundle(caller, {"zh-CN": f"最多 {LARGEST_BUNDLE} 份", "en": f"{LARGEST_BUNDLE} documents at most"})
    templates = [(await _text_of(caller, TEMPLATES, key)).document for key in dict.fromkeys(template_ids)]
    forms = [_with_digests(await _text_of(caller, FORMS, key)) for key in dict.fromkeys(form_ids)]
    return {"format": FORMAT, "version": FORMAT_VERSION, "templates": templates, "forms": forms}


async def _text_of(caller: Caller, kind: Kind[H, V], heading_id: UUID) -> V:
    heading = await authoring.load_heading(caller, kind, heading_id)
    found = await authoring.find_published(kind, heading)
    if found is None and may_author_for(caller.require_viewer(), owner_id=heading.owner_id):
        found = await authoring.find_draft(kind, heading)
    if found is None:
        raise NotFound(kind.name.lower())
    return found


def _with_digests(version: FormVersion) -> dict[str, Any]:
    """The composition, with the digest of everything it pins; a draft pins nothing for good yet."""
    form = version.document
    if version.status is TemplateStatus.DRAFT:
        return form
    digests = {
        (item["template"], item["version"]): item["digest"] for _, item in pins_of(form) if "material" not in item
    }
    return {**decompose(form), "digests": [[*pin, digest] for pin, digest in sorted(digests.items())]}


# ── in ───────────────────────────────────────────────────────────────────────
async def import_documents(
    caller: Caller, *, owner_id: UUID, bundle: Any, needs_approval: bool = False
) -> list[ImportedDocument]:
    """One document or a bundle, as drafts of this owner; all of it or nothing. `needs_approval` is for what is new."""
    require(may_author_for(caller.require_viewer(), owner_id=owner_id), action="import templates for this owner")
    templates, forms = _documents_of(caller, bundle)
    into = _Target(owner_id, needs_approval)
    found = [await _import(caller, TEMPLATES, into, document=each) for each in templates]
    for each in forms:
        FORMS.weigh(caller, each)
        found.append(await _import(caller, FORMS, into, document=await _repin(each, owner_id=owner_id)))
    return found


def _documents_of(caller: Caller, bundle: Any) -> tuple[list[Any], list[Any]]:
    if not isinstance(bundle, Mapping):
        _refuse_bundle(caller, {"zh-CN": "须为 JSON 对象", "en": "a JSON object is needed"})
    if "format" not in bundle:
        return ([], [bundle]) if "sections" in bundle else ([bundle], [])
    templates, forms = bundle.get("templates", []), bundle.get("forms", [])
    if bundle["format"] != FORMAT or bundle.get("version") != FORMAT_VERSION:
        _refuse_bundle(caller, {"zh-CN": f"须为 {FORMAT} 第 1 版", "en": f"it must be {FORMAT} of version 1"})
    if not isinstance(templates, list) or not isinstance(forms, list):
        _refuse_bundle(caller, {"zh-CN": "templates 和 forms 须为列表", "en": "templates and forms must be lists"})
    if len(templates) + len(forms) > LARGEST_BUNDLE:
        _refuse_bundle(caller, {"zh-CN": f"最多 {LARGEST_BUNDLE} 份", "en": f"{LARGEST_BUNDLE} documents at most"})
    return templates, forms


def _refuse_bundle(caller: Caller, reason: dict[str, str]) -> NoReturn:
    code, words = ServiceProblemCode.INVALID_ARGUMENT, text_in(reason, caller.locale)
    raise Refused([problem(code, locale=caller.locale, path=("bundle",), name="bundle", reason=words)])


@dataclass(frozen=True, slots=True)
class _Target:
    owner_id: UUID
    needs_approval: bool


async def _import(caller: Caller, kind: Kind[H, V], into: _Target, *, document: Any) -> ImportedDocument:
    kind.weigh(caller, document)
    heading = await kind.heading.get_or_none(key=document["key"])
    if heading is None:
        created = await authoring.create(
            caller, kind, owner_id=into.owner_id, document=document, needs_approval=into.needs_approval
        )
        return ImportedDocument(document["key"], ImportOutcome.CREATED, created)
    if heading.owner_id != into.owner_id:
        code = ServiceProblemCode.DUPLICATE_KEY
        raise Refused([problem(code, locale=caller.locale, path=("bundle",), key=heading.key)])
    draft = await authoring.find_draft(kind, heading)
    current = draft or await authoring.find_published(kind, heading)
    if current is not None and _says_the_same(kind, current, document):
        return ImportedDocument(heading.key, ImportOutcome.UNCHANGED, heading)
    revision = draft.revision if draft else 0
    await authoring.save_draft(caller, kind, heading.id, document=document, expected_revision=revision)
    return ImportedDocument(heading.key, ImportOutcome.DRAFTED, heading)


def _says_the_same(kind: Kind[H, V], version: AuthoredVersion, document: Document) -> bool:
    text = version.document
    frozen_form = "sections" in text and version.status is not TemplateStatus.DRAFT
    return kind.digest(decompose(text) if frozen_form else text) == kind.digest(document)


async def _repin(form: Document, *, owner_id: UUID) -> Document:
    """Each pin with the number that the same text has here. Where that text is not here the pin is left open: the number
    may be another text's.
    """
    if "digests" not in form:
        return cast("Document", await pin_versions(form))
    composition = {name: value for name, value in form.items() if name != "digests"}
    if check_composition(composition, locale=DEFAULT_LOCALE):
        return form
    digests = _digests_in(form)
    numbers = await _numbers_here(digests.values(), owner_id=owner_id)

    def repin(item: Document) -> dict[str, Any]:
        text = digests.get((item.get("template", ""), item.get("version", 0)))
        if text is None:
            return dict(item)
        here = numbers[item["template"], text]
        if item["version"] in here:
            return dict(item)
        rest = {name: value for name, value in item.items() if name != "version"}
        return {**rest, "version": here[0]} if here else rest

    return with_pins(composition, repin)


def _digests_in(form: Document) -> dict[Pin, str]:
    rows = form["digests"] if isinstance(form["digests"], list) else []
    listed = [row for row in rows if isinstance(row, list)]
    return {(row[0], row[1]): row[2] for row in listed if [type(each) for each in row] == [str, int, str]}


async def _numbers_here(digests: Iterable[str], *, owner_id: UUID) -> Mapping[tuple[str, str], list[int]]:
    """(key, digest) → the numbers that text has, the best first. A draft of this owner's counts too: it is published
    under the number it has.
    """
    known = ~Q(status=TemplateStatus.DRAFT) | Q(template__owner_id=owner_id)
    versions = TemplateVersion.filter(known, digest__in=list(digests)).order_by("-number")
    rows = await versions.values_list("template__key", "digest", "status", "number")
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for wanted in BEST_FIRST:
        for key, digest, status, number in rows:
            if status is wanted:
                numbers[key, digest].append(number)
    return numbers


# ── across ───────────────────────────────────────────────────────────────────
async def copy_document(
    caller: Caller, kind: Kind[H, V], heading_id: UUID, *, owner_id: UUID, key: str, needs_approval: bool = False
) -> H:
    """As a draft of another owner under a key of its own."""
    source = await _text_of(caller, kind, heading_id)
    text = source.document
    if "sections" in text and source.status is not TemplateStatus.DRAFT:
        text = decompose(text)
    copy = {**text, "key": key}
    return await authoring.create(caller, kind, owner_id=owner_id, document=copy, needs_approval=needs_approval)
