from typing import Any

import pytest

from plugins.documents import MAX_DOCUMENTS, Contribution, DocumentKind, DocumentsMisshapen, read_documents
from plugins.reasons import ReasonCode

TEMPLATE, CATALOGUE = DocumentKind.TEMPLATE, DocumentKind.CATALOGUE


def fault_of(kind: DocumentKind, result: object) -> tuple[ReasonCode, dict[str, Any]]:
    with pytest.raises(DocumentsMisshapen) as caught:
        read_documents("test", kind, result)
    return caught.value.code, caught.value.params


def nested(levels: int) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for _ in range(levels):
        document = {"inner": document}
    return document


def test_documents_are_copied_with_their_origin() -> None:
    document = {"key": "a", "title": {"en": "A"}, "list": (1, 2)}
    [found] = read_documents("test", TEMPLATE, (document,))
    assert found == Contribution("test", TEMPLATE, {"key": "a", "title": {"en": "A"}, "list": [1, 2]})
    document["title"]["en"] = "B"  # type: ignore[index]
    assert (found.key, found.title) == ("a", {"en": "A"})


def test_a_series_goes_by_its_code_and_name() -> None:
    [found] = read_documents("test", CATALOGUE, [{"code": "S", "name": {"en": "Series"}}])
    assert (found.key, found.title) == ("S", {"en": "Series"})
    assert fault_of(CATALOGUE, [{"key": "S"}]) == (ReasonCode.KEY_MISSING, {"place": 0, "member": "code"})


@pytest.mark.parametrize(
    ("result", "code", "params"),
    [
        (None, ReasonCode.NOT_A_LIST, {"found": "NoneType"}),
        ("text", ReasonCode.NOT_A_LIST, {"found": "str"}),
        ({"key": "a"}, ReasonCode.NOT_A_LIST, {"found": "dict"}),
        (iter([]), ReasonCode.NOT_A_LIST, {"found": "list_iterator"}),
        ([{}] * (MAX_DOCUMENTS + 1), ReasonCode.TOO_MANY_DOCUMENTS, {"maximum": MAX_DOCUMENTS}),
        ([["key"]], ReasonCode.NOT_JSON, {"place": 0}),
        ([{"key": "a", "on": {1, 2}}], ReasonCode.NOT_JSON, {"place": 0}),
        ([{"key": "a", "n": float("nan")}], ReasonCode.NOT_JSON, {"place": 0}),
        ([{"key": "a", "text": "\ud800"}], ReasonCode.NOT_JSON, {"place": 0}),
        ([{"key": "a"}, {"key": "b", **nested(5000)}], ReasonCode.NOT_JSON, {"place": 1}),
        ([{"title": "a"}], ReasonCode.KEY_MISSING, {"place": 0, "member": "key"}),
        ([{"key": ""}], ReasonCode.KEY_MISSING, {"place": 0, "member": "key"}),
        ([{"key": 5}], ReasonCode.KEY_MISSING, {"place": 0, "member": "key"}),
        ([{"key": "a"}, {"key": "b"}, {"key": "a"}], ReasonCode.KEY_TWICE, {"key": "a"}),
    ],
)
def test_what_is_no_list_of_documents_is_refused(result: object, code: ReasonCode, params: dict[str, Any]) -> None:
    assert fault_of(TEMPLATE, result) == (code, params)


def test_a_document_that_holds_itself_is_refused() -> None:
    circle: dict[str, Any] = {"key": "a"}
    circle["self"] = circle
    assert fault_of(TEMPLATE, [circle]) == (ReasonCode.NOT_JSON, {"place": 0})
