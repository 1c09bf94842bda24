"""Random calls like the product's, on few keys so that they meet; the same from the same seed."""

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError

from tests.dynamodb.carnet import CARNET, item

Call = tuple[str, dict[str, Any]]

BOUTIQUES = ("dieng", "fall")
ETATS = ("I", "C", "A")
_CONDITIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("attribute_not_exists(cle)", {}),
    ("attribute_exists(cle)", {}),
    ("maj = :c", {":c": {"N": "1"}}),
    ("attribute_not_exists(maj) OR maj < :c", {":c": {"N": "3"}}),
    ("etat IN (:c, :d) AND NOT montant > :e", {
        ":c": {"S": "I"}, ":d": {"S": "C"}, ":e": {"N": "5000"},
    }),
    ("montant BETWEEN :c AND :d", {":c": {"N": "100"}, ":d": {"N": "6000"}}),
    ("begins_with(par_client, :c) AND attribute_type(mois, :d)", {
        ":c": {"S": "awa#"}, ":d": {"S": "M"},
    }),
    ("contains(mots, :c) OR size(suite) > :d", {":c": {"S": "riz"}, ":d": {"N": "1"}}),
    ("etat <> :c", {":c": {"S": "I"}}),
)  # fmt: skip
_UPDATES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ADD maj :u", {":u": {"N": "1"}}),
    ("SET montant = if_not_exists(montant, :z) + :u, etat = :v", {
        ":z": {"N": "0"}, ":u": {"N": "250.5"}, ":v": {"S": "C"},
    }),
    ("SET montant = montant - :u", {":u": {"N": "100"}}),
    ("REMOVE par_client, etat", {}),
    ("ADD mots :u DELETE mots2 :v", {":u": {"SS": ["riz", "sucre"]}, ":v": {"SS": ["riz"]}}),
    ("DELETE mots :u", {":u": {"SS": ["riz", "huile"]}}),
    ("SET suite = list_append(if_not_exists(suite, :z), :u)", {
        ":z": {"L": []}, ":u": {"L": [{"N": "7"}, {"S": "x"}]},
    }),
    ("REMOVE suite[0] SET etat = :u", {":u": {"S": "I"}}),
    ("SET suite[1] = :u", {":u": {"BOOL": True}}),
    ("SET mois.#m = :u", {":u": {"N": "12"}}),
    ("ADD mois.#m :u", {":u": {"N": "-3"}}),
    ("REMOVE mois.#m", {}),
    ("SET mois = if_not_exists(mois, :u), par_etat = :v", {":u": {"M": {}}, ":v": {"S": "C#1"}}),
    ("SET copie = montant REMOVE montant", {}),
)  # fmt: skip


