"""Whether a workbook carries a program; nobody runs it."""

from __future__ import annotations

import io
import zipfile

import olefile

from pipeline.reader.ole import OLE

IN_XLS = "_VBA_PROJECT_CUR"
IN_EXCEL, IN_ODS = "vbaproject.bin", ("basic/", "scripts/")


def has_program(data: bytes) -> bool:
    """Tell whether the OLE or zip file holds a program of Excel's, WPS's or LibreOffice's."""
    if data.startswith(OLE):
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return bool(ole.exists(IN_XLS))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name.lower() for name in archive.namelist()]
    return any(name.endswith(IN_EXCEL) or name.startswith(IN_ODS) for name in names)
