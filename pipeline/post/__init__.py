"""Letters on their way: kept until they are gone, handed over once, and remembered.

`Outbox` is what survives a kill, `SmtpTransport` the way out, `deliver` takes one through the other. Nothing here
knows what a letter says: bytes, addresses and Message-IDs (docs/decisions/0021).
"""

from __future__ import annotations

from pipeline.post.answers import Answer, Verdict
from pipeline.post.delivering import Transport, deliver
from pipeline.post.outbox import Outbox
from pipeline.post.parcels import Delivery, Entry, Parcel, ParcelState, Report
from pipeline.post.smtp import SmtpTransport

__all__ = [
    "Answer",
    "Delivery",
    "Entry",
    "Outbox",
    "Parcel",
    "ParcelState",
    "Report",
    "SmtpTransport",
    "Transport",
    "Verdict",
    "deliver",
]
