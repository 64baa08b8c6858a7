"""What a file that is no workbook really is, as its first bytes or its parts tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

PICTURE, WORD, PPT, MAIL = "图片", "Word 文档", "PPT 演示文稿", "邮件"
WEB_PAGE, XML, TEXT = "网页", "XML 文件", "文本文件"

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"), (b"{\\rtf", WORD),
    (b"\xff\xd8\xff", PICTURE), (b"\x89PNG", PICTURE), (b"GIF8", PICTURE), (b"II*\0", PICTURE), (b"MM\0*", PICTURE),
    (b"\0\0\0\x18ftyp", "图片或视频"), (b"\0\0\0\x1cftyp", "图片或视频"), (b"\0\0\0\x20ftyp", "图片或视频"),
    (b"MZ", "程序"),
)  # fmt: skip
_RIFF, _WEBP, _BITMAP = b"RIFF", b"WEBP", b"BM"

_PARTS: tuple[tuple[str, str], ...] = (
    ("word/document.xml", WORD), ("ppt/presentation.xml", PPT), ("OFD.xml", "OFD 文件"),
    ("Index/Document.iwa", "苹果办公软件的文件"), ("AndroidManifest.xml", "程序"),
)  # fmt: skip
_OPEN_DOCUMENTS = {"text": WORD, "presentation": PPT, "graphics": PICTURE}
_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", WORD), ("PowerPoint Document", PPT), ("__properties_version1.0", MAIL), ("Book", "很旧的 Excel 表"),
)  # fmt: skip
"""Streams of an OLE file by which its program is known."""


def kind_of_bytes(data: bytes) -> str:
    """Return what the first bytes say that the file is, "" where they say nothing."""
    if (data.startswith(_RIFF) and data[8:12] == _WEBP) or (
        data.startswith(_BITMAP) and data[6:10] == bytes(4)
    ):
        return PICTURE
    return next((kind for sign, kind in _SIGNS if data.startswith(sign)), "")


def kind_of_parts(names: Collection[str], mimetype: str) -> str:
    """Return what a zip's parts say that the file is; `mimetype` is what an open document says of itself."""
    open_document = _OPEN_DOCUMENTS.get(mimetype.rpartition(".")[2].partition("-")[0], "")
    return open_document or next((kind for part, kind in _PARTS if part in names), "")


def kind_of_streams(names: Collection[str]) -> str:
    """Return what an OLE file's streams say that the file is."""
    return next((kind for stream, kind in _STREAMS if stream in names), "")
