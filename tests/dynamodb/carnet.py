"""A table like ours to try the engine on, and words to write to it shortly."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config
from botocore.exceptions import ClientError

CARNET = "carnet"
# No second try, and no check of parameters before they are sent: pynamodb has that off too, so
# it is the engine that must refuse what is wrong.
ONCE = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
_SESSION = boto3.Session(
    aws_access_key_id="local", aws_secret_access_key="local", region_name="eu-west-1"
)


def _local(name: str, attribute: str, projection: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "IndexName": name,
        "KeySchema": [
            {"AttributeName": "boutique_id", "KeyType": "HASH"},
            {"AttributeName": attribute, "KeyType": "RANGE"},
        ],
        "Projection": projection,
    }


DEFINITION: dict[str, Any] = {
    "TableName": CARNET,
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": "N" if name == "file" else "S"}
        for name in ("boutique_id", "cle", "par_client", "par_etat", "par_nom", "file", "du_a")
    ],
    "KeySchema": [
        {"AttributeName": "boutique_id", "KeyType": "HASH"},
        {"AttributeName": "cle", "KeyType": "RANGE"},
    ],
    "LocalSecondaryIndexes": [
        _local("client", "par_client", {"ProjectionType": "ALL"}),
        _local("etat", "par_etat", {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["montant"]}),
        _local("nom", "par_nom", {"ProjectionType": "KEYS_ONLY"}),
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "a_faire",
            "KeySchema": [
                {"AttributeName": "file", "KeyType": "HASH"},
                {"AttributeName": "du_a", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
}


def new_client(config: Config = ONCE, **options: Any) -> Any:
    """A DynamoDB client of its own, that leads nowhere unless given an endpoint or an engine."""
    return _SESSION.client("dynamodb", config=config, **options)


def item(**attributes: Any) -> dict[str, Any]:
    """Plain Python values as an item of the API."""
    write = TypeSerializer().serialize
    return {name: write(value) for name, value in attributes.items()}


def plain(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """An item of the API as plain Python values; whole numbers as int."""
    if found is None:
        return None
    read = TypeDeserializer().deserialize
    return {name: _whole(read(value)) for name, value in found.items()}


def _whole(value: Any) -> Any:
    match value:
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case list():
            return [_whole(element) for element in value]
        case set():
            return {_whole(member) for member in value}
        case dict():
            return {name: _whole(inner) for name, inner in value.items()}
    return value


class Carnet:
    """The table through a client: items as plain values, keys as one word."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def key(self, cle: Any, boutique: str = "dieng") -> dict[str, Any]:
        return item(boutique_id=boutique, cle=cle)

    def put(self, cle: str, boutique: str = "dieng", **attributes: Any) -> dict[str, Any]:
        """Puts an item; words that begin with a capital are parameters of the call."""
        parameters = {k: v for k, v in attributes.items() if k[0].isupper()}
        held = {k: v for k, v in attributes.items() if not k[0].isupper()}
        answer: dict[str, Any] = self.client.put_item(
            TableName=CARNET, Item=item(boutique_id=boutique, cle=cle, **held), **parameters
        )
        return answer

    def get(self, cle: str, boutique: str = "dieng") -> dict[str, Any] | None:
        answer = self.client.get_item(
            TableName=CARNET, Key=self.key(cle, boutique), ConsistentRead=True
        )
        found = plain(answer.get("Item"))
        return found and {k: v for k, v in found.items() if k not in ("boutique_id", "cle")}

    def update(self, cle: str, expression: str, values: Any = None, **parameters: Any) -> Any:
        if values:
            parameters["ExpressionAttributeValues"] = item(**values)
            renamed = parameters["ExpressionAttributeValues"]
            parameters["ExpressionAttributeValues"] = {f":{k}": v for k, v in renamed.items()}
        return self.client.update_item(
            TableName=CARNET, Key=self.key(cle), UpdateExpression=expression, **parameters
        )

    def holds(self, cle: str, condition: str, values: Any = None, names: Any = None) -> bool:
        """Whether a condition holds of an item, as a transaction's check sees it."""
        check: dict[str, Any] = {
            "TableName": CARNET, "Key": self.key(cle), "ConditionExpression": condition,
        }  # fmt: skip
        if values:
            check["ExpressionAttributeValues"] = {f":{k}": v for k, v in item(**values).items()}
        if names:
            check["ExpressionAttributeNames"] = names
        try:
            self.client.transact_write_items(TransactItems=[{"ConditionCheck": check}])
        except self.client.exceptions.TransactionCanceledException as error:
            codes = [reason["Code"] for reason in error.response["CancellationReasons"]]
            if codes != ["ConditionalCheckFailed"]:
                raise
            return False
        return True

    def query(self, condition: str, values: Mapping[str, Any], **parameters: Any) -> Any:
        return self.client.query(
            TableName=CARNET,
            KeyConditionExpression=condition,
            ExpressionAttributeValues={f":{k}": v for k, v in item(**values).items()},
            **parameters,
        )

    def cles(self, condition: str, values: Mapping[str, Any], **parameters: Any) -> list[str]:
        """The range keys that a query finds, in its order, through all its pages."""
        found: list[str] = []
        for page in pages(lambda **at: self.query(condition, values, **parameters, **at)):
            found.extend(each["cle"]["S"] for each in page["Items"])
        return found


def pages(ask: Callable[..., dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every page of a query or a scan."""
    at: dict[str, Any] = {}
    while True:
        page = ask(**at)
        yield page
        if "LastEvaluatedKey" not in page:
            return
        if page["LastEvaluatedKey"] == at.get("ExclusiveStartKey"):
            raise AssertionError(f"a page ends where it began: {at}")
        at = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def code(error: ClientError) -> str:
    """The name of an error."""
    return str(error.response["Error"]["Code"])


def message(error: ClientError) -> str:
    """The text of an error."""
    return str(error.response["Error"]["Message"])
