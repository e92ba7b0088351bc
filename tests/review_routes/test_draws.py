import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_routes.draws import (
    DrawImpossible,
    DrawPlan,
    Exclusion,
    PoolMember,
    Quota,
    commit,
    digest_of_plan,
    draw,
    find_fault,
    plan_from_json,
    plan_to_json,
    record_of,
)

SEED = "00" * 32
POOL = tuple(PoolMember(f"e{number:02d}", ("soft",) if number % 2 else ("hard", "soft")) for number in range(40))
PLAN = DrawPlan(
    pool=POOL,
    excluded=(Exclusion("e03", "OWN_DECLARATION"), Exclusion("e07", "ON_LEAVE")),
    quotas=(Quota("hardware", ("hard",), 7, 2), Quota("software", ("soft",), 9, 3)),
)


def drawn_otherwise(record: dict[str, Any]) -> list[dict[str, Any]]:
    """A second implementation, written from the description alone: lots first, then groups, one expert at a time."""
    seed, plan = record["seed"], record["plan"]
    barred = [each["expert"] for each in plan["excluded"]]
    lots = {each["expert"]: hashlib.sha256((seed + ":" + each["expert"]).encode()).digest() for each in plan["pool"]}
    fields = {each["expert"]: each["specialties"] for each in plan["pool"]}
    queue = sorted((name for name in lots if name not in barred), key=lambda name: (lots[name], name))
    result = [{"group": each["group"], "members": [], "reserves": []} for each in plan["quotas"]]
    for part in ("members", "reserves"):
        for quota, group in zip(plan["quotas"], result, strict=True):
            while len(group[part]) < quota[part]:
                fits = [
                    name for name in queue if not quota["specialties"] or set(fields[name]) & set(quota["specialties"])
                ]
                group[part].append(fits[0])
                queue.remove(fits[0])
    return result


def made(plan: DrawPlan, seed: str) -> dict[str, Any]:
    return record_of(plan, seed=seed, drawn=draw(plan, seed=seed), commitment=commit(seed, plan))


@given(st.binary(min_size=32, max_size=32).map(bytes.hex))
def test_a_second_implementation_draws_the_same_people(seed: str) -> None:
    record = made(PLAN, seed)
    assert record["drawn"] == drawn_otherwise(record)
    assert find_fault(json.loads(json.dumps(record))) is None


@given(st.binary(min_size=32, max_size=32).map(bytes.hex))
def test_nobody_twice_nobody_barred_and_everybody_in_their_field(seed: str) -> None:
    groups = draw(PLAN, seed=seed)
    people = [each for group in groups for each in (*group.members, *group.reserves)]
    assert (len(people), len(set(people)), {"e03", "e07"} & set(people)) == (21, 21, set())
    fields = {each.expert: set(each.specialties) for each in POOL}
    assert all("hard" in fields[each] for each in (*groups[0].members, *groups[0].reserves))


def test_everybody_comes_up_about_as_often() -> None:
    plan = replace(PLAN, excluded=(), quotas=(Quota("all", (), 10, 0),))
    times: dict[str, int] = {}
    for number in range(2000):
        for each in draw(plan, seed=f"{number:064x}")[0].members:
            times[each] = times.get(each, 0) + 1
    assert (len(times), min(times.values()) > 400, max(times.values()) < 600) == (40, True, True)


def test_the_commitment_hides_the_seed_and_binds_the_plan() -> None:
    other = replace(PLAN, excluded=())
    assert len({commit(SEED, PLAN), commit("11" * 32, PLAN), commit(SEED, other)}) == 3
    assert "seed" not in record_of(PLAN, seed=None, drawn=(), commitment=commit(SEED, PLAN))


def test_the_digest_is_of_the_plan_however_it_was_written_down() -> None:
    assert plan_from_json(json.loads(json.dumps(plan_to_json(PLAN)))) == PLAN
    assert digest_of_plan(plan_from_json(plan_to_json(PLAN))) == digest_of_plan(PLAN)


def test_too_few_are_too_few() -> None:
    with pytest.raises(DrawImpossible, match="hardware needs 30 experts, 20 are left"):
        draw(replace(PLAN, quotas=(Quota("hardware", ("hard",), 30, 0),)), seed=SEED)


RECORD = made(PLAN, SEED)
SWAPPED = [RECORD["drawn"][0], {**RECORD["drawn"][1], "members": RECORD["drawn"][1]["members"][::-1]}]


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        ({**RECORD, "drawn": SWAPPED}, "the lots give other people than the record says"),
        ({**RECORD, "seed": "11" * 32}, "the seed and the plan are not those that were committed to"),
        (
            {**RECORD, "plan": {**RECORD["plan"], "excluded": []}},
            "the seed and the plan are not those that were committed to",
        ),
        ({**RECORD, "algorithm": "coin"}, "the algorithm is not zhicheng-draw-1"),
    ],
)
def test_a_record_that_was_touched_is_found_out(record: dict[str, Any], fault: str) -> None:
    assert find_fault(record) == fault


@given(st.dictionaries(st.sampled_from([*RECORD]), st.none() | st.integers() | st.text() | st.lists(st.integers())))
def test_anything_is_judged_without_raising(changes: dict[str, Any]) -> None:
    assert (find_fault({**RECORD, **changes}) is None) == all(changes[name] == RECORD[name] for name in changes)
