"""The same data over HTTP on this machine only, for the AWS CLI and any SDK to look into."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.dynamodb.attach import encoded
from local.dynamodb.engine import Engine
from local.dynamodb.errors import Malformed
from local.dynamodb.faults import AnswerLost

HOST = "127.0.0.1"
BODY_BYTES_MAX = 16 * 1024 * 1024
_TARGET = "DynamoDB_20120810."


class Server(ThreadingHTTPServer):
    """DynamoDB's JSON protocol on 127.0.0.1; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, engine: Engine, port: int) -> None:
        self.engine = engine
        super().__init__((HOST, port), _Handler)

    @property
    def url(self) -> str:
        """What a client takes as its endpoint."""
        return f"http://{HOST}:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        """Every call of the API is a POST that names its operation in a header."""
        # Another site's page could reach this port under a name of its own.
        if self.headers.get("Host", "").partition(":")[0] not in (HOST, "localhost"):
            self.send_error(403)
            return
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_BYTES_MAX:
            self.send_error(413)
            return
        body = self.rfile.read(length)
        target = self.headers.get("X-Amz-Target", "")
        if not target.startswith(_TARGET):
            self._send(400, Malformed(f"Expected X-Amz-Target: {_TARGET}...").body())
            return
        try:
            self._send(*self.server.engine.answer(target.removeprefix(_TARGET), body))
        except AnswerLost:
            self.close_connection = True

    def _send(self, status: int, answer: dict[str, Any]) -> None:
        payload, headers = encoded(answer)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: keys and names are personal data."""
