"""Letters: who is told what of a result, in words and with what enclosed, as messages ready to travel (design 12).

`scopes` cuts a month down to a reader's units; `month` (with `unit`), `year` and `reminding` write, `enclosing` encloses, `body` and
`message` give a letter its form.
"""

from pipeline.letters.matter import Written
from pipeline.letters.message import message_id, one_line, write_message
from pipeline.letters.month import month_letters
from pipeline.letters.reminding import Urging, reminder_letters
from pipeline.letters.year import year_letters

__all__ = [
    "Urging", "Written", "message_id", "month_letters", "one_line", "reminder_letters", "write_message", "year_letters",
]  # fmt: skip
