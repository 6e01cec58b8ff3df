"""What the simulation takes for granted, as its own acts never overlap: on SQLite a transaction keeps others out."""

import pytest
from sqlalchemy.exc import OperationalError

from storage import engines


def test_a_transaction_keeps_other_writers_out_from_its_start(template):
    first, second = (engines.engine(engines.parsed(f"sqlite:///{template}"), connections=1) for _ in range(2))
    with first.begin(), second.connect() as other:
        other.connection.cursor().execute("PRAGMA busy_timeout = 10").close()
        with pytest.raises(OperationalError, match="locked"):
            other.begin()
    first.dispose()
    second.dispose()
