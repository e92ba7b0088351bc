"""The documents a plugin brings: which hook brings which kind, and what a hook must return."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from plugins.reasons import ReasonCode

MAX_DOCUMENTS = 1000  # of one hook of one plugin; the largest built-in one brings a twentieth of it


class DocumentKind(StrEnum):
    CATALOGUE = "CATALOGUE"
    ROUTE = "ROUTE"
    TEMPLATE = "TEMPLATE"
    FORM = "FORM"


HOOK_KINDS: Mapping[str, DocumentKind] = {
    "catalogue_documents": DocumentKind.CATALOGUE,
    "route_documents": DocumentKind.ROUTE,
    "template_documents": DocumentKind.TEMPLATE,
    "form_compositions": DocumentKind.FORM,
}
"""In the order of publishing: a form names templates that are there already."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """A document, and the name of the plugin it comes from."""

    origin: str
    kind: DocumentKind
    document: Mapping[str, Any]

    @property
    def key(self) -> str:
        key: str = self.document[key_member(self.kind)]
        return key

    @property
    def title(self) -> Any:
        """Texts by language, where the document is as it should be."""
        return self.document.get("name" if self.kind is DocumentKind.CATALOGUE else "title")


class DocumentsMisshapen(Exception):
    """What a hook returned is no list of documents."""

    def __init__(self, code: ReasonCode, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def key_member(kind: DocumentKind) -> str:
    return "code" if kind is DocumentKind.CATALOGUE else "key"


def read_documents(origin: str, kind: DocumentKind, result: object) -> list[Contribution]:
    """Copies that are the product's own, so that no plugin changes a document later. Raises DocumentsMisshapen."""
    if not isinstance(result, list | tuple):
        raise DocumentsMisshapen(ReasonCode.NOT_A_LIST, found=type(result).__name__)
    if len(result) > MAX_DOCUMENTS:
        raise DocumentsMisshapen(ReasonCode.TOO_MANY_DOCUMENTS, maximum=MAX_DOCUMENTS)
    return list(_read_each(origin, kind, result))


def _read_each(origin: str, kind: DocumentKind, result: list[object] | tuple[object, ...]) -> Iterator[Contribution]:
    member, seen = key_member(kind), set()
    for place, item in enumerate(result):
        document = _copy(place, item)
        key = document.get(member)
        if not isinstance(key, str) or not key:
            raise DocumentsMisshapen(ReasonCode.KEY_MISSING, place=place, member=member)
        if key in seen:
            raise DocumentsMisshapen(ReasonCode.KEY_TWICE, key=key)
        seen.add(key)
        yield Contribution(origin=origin, kind=kind, document=document)


def _copy(place: int, item: object) -> dict[str, Any]:
    """The standard library refuses dates and NaN, orjson lone surrogates: between them nothing but JSON is left."""
    if isinstance(item, Mapping):
        try:
            document: dict[str, Any] = orjson.loads(json.dumps(dict(item), allow_nan=False))
        except (TypeError, ValueError, RecursionError):
            pass
        else:
            return document
    raise DocumentsMisshapen(ReasonCode.NOT_JSON, place=place)
