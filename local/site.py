"""The static site as CloudFront serves it: index.html for the application's own addresses."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from local.events import HttpRequest, HttpResponse

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
COMPRESSED_ALREADY = {".png", ".woff2", ".ico"}


@dataclass(frozen=True)
class Asset:
    """A file, compressed once; `stamp` tells whether it has changed on disk since."""

    stamp: tuple[int, int]
    content: bytes
    gzipped: bytes | None
    content_type: str
    etag: str


class Site:
    """The files under a folder, kept in memory, read again when they change."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._assets: dict[Path, Asset] = {}

    def answer(self, request: HttpRequest) -> HttpResponse | None:
        """A GET or HEAD of a file; None when there is no such file."""
        asset = self._find(unquote(request.raw_path))
        if asset is None:
            return None
        headers = [
            ("content-type", asset.content_type),
            ("etag", asset.etag),
            ("cache-control", "no-cache"),
            ("vary", "accept-encoding"),
        ]
        if asset.etag in request.header("if-none-match"):
            return HttpResponse(304, headers, b"")
        if asset.gzipped is not None and "gzip" in request.header("accept-encoding"):
            return HttpResponse(200, [*headers, ("content-encoding", "gzip")], asset.gzipped)
        return HttpResponse(200, headers, asset.content)

    def _find(self, path: str) -> Asset | None:
        relative = path.lstrip("/") if "." in path.rsplit("/", 1)[-1] else "index.html"
        try:
            file = (self._root / relative).resolve()
            stat = file.stat()
        except (OSError, ValueError):
            return None
        if not file.is_relative_to(self._root) or not file.is_file():
            return None
        stamp = (stat.st_mtime_ns, stat.st_size)
        asset = self._assets.get(file)
        if asset is None or asset.stamp != stamp:
            asset = self._assets[file] = read(file, stamp)
        return asset


def digest(root: Path) -> str:
    """What tells one state of the site from another: a browser keeps what it has until then."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    seen = hashlib.sha256()
    for file in files:
        seen.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return seen.hexdigest()[:12]


def read(file: Path, stamp: tuple[int, int]) -> Asset:
    """Read and compress a file. The ETag is weak: it names all encodings of the content."""
    content = file.read_bytes()
    small = file.suffix in COMPRESSED_ALREADY
    return Asset(
        stamp,
        content,
        None if small else gzip.compress(content, 9, mtime=0),
        TYPES.get(file.suffix, "application/octet-stream"),
        f'W/"{hashlib.sha256(content).hexdigest()[:24]}"',
    )
