"""The core and the clerk keep the same book, from one seed: what a mutant must not change."""

from __future__ import annotations

from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.domaine.test_state_machine import Comptes

EXAMPLES = 40


def test_core_and_clerk_keep_the_same_book_from_one_seed() -> None:
    run_state_machine_as_test(
        Comptes,
        settings=settings(
            derandomize=True,
            database=None,
            max_examples=EXAMPLES,
            phases=[Phase.generate],
            stateful_step_count=30,
        ),
    )
