"""Letters in: the mailbox is read, workbooks are filed and registered, every sender gets one answer (docs/decisions/0022).

`rounds` is the round in the order of its steps; `senders` who wrote, `filing` where things go, `answers` what is said.
"""

from pipeline.collecting.done import Collected, Taken
from pipeline.collecting.rounds import collect

__all__ = ["Collected", "Taken", "collect"]
