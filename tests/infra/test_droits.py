"""What each function may do in the cloud: what it does, and no more (least privilege)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.infra.cloud import (
    API,
    ASYNCHRONOUS,
    CONFIG,
    CONSUMERS,
    FUNCTIONS,
    RESOURCES,
    ROOT,
    TABLES,
    TEMPLATE,
    arn_of,
    function,
    listed,
    of_type,
    policy,
    queue_of,
)

SUB = "arn:${AWS::Partition}:"
HERE = "${AWS::Region}:${AWS::AccountId}:"
INLINE_MAX = 10_240
"""Characters of a role's inline policies, white space aside (IAM quotas)."""
LEDGER = {
    "clients", "recherche", "reglements", "versements", "totaux", "journal", "idempotence",
    "rappels", "contacts",
}  # fmt: skip
"""Tables that nothing writes but a transaction."""
READS = {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}
WRITES = {
    "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem",
}  # fmt: skip
IN_TRANSACTION = {"StringEquals": {"dynamodb:EnclosingOperation": "TransactWriteItems"}}
ACTIONS = {
    "logs:CreateLogStream", "logs:PutLogEvents",
    "dynamodb:BatchWriteItem", *READS, *WRITES,
    "s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject",
    "ses:SendEmail", "sms-voice:SendTextMessage", "sns:Publish",
    "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage",
}  # fmt: skip
EVERYWHERE = {"sns:Publish", "sms-voice:SendTextMessage"}
"""What IAM can hold to no ARN: a telephone has none."""
PUBLISHERS = {"rappels", *CONSUMERS}


def statements(name: str, action: str) -> list[dict[str, Any]]:
    """What a function's policy says of an action."""
    return [s for s in policy(name) if action in listed(s["Action"])]


def reached(name: str, action: str) -> set[str]:
    """Tables, or indexes as `table/index`, on which a function may do something."""
    found = set()
    for statement in statements(name, action):
        for resource in listed(statement["Resource"]):
            found.add(resource["Fn::Sub"].partition(":table/${Stage}-")[2].replace("/index", ""))
    return found


def exists(resource: Any) -> bool:
    """Is it a table, an index, a queue, a log group, a file or an address that there is?"""
    if set(resource) == {"Fn::GetAtt"}:
        return arn_of(resource) in RESOURCES
    named = resource["Fn::Sub"]
    tables = {
        f"{SUB}dynamodb:{HERE}table/" + table["Properties"]["TableName"]["Fn::Sub"]: {
            index["IndexName"]
            for kind in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")
            for index in table["Properties"].get(kind, ())
        }
        for table in TABLES.values()
    }
    table, _, index = named.partition("/index/")
    logs = {
        f"{SUB}logs:{HERE}log-group:{group['LogGroupName']['Fn::Sub']}:*"
        for group in of_type("AWS::Logs::LogGroup").values()
    }
    others = {
        f"{SUB}s3:::${{FilesBucket}}",
        f"{SUB}s3:::${{FilesBucket}}/*",
        f"{SUB}ses:{HERE}identity/${{EmailIdentity}}",
    }
    parameters = set(re.findall(r"\$\{(\w+)\}", named))
    assert parameters <= set(TEMPLATE["Parameters"])
    return (table in tables and (not index or index in tables[table])) or named in logs | others


