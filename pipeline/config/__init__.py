"""config.yaml as types: school, phases and periods, roster, duties, code tables, rubric, readers."""

from __future__ import annotations

from pipeline.config.load import declarations, load_config
from pipeline.config.post import Post, Server
from pipeline.config.school import Config
from pipeline.config.settings import Category, Period, Settings, Step

__all__ = [
    "Category",
    "Config",
    "Period",
    "Post",
    "Server",
    "Settings",
    "Step",
    "declarations",
    "load_config",
]
