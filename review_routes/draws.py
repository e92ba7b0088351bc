"""Drawing experts by lot, so that anyone can replay it from the public record alone.

Before the draw, the plan (who may be drawn, who not and why, how many for each group) is fixed and a secret seed is
committed to: the commitment is SHA-256 over the seed and the plan's digest, both in hexadecimal, joined by a colon.
Then the seed is revealed. Each expert's lot is SHA-256 over the seed in hexadecimal, a colon and the expert's id; the
lowest lot comes first, and among equal lots the lower id. The groups take their members in the order they are listed,
each the first experts left who have one of its specialties, or any expert where it names none; then, in the same
order, their reserves. Nobody is taken twice.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

ALGORITHM = "zhicheng-draw-1"


class DrawImpossible(Exception):
    """A group cannot be filled: `group` needs `needed`, and only `found` are left that fit."""

    def __init__(self, group: str, *, needed: int, found: int) -> None:
        super().__init__(f"group {group} needs {needed} experts, {found} are left that fit")
        self.group = group
        self.needed = needed
        self.found = found


@dataclass(frozen=True)
class PoolMember:
    """Somebody who may be drawn, by an id that names nobody."""

    expert: str
    specialties: tuple[str, ...]


@dataclass(frozen=True)
class Exclusion:
    expert: str
    reason: str


@dataclass(frozen=True)
class Quota:
    """How many one group needs. No specialties is any."""

    group: str
    specialties: tuple[str, ...]
    members: int
    reserves: int


@dataclass(frozen=True)
class DrawPlan:
    pool: tuple[PoolMember, ...]
    excluded: tuple[Exclusion, ...]
    quotas: tuple[Quota, ...]


@dataclass(frozen=True)
class DrawnGroup:
    group: str
    members: tuple[str, ...]
    reserves: tuple[str, ...]


def plan_to_json(plan: DrawPlan) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(asdict(plan)))
    return document


def plan_from_json(document: Mapping[str, Any]) -> DrawPlan:
    """Raises KeyError or TypeError for what is not a plan."""
    return DrawPlan(
        pool=tuple(PoolMember(row["expert"], tuple(row["specialties"])) for row in document["pool"]),
        excluded=tuple(Exclusion(row["expert"], row["reason"]) for row in document["excluded"]),
        quotas=tuple(
            Quota(row["group"], tuple(row["specialties"]), row["members"], row["reserves"])
            for row in document["quotas"]
        ),
    )


def digest_of_plan(plan: DrawPlan) -> str:
    """SHA-256 over the plan as JSON with sorted members and no spaces, in hexadecimal."""
    canonical = json.dumps(plan_to_json(plan), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def commit(seed: str, plan: DrawPlan) -> str:
    """`seed` in hexadecimal."""
    return hashlib.sha256(f"{seed}:{digest_of_plan(plan)}".encode()).hexdigest()


def draw(plan: DrawPlan, *, seed: str) -> tuple[DrawnGroup, ...]:
    """Raises DrawImpossible."""
    excluded = {each.expert for each in plan.excluded}
    eligible = [each for each in plan.pool if each.expert not in excluded]
    left = sorted(eligible, key=lambda each: (_lot(seed, each.expert), each.expert))
    members = {quota.group: tuple(_take(left, quota, quota.members)) for quota in plan.quotas}
    reserves = {quota.group: tuple(_take(left, quota, quota.reserves)) for quota in plan.quotas}
    return tuple(DrawnGroup(each.group, members[each.group], reserves[each.group]) for each in plan.quotas)


def _lot(seed: str, expert: str) -> str:
    return hashlib.sha256(f"{seed}:{expert}".encode()).hexdigest()


def _take(left: list[PoolMember], quota: Quota, count: int) -> Iterator[str]:
    """Takes them out of `left`."""
    fitting = [each for each in left if not quota.specialties or set(each.specialties) & set(quota.specialties)]
    if len(fitting) < count:
        raise DrawImpossible(quota.group, needed=count, found=len(fitting))
    for each in fitting[:count]:
        left.remove(each)
        yield each.expert


def record_of(plan: DrawPlan, *, seed: str | None, drawn: Sequence[DrawnGroup], commitment: str) -> dict[str, Any]:
    """The public record; without the seed and the drawn until they are revealed."""
    record: dict[str, Any] = {"algorithm": ALGORITHM, "plan": plan_to_json(plan), "commitment": commitment}
    if seed is None:
        return record
    return {**record, "seed": seed, "drawn": json.loads(json.dumps([asdict(each) for each in drawn]))}


def find_fault(record: Mapping[str, Any]) -> str | None:
    """What is wrong with a public record, if anything; it takes any JSON and never raises."""
    try:
        if record["algorithm"] != ALGORITHM:
            return f"the algorithm is not {ALGORITHM}"
        plan, seed = plan_from_json(record["plan"]), str(record["seed"])
        if commit(seed, plan) != record["commitment"]:
            return "the seed and the plan are not those that were committed to"
        drawn = json.loads(json.dumps([asdict(each) for each in draw(plan, seed=seed)]))
    except DrawImpossible as impossible:
        return str(impossible)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        return f"this is not the record of a draw: {error!r}"
    return None if drawn == record["drawn"] else "the lots give other people than the record says"
