"""The queues, schedules and handlers of SMS, read as JSON: declared, bounded, never lost."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from app import app
from chalicelib import debit, diffusion, reprise, tournee
from chalicelib.aws.sqs import File
from chalicelib.domaine.rappel import BAIL
from tests.infra.cloud import (
    API,
    ASYNCHRONOUS,
    CONSUMERS,
    FUNCTIONS,
    PURE,
    RESOURCES,
    ROOT,
    SCHEDULES,
    TEMPLATE,
    arn_of,
    function,
    logical_id,
    of_type,
    queue_of,
    references,
    timeout,
)

QUARTER = 15 * 60
LAMBDA_MAX = 15 * 60
DEAD = "DeadLetters"
TURN = debit.PATIENCE_MS / 1000
PATIENCE = {"envoyer_rappels": TURN, "envoyer_messages": diffusion.PATIENCE + TURN}
"""Seconds that one hint may wait for the network's rate."""
SENDERS = ("rappels", *CONSUMERS)
"""Who publishes: the morning run does where the queues can't be reached."""
LAMBDAS_OWN = {"AWS_REGION"}
OPTIONAL = {"ANSWER_MAX_BYTES", "VERSION"}
"""What has the right value without being set."""


def test_every_handler_of_the_app_is_declared_and_nothing_else() -> None:
    names = {API, *SCHEDULES, *CONSUMERS, *PURE}
    assert len(app.event_sources) == len(SCHEDULES) + len(CONSUMERS)
    assert set(FUNCTIONS) == names
    untyped = {id for id, resource in RESOURCES.items() if "Type" not in resource}
    assert untyped == {logical_id(name) for name in names}


def test_all_that_is_named_is_there() -> None:
    rules = {f"{logical_id(name)}{logical_id(name)}Event" for name in SCHEDULES}
    there = {*RESOURCES, *TEMPLATE["Parameters"], *rules, "AWS::AccountId"}
    assert set(references(TEMPLATE)) - there == set()


def test_each_queue_has_its_handler() -> None:
    work = {id for id in of_type("AWS::SQS::Queue") if not id.endswith(DEAD)}
    assert {queue_of(name)[0] for name in CONSUMERS} == work
    assert len(work) == len(CONSUMERS) == len(File)


@pytest.mark.parametrize("name", CONSUMERS)
def test_a_handler_gets_few_at_once_of_its_own_queue_and_says_which_failed(name: str) -> None:
    config = CONSUMERS[name]
    assert queue_of(name)[1]["QueueName"] == {"Fn::Sub": f"${{Stage}}-{config.queue}"}
    assert 2 <= (config.maximum_concurrency or 0) <= 10
    source = function(name)["Events"][f"{logical_id(name)}SqsEventSource"]["Properties"]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("name", CONSUMERS)
def test_a_batch_has_the_time_that_its_hints_may_wait(name: str) -> None:
    assert CONSUMERS[name].batch_size * PATIENCE[name] < timeout(name) <= LAMBDA_MAX


@pytest.mark.parametrize("name", SENDERS)
def test_a_sender_ends_before_the_lease_of_its_claim(name: str) -> None:
    assert timeout(name) < BAIL.total_seconds()


@pytest.mark.parametrize("name", CONSUMERS)
def test_what_a_handler_has_in_hand_is_not_handed_to_another(name: str) -> None:
    assert queue_of(name)[1]["VisibilityTimeout"] >= 6 * timeout(name)


@pytest.mark.parametrize("name", CONSUMERS)
def test_what_fails_five_times_is_kept_for_two_weeks(name: str) -> None:
    id, queue = queue_of(name)
    redrive = queue["RedrivePolicy"]
    assert redrive["maxReceiveCount"] == 5
    dead = of_type("AWS::SQS::Queue")[arn_of(redrive["deadLetterTargetArn"])]
    assert dead["MessageRetentionPeriod"] == 14 * 86400 > queue["MessageRetentionPeriod"]
    # Five times, each after the visibility timeout, before the queue itself forgets.
    assert 5 * queue["VisibilityTimeout"] < queue["MessageRetentionPeriod"]
    allowed = dead["RedriveAllowPolicy"]
    assert allowed["redrivePermission"] == "byQueue"
    (source,) = allowed["sourceQueueArns"]
    assert source["Fn::Sub"].endswith(":" + queue["QueueName"]["Fn::Sub"]), id


@pytest.mark.parametrize("id", of_type("AWS::SQS::Queue"))
def test_what_lies_in_a_queue_is_encrypted(id: str) -> None:
    assert of_type("AWS::SQS::Queue")[id]["SqsManagedSseEnabled"] is True


@pytest.mark.parametrize("name", ASYNCHRONOUS)
def test_an_event_that_fails_is_kept(name: str) -> None:
    config = function(name)["EventInvokeConfig"]
    assert config["MaximumRetryAttempts"] in (1, 2)
    kept = config["DestinationConfig"]["OnFailure"]
    assert kept["Type"] == "SQS"
    assert arn_of(kept["Destination"]) in of_type("AWS::SQS::Queue")


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_quarter_that_lambda_never_heard_of_is_kept(name: str) -> None:
    rule = function(name)["Events"][f"{logical_id(name)}Event"]["Properties"]
    dead = arn_of(rule["DeadLetterConfig"]["Arn"])
    policies = of_type("AWS::SQS::QueuePolicy").values()
    (policy,) = [p for p in policies if p["Queues"] == [{"Ref": dead}]]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Action"] == "sqs:SendMessage"
    rules = {arn_of(arn) for arn in statement["Condition"]["ArnEquals"]["aws:SourceArn"]}
    assert rules == {f"{logical_id(each)}{logical_id(each)}Event" for each in SCHEDULES}


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_job_ends_before_its_next_quarter(name: str) -> None:
    margin = max(reprise.MARGIN_MS, tournee.MARGIN_MS) / 1000
    assert 60 + margin <= timeout(name) < QUARTER
    assert function(name)["EventInvokeConfig"]["MaximumEventAgeInSeconds"] <= QUARTER


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_logs_to_a_group_of_its_own(name: str) -> None:
    group = function(name)["LoggingConfig"]["LogGroup"]["Ref"]
    named = of_type("AWS::Logs::LogGroup")[group]["LogGroupName"]
    assert named == {"Fn::Sub": "/aws/lambda/${Stage}-" + name}


