"""Filled forms, changed at random: each number gives the same mutant every time, on every machine.

`python -m tests.mutants 137 > 137.bin` writes the mutant that a failing test names.
"""

from __future__ import annotations

import io
import re
import struct
import sys
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from tests.spoilt import as_page, as_xlsb, parts_of, with_parts, zipped
from tests.tables import MAY, SCHOOL, row, rows, workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.cells import Raw

KEPT = Path(__file__).parents[1] / "examples" / "demo" / "libreoffice"
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
NO_MACROS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
EXTREMES = (
    "", "0", "-1", "1", "255", "65536", "1048576", "1048577", "4294967295", "18446744073709551616", "1e308", "1E-400",
    "NaN", "-0", "٣", "true", "x", "A1", "XFD1048576", "A1:XFD1048576", "rId1", "../../x", "&#0;", "&j;", "e", "s", "str",
)  # fmt: skip
ODD = "\u202e\u200b\ufeff\u0000\u0007\ud800\ufffe\U0001f600\u3000\u00a0，。；<>&\"'=+-@"


@cache
def seeds() -> dict[str, bytes]:
    """Return filled forms in every format that is read."""
    ours = workbook(
        SCHOOL, "jiaowu", MAY,
        {
            "commitment": rows("commitment", {}, {"承诺事项": "完善值日", "完成时限": "6月30日"}),
            "bids": row("bids", 到位资金="3万元"), "conduct": "是",
        },
    )  # fmt: skip
    content_types = parts_of(ours)["[Content_Types].xml"].replace(NO_MACROS.encode(), MACROS.encode())
    kept = {path.suffix[1:]: path.read_bytes() for path in sorted(KEPT.iterdir()) if path.suffix != ".py"}
    return {
        "xlsx": ours,
        "xlsm": with_parts(
            ours, {"[Content_Types].xml": content_types, "xl/vbaProject.bin": kept["xls"][:8192]}
        ),
        "xlsb": as_xlsb(_sheets_of(ours)),
        "xlsx of LibreOffice": kept["xlsx"],
        "ods": kept["ods"],
        "xls": kept["xls"],
        "html": as_page(_sheets_of(ours)),
    }


