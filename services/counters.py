"""Gapless sequences: the row is held until the transaction that took the number ends, so none is lost or doubled."""

from tortoise.expressions import F

from models import Counter


async def next_value(key: str) -> int:
    await Counter.bulk_create([Counter(key=key, value=0)], ignore_conflicts=True)
    await Counter.filter(key=key).update(value=F("value") + 1)
    return (await Counter.get(key=key)).value
