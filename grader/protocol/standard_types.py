"""Values of the standard library as lists of plain parts, and back."""

from __future__ import annotations

import datetime
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import chain, repeat
from typing import Any, NamedTuple

from grader.protocol.plain import MAX_DIGITS, MAX_INT_BITS, FrameError, Kind

_MAX_SIGNIFICANT = MAX_DIGITS // 2

CLASSES: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        *(bool, int, float, complex, str, bytes, bytearray, range),
        *(list, tuple, dict, set, frozenset, type(None)),
    )
}


class Form(NamedTuple):
    """How one type travels: the types of its parts, a value's parts, and the value of parts.

    `parts` gives None for a value that does not travel. `types` are those of the first parts;
    the last one is also that of all others.
    """

    kind: Kind
    cls: type
    types: tuple[tuple[type, ...], ...]
    parts: Callable[[Any], list[Any] | None]
    value: Callable[..., Any]


def parts_of(value: object) -> tuple[Kind, list[Any]] | None:
    """Return the kind and the parts of a value of one of the `FORMS`, None for any other."""
    if isinstance(value, type):
        name = value.__name__
        return (Kind.CLASS, [name]) if CLASSES.get(name) is value else None
    form = _BY_TYPE.get(type(value))
    parts = form.parts(value) if form else None
    return (form.kind, parts) if form and parts is not None else None


def value_of(kind: Kind, parts: list[Any]) -> Any:
    """Return the value that these parts make.

    Raises:
        FrameError: they are not the parts of such a value.
    """
    if kind is Kind.CLASS:
        return CLASSES[parts[0]]
    form = _BY_KIND[kind]
    if len(parts) < len(form.types) - 1:
        raise FrameError(f"too few parts of a {form.cls.__name__}")
    # The last kind of part comes any number of times, also none.
    for part, allowed in zip(parts, chain(form.types, repeat(form.types[-1])), strict=False):
        if object not in allowed and type(part) not in allowed:
            raise FrameError(f"no part of a {form.cls.__name__}")
    return form.value(*parts)


def _decimal(text: str) -> Decimal:
    if len(text) > MAX_DIGITS or _is_too_long(value := Decimal(text)):
        raise FrameError("the number has too many digits")
    return value


def _is_too_long(value: Decimal) -> bool:
    return value.is_finite() and (
        abs(value.adjusted()) > MAX_DIGITS or len(value.as_tuple().digits) > _MAX_SIGNIFICANT
    )


def _are_short(value: Fraction) -> bool:
    return max(value.numerator.bit_length(), value.denominator.bit_length()) <= MAX_INT_BITS


def _default_dict(factory: type | None, items: dict[Any, Any]) -> Any:
    if factory is not None and CLASSES.get(factory.__name__) is not factory:
        raise FrameError("a dictionary whose default is not a plain value")
    return defaultdict(factory, items)


def _text_of(value: Any) -> list[str] | None:
    known = type(value.tzinfo) in (type(None), datetime.timezone)
    return [value.isoformat()] if known else None


_TEXT, _INT, _ANY, _DICT = (str,), (int,), (object,), (dict,)
FORMS = (
    Form(
        Kind.FRACTION,
        Fraction,
        (_INT, _INT),
        lambda value: [value.numerator, value.denominator] if _are_short(value) else None,
        Fraction,
    ),
    Form(
        Kind.DECIMAL,
        Decimal,
        (_TEXT,),
        lambda value: None if _is_too_long(value) else [str(value)],
        _decimal,
    ),
    Form(
        Kind.DEQUE,
        deque,
        ((int, type(None)), _ANY),
        lambda value: [value.maxlen, *value],
        lambda most, *items: deque(items, most),
    ),
    Form(Kind.COUNTER, Counter, (_DICT,), lambda value: [dict(value)], Counter),
    Form(Kind.ORDERED_DICT, OrderedDict, (_DICT,), lambda value: [dict(value)], OrderedDict),
    Form(
        Kind.DEFAULT_DICT,
        defaultdict,
        ((type, type(None)), _DICT),
        lambda value: (
            [value.default_factory, dict(value)]
            if value.default_factory in (None, *CLASSES.values())
            else None
        ),
        _default_dict,
    ),
    Form(Kind.DICT_KEYS, type({}.keys()), (_ANY,), list, lambda *keys: dict.fromkeys(keys).keys()),
    Form(
        Kind.DICT_VALUES,
        type({}.values()),
        (_ANY,),
        list,
        lambda *values: dict(enumerate(values)).values(),
    ),
    Form(Kind.DICT_ITEMS, type({}.items()), ((tuple,),), list, lambda *items: dict(items).items()),
    Form(
        Kind.SLICE,
        slice,
        (_ANY, _ANY, _ANY),
        lambda value: [value.start, value.stop, value.step],
        slice,
    ),
    Form(
        Kind.MEMORY_VIEW,
        memoryview,
        ((bytes,),),
        lambda value: [value.tobytes()],
        memoryview,
    ),
    Form(
        Kind.DATE,
        datetime.date,
        (_TEXT,),
        lambda value: [value.isoformat()],
        datetime.date.fromisoformat,
    ),
    Form(Kind.TIME, datetime.time, (_TEXT,), _text_of, datetime.time.fromisoformat),
    Form(Kind.DATE_TIME, datetime.datetime, (_TEXT,), _text_of, datetime.datetime.fromisoformat),
    Form(
        Kind.TIME_DELTA,
        datetime.timedelta,
        (_INT, _INT, _INT),
        lambda value: [value.days, value.seconds, value.microseconds],
        datetime.timedelta,
    ),
)
_BY_TYPE = {form.cls: form for form in FORMS}
_BY_KIND = {form.kind: form for form in FORMS}
KINDS = frozenset(_BY_KIND) | {Kind.CLASS}
