"""Changes in place: brings a plain value to the state that the other side reports."""

from __future__ import annotations

from typing import Any


def is_changeable(value: Any) -> bool:
    """Return whether a plain value can be changed in place."""
    return isinstance(value, (list, dict, set, bytearray)) or type(value).__name__ == "ndarray"


def restore(target: Any, new: Any) -> None:
    """Bring a plain value to the state `new` in place, as far as their kinds agree."""
    if not _can_become(target, new):
        return
    if isinstance(target, list):
        target[:] = [*map(_renewed, target, new), *new[len(target) :]]
    elif isinstance(target, dict):
        items = {key: _renewed(target.get(key), fresh) for key, fresh in new.items()}
        target.clear()
        target.update(items)
    elif isinstance(target, set):
        target.clear()
        target.update(new)
    elif isinstance(target, bytearray):
        target[:] = new
    else:
        target[...] = new


def _can_become(old: Any, new: Any) -> bool:
    """Return whether a value can be brought to the state `new` in place."""
    if type(old) is not type(new) or not is_changeable(old):
        return False
    if type(old).__name__ == "ndarray":
        return bool(old.shape == new.shape and old.dtype == new.dtype and old.flags.writeable)
    return True


def _renewed(old: Any, fresh: Any) -> Any:
    """Return `old` brought to the state `fresh` if it can be, else `fresh`."""
    restore(old, fresh)
    return old if _can_become(old, fresh) else fresh
