"""The files for machines (contract): records, findings, scores, intake; exact figures beside shown ones."""

from __future__ import annotations

from pipeline.machine.files import as_json, content_of, machine_files, manifest_document
from pipeline.machine.intake import intake_document
from pipeline.machine.scores import scores_document, scores_of
from pipeline.machine.year import year_content, year_document, year_unit_document
from pipeline.machine.year_files import year_machine_files, year_manifest

__all__ = [
    "as_json",
    "content_of",
    "intake_document",
    "machine_files",
    "manifest_document",
    "scores_document",
    "scores_of",
    "year_content",
    "year_document",
    "year_machine_files",
    "year_manifest",
    "year_unit_document",
]
