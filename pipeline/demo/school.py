"""The demonstration school's year: forms out, filled in, returned, consolidated, published, month by month."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import load_config
from pipeline.demo.content import read_year
from pipeline.demo.hands import gaps, habits, only, put_above, read_hands, slip
from pipeline.demo.fill import fill
from pipeline.demo.page import open_pages
from pipeline.demo.post import letters, read_post
from pipeline.demo.writing import Desk, write
from pipeline.findings import count_by_severity
from pipeline.flow import Office
from pipeline.model import Received, Timeliness
from pipeline.pool import Here
from pipeline.registers import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.config import Config, Period
    from pipeline.demo.content import Year
    from pipeline.demo.hands import Hands
    from pipeline.demo.post import Letter, Post
    from pipeline.demo.writing import ItemKey
    from pipeline.model import Consolidation, Item
    from pipeline.roster import Unit