def test_each_function_has_a_policy_of_its_own() -> None:
    assert CONFIG["autogen_policy"] is False
    files = {f".chalice/policies/{name}.json" for name in FUNCTIONS}
    assert {f".chalice/{f['iam_policy_file']}" for f in FUNCTIONS.values()} == files
    there = (ROOT / ".chalice/policies").iterdir()
    assert {str(path.relative_to(ROOT)) for path in there} == files


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_action_is_left_open(name: str) -> None:
    actions = {action for statement in policy(name) for action in listed(statement["Action"])}
    assert actions - ACTIONS == set()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_all_that_a_policy_names_is_there_and_named_whole(name: str) -> None:
    for statement in policy(name):
        if set(listed(statement["Action"])) & EVERYWHERE:
            assert set(listed(statement["Action"])) <= EVERYWHERE
            continue
        assert statement["Effect"] == "Allow"
        for resource in listed(statement["Resource"]):
            assert isinstance(resource, dict), f"{statement['Sid']}: {resource}"
            assert exists(resource), f"{statement['Sid']}: {resource}"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_policy_fits_a_role(name: str) -> None:
    written = json.dumps(policy(name), separators=(",", ":"))
    filled = {
        "${AWS::Partition}": "aws",
        "${AWS::Region}": "eu-central-1",
        "${AWS::AccountId}": "1" * 12,
        "${Stage}": "p" * 16,
        '{"Fn::Sub":': "",
    }
    for parameter, value in filled.items():
        written = written.replace(parameter, value)
    assert len(written) < INLINE_MAX - 200


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_ledger_is_written_by_transactions_alone(name: str) -> None:
    for action in (*WRITES, "dynamodb:BatchWriteItem"):
        for statement in statements(name, action):
            if statement.get("Condition") == IN_TRANSACTION:
                continue
            bare = {r["Fn::Sub"].rpartition("-")[2] for r in listed(statement["Resource"])}
            assert bare & LEDGER == set(), statement["Sid"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_index_is_only_queried(name: str) -> None:
    for action in ({*READS, *WRITES, "dynamodb:BatchWriteItem"}) - {"dynamodb:Query"}:
        assert not any("/" in table for table in reached(name, action))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_opens_doors_can_be_asked_for_and_never_listed(name: str) -> None:
    for action in READS - {"dynamodb:GetItem"}:
        assert "acces" not in reached(name, action)


def test_only_the_jobs_see_what_is_due_of_all_boutiques() -> None:
    seers = {
        (name, index)
        for name in FUNCTIONS
        for index in reached(name, "dynamodb:Query")
        if index.endswith("/a_faire")
    }
    assert seers == {
        ("reprendre", "taches/a_faire"),
        ("rappels", "taches/a_faire"),
        ("rappels", "rappels/a_faire"),
    }


def test_only_senders_publish_and_only_to_telephones() -> None:
    for name in FUNCTIONS:
        said = statements(name, "sns:Publish")
        effects = {s["Effect"]: s["Resource"] for s in said}
        phones = {"Allow": "*", "Deny": "arn:aws:sns:*:*:*"}
        assert effects == (phones if name in PUBLISHERS else {})
        for statement in statements(name, "sms-voice:SendTextMessage"):
            assert name in PUBLISHERS
            via = {"StringEquals": {"aws:CalledViaLast": "sns.amazonaws.com"}}
            assert statement["Condition"] == via


def test_only_the_api_sends_e_mail_and_from_our_address_alone() -> None:
    assert [name for name in FUNCTIONS if statements(name, "ses:SendEmail")] == [API]
    (statement,) = statements(API, "ses:SendEmail")
    assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "EmailSender"}}}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_handler_takes_from_its_own_queue_alone(name: str) -> None:
    own = [queue_of(name)[0]] if name in CONSUMERS else []
    for action in ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"):
        taken = [arn_of(r) for s in statements(name, action) for r in listed(s["Resource"])]
        assert taken == own


@pytest.mark.parametrize("name", FUNCTIONS)
def test_who_knows_a_queues_address_may_send_to_it_and_nobody_else(name: str) -> None:
    known = function(name).get("Environment", {}).get("Variables", {})
    expected = {address["Ref"] for key, address in known.items() if key.endswith("_QUEUE_URL")}
    if name in ASYNCHRONOUS:
        kept = function(name)["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
        expected.add(arn_of(kept["Destination"]))
    sent = {
        arn_of(resource)
        for statement in statements(name, "sqs:SendMessage")
        for resource in listed(statement["Resource"])
    }
    assert sent == expected


@pytest.mark.parametrize("name", FUNCTIONS)
def test_who_knows_the_bucket_may_use_it_and_nobody_else(name: str) -> None:
    knows = "FILES_BUCKET" in function(name).get("Environment", {}).get("Variables", {})
    assert bool(statements(name, "s3:GetObject")) == knows
