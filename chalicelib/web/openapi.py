"""The API's description in OpenAPI 3.1, made from the routes and their models."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

VERSION = os.environ.get("VERSION", "0.1.0")


@cache
def description() -> dict[str, Any]:
    """The whole document."""
    return {"openapi": "3.1.0", "info": {"title": "AmneuBor", "version": VERSION}, "paths": {}}
