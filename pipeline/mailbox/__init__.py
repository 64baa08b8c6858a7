"""Mail that comes in: the box on its server, what a message is, and what was made of each, kept for good.

`box` reads and marks, `reading` takes a message apart, `loops` knows machines' letters, `parts` workbooks by content,
`names` writing in every coding; `register` is the durable record.
"""

from pipeline.mailbox.box import Fetched, Mailbox, open_mailbox
from pipeline.mailbox.loops import Bounced, Loop
from pipeline.mailbox.parts import Enclosed
from pipeline.mailbox.reading import Mail, read_mail
from pipeline.mailbox.register import Entry, MailRegister, Piece, PostState, alone

__all__ = [
    "Bounced", "Enclosed", "Entry", "Fetched", "Loop", "Mail", "MailRegister", "Mailbox", "Piece", "PostState", "alone",
    "open_mailbox", "read_mail",
]  # fmt: skip
