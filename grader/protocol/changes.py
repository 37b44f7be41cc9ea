"""Changes in place: brings a plain value to the state that the other side reports."""

from __future__ import annotations

from typing import Any


def is_changeable(value: Any) -> bool:
    """Return whether a plain value can be changed in place."""
    return isinstance(value, (list, dict, set, bytearray)) or type(value).__name__ == "ndarray"


def restore(target: Any, new: Any) -> None:
    """Bring a plain value to the state `new` in place, as far as their kinds agree."""
    if type(target) is not type(new):
        return
    if isinstance(target, list):
        target[:] = [
            _renewed(target[index], fresh) if index < len(target) else fresh
            for index, fresh in enumerate(new)
        ]
    elif isinstance(target, dict):
        items = {key: _renewed(target.get(key), fresh) for key, fresh in new.items()}
        target.clear()
        target.update(items)
    elif isinstance(target, set):
        target.clear()
        target.update(new)
    elif isinstance(target, bytearray):
        target[:] = new
    elif type(target).__name__ == "ndarray":
        fits = target.shape == new.shape and target.dtype == new.dtype
        if fits and target.flags.writeable:
            target[...] = new


def _renewed(old: Any, fresh: Any) -> Any:
    """Return `old` brought to the state `fresh` if it can be, else `fresh`."""
    if type(old) is not type(fresh) or not is_changeable(old):
        return fresh
    if type(old).__name__ == "ndarray" and not (
        old.shape == fresh.shape and old.dtype == fresh.dtype and old.flags.writeable
    ):
        return fresh
    restore(old, fresh)
    return old
