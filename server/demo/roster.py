"""The demo's people as the sign-in page lists them: who they are and what they do, in the order of their roles."""

import json
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from models import Role

PEOPLE_FILE = Path(__file__).with_name("people.json")
ROLE_ORDER: tuple[Role | None, ...] = (None, *Role)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """`key` is the subject of their tokens; `role` is None for an applicant."""

    key: str
    name: str
    about: dict[str, str]
    role: Role | None


@dataclass(frozen=True, slots=True)
class RoleGroup:
    role: Role | None
    people: tuple[DemoPerson, ...]


@cache
def read_people() -> tuple[DemoPerson, ...]:
    """Everybody, applicants first; a person with several roles stands under the first of them."""
    entries = json.loads(PEOPLE_FILE.read_text(encoding="utf-8"))["people"]
    people = [
        DemoPerson(
            key=entry["key"],
            name=entry["name"],
            about=entry["about"],
            role=Role(entry["memberships"][0]["role"]) if entry["memberships"] else None,
        )
        for entry in entries
    ]
    return tuple(sorted(people, key=_role_position))


def group_by_role(people: tuple[DemoPerson, ...]) -> tuple[RoleGroup, ...]:
    return tuple(
        RoleGroup(role=ROLE_ORDER[position], people=tuple(members))
        for position, members in groupby(sorted(people, key=_role_position), key=_role_position)
    )


def find_person(key: str) -> DemoPerson | None:
    return next((person for person in read_people() if person.key == key), None)


def _role_position(person: DemoPerson) -> int:
    return ROLE_ORDER.index(person.role)