@pytest.mark.parametrize("id", of_type("AWS::Logs::LogGroup"))
def test_logs_are_forgotten_after_30_days(id: str) -> None:
    assert of_type("AWS::Logs::LogGroup")[id]["RetentionInDays"] == 30


def test_the_networks_word_on_each_sms_reaches_livraisons() -> None:
    spoken = "sns/${AWS::Region}/${AWS::AccountId}/DirectPublishToPhoneNumber"
    groups = of_type("AWS::Logs::LogGroup")
    told = {}
    for id, filter in of_type("AWS::Logs::SubscriptionFilter").items():
        assert arn_of(filter["DestinationArn"]) == "Livraisons"
        assert filter["FilterPattern"] == ""
        permission = RESOURCES[RESOURCES[id]["DependsOn"]]["Properties"]
        group = filter["LogGroupName"]["Ref"]
        assert permission == {
            "FunctionName": {"Ref": "Livraisons"},
            "Action": "lambda:InvokeFunction",
            "Principal": "logs.amazonaws.com",
            "SourceAccount": {"Ref": "AWS::AccountId"},
            "SourceArn": {"Fn::GetAtt": [group, "Arn"]},
        }
        told[groups[group]["LogGroupName"]["Fn::Sub"]] = group
    assert set(told) == {spoken, f"{spoken}/Failure"}
    role = of_type("AWS::IAM::Role")["SmsDeliveryRole"]
    (statement,) = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert {arn_of(group) for group in statement["Resource"]} == set(told.values())


ASKS = {"os.environ.get", "configured"}


def read_in(path: str) -> set[str]:
    """The names in the environment that a module asks for."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            asked = node.slice
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ASKS:
            asked = node.args[0]
        else:
            continue
        if isinstance(asked, ast.Constant):
            found.add(str(asked.value))
    return found


def environment(name: str) -> dict[str, Any]:
    """What a function finds in its environment."""
    common = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    return {**common, **function(name).get("Environment", {}).get("Variables", {})}


def test_what_the_product_asks_of_its_environment_is_there_and_nothing_else() -> None:
    modules = [str(path.relative_to(ROOT)) for path in (ROOT / "chalicelib").rglob("*.py")]
    asked = {each for path in modules for each in read_in(path)} | {file.value for file in File}
    given = {each for name in FUNCTIONS for each in environment(name)}
    assert given == asked - LAMBDAS_OWN - OPTIONAL


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_is_without_stage_origin_and_secret(name: str) -> None:
    found = environment(name)
    assert found["STAGE"] == {"Ref": "Stage"}
    assert found["BASE_URL"] == {"Ref": "BaseUrl"}
    assert found["SECRET"] == {"Fn::Sub": "{{resolve:secretsmanager:${Secret}:SecretString}}"}


@pytest.mark.parametrize("name", SENDERS)
def test_who_publishes_knows_the_rate_and_the_price(name: str) -> None:
    found = environment(name)
    assert found["SMS_PARTIES_SECONDE"] == {"Ref": "SmsPartiesSeconde"}
    assert found["SMS_PRIX_MAX"] == {"Ref": "SmsPrixMax"}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("file", File)
def test_an_address_of_a_queue_is_that_queues(name: str, file: File) -> None:
    address = environment(name).get(file.value)
    if address is not None:
        named = of_type("AWS::SQS::Queue")[address["Ref"]]["QueueName"]
        assert named == {"Fn::Sub": f"${{Stage}}-{file.name.lower()}"}


def test_the_secret_outlives_its_stack() -> None:
    secret = RESOURCES["Secret"]
    assert secret["DeletionPolicy"] == secret["UpdateReplacePolicy"] == "Retain"
    assert secret["Properties"]["GenerateSecretString"]["PasswordLength"] >= 43


def queue_alarms(metric: str) -> dict[str, dict[str, Any]]:
    """The alarms on a metric of SQS, by the queue."""
    alarms = of_type("AWS::CloudWatch::Alarm").values()
    return {
        alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]: alarm
        for alarm in alarms
        if alarm.get("MetricName") == metric
    }


def test_somebody_is_told_of_the_first_dead_letter() -> None:
    alarms = queue_alarms("ApproximateNumberOfMessagesVisible")
    assert set(alarms) == {id for id in of_type("AWS::SQS::Queue") if id.endswith(DEAD)}
    for alarm in alarms.values():
        assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", 0)


def test_somebody_is_told_when_messages_wait_for_half_an_hour() -> None:
    alarms = queue_alarms("ApproximateAgeOfOldestMessage")
    assert set(alarms) == {queue_of(name)[0] for name in CONSUMERS}
    for alarm in alarms.values():
        assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", 1800)


def test_an_alarm_reaches_a_person() -> None:
    topic = of_type("AWS::SNS::Topic")["Alerts"]
    assert topic["Subscription"] == [{"Protocol": "email", "Endpoint": {"Ref": "AlertEmail"}}]
    for alarm in of_type("AWS::CloudWatch::Alarm").values():
        assert alarm["AlarmActions"] == [{"Ref": "Alerts"}]
        assert alarm["TreatMissingData"] == "notBreaching"
