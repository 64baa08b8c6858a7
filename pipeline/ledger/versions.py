"""Versions of the forms: how one is written, and which of two is the older."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_VERSION = re.compile(r"\d{4}-\d{1,3}")


def is_version(text: str) -> bool:
    """Tell whether `text` is written like a version."""
    return _VERSION.fullmatch(text) is not None


def age_of(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by, the oldest first."""
    return tuple(map(int, version.split("-")))


def _checked(text: str) -> str:
    if not is_version(text):
        message = f"表样版本「{text}」写法不对，写成 2016-1 的样子"
        raise ValueError(message)
    return text


Version = Annotated[str, AfterValidator(_checked)]
"""A version of the forms: the year, and which of that year (2016-1)."""