def _sheets_of(data: bytes) -> dict[str, Sequence[Sequence[Raw]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names}


def mutant(number: int) -> tuple[str, bytes]:
    """Return the mutant of that number, and of which form it is one."""
    random = Random(number)  # noqa: S311 — no secret, and the same each time
    kinds = list(seeds())
    kind = kinds[number % len(kinds)]
    data = seeds()[kind]
    if random.random() < AS_BYTES:
        return kind, of_bytes(random, data)
    by_kind = {"xls": of_records, "html": of_xml}
    return kind, by_kind.get(kind, of_parts)(random, data)


AS_BYTES = 0.2
"""So many are changed without regard to what they are; a zip's checksums find most of these out."""


def of_bytes(random: Random, data: bytes) -> bytes:
    """Return the file with bytes flipped, put in, left out, doubled, cut off, or taken from another file."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 4)):
        at, size = random.randrange(len(changed) + 1), random.choice((1, 2, 4, 64, 512, 4096))
        match random.randrange(7):
            case 0:
                changed[at : at + 1] = bytes([random.randrange(256)])
            case 1:
                changed[at:at] = random.randbytes(size)
            case 2:
                del changed[at : at + size]
            case 3:
                changed[at:at] = changed[at : at + size]
            case 4:
                del changed[random.randrange(len(changed) // 2, len(changed) + 1) :]
            case 5:
                other = random.choice(list(seeds().values()))
                changed[at:] = other[random.randrange(len(other)) :]
            case _:
                changed[at : at + 4] = random.choice(
                    (b"\0" * 4, b"\xff" * 4, b"\xff\xff\xff\x7f", b"\1\0\0\0")
                )
    return bytes(changed)


def of_parts(random: Random, data: bytes) -> bytes:
    """Return the zip with its parts changed and its checksums right: what the reader of XML or records must stand."""
    parts = parts_of(data)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        name = random.choice([n for n in parts if n.endswith((".xml", ".rels", ".bin")) and "theme" not in n])
        match random.randrange(20):
            case 0:
                del parts[name]
            case 1:
                parts[name] = parts[random.choice(list(parts))]
            case 2:
                parts[name] = of_bytes(random, parts[name] or b"x")
            case _ if name.endswith(".bin"):
                parts[name] = of_varints(random, parts[name])
            case _:
                parts[name] = of_xml(random, parts[name])
    return zipped(parts.items())


_TAG, _VALUE = re.compile(r"<[^>]*>"), re.compile(r'="([^"]*)"')
_NUMBER, _TEXT = re.compile(r"(?<=>)-?[0-9.]+(?=<)"), re.compile(r"(?<=>)[^<>]+(?=<)")


def of_xml(random: Random, content: bytes) -> bytes:
    """Return the XML with values, numbers, texts and tags changed, dropped, doubled or exchanged."""
    text = content.decode("utf-8", "replace")
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        kind = random.choice((_TAG, _VALUE, _VALUE, _NUMBER, _NUMBER, _TEXT, _TEXT))
        found = list(kind.finditer(text))
        if not found:
            continue
        one, two = random.choice(found), random.choice(found)
        text = text[: one.start()] + _instead(random, kind, one, two) + text[one.end() :]
    return text.encode("utf-8", "surrogatepass")


LONG = 100_000


def _instead(random: Random, kind: re.Pattern[str], one: re.Match[str], two: re.Match[str]) -> str:
    if kind is _TAG:
        return random.choice(("", one[0] * 2, two[0], (one[0] * 3000)[:LONG], "<!--", "<![CDATA[", "<x>"))
    if kind is _VALUE:
        return f'="{random.choice((*EXTREMES, two[1], (one[1] * 999)[:LONG]))}"'
    if kind is _NUMBER:
        return random.choice((*EXTREMES, two[0]))
    return "".join(random.choices(ODD, k=9)) + random.choice((two[0], (one[0] * 99)[:LONG], "", "=1"))


NUMBERS = (0, 1, 2, 0x7F, 0xFF, 0x100, 0x7FFF, 0xFFFF)
KINDS = (
    0x0809,
    0x000A,
    0x0085,
    0x00FC,
    0x003C,
    0x0200,
    0x0203,
    0x0204,
    0x0205,
    0x0006,
    0x00FD,
    0x027E,
    0x00BD,
    0x00E5,
)


def of_records(random: Random, data: bytes) -> bytes:
    """Return the xls with kinds, lengths and contents of its records changed, or the sectors of its OLE file."""
    changed, places = bytearray(data), _records(data)
    for _ in range(random.randint(1, 6)):
        at, size = random.choice(places)
        inside = at + 4 + 2 * random.randrange(max(1, size // 2))
        match random.randrange(6):
            case 0:
                struct.pack_into("<H", changed, at, random.choice(KINDS))
            case 1:
                struct.pack_into("<H", changed, at + 2, random.choice((*NUMBERS, max(0, size - 1), size + 1)))
            case 2 | 3:
                struct.pack_into("<H", changed, inside, random.choice(NUMBERS))
            case 4:
                struct.pack_into("<I", changed, inside, random.choice((0, 0x7FFFFFFF, 0xFFFFFFFF, len(data))))
            case _:
                sector = 4 * random.randrange(6, 512)
                struct.pack_into(
                    "<I", changed, sector, random.choice((0, 1, 2, 3, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF))
                )
    return bytes(changed)


@cache
def _records(data: bytes) -> list[tuple[int, int]]:
    """Return where the records are in the file, and their lengths; LibreOffice writes its sectors in order."""
    at, found = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00"), []
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == 0 and size == 0:
            break
        found.append((at, size))
        at += 4 + size
    return [(at, size) for at, size in found if at + 8 + size <= len(data)]


def of_varints(random: Random, content: bytes) -> bytes:
    """Return the records of an xlsb with bytes of their heads and contents changed."""
    changed, at, heads = bytearray(content), 0, []
    while at + 2 < len(content):
        heads.append(at)
        at += 2 if content[at] & 0x80 else 1
        size = shift = 0
        while at < len(content):
            size |= (content[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if content[at - 1] < 0x80:
                break
        at += size
    for _ in range(random.randint(1, 5)):
        place = min(len(changed) - 4, random.choice(heads or [0]) + random.randrange(12))
        if place >= 0:
            new = random.choice((b"\0", b"\xff", b"\x80", b"\x7f", b"\xff\xff\xff\x7f", random.randbytes(2)))
            changed[place : place + len(new)] = new
    return bytes(changed)


if __name__ == "__main__":
    sys.stdout.buffer.write(mutant(int(sys.argv[1]))[1])
