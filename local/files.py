"""Files of S3, kept in a folder of DATA_DIR: the stand-in answers once they are on disk."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from botocore.awsrequest import AWSPreparedRequest

from local import durable, standin
from local.standin import Reply

ABSENT = b"<Error><Code>NoSuchKey</Code><Message>The key does not exist.</Message></Error>"


class Files:
    """One folder for all buckets; a file's name is its key, escaped."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for half_written in folder.glob(".*"):
            half_written.unlink()

    def attach(self, s3: Any) -> None:
        """Answer in place of S3 on this client."""
        standin.attach(
            s3, {"PutObject": self.put, "GetObject": self.get, "DeleteObject": self.delete}
        )

    def put(self, request: AWSPreparedRequest) -> Reply:
        """S3 PutObject."""
        body = request.body
        with self._lock:
            durable.write(self._path(request), body if isinstance(body, bytes) else body.read())
        return Reply(200)

    def get(self, request: AWSPreparedRequest) -> Reply:
        """S3 GetObject; 404 NoSuchKey."""
        try:
            return Reply(200, self._path(request).read_bytes(), "application/octet-stream")
        except FileNotFoundError:
            return Reply(404, ABSENT, "application/xml")

    def delete(self, request: AWSPreparedRequest) -> Reply:
        """S3 DeleteObject: 204 also when there is nothing."""
        with self._lock:
            self._path(request).unlink(missing_ok=True)
            durable.sync_folder(self._folder)
        return Reply(204)

    def _path(self, request: AWSPreparedRequest) -> Path:
        url = urlsplit(request.url)
        bucket = (url.hostname or "").split(".", 1)[0]
        return self._folder / quote(f"{bucket}{unquote(url.path)}", safe="")
