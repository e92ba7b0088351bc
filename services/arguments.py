"""What an argument may be, beyond its type: texts of a length, moments with a time zone in years that are meant."""

from collections.abc import Sequence
from datetime import datetime

from services.caller import Caller, text_in
from services.errors import Refused
from services.problems import Problem, ServiceProblemCode, problem

SENSIBLE_YEARS = range(2000, 2100)


def invalid(caller: Caller, path: Sequence[str], reason: dict[str, str]) -> Problem:
    """`reason` by language."""
    code, words = ServiceProblemCode.INVALID_ARGUMENT, text_in(reason, caller.locale)
    return problem(code, locale=caller.locale, path=tuple(path), name=path[-1], reason=words)


def wrong_text(caller: Caller, path: Sequence[str], text: str, *, longest: int, least: int = 1) -> list[Problem]:
    """Counted without the spaces around it."""
    if least <= len(text.strip()) <= longest:
        return []
    reason = {"zh-CN": f"须为 {least} 至 {longest} 字", "en": f"{least} to {longest} characters"}
    return [invalid(caller, path, reason)]


def is_sensible(moment: datetime) -> bool:
    return moment.tzinfo is not None and moment.year in SENSIBLE_YEARS


def wrong_moment(caller: Caller, path: Sequence[str], moment: datetime | None) -> list[Problem]:
    if moment is None or is_sensible(moment):
        return []
    reason = {"zh-CN": "须带时区，且在 2000 至 2099 年间", "en": "it needs a time zone, within 2000 to 2099"}
    return [invalid(caller, path, reason)]


def refuse_wrong(found: Sequence[Problem]) -> None:
    """All at once, if there is any."""
    if found:
        raise Refused(list(found))
