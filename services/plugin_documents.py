"""The documents of plugins and the database: which of them it holds, and how each kind is brought into it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from form_templates.digest import digest
from form_templates.documents import decompose
from models import (
    AuthoredDocument,
    AuthoredVersion,
    Form,
    FormVersion,
    Route,
    RouteVersion,
    Template,
    TemplateStatus,
    TemplateVersion,
)
from plugins.documents import Contribution, DocumentKind
from review_routes.documents import digest as route_digest
from services import templates
from services.authoring import refuse_errors
from services.caller import Caller
from services.catalogue import import_catalogue, read_catalogue
from services.catalogue_documents import holds, rows_there
from services.errors import Refused
from services.plugin_judgement import Identity, identity_of
from services.problems import ServiceProblemCode, problem


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """Series have no number. What was retired since is held all the same, but not published."""

    number: int | None
    published: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Where documents of one kind are kept, how they get there, and what tells two of them apart."""

    name: str
    heading: type[AuthoredDocument]
    version: type[AuthoredVersion]
    publish: Callable[..., Awaitable[AuthoredVersion]]
    digest: Callable[[Mapping[str, Any]], str]


TABLES: Mapping[DocumentKind, Table] = {
    DocumentKind.ROUTE: Table("route", Route, RouteVersion, templates.publish_route, route_digest),
    DocumentKind.TEMPLATE: Table("template", Template, TemplateVersion, templates.publish_template, digest),
    DocumentKind.FORM: Table("form", Form, FormVersion, templates.publish_form, digest),
}


# ── what is held ─────────────────────────────────────────────────────────────
async def find_held(caller: Caller) -> dict[Identity, HeldDocument]:
    """Of all that loaded plugins bring, what each published last and still brings the same. What an administrator
    published since stands: it is not undone because the plugin says something else.
    """
    held = await _find_series(caller)
    for kind, table in TABLES.items():
        brought = _brought(caller, kind)
        rows = await _find_last_rows(table, [each.key for each in brought])
        if kind is DocumentKind.FORM:
            await _restore_compositions(rows)
        for each in brought:
            row = rows.get(each.key)
            if row and (row["origin"], row["digest"]) == (each.origin, table.digest(each.document)):
                published = row["status"] == TemplateStatus.PUBLISHED
                held[identity_of(each)] = HeldDocument(row["number"], published=published)
    return held


def _brought(caller: Caller, kind: DocumentKind) -> Sequence[Contribution]:
    return [each for each in caller.environment.plugins.documents if each.kind is kind]


async def _find_series(caller: Caller) -> dict[Identity, HeldDocument]:
    brought, plugins = _brought(caller, DocumentKind.CATALOGUE), caller.environment.plugins
    if not brought:
        return {}
    there = rows_there(await read_catalogue(caller.environment.catalogue))
    return {
        identity_of(each): HeldDocument(None, published=True)
        for each in brought
        if not plugins.problems_of(each, locale=caller.locale) and holds(there, each.document)
    }


async def _find_last_rows(table: Table, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By key, the last version that was published by a plugin and not by a person."""
    if not keys:
        return {}
    versions = table.version.filter(**{f"{table.name}__key__in": list(keys)}, published_by_id=None)
    rows = await (
        versions.exclude(status=TemplateStatus.DRAFT)
        .order_by("number")
        .values("id", "number", "status", "digest", key=f"{table.name}__key", origin=f"{table.name}__origin")
    )
    return {row["key"]: row for row in rows}


async def _restore_compositions(rows: Mapping[str, dict[str, Any]]) -> None:
    """A published form carries its templates; the digest that a plugin can know is that of the composition."""
    ids = [row["id"] for row in rows.values()]
    documents = dict(await FormVersion.filter(id__in=ids).values_list("id", "document")) if ids else {}
    for row in rows.values():
        row["digest"] = digest(decompose(documents[row["id"]]))


# ── bringing it in ───────────────────────────────────────────────────────────
async def publish_document(caller: Caller, contribution: Contribution) -> int | None:
    """Through the gate of its kind, in the caller's transaction. Returns the number of the version; raises Refused."""
    plugins = caller.environment.plugins
    refuse_errors(plugins.refusals_of(contribution, locale=caller.locale))
    if contribution.kind is DocumentKind.CATALOGUE:
        refuse_errors(plugins.problems_of(contribution, locale=caller.locale))
        await import_catalogue([contribution.document])
        return None
    table = TABLES[contribution.kind]
    await _refuse_foreign(caller, table, contribution)
    version = await table.publish(caller, contribution.document, origin=contribution.origin)
    return version.number


async def _refuse_foreign(caller: Caller, table: Table, contribution: Contribution) -> None:
    """A key that was authored here, or brought by another plugin, is not taken over."""
    heading = await table.heading.get_or_none(key=contribution.key)
    if heading is not None and heading.origin != contribution.origin:
        code = ServiceProblemCode.DUPLICATE_KEY
        raise Refused([problem(code, locale=caller.locale, path=("key",), key=contribution.key)])
