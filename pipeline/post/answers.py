"""What a server answers, in plain Chinese, with its own words after it; no password ever among them."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from enum import Enum, auto

LONGEST = 300
"""Signs of a server's words that are kept."""


class Verdict(Enum):
    """What an answer means for the letter, or for all of them."""

    ACCEPTED = auto()
    LATER = auto()
    """Not now; surely not accepted."""
    UNSURE = auto()
    """Given whole, and then no answer: it may have been accepted."""
    REFUSED = auto()
    """Never; the others go on."""
    BUSY = auto()
    """No letter can go now."""
    STOP = auto()
    """No letter can go before a person has seen to it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict and the words that a person reads."""

    verdict: Verdict
    words: str = ""


TOO_LARGE = "这封信太大，对方的服务器不收。请把 config.yaml 里 mail 的 largest 改小，再重新发。"
FULL = "收件人的邮箱满了。请他清一清再发。"
UNKNOWN = "没有这个邮箱，或已经停用。请核对 config.yaml 里的邮箱地址。"
BARRED = "服务器不准这封信通过（可能被当成垃圾邮件）。请问邮箱的管理员。"
SENDER = "服务器不让这个邮箱发信。请核对 config.yaml 里 mail 的 address，或问邮箱的管理员。"
NOT_NOW = "服务器让稍后再试。"
NEVER = "服务器不收这封信。"

HURRIED = "服务器嫌发得太快或今天发得太多。没有发出的还留着，请过一会儿（还不行就明天）再运行一次。"

ABOUT_US: tuple[tuple[str, tuple[Verdict, str]], ...] = (
    (r"frequen|rate.{0,12}(limit|exceed)|too (many|fast|frequent)|throttl", (Verdict.BUSY, HURRIED)),
    (r"5\.4\.5\b|(daily|sending|sent|hourly).{0,20}(quota|limit)", (Verdict.BUSY, HURRIED)),
    (r"5\.1\.[78]\b|sender.{0,20}(reject|denied|not allowed|refused)", (Verdict.STOP, SENDER)),
)
"""What the words say of us, whichever letter and whichever step it was: it would be said of the next letter too."""

SPEAKING: tuple[tuple[str, str], ...] = (
    (r"[245]\.2\.2\b|quota|mailbox.{0,20}full|exceeded storage|insufficient.{0,10}storage", FULL),
    (r"[45]\.3\.4\b|[45]\.2\.3\b|too (large|big|much)|size (limit|exceed)|exceed\S*.{0,20}size", TOO_LARGE),
    (r"5\.1\.[1236]\b|5\.2\.1\b|5\.4\.4\b|no such|unknown|not exist|not found|unavailable", UNKNOWN),
    (r"5\.7\.\d+|spam|reject|denied", BARRED),
)
"""What the words speak of (RFC 3463 and what servers write), and what it means; the first that fits."""


def refused(step: str, code: int, words: str) -> Answer:
    """Return what a server's refusal at MAIL, RCPT, DATA or BODY (the letter itself) means.

    A sender that is refused for good is refused for all letters, unless it is this letter's size (RFC 1870); so is one
    who sends too fast, or too much.
    """
    spoken = f"服务器说：「{code} {words}」"
    lasting = code >= 500  # noqa: PLR2004 — SMTP's own line between later and never
    ours = next((told for pattern, told in ABOUT_US if re.search(pattern, words, re.IGNORECASE)), None)
    if lasting and ours:
        return Answer(ours[0], f"{ours[1]}{spoken}")
    speaks = next((meaning for pattern, meaning in SPEAKING if re.search(pattern, words, re.IGNORECASE)), "")
    if step == "MAIL" and lasting and code != 552 and speaks is not TOO_LARGE:  # noqa: PLR2004
        return Answer(Verdict.STOP, f"{SENDER}{spoken}")
    if not lasting:
        return Answer(Verdict.LATER, f"{FULL if speaks is FULL and step == 'RCPT' else NOT_NOW}{spoken}")
    if not speaks:
        speaks = _by_code(step, code)
    return Answer(Verdict.REFUSED, f"{speaks}{spoken}")


def _by_code(step: str, code: int) -> str:
    """Return what a bare code means (RFC 5321)."""
    if code == 552:  # noqa: PLR2004
        return FULL if step == "RCPT" else TOO_LARGE
    if step == "RCPT" and code in {550, 551, 553}:
        return UNKNOWN
    return NEVER


def clean(words: bytes | str, password: str = "", user: str = "") -> str:
    """Return a server's words as one short line of text, in whatever encoding they came, the password masked."""
    text = words if isinstance(words, str) else _decoded(words)
    for secret in _secrets(password, user):
        text = re.sub(re.escape(secret), "●●●", text, flags=re.IGNORECASE)  # some servers answer in capitals
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _secrets(password: str, user: str) -> list[str]:
    """Return the password as a server might give it back: as it is, and as AUTH writes it (RFC 4616, LOGIN)."""
    if not password:
        return []
    plain = (f"\0{user}\0{password}", f"{user}\0{user}\0{password}", password)
    return [*(base64.b64encode(each.encode()).decode() for each in plain), password]


def _decoded(words: bytes) -> str:
    try:
        return words.decode()
    except UnicodeDecodeError:
        return words.decode("gb18030", "replace")
