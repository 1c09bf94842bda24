"""One transaction: the writes of an operation, all or none, each under a name.

The name of the write whose condition failed tells what happened: somebody else wrote the
client first (`maj`), took the number (`tel`), sent the same request (`demande`), or this very
operation was applied and only its answer was lost (`journal`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.transactions import TransactWrite

from chalicelib.aws.dynamodb import Shared, connection
from chalicelib.aws.panne import code, passing
from chalicelib.aws.tables import Row

ITEMS_MAX = 100

CONTENTION = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
"""Reasons of a cancelled transaction that are gone at the next try."""


class Perdue(Exception):
    """Nothing was written, or nobody knows: read again and begin anew."""


class ConditionsRefusees(Perdue):
    """Nothing was written: the conditions of the writes of these names do not hold."""

    def __init__(self, noms: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(noms)))
        self.noms = noms


class Transaction:
    """Collects writes, then sends them as one TransactWriteItems."""

    def __init__(self) -> None:
        self._checks: list[tuple[str, type[Shared], str, str, Condition]] = []
        self._deletes: list[tuple[str, Shared, Condition | None]] = []
        self._puts: list[tuple[str, Shared, Condition | None]] = []
        self._updates: list[tuple[str, Shared, list[Any], Condition | None]] = []

    def __len__(self) -> int:
        return len(self._checks) + len(self._deletes) + len(self._puts) + len(self._updates)

    def check(self, row: Row, condition: Condition, nom: str = "") -> None:
        """Write nothing, on this condition of an item as it is by then."""
        self._checks.append((nom, type(row), row.boutique_id, row.cle, condition))

    def put(self, row: Shared, condition: Condition | None = None, nom: str = "") -> None:
        """Write a whole item."""
        self._puts.append((nom, row, condition))

    def delete(self, row: Shared, condition: Condition | None = None, nom: str = "") -> None:
        """Take an item away."""
        self._deletes.append((nom, row, condition))

    def update(
        self, row: Shared, actions: list[Any], condition: Condition | None = None, nom: str = ""
    ) -> None:
        """Change attributes of an item (created when it is not there)."""
        self._updates.append((nom, row, actions, condition))

    def add(self, row: Shared, sums: Mapping[str, int], condition: Condition | None = None) -> None:
        """Move the sums of an item by so much, whatever they are now."""
        self.update(row, [Path([name]).add(n) for name, n in sums.items()], condition)

    def commit(self) -> None:
        """Send it. Raises ConditionsRefusees, or Perdue where the outcome is not known.

        What no other try can cure (an unlawful call, no credentials) goes through.
        """
        try:
            with TransactWrite(connection=connection()) as write:
                for _, model, boutique_id, cle, condition in self._checks:
                    write.condition_check(model, boutique_id, cle, condition)
                for _, row, condition_or_none in self._deletes:
                    write.delete(row, condition_or_none)
                for _, row, condition_or_none in self._puts:
                    write.save(row, condition_or_none)
                for _, row, actions, condition_or_none in self._updates:
                    write.update(row, actions, condition_or_none)
        except TransactWriteError as error:
            meaning = self._meaning(error)
            if meaning is error:
                raise
            raise meaning from error

    def _meaning(self, error: TransactWriteError) -> Exception:
        reasons = list(error.cancellation_reasons)
        names: list[str] = [
            *(check[0] for check in self._checks),
            *(delete[0] for delete in self._deletes),
            *(put[0] for put in self._puts),
            *(update[0] for update in self._updates),
        ]
        failed = frozenset(
            name
            for name, reason in zip(names, reasons, strict=False)
            if reason and reason.code == "ConditionalCheckFailed"
        )
        if failed:
            return ConditionsRefusees(failed)
        codes = {reason.code for reason in reasons if reason}
        if (codes and codes <= CONTENTION) or passing(error):
            return Perdue(code(error) or type(error.cause).__name__)
        return error
