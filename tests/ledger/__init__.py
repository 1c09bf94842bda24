"""The ledger through the API, with what goes wrong meanwhile."""

import pytest

pytest.register_assert_rewrite("tests.ledger.guichet", "tests.jobs.tills")
