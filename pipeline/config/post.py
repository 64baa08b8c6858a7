"""How letters go out and come in: the school's own mailbox and its servers, as config.yaml declares them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, model_validator
from pydantic import Field as Key

from pipeline.declared import Declared, near
from pipeline.roster import Address, checked_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.config.school import Config
    from pipeline.declared import Loc

HERE = frozenset({"127.0.0.1", "::1", "localhost"})


class Server(Declared):
    """A mail server: `tls` from the first byte, `starttls` before the first word; plainly to this very machine alone.

    `certificate` is a file of certificates to trust beside those of the system, relative to config.yaml.
    """

    host: Annotated[str, Key(min_length=1)]
    port: Annotated[int, Key(gt=0, lt=65536)]
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    certificate: str = ""

    @model_validator(mode="after")
    def _is_guarded(self) -> Server:
        if self.security == "none" and self.host not in HERE:
            message = "security: none 只能用于本机，别的服务器请写 tls 或 starttls，不然密码会在路上被看到"
            raise ValueError(message)
        return self


class Post(Declared):
    """The campaign's mailbox: who writes, how it sends and receives, and what a letter may weigh.

    `largest` is in MB, `patience` in seconds an answer of the server may take; `pauses` are the seconds before each new
    try after a temporary refusal. `approver` is the reader who signs (审签); `filing` the address of the 组干科,
    "" where its packet goes by hand. The password is never declared: it comes from the environment or the system's keyring.
    """

    name: Annotated[str, Key(min_length=1)]
    address: Address
    send: Server
    receive: Server | None = None
    folder: str = "INBOX"
    largest: Annotated[int, Key(gt=0)] = 20
    patience: Annotated[int, Key(gt=0)] = 60
    pauses: tuple[Annotated[float, Key(ge=0)], ...] = (5, 30, 120)
    approver: str
    filing: Annotated[str, AfterValidator(lambda typed: typed and checked_address(typed))] = ""


def of_post(config: Config) -> Iterator[tuple[Loc, str]]:
    """Yield what `mail` names and the roster does not know."""
    post = config.settings.mail
    if post is None:
        return
    known = {reader.name for reader in config.readers if reader.scope == "全部"}
    if post.approver not in known:
        hint = near(post.approver, known)
        yield ("mail", "approver"), f"审签人「{post.approver}」不在发送范围是「全部」的读者里。{hint}"
