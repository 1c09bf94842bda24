"""The whole of AmneuBor in one process: `python -m local.run`, or `make run`.

PORT (8000; 0: a free one), DATA_DIR (.local) and DEMO (0: no demo boutique) come from the
environment. Everything is kept in DATA_DIR, and written there before it is acknowledged: the
process may be killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from local import durable, logs, serving
from local.site import digest

if TYPE_CHECKING:
    from local.stack import Stack

SITE = Path(__file__).resolve().parent.parent / "static_site"
THREADS = 16
JOB_GRACE_SECONDS = 10
ENVIRONMENT = {
    "STAGE": "local",
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "EMAIL_SENDER": "AmneuBor <ne-pas-repondre@amneubor.localhost>",
    "FILES_BUCKET": "local-fichiers",
    "RAPPELS_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/000000000000/rappels",
    "MESSAGES_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/000000000000/messages",
    "ANSWER_MAX_BYTES": str(2**40),
}
FOREIGN = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL")


class Refus(Exception):
    """The stack can't start; the message says in one line why and what to do."""


def main() -> int:
    """Serve until Ctrl-C or SIGTERM. The exit status: 1 when it could not start."""
    try:
        port = wanted_port(os.environ.get("PORT", "8000"))
        with contextlib.ExitStack() as held:
            listener = held.enter_context(listening(port))
            data = held.enter_context(data_folder(Path(os.environ.get("DATA_DIR", ".local"))))
            run(data, listener)
    except Refus as refus:
        print(refus, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def wanted_port(text: str) -> int:
    """PORT as a number. Raises Refus."""
    if not (text.isascii() and text.isdigit()) or int(text) > 65535:
        raise Refus(f"PORT={text} : un nombre de 0 à 65535 est attendu.")
    return int(text)


@contextlib.contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """The socket on PORT. Raises Refus."""
    try:
        listener = serving.listen(port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise Refus(f"Le port {port} ne peut pas être ouvert : {error.strerror}.") from error
        raise Refus(
            f"Le port {port} est déjà pris : arrêtez ce qui l'occupe ou choisissez-en un autre, "
            f"par exemple PORT={port % 65535 + 1}."
        ) from error
    with listener:
        yield listener


@contextlib.contextmanager
def data_folder(path: Path) -> Iterator[Path]:
    """DATA_DIR, made if need be, ours alone until the end. Raises Refus."""
    os.umask(0o077)
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (path / "verrou").open("w")
    except OSError as error:
        raise Refus(f"DATA_DIR={path} : rien ne peut être écrit dans ce dossier.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refus(
                f"AmneuBor tourne déjà sur les données de {path} : arrêtez-le, ou donnez "
                "un autre dossier par DATA_DIR."
            ) from error
        yield path.resolve()


def secret(path: Path) -> bytes:
    """The key that signs, made once for these data and readable by their owner alone."""
    if not path.exists():
        durable.write(path, secrets.token_bytes(32))
    return path.read_bytes()


def own_environment() -> None:
    """Set what the product reads when it is imported; no AWS of the machine's owner is used."""
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(ENVIRONMENT)


def run(data: Path, listener: socket.socket) -> None:
    """Wire the product to its stand-ins and serve it. Raises Refus."""
    own_environment()
    os.environ.setdefault("VERSION", f"0.1.0-{digest(SITE)}")
    os.environ.setdefault("SMS_PARTIES_SECONDE", "1000")
    logs.configure()
    # The product reads its environment when it is imported.
    from local.dynamodb import SchemaChanged
    from local.stack import Stack

    try:
        stack = Stack(data, serving.base_url(listener), secret(data / "secret"))
    except SchemaChanged as error:
        raise Refus(
            f"Les données de {data} sont celles d'une autre version d'AmneuBor : "
            "revenez à cette version, ou donnez un autre dossier par DATA_DIR."
        ) from error
    with ThreadPoolExecutor(THREADS, thread_name_prefix="api") as pool:
        asyncio.run(serve_until_told(stack, pool, listener))
    stack.close(JOB_GRACE_SECONDS)


async def serve_until_told(stack: Stack, pool: ThreadPoolExecutor, listener: socket.socket) -> None:
    """Serve; at Ctrl-C or SIGTERM take no more requests and finish those in flight."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)

    async def until() -> None:
        await told.wait()
        stack.end()

    stack.jobs.start()
    print(f"AmneuBor est prêt : {serving.base_url(listener)}", flush=True)
    if os.environ.get("DEMO") != "0":
        stack.demo.start()
    await serving.serve(stack.edge(pool), listener, until)


if __name__ == "__main__":
    sys.exit(main())
