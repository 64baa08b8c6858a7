"""What the letters of one release are written from, and to whom: the readers' scopes, the month as each may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.letters.enclosing import fitted
from pipeline.letters.scopes import Scope, narrowed, scope_of, veiled
from pipeline.machine import content_of
from pipeline.model import Letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.config import Config, Post
    from pipeline.model import Attachment, Block, Consolidation, LetterKind
    from pipeline.roster import Reader, Unit


@dataclass(frozen=True, slots=True)
class Written:
    """Letters in the order of the readers, and a line for each whom a letter should reach and cannot."""

    letters: tuple[Letter, ...]
    unreached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """What letters of one release are written from; `files` are the release's by path."""

    config: Config
    post: Post
    month: Consolidation
    files: Mapping[str, bytes]

    @property
    def name(self) -> str:
        """Return the period with the campaign: 5月三比一争."""
        return f"{self.config.period(self.month.period).name}{self.config.settings.school.campaign}"

    def letter(
        self, kind: LetterKind, to: tuple[str, str], subject: str, body: Iterator[Block],
        attachments: Iterator[Attachment], unit: Unit | None = None,
    ) -> Letter:  # fmt: skip
        """Return the letter to a name and address, as heavy as it may be.

        One that is about a `unit` alone is another once that unit's part of the month is another.
        """
        stage = self.month.stage
        told = narrowed(self.config, self.month, frozenset({unit.id})) if unit else self.month
        content = f"{content_of(self.config, told)} {stage.words}"
        made = Letter(
            kind, self.month.period, stage.revision, content, *to, subject, tuple(body), tuple(attachments)
        )
        return fitted(self.post, made)


def speakers(config: Config, unit: Unit) -> tuple[Reader, ...]:
    """Return the readers who answer for one unit."""
    return tuple(
        reader for reader in config.readers
        if reader.scope == "本单位" and (own := config.find_unit(reader.of)) and own.id == unit.id
    )  # fmt: skip


def no_reader(unit: Unit) -> str:
    """Return what is said of a unit that no letter reaches."""
    return f"{unit.name}：名册的读者里没有它，收不到，请另外发。"


def scopes(at: Matter) -> list[Scope]:
    """Return the scope of every reader."""
    period = at.config.period(at.month.period)
    return [scope_of(at.config, reader, period) for reader in at.config.readers]


def to_reader(scope: Scope) -> tuple[str, str]:
    """Return name and address of a scope's reader."""
    return scope.reader.name, scope.reader.email


def seen(at: Matter, scope: Scope) -> Consolidation:
    """Return the month as the scope has it."""
    own = narrowed(at.config, at.month, scope.ids)
    return own if scope.sensitive else veiled(at.config, own)
