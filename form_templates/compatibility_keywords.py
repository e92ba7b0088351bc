"""Two versions of what is said about one place, keyword by keyword: which values are no longer taken, which newly are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from form_templates.pointers import extend
from form_templates.statements import Statement, ValueKey, value_key
from form_templates.unfold import is_option_list
from form_templates.version_changes import ADDITIVE, BREAKING, NARROWING, ChangeCode, VersionChange, changed

Said = Sequence[Statement]

_FORMATS_WITHIN = {"year-month": "year-month-or-present"}
"""Every text of the one format is also of the other."""

_NO_MORE_THAN = ("maxLength", "maxItems", "x-attachment/maxBytes")
_NO_LESS_THAN = ("minLength", "minItems", "x-attachment/minWidth", "x-attachment/minHeight")


@dataclass(frozen=True, slots=True)
class Value:
    """What one keyword says, and where."""

    value: Any
    pointer: str


def compare_keywords(before: Said, after: Said, *, name: str) -> Iterator[VersionChange]:
    """A change of type says all there is to say."""
    retyped = list(_compare_types(before, after, name))
    if retyped:
        yield from retyped
        return
    for compare in _COMPARISONS:
        yield from compare(before, after, name)


def values_of(said: Said, keyword: str) -> list[Value]:
    """`keyword` may lead into an object: x-attachment/maxBytes."""
    found = []
    for statement in said:
        value: Any = statement.schema
        pointer = statement.pointer
        for token in keyword.split("/"):
            value, pointer = (value or {}).get(token), extend(pointer, token)
        if value is not None:
            found.append(Value(value, pointer))
    return found


def _compare_types(before: Said, after: Said, name: str) -> Iterator[VersionChange]:
    old, new = values_of(before, "type"), values_of(after, "type")
    was, now = sorted({each.value for each in old}), sorted({each.value for each in new})
    if was != now:
        at = [*new, *old][0].pointer.removesuffix(
            "/type"
        )  # which need not be written: a choice of objects is an object
        yield changed(ChangeCode.TYPE_CHANGED, BREAKING, at, name=name, before=was, after=now)


def _compare_options(before: Said, after: Said, name: str) -> Iterator[VersionChange]:
    old, new = options_of(before), options_of(after)
    if old is None and new is None:
        return
    if old is None or new is None:
        yield _options_come_or_go(before, after, name)
        return
    at = _where_options_are(after)
    gone = [value for key, value in old.items() if key not in new]
    come = [value for key, value in new.items() if key not in old]
    if gone and not old.keys() & new.keys():
        yield changed(ChangeCode.OPTIONS_EMPTIED, BREAKING, at, name=name, options=gone)
    elif gone:
        yield changed(ChangeCode.OPTIONS_REMOVED, NARROWING, at, name=name, options=gone)
    if come:
        yield changed(ChangeCode.OPTIONS_ADDED, ADDITIVE, at, name=name, options=come)


def _options_come_or_go(before: Said, after: Said, name: str) -> VersionChange:
    options = options_of(after)
    if options is None:
        return changed(ChangeCode.OPTIONS_LIFTED, ADDITIVE, _where_options_are(before), name=name)
    at = _where_options_are(after)
    return changed(ChangeCode.OPTIONS_INTRODUCED, NARROWING, at, name=name, options=list(options.values()))


def options_of(said: Said) -> dict[ValueKey, Any] | None:
    """What all lists have in common; None where there is no list."""
    common: dict[ValueKey, Any] | None = None
    for each in _option_lists(said):
        keys = {value_key(value): value for value in each.value}
        common = keys if common is None else {key: value for key, value in common.items() if key in keys}
    return common


def _option_lists(said: Said) -> list[Value]:
    choices = [each for each in values_of(said, "oneOf") if is_option_list(each.value)]
    return [
        *values_of(said, "enum"),
        *(Value([each.value], each.pointer) for each in values_of(said, "const")),
        *(Value([option["const"] for option in each.value], each.pointer) for each in choices),
    ]


def _where_options_are(said: Said) -> str:
    return _option_lists(said)[0].pointer


def _compare_upper(before: Said, after: Said, name: str) -> Iterator[VersionChange]:
    for keyword in _NO_MORE_THAN:
        old, new = (min(values_of(said, keyword), key=_value, default=None) for said in (before, after))
        yield from _compare_bounds(keyword, old, new, name, tighter=lambda one, other: one < other)


def _compare_lower(before: Said, after: Said, name: str) -> Iterator[VersionChange]:
    """At least none is no limit."""
    for keyword in _NO_LESS_THAN:
        real = ([each for each in values_of(said, keyword) if each.value] for said in (before, after))
        old, new = (max(values, key=_value, default=None) for values in real)
        yield from _compare_bounds(keyword, old, new, name, tighter=lambda one, other: one > other)


def _value(each: Value) -> Any:
    return each.value


def _compare_ranges(before: Said, after: Said, name: str) -> Iterator[VersionChange]:
    """A bound that is itself excluded is the tighter of two equal ones."""
    old, new = (max(_bounds(said, "minimum", "exclusiveMinimum"), key=_value, default=None) for said in (before, after))
    yield from _compare_bounds("minimum", old, new, name, tighter=lambda one, other: one > other)
    old, new = (min(_bounds(said, "maximum", "exclusiveMaximum"), key=_upper, default=None) for said in (before, after))
    yield from _compare_bounds("maximum", old, new, name, tighter=lambda one, other: _order(one) < _order(other))


def _upper(each: Value) -> tuple[float, bool]:
    return _order(each.value)


def _order(bound: tuple[float, bool]) -> tuple[float, bool]:
    return bound[0], not bound[1]


def _bounds(said: Said, included: str, excluded: str) -> list[Value]:
    return [
        *(Value((each.value, False), each.pointer) for each in values_of(said, included)),
        *(Value((each.value, True), each.pointer) for each in values_of(said, excluded)),
    ]


def _compare_bounds(
    limit: str, old: Value | None, new: Value | None, name: str, *, tighter: Callable[[Any, Any], bool]
) -> Iterator[VersionChange]:
    was, now = (each.value if each else None for each in (old, new))
    params = {"name": name, "limit": limit.rpartition("/")[2], "before": _shown(was), "after": _shown(now)}
    if new and (old is None or tighter(now, was)):
        yield changed(ChangeCode.LIMIT_TIGHTENED, NARROWING, new.pointer, **params)
    elif old and (new is None or tighter(was, now)):
        yield changed(ChangeCode.LIMIT_LOOSENED, ADDITIVE, (new or old).pointer, **params)


def _shown(bound: Any) -> Any:
    return bound[0] if isinstance(bound, tuple) else bound


def _compare_steps(before: Said, after: Said, name: str) -> Iterator[VersionChange]:
    yield from _compare_sets("multipleOf", before, after, name, within=_is_multiple)


def _is_multiple(one: Any, other: Any) -> bool:
    return isinstance(one, int) and isinstance(other, int) and one % other == 0


def _compare_patterns(before: Said, after: Said, name: str) -> Iterator[VersionChange]:
    yield from _compare_sets("pattern", before, after, name, within=lambda _one, _other: False)


def _compare_formats(before: Said, after: Said, name: str) -> Iterator[VersionChange]:
    yield from _compare_sets("format", before, after, name, within=lambda one, other: _FORMATS_WITHIN.get(one) == other)


def _compare_sets(
    keyword: str, before: Said, after: Said, name: str, *, within: Callable[[Any, Any], bool]
) -> Iterator[VersionChange]:
    """Several can be demanded at once. `within` tells that what meets the one meets the other."""
    old, new = values_of(before, keyword), values_of(after, keyword)
    was, now = [each.value for each in old], [each.value for each in new]
    come = [each for each in new if not any(one == each.value or within(one, each.value) for one in was)]
    gone = [each for each in old if not any(one == each.value or within(one, each.value) for one in now)]
    params = {"name": name, "keyword": keyword, "before": was, "after": now}
    if come:
        code = ChangeCode.FORMAT_CHANGED if old else ChangeCode.FORMAT_ADDED
        yield changed(code, NARROWING, come[0].pointer, **params)
    elif gone:
        code = ChangeCode.FORMAT_CHANGED if new else ChangeCode.FORMAT_REMOVED
        yield changed(code, ADDITIVE, [*new, *gone][0].pointer, **params)


def _compare_media_types(before: Said, after: Said, name: str) -> Iterator[VersionChange]:
    """Of an attachment. None listed means that any will do."""
    old, new = values_of(before, "x-attachment/mediaTypes"), values_of(after, "x-attachment/mediaTypes")
    was, now = ({value for each in said for value in each.value} for said in (old, new))
    if not old and new:
        yield changed(ChangeCode.OPTIONS_INTRODUCED, NARROWING, new[0].pointer, name=name, options=sorted(now))
    elif old and not new:
        yield changed(ChangeCode.OPTIONS_LIFTED, ADDITIVE, old[0].pointer, name=name)
    if new and was - now:
        yield changed(ChangeCode.OPTIONS_REMOVED, NARROWING, new[0].pointer, name=name, options=sorted(was - now))
    if old and now - was:
        yield changed(ChangeCode.OPTIONS_ADDED, ADDITIVE, new[0].pointer, name=name, options=sorted(now - was))


def _compare_uniqueness(before: Said, after: Said, name: str) -> Iterator[VersionChange]:
    """Shown like any other limit, which is either there or not."""
    old, new = ([each for each in values_of(said, "uniqueItems") if each.value] for said in (before, after))
    params = {"name": name, "limit": "uniqueItems", "before": bool(old), "after": bool(new)}
    if new and not old:
        yield changed(ChangeCode.LIMIT_TIGHTENED, NARROWING, new[0].pointer, **params)
    elif old and not new:
        yield changed(ChangeCode.LIMIT_LOOSENED, ADDITIVE, old[0].pointer, **params)


def _compare_origins(before: Said, after: Said, name: str) -> Iterator[VersionChange]:
    """Who gives the value. A computed value is judged like one that was typed, and may be found wanting."""
    old, new = values_of(before, "x-computed"), values_of(after, "x-computed")
    if {each.value for each in old} != {each.value for each in new}:
        yield changed(ChangeCode.COMPUTED_CHANGED, NARROWING, [*new, *old][0].pointer, name=name)
    old, new = ([each for each in values_of(said, "readOnly") if each.value] for said in (before, after))
    if new and not old:
        yield changed(ChangeCode.READ_ONLY_ADDED, NARROWING, new[0].pointer, name=name)
    elif old and not new:
        yield changed(ChangeCode.READ_ONLY_REMOVED, ADDITIVE, old[0].pointer, name=name)


_COMPARISONS = (
    _compare_options,
    _compare_lower,
    _compare_upper,
    _compare_ranges,
    _compare_steps,
    _compare_patterns,
    _compare_formats,
    _compare_media_types,
    _compare_uniqueness,
    _compare_origins,
)
