"""Templates and forms as files: exported one or many in a bundle, imported as drafts, copied to another owner.

Importing the same bundle again changes nothing. Forms name their templates by digest too, so that a bundle fits a
deployment that counts its versions otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn
from uuid import UUID

from form_templates.documents import decompose
from models import AuthoredDocument, AuthoredVersion, TemplateStatus, TemplateVersion
from services import authoring
from services.access import may_author_for, require
from services.authoring import H, Kind, V
from services.caller import Caller, text_in
from services.compositions import FORMS
from services.errors import NotFound, Refused
from services.problems import ServiceProblemCode, problem
from services.templates import TEMPLATES

FORMAT = "zhicheng-bundle"
FORMAT_VERSION = 1
LARGEST_BUNDLE = 200  # documents

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
    forms = [_with_digests((await _text_of(caller, FORMS, key)).document) for key in dict.fromkeys(form_ids)]
    return {"format": FORMAT, "version": FORMAT_VERSION, "templates": templates, "forms": forms}


async def _text_of(caller: Caller, kind: Kind[H, V], heading_id: UUID) -> V:
    heading = await authoring.load_heading(caller, kind, heading_id)
    found = await authoring.find_published(kind, heading)
    if found is None and may_author_for(caller.require_viewer(), owner_id=heading.owner_id):
        found = await authoring.find_draft(kind, heading)
    if found is None:
        raise NotFound(kind.name.lower())
    return found


def _with_digests(form: Document) -> dict[str, Any]:
    """The composition, each pin with the digest of what it pins."""
    digests = {
        (item["template"], item["version"]): item["digest"]
        for section in form["sections"]
        for item in section.get("templates", [section])
        if "digest" in item and "material" not in item
    }
    return {**decompose(form), "digests": [[*pin, digest] for pin, digest in sorted(digests.items())]}


# ── in ───────────────────────────────────────────────────────────────────────
async def import_documents(caller: Caller, *, owner_id: UUID, bundle: Any) -> list[ImportedDocument]:
    """One document or a bundle, as drafts of this owner; all of it or nothing."""
    require(may_author_for(caller.require_viewer(), owner_id=owner_id), action="import templates for this owner")
    templates, forms = _documents_of(caller, bundle)
    found = [await _import(caller, TEMPLATES, owner_id=owner_id, document=each) for each in templates]
    for each in forms:
        composition = await _repin(each)
        found.append(await _import(caller, FORMS, owner_id=owner_id, document=composition))
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


async def _import(caller: Caller, kind: Kind[H, V], *, owner_id: UUID, document: Any) -> ImportedDocument:
    kind.weigh(caller, document)
    heading = await kind.heading.get_or_none(key=document["key"])
    if heading is None:
        created = await authoring.create(caller, kind, owner_id=owner_id, document=document, needs_approval=False)
        return ImportedDocument(document["key"], ImportOutcome.CREATED, created)
    if heading.owner_id != owner_id:
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


async def _repin(form: Any) -> Any:
    """Each pin with the number that the same text has here."""
    if not isinstance(form, Mapping) or not isinstance(form.get("digests"), list):
        return form
    composition = {name: value for name, value in form.items() if name != "digests"}
    digests = {(row[0], row[1]): row[2] for row in form["digests"] if isinstance(row, list) and len(row) == 3}  # noqa: PLR2004 -- key, version, digest
    versions = await TemplateVersion.filter(
        digest__in=[str(each) for each in digests.values()], status=TemplateStatus.PUBLISHED
    ).select_related("template")
    numbers = {(version.template.key, version.digest): version.number for version in versions}

    def repin(item: Any) -> Any:
        if not isinstance(item, Mapping) or "template" not in item:
            return item
        digest = digests.get((item["template"], item.get("version")), "")
        here = numbers.get((item["template"], digest))
        return {**item, "version": here} if here else item

    sections = [
        {**section, "templates": [repin(item) for item in section["templates"]]}
        if isinstance(section.get("templates"), list)
        else repin(section)
        for section in composition.get("sections", [])
        if isinstance(section, Mapping)
    ]
    return {**composition, "sections": sections}


# ── across ───────────────────────────────────────────────────────────────────
async def copy_document(caller: Caller, kind: Kind[H, V], heading_id: UUID, *, owner_id: UUID, key: str) -> H:
    """As a draft of another owner under a key of its own."""
    source = await _text_of(caller, kind, heading_id)
    text = source.document
    if "sections" in text and source.status is not TemplateStatus.DRAFT:
        text = decompose(text)
    copy = {**text, "key": key}
    return await authoring.create(caller, kind, owner_id=owner_id, document=copy, needs_approval=False)
