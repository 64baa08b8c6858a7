"""催报: who is to be reminded, by which step, in which words (design, decision 6; plan P13).

The steps are declared in config.yaml. What the office recorded and what it typed into its own 催报记录 count
alike. Who has returned everything owed, or is excused, is never reminded. `ladder` says who and when, `texts` says
what to paste.
"""

from pipeline.reminders.ladder import Owing, Standing, day_of, made, reminded, standing
from pipeline.reminders.texts import called, texts, to_head

__all__ = ["Owing", "Standing", "called", "day_of", "made", "reminded", "standing", "texts", "to_head"]
