"""Make the forms anew and keep them in views/: `uv run python -m pipeline.drafts`."""

from __future__ import annotations

from pipeline.drafts.filling import VIEWS, sealed
from pipeline.drafts.forms import FORMS
from pipeline.xlsx import EPOCH

if __name__ == "__main__":
    for name, form in FORMS.items():
        (VIEWS / name).write_bytes(sealed(form().items(), EPOCH))
