"""The same data over HTTP, from this machine only."""

import json
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.dynamodb import FILE, Engine
from local.dynamodb.http import Server
from tests.dynamodb.carnet import CARNET, DEFINITION, Carnet, new_client

ROOT = Path(__file__).parents[2]


@pytest.fixture
def url(engine: Engine) -> Iterator[str]:
    server = Server(engine, 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.url
    server.shutdown()
    thread.join()
    server.server_close()


def ask(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, b"{}", headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def test_any_sdk_sees_the_same_data(engine: Engine, url: str, carnet: Carnet) -> None:
    outside = Carnet(new_client(endpoint_url=url))
    carnet.put("a", n=1)
    assert outside.get("a") == {"n": 1}
    outside.put("b", n=2)
    assert carnet.get("b") == {"n": 2}
    with pytest.raises(outside.client.exceptions.ConditionalCheckFailedException):
        outside.put("b", ConditionExpression="attribute_not_exists(cle)")


def test_an_answer_bears_its_checksum(url: str) -> None:
    status, headers, body = ask(url, **{"X-Amz-Target": "DynamoDB_20120810.ListTables"})
    assert (status, json.loads(body)) == (200, {"TableNames": [CARNET]})
    assert headers["x-amz-crc32"] == str(zlib.crc32(body))


def test_what_is_no_call_of_the_api_is_refused(url: str) -> None:
    assert ask(url)[0] == 400
    assert ask(url, **{"X-Amz-Target": "DynamoDB_20120810.Rien"})[0] == 400


def test_a_page_of_another_site_is_refused(url: str) -> None:
    target = {"X-Amz-Target": "DynamoDB_20120810.ListTables"}
    assert ask(url, Host="example.com", **target)[0] == 403


def test_the_command_serves_the_data_of_a_folder(tmp_path: Path) -> None:
    engine = Engine(tmp_path / FILE)
    engine.call("CreateTable", DEFINITION)
    command = [sys.executable, "-m", "local.dynamodb", "--port", "0", "--data", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        outside = Carnet(new_client(endpoint_url=found[0]))
        outside.put("a", n=1)  # while this process has the file open too
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
    client = new_client()
    engine.attach(client)
    assert Carnet(client).get("a") == {"n": 1}
    engine.close()
