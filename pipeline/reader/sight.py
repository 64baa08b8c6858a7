"""What python-calamine does not tell of a sheet: how far it reaches, and what is broken in it.

calamine gives an error cell as empty text and knows no formulas; so `ooxml`, `xlsb`, `ods` and `biff` look into
the file itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_VALUE = "公式无结果"
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!"}
"""Errors by the code that the binary formats give them."""
UNNAMED = "#N/A"
"""Shown for an error cell that does not say which error it is."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One sheet: the count of cells from A1 to the last that holds something; what is broken, by address.

    What is broken is the error as shown (#REF!), or `NO_VALUE` for a formula that carries no result.
    """

    area: int = 0
    broken: Mapping[str, str] = field(default_factory=dict)
