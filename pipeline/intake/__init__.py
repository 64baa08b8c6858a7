"""Which file counts: per unit and ledger the three states, lateness, and why the rest does not count.

Design, decisions 5 and 6; rubric §2, 报送扣分. `arrived` is one file and what the office decided on it,
`counting` says which files count, `moments` when the return came, `told` what is to be said, `month`
brings a period together.
"""

from pipeline.intake.arrived import COUNTS, IN_TIME, SET_ASIDE, VERDICTS, Arrived
from pipeline.intake.month import build_intake

__all__ = ["COUNTS", "IN_TIME", "SET_ASIDE", "VERDICTS", "Arrived", "build_intake"]
