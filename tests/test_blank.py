"""The blank set in input_templates/ is what the declarations make today."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.flow import blank_forms

ROOT = Path(__file__).parents[1]
FORMS = blank_forms(load_config(ROOT / "config.yaml"))


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_blank_form_is_not_stale(name: str) -> None:
    """Each committed blank form is byte for byte what `run.py templates` writes."""
    assert (ROOT / "input_templates" / name).read_bytes() == FORMS[name]


def test_no_blank_form_is_left_over() -> None:
    """There is a blank form for each category, and none besides."""
    assert {path.name for path in (ROOT / "input_templates").glob("*.xlsx")} == set(FORMS)
