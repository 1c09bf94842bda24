"""The product's client: pynamodb, whose requests botocore does not check."""

from typing import Any

import pytest
from pynamodb.attributes import (
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.connection import Connection
from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.indexes import (
    AllProjection,
    GlobalSecondaryIndex,
    KeysOnlyProjection,
    LocalSecondaryIndex,
)
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite

from local.dynamodb import Engine
from tests.dynamodb.carnet import CARNET


class ByClient(LocalSecondaryIndex["Vente"]):
    class Meta:
        index_name = "client"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_client = UnicodeAttribute(range_key=True)


class Due(GlobalSecondaryIndex["Vente"]):
    class Meta:
        index_name = "a_faire"
        projection = KeysOnlyProjection()

    file = NumberAttribute(hash_key=True)
    du_a = UnicodeAttribute(range_key=True)


class Vente(Model):
    class Meta:
        table_name = CARNET
        region = "eu-west-1"
        aws_access_key_id = "local"
        aws_secret_access_key = "local"

    boutique_id = UnicodeAttribute(hash_key=True)
    cle = UnicodeAttribute(range_key=True)
    par_client = UnicodeAttribute(null=True)
    file = NumberAttribute(null=True)
    du_a = UnicodeAttribute(null=True)
    montant = NumberAttribute(default=0)
    mots = UnicodeSetAttribute(null=True)
    suite: ListAttribute[Any] = ListAttribute(null=True)
    mois: MapAttribute[str, Any] = MapAttribute(null=True)
    by_client = ByClient()
    due = Due()


@pytest.fixture(autouse=True)
def attached(engine: Engine) -> None:
    Vente._connection = None
    engine.attach(Vente._get_connection().connection.client)


def connection() -> Connection:
    found: Connection = Vente._get_connection().connection
    return found


def test_a_model_is_saved_updated_found_and_deleted() -> None:
    vente = Vente("dieng", "riz", par_client="awa#1", montant=5000, mots={"riz", "sac"},
                  suite=["a", {"b": 1}], mois={"2026-11": 12})  # fmt: skip
    vente.save(condition=Vente.cle.does_not_exist())
    with pytest.raises(PutError) as refused:
        vente.save(condition=Vente.cle.does_not_exist())
    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    vente.update(
        actions=[
            Vente.montant.set(Vente.montant - 1000),
            Vente.mots.add({"mil"}),
            Vente.mois["2026-12"].set(3),
            Vente.suite.set(Vente.suite.append(["fin"])),
            Vente.par_client.set("fatou#1"),
        ],
        condition=(Vente.montant > 100)
        & Vente.mots.contains("riz")
        & (Vente.mois["2026-11"] == 12),
    )
    found = Vente.get("dieng", "riz", consistent_read=True)
    assert found.montant == 4000
    assert found.mots == {"riz", "sac", "mil"}
    assert [found.suite[0], found.suite[2]] == ["a", "fin"]
    assert found.mois.as_dict() == {"2026-11": 12, "2026-12": 3}
    found.delete(condition=Vente.par_client.startswith("fatou"))
    assert Vente.count("dieng") == 0


def test_queries_page_through_indexes() -> None:
    with Vente.batch_write() as batch:
        for number in range(30):
            batch.save(Vente("dieng", f"{number:02}", par_client=f"awa#{99 - number}",
                             file=number % 2, du_a=f"t{number:02}", montant=number))  # fmt: skip
    backwards = Vente.by_client.query("dieng", consistent_read=True, page_size=7)
    assert [vente.cle for vente in backwards] == [f"{n:02}" for n in range(29, -1, -1)]
    some = Vente.by_client.query(
        "dieng", Vente.par_client.between("awa#80", "awa#89"), scan_index_forward=False,
        filter_condition=Vente.montant.is_in(12, 15), limit=1,
    )  # fmt: skip
    assert [vente.cle for vente in some] == ["12"]
    assert some.last_evaluated_key is not None
    rest = Vente.by_client.query(
        "dieng", scan_index_forward=False, last_evaluated_key=some.last_evaluated_key
    )
    assert [vente.cle for vente in rest][:2] == ["13", "14"]
    due = list(Vente.due.query(1, Vente.du_a <= "t05"))
    assert [vente.cle for vente in due] == ["01", "03", "05"]
    got = Vente.batch_get([("dieng", "01"), ("dieng", "99")], attributes_to_get=["cle"])
    assert [vente.cle for vente in got] == ["01"]


def test_transactions_write_all_or_nothing_and_say_why() -> None:
    Vente("dieng", "compte", montant=1).save()
    with TransactWrite(connection=connection(), client_request_token="jeton-1") as transaction:
        transaction.save(Vente("dieng", "a"), condition=Vente.cle.does_not_exist())
        transaction.update(
            Vente("dieng", "compte"), actions=[Vente.montant.add(5)],
            condition=Vente.montant == 1,
        )  # fmt: skip
        transaction.condition_check(Vente, "dieng", "b", condition=Vente.cle.does_not_exist())
    late = TransactWrite(connection=connection())
    late.delete(Vente("dieng", "a"))
    late.update(
        Vente("dieng", "compte"), actions=[Vente.montant.set(0)],
        condition=Vente.montant == 1, return_values="ALL_OLD",
    )  # fmt: skip
    with pytest.raises(TransactWriteError) as cancelled:
        late._commit()
    nothing, failed = cancelled.value.cancellation_reasons
    assert nothing is None
    assert failed is not None
    assert failed.code == "ConditionalCheckFailed"
    assert (failed.raw_item or {})["montant"] == {"N": "6"}
    with TransactGet(connection=connection()) as transaction_get:
        a, compte = (transaction_get.get(Vente, "dieng", cle) for cle in ("a", "compte"))
    assert (a.get().cle, compte.get().montant) == ("a", 6)
