"""The answers that are expected, from the data that was put in: each target is checked before it is timed."""

from collections.abc import Callable
from typing import Any

import orjson

from benchmarks.api import Unexpected
from benchmarks.client import Reply
from benchmarks.world import Case, World

PAGE = 20
CHECKS = {"signature", "integrity", "credential", "status", "date"}
Check = Callable[[Reply], None]


def whole_form(case: Case) -> Check:
    """Every answered section is there with its fields, and nothing is wrong with the answers."""

    def check(reply: Reply) -> None:
        form = data_of(reply)["declaration"]["form"]
        sections = {each["key"]: each for each in form["sections"]}
        _require(set(case.sections) - set(sections), set(), about="answered sections missing from the form")
        shown = [key for key, each in sections.items() if each["fields"] or each["templates"]]
        _require(set(shown), set(sections), about="sections with fields or templates")
        _require([each["code"] for each in form["problems"] if each["severity"] == "ERROR"], [], about="errors")
        values = {each["name"]: each["value"] for each in sections["basic-information"]["fields"]}
        given = case.sections["basic-information"][0]["answers"]
        _require({name: values[name] for name in given}, given, about="the values of the first section")

    return check


def one_section(case: Case, key: str) -> Check:
    def check(reply: Reply) -> None:
        section = data_of(reply)["declaration"]["form"]["section"]
        given = [each["answers"] for each in case.sections[key]]
        found = [{name: each["answers"][name] for name in given[0]} for each in section["entries"]]
        _require((section["key"], found), (key, given), about="the section's answers")

    return check


def queue(world: World) -> Check:
    def check(reply: Reply) -> None:
        page = data_of(reply)["reviewQueue"]
        _require((page["totalCount"], len(page["nodes"])), (world.waiting, PAGE), about="the queue's total and page")

    return check


def valid_certificate(number: str) -> Check:
    def check(reply: Reply) -> None:
        found = data_of(reply)["verifyCertificate"]
        _require(found["outcome"], "VALID", about="the outcome")
        passed = {each["name"] for each in found["checks"] if each["result"] == "PASS"}
        _require((passed, found["certificate"]["number"]), (CHECKS, number), about="what was checked")

    return check


def open_activities(reply: Reply) -> None:
    page = data_of(reply)["activities"]
    _require(page["totalCount"], len(page["nodes"]), about="open activities in all, and on the page")


def saved(case: Case, key: str) -> Check:
    """The first save after filling the form: the section is at its second revision, with the entries sent."""

    def check(reply: Reply) -> None:
        section = data_of(reply)["saveSection"]["section"]
        identifiers = [each["id"] for each in case.sections[key]]
        found = (section["revision"], [each["id"] for each in section["entries"]], section["problems"])
        _require(found, (2, identifiers, []), about="the saved section")

    return check


def submitted(reply: Reply) -> None:
    declaration = data_of(reply)["submitDeclaration"]["declaration"]
    opened = [step["key"] for step in declaration["itinerary"] if step["status"] == "OPEN"]
    _require((declaration["status"], opened), ("IN_REVIEW", ["employer-check"]), about="the submitted declaration")


# ── the floor's statements read the same rows ────────────────────────────────
def same_queue(real: Reply, floor: Reply) -> None:
    page = data_of(real)["reviewQueue"]
    _require({"totalCount": page["totalCount"], "nodes": page["nodes"]}, orjson.loads(floor.body), about="the rows")


def same_certificate(real: Reply, floor: Reply) -> None:
    _require(data_of(real)["verifyCertificate"]["certificate"], orjson.loads(floor.body), about="the certificate")


def same_activities(real: Reply, floor: Reply) -> None:
    _require(data_of(real)["activities"], orjson.loads(floor.body), about="the activities")


def same_revision(real: Reply, floor: Reply) -> None:
    revision = data_of(real)["saveSection"]["section"]["revision"]
    _require({"revision": revision}, orjson.loads(floor.body), about="the saved revision")


def same_submission(real: Reply, floor: Reply) -> None:
    """The floor has its own table, so each side submitted the declaration for the first time."""
    submitted(real)
    _require({"number": 1}, orjson.loads(floor.body), about="the submission's number")


def data_of(reply: Reply) -> dict[str, Any]:
    answer = orjson.loads(reply.body)
    data: dict[str, Any] | None = answer.get("data")
    if data is None or answer.get("errors"):
        raise Unexpected(f"the server answered {reply.status} {reply.body[:500].decode()}")
    return data


def _require(found: object, wanted: object, *, about: str) -> None:
    if found != wanted:
        raise Unexpected(f"{about}: found {str(found)[:500]}, expected {str(wanted)[:500]}")