class Generator:
    """An endless history of calls."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._tokens: list[tuple[str, list[Any]]] = []
        self._seed, self._serial = seed, 0

    def next(self) -> Call:
        """The next call: its method of a boto3 client, and its parameters."""
        kinds: list[tuple[Callable[[], Call], int]] = [
            (self._put, 18), (self._update, 22), (self._delete, 6), (self._get, 8),
            (self._query, 14), (self._transact, 22), (self._batch_write, 4),
            (self._batch_get, 3), (self._transact_get, 3),
        ]  # fmt: skip
        makers, weights = zip(*kinds, strict=True)
        made: Call = self._random.choices(makers, weights)[0]()
        return made

    def _key(self) -> dict[str, Any]:
        cle = f"{self._random.choice('abc')}{self._random.randrange(8)}"
        return item(boutique_id=self._random.choice(BOUTIQUES), cle=cle)

    def _item(self) -> dict[str, Any]:
        pick = self._random
        etat, client = pick.choice(ETATS), pick.choice(("awa", "moussa", "fatou"))
        held: dict[str, Any] = {
            "montant": Decimal(pick.choice(("5000", "1250", "0.1", "-3", "99999999999999999999"))),
            "etat": etat,
            "par_etat": f"{etat}#{pick.randrange(4)}",
            "par_client": f"{client}#{pick.randrange(3)}",
            "par_nom": client,
            "maj": pick.randrange(4),
            "mois": {"2026-11": pick.randrange(100)},
            "mots": {"riz", "huile", client},
            "suite": [1, "deux", None][: pick.randrange(4)],
            "note": "é" * pick.randrange(4),
            "file": pick.randrange(3),
            "du_a": f"2026-11-{pick.randrange(10, 30)}",
        }
        kept = {name: value for name, value in held.items() if pick.random() < 0.75}
        return {**self._key(), **item(**kept)}

    def _condition(self, parameters: dict[str, Any], share: float) -> dict[str, Any]:
        if self._random.random() < share:
            expression, values = self._random.choice(_CONDITIONS)
            parameters["ConditionExpression"] = expression
            self._add_values(parameters, values)
            if self._random.random() < 0.5:
                parameters["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return parameters

    @staticmethod
    def _add_values(parameters: dict[str, Any], values: dict[str, Any]) -> None:
        if values:
            parameters.setdefault("ExpressionAttributeValues", {}).update(values)

    def _put_request(self, share: float = 0.5) -> dict[str, Any]:
        return self._condition({"TableName": CARNET, "Item": self._item()}, share)

    def _update_request(self) -> dict[str, Any]:
        expression, values = self._random.choice(_UPDATES)
        request = {"TableName": CARNET, "Key": self._key(), "UpdateExpression": expression}
        if "#m" in expression:
            request["ExpressionAttributeNames"] = {"#m": "2026-11"}
        self._add_values(request, values)
        if expression.startswith(("REMOVE suite[", "REMOVE mois.", "ADD mois.")):
            # Where the holder is missing AWS refuses (Alternator's tests, scylladb#10043), as the
            # engine does; MiniStack makes it, or does nothing, and succeeds.
            holder = "suite" if "suite" in expression else "mois"
            return {**request, "ConditionExpression": f"attribute_exists({holder})"}
        return self._condition(request, 0.4)

    def _put(self) -> Call:
        returns = self._random.choice(("NONE", "ALL_OLD"))
        return "put_item", {**self._put_request(), "ReturnValues": returns}

    def _update(self) -> Call:
        request = self._update_request()
        returns = ["NONE", "ALL_OLD", "ALL_NEW"]
        if "[" not in request["UpdateExpression"]:
            # Of a list AWS shows the element that was written, MiniStack the whole list.
            returns.append("UPDATED_NEW")
        return "update_item", {**request, "ReturnValues": self._random.choice(returns)}

    def _delete(self) -> Call:
        request = self._condition({"TableName": CARNET, "Key": self._key()}, 0.5)
        return "delete_item", {**request, "ReturnValues": "ALL_OLD"}

    def _get(self) -> Call:
        request = {"TableName": CARNET, "Key": self._key(), "ConsistentRead": True}
        if self._random.random() < 0.5:
            request["ProjectionExpression"] = "montant, mois.#m, suite[0], cle"
            request["ExpressionAttributeNames"] = {"#m": "2026-11"}
        return "get_item", request

    def _query(self) -> Call:
        pick = self._random
        if pick.random() < 0.2:
            return self._query_due()
        index, ranges = pick.choice((
            (None, ("cle", "a", "b3", "c")), ("client", ("par_client", "awa#", "fatou#1", "m")),
            ("etat", ("par_etat", "C", "I#2", "A#3")), ("nom", ("par_nom", "awa", "f", "moussa")),
        ))  # fmt: skip
        attribute, *words = ranges
        condition, values = pick.choice((
            ("boutique_id = :b", {}),
            (f"boutique_id = :b AND begins_with({attribute}, :x)", {":x": {"S": words[0]}}),
            (f"boutique_id = :b AND {attribute} > :x", {":x": {"S": words[1]}}),
            (f"boutique_id = :b AND {attribute} BETWEEN :x AND :y", {
                ":x": {"S": min(words)}, ":y": {"S": max(words)},
            }),
        ))  # fmt: skip
        request: dict[str, Any] = {
            "TableName": CARNET, "ConsistentRead": True, "KeyConditionExpression": condition,
            "ScanIndexForward": pick.random() < 0.5, "Limit": pick.randrange(1, 12),
            "ExpressionAttributeValues": {":b": {"S": pick.choice(BOUTIQUES)}, **values},
        }  # fmt: skip
        if index:
            request["IndexName"] = index
        if pick.random() < 0.3 and index in (None, "client"):
            request["FilterExpression"] = "montant > :f OR attribute_not_exists(maj)"
            self._add_values(request, {":f": {"N": "1000"}})
        return "query", request

    def _query_due(self) -> Call:
        values = {":f": {"N": str(self._random.randrange(3))}, ":t": {"S": "2026-11-20"}}
        return "query", {
            "TableName": CARNET, "IndexName": "a_faire", "Limit": self._random.randrange(1, 6),
            "KeyConditionExpression": "#f = :f AND du_a <= :t",
            "ExpressionAttributeNames": {"#f": "file"}, "ExpressionAttributeValues": values,
        }  # fmt: skip

    def _transact(self) -> Call:
        pick = self._random
        if self._tokens and pick.random() < 0.1:
            token, actions = pick.choice(self._tokens)
            return "transact_write_items", {"TransactItems": actions, "ClientRequestToken": token}
        actions, places = [], set()
        for _ in range(min(pick.randrange(1, 8), pick.randrange(1, 8))):
            action = self._action()
            [(_, request)] = action.items()
            named = request.get("Key") or request["Item"]
            place = named["boutique_id"]["S"], named["cle"]["S"]
            if place not in places:
                places.add(place)
                actions.append(action)
        self._serial += 1
        token = f"jeton-{self._seed}-{self._serial}"
        self._tokens = [*self._tokens[-20:], (token, actions)]
        return "transact_write_items", {"TransactItems": actions, "ClientRequestToken": token}

    def _action(self) -> dict[str, Any]:
        kind = self._random.choice(("Put", "Put", "Update", "Update", "Delete", "ConditionCheck"))
        match kind:
            case "Put":
                return {kind: self._put_request(0.3)}
            case "Update":
                return {kind: self._update_request()}
            case "Delete":
                return {kind: self._condition({"TableName": CARNET, "Key": self._key()}, 0.3)}
        return {kind: self._condition({"TableName": CARNET, "Key": self._key()}, 1)}

    def _keys(self, most: int) -> list[dict[str, Any]]:
        keys = [self._key() for _ in range(self._random.randrange(1, most))]
        return list({(k["boutique_id"]["S"], k["cle"]["S"]): k for k in keys}.values())

    def _batch_write(self) -> Call:
        requests = []
        for key in self._keys(8):
            if self._random.random() < 0.7:
                requests.append({"PutRequest": {"Item": {**self._item(), **key}}})
            else:
                requests.append({"DeleteRequest": {"Key": key}})
        return "batch_write_item", {"RequestItems": {CARNET: requests}}

    def _batch_get(self) -> Call:
        keys = {"Keys": self._keys(12), "ConsistentRead": True}
        return "batch_get_item", {"RequestItems": {CARNET: keys}}

    def _transact_get(self) -> Call:
        gets = [{"Get": {"TableName": CARNET, "Key": key}} for key in self._keys(6)]
        return "transact_get_items", {"TransactItems": gets}


def outcome(client: Any, call: Call) -> dict[str, Any]:
    """What a client hears of a call, in a form that can be compared: no wording, no order of
    what has none."""
    method, parameters = call
    try:
        answer = getattr(client, method)(**parameters)
    except ClientError as error:
        reasons = error.response.get("CancellationReasons", [])
        return {
            "error": error.response["Error"]["Code"],
            "reasons": [reason["Code"] for reason in reasons],
            "items": [comparable(reason.get("Item")) for reason in reasons],
            "item": comparable(error.response.get("Item")),
        }
    found = {
        name: comparable(value) for name, value in answer.items() if name != "ResponseMetadata"
    }
    if method == "batch_get_item":
        found["Responses"] = {
            table: sorted(items, key=repr) for table, items in found["Responses"].items()
        }
    return found


def comparable(value: Any) -> Any:
    """An answer with its sets sorted and its numbers as numbers."""
    match value:
        case {"N": str(text)}:
            return {"N": Decimal(text).normalize()}
        case {"SS": list(members)}:
            return {"SS": sorted(members)}
        case dict():
            return {name: comparable(inner) for name, inner in value.items()}
        case list():
            return [comparable(inner) for inner in value]
    return value


def state(client: Any) -> dict[tuple[str, str], Any]:
    """Every item of the table."""
    found: dict[tuple[str, str], Any] = {}
    for page in client.get_paginator("scan").paginate(TableName=CARNET, ConsistentRead=True):
        for each in page["Items"]:
            found[each["boutique_id"]["S"], each["cle"]["S"]] = comparable(each)
    return found
