"""Letters out: who gets what of a result, drafts to look at, each letter sent once; to all it is issued (design, `send`)."""

from pipeline.mailroom.preparing import post_of, prepare
from pipeline.mailroom.sending import (
    answer,
    mailbox_of,
    outbox_of,
    receipts,
    record_of,
    send,
    transport_of,
    write_drafts,
)
from pipeline.mailroom.whom import Sending, To

__all__ = [
    "Sending", "To", "answer", "mailbox_of", "outbox_of", "post_of", "prepare", "receipts", "record_of", "send", "transport_of",
    "write_drafts",
]  # fmt: skip
