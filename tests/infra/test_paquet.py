"""The package as CloudFormation gets it: made by Chalice, expanded as AWS expands it, linted.

Without an account and without a network, but for one thing: the translator of AWS's serverless
resources lives in a virtual environment of its own (it holds pydantic to an older version than
ours). SAM_VENV names one, else one is made in pytest's cache, once, from PyPI.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import lint

from tests.infra.cloud import CONSUMERS, FUNCTIONS, RESOURCES, ROOT, logical_id, policy, timeout

TRANSLATOR = "aws-sam-translator==1.115.0"
REGION = "eu-west-1"
TRANSLATE = """
import json, sys
import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
session = boto3.Session(region_name=sys.argv[1])
translator = Translator({}, Parser(), boto_session=session)
json.dump(translator.translate(json.load(sys.stdin), {"Stage": "prod"}), sys.stdout)
"""

pytestmark = pytest.mark.long


def run(*command: str, **how: Any) -> str:
    """What a command prints. Fails the test with what it complained of."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **how
    )
    if done.returncode:
        pytest.fail(f"{command[0]}: {done.stdout}")
    return done.stdout


@pytest.fixture(scope="module")
def serverless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `chalice package` writes. Without what Lambda carries beside our code: that is no
    part of the template, and would be fetched.
    """
    project = tmp_path_factory.mktemp("projet")
    shutil.copy(ROOT / "app.py", project)
    for folder in (".chalice", "chalicelib"):
        shutil.copytree(
            ROOT / folder, project / folder, ignore=shutil.ignore_patterns("deploy*", "__pycache__")
        )
    (project / "requirements.txt").touch()
    said = run(
        str(Path(sys.executable).with_name("chalice")), "package",
        "--stage", "prod", "--merge-template", str(ROOT / "infra/app.json"), "paquet",
        cwd=project, env={**os.environ, "AWS_DEFAULT_REGION": REGION},
    )  # fmt: skip
    # Chalice says so and ends well all the same.
    assert "Could not install dependencies" not in said
    template: dict[str, Any] = json.loads((project / "paquet/sam.json").read_text())
    return template


@pytest.fixture(scope="module")
def translator(request: pytest.FixtureRequest) -> Path:
    """A Python that knows AWS's serverless resources; made if need be."""
    cache = Path(request.config.cache.mkdir("sam"))
    venv = Path(os.environ.get("SAM_VENV") or cache / "venv")
    python = venv / "bin" / "python"
    if not (venv / "made").exists() and "SAM_VENV" not in os.environ:
        run(sys.executable, "-m", "venv", "--clear", str(venv))
        run(str(python), "-m", "pip", "install", "--quiet", TRANSLATOR)
        (venv / "made").touch()
    return python


@pytest.fixture(scope="module")
def template(serverless: dict[str, Any], translator: Path) -> dict[str, Any]:
    """The package, expanded."""
    for resource in serverless["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://artefacts/paquet.zip"
    said = run(str(translator), "-c", TRANSLATE, REGION, input=json.dumps(serverless))
    expanded: dict[str, Any] = json.loads(said)
    return expanded


def of_type(template: dict[str, Any], type: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The template's resources of a type, by their ids."""
    for id, resource in template["Resources"].items():
        if resource["Type"] == type:
            yield id, resource["Properties"]


def by_attribute(value: Any) -> Any:
    """The same template with `${Queue.Arn}` as GetAtt, which cfn-lint follows further."""
    if isinstance(value, dict):
        name = value.get("Fn::Sub")
        if isinstance(name, str) and name.startswith("${") and name.endswith(".Arn}"):
            return {"Fn::GetAtt": name[2:-1].split(".")}
        return {key: by_attribute(part) for key, part in value.items()}
    return [by_attribute(part) for part in value] if isinstance(value, list) else value


def findings(template: dict[str, Any]) -> list[str]:
    """What cfn-lint says of a template."""
    return [str(match) for match in lint(json.dumps(by_attribute(template)), regions=[REGION])]


def test_cfn_lint_finds_nothing(template: dict[str, Any]) -> None:
    assert findings(template) == []


def test_cfn_lint_would_find_a_queue_that_hides_for_too_short(template: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(template))
    broken["Resources"]["RappelsQueue"]["Properties"]["VisibilityTimeout"] = 60
    assert any("E3505" in found for found in findings(broken))


def test_each_function_is_there_with_its_own_role_and_time(template: dict[str, Any]) -> None:
    functions = dict(of_type(template, "AWS::Lambda::Function"))
    assert set(functions) == {logical_id(name) for name in FUNCTIONS}
    roles = {}
    for name in FUNCTIONS:
        properties = functions[logical_id(name)]
        assert properties["Timeout"] == timeout(name)
        role = properties["Role"]["Fn::GetAtt"][0]
        (held,) = template["Resources"][role]["Properties"]["Policies"]
        assert held["PolicyDocument"]["Statement"] == policy(name)
        roles[role] = name
    assert len(roles) == len(FUNCTIONS)
    assert set(dict(of_type(template, "AWS::IAM::Role"))) == {*roles, "SmsDeliveryRole"}


def test_all_that_we_declare_comes_through(template: dict[str, Any]) -> None:
    for id, resource in RESOURCES.items():
        if "Type" in resource:
            assert template["Resources"][id]["Properties"] == resource["Properties"]


def test_a_handler_gets_its_queue_as_declared(template: dict[str, Any]) -> None:
    mappings = {
        mapping["FunctionName"]["Ref"]: mapping
        for _, mapping in of_type(template, "AWS::Lambda::EventSourceMapping")
    }
    assert set(mappings) == {logical_id(name) for name in CONSUMERS}
    for name, config in CONSUMERS.items():
        mapping = mappings[logical_id(name)]
        source = mapping["EventSourceArn"]["Fn::Sub"]
        queue = template["Resources"][source[2:-5]]["Properties"]
        assert queue["QueueName"]["Fn::Sub"].endswith(f"-{config.queue}")
        assert mapping["BatchSize"] == config.batch_size
        assert mapping["ScalingConfig"] == {"MaximumConcurrency": config.maximum_concurrency}
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_each_quarter_calls_its_job_by_the_clock(template: dict[str, Any]) -> None:
    rules = dict(of_type(template, "AWS::Events::Rule"))
    assert set(rules) == {"ReprendreReprendreEvent", "RappelsRappelsEvent"}
    for rule in rules.values():
        assert rule["ScheduleExpression"] == "cron(0/15 * * * ? *)"
        (target,) = rule["Targets"]
        assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["JobsDeadLetters", "Arn"]}}


def test_no_stage_appears_but_ours(template: dict[str, Any]) -> None:
    stages = [stage["StageName"] for _, stage in of_type(template, "AWS::ApiGateway::Stage")]
    assert stages == ["prod"]
