"""What a line of the audit log costs: ``python -m benchmarks.audit_lines [URL]``.

Each transaction changes one row and writes no, one or ten lines; one writer, then eight at once.
The database at the URL must be empty and is left with the lines in it; without one, a new SQLite
file is used.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time

from sqlalchemy import update

from crm import audit
from crm.agents import add_agent
from crm.audit_check import verify
from crm.migrations import upgrade
from crm.store import Store
from crm.tables.people import agents
from crm.vault import Vault

TRANSACTIONS = 800
WRITERS = 8


def milliseconds(store: Store, lines: int, writers: int) -> float:
    """Return how long a transaction with so many lines takes, all writers together."""

    def work(number: int) -> None:
        mine = update(agents).where(agents.c.id == number).values(capacity=agents.c.capacity + 1)
        for turn in range(TRANSACTIONS // writers):
            with store.transaction() as unit:
                unit.connection.execute(mine)
                for line in range(lines):
                    audit.log(unit, f"agent:{number}", "looked", f"conversation:{turn}-{line}")

    threads = [threading.Thread(target=work, args=(number + 1,)) for number in range(writers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (time.perf_counter() - began) / TRANSACTIONS * 1000


def main(url: str) -> None:
    """Print the figures."""
    upgrade(url)
    store = Store(url, Vault("a key of a benchmark, 32 characters"))
    with store.transaction() as unit:
        for number in range(WRITERS):
            add_agent(unit, f"a{number}@shop.example", f"Agent {number}", "-")
    for writers in (1, WRITERS):
        for lines in (0, 1, 10):
            each = milliseconds(store, lines, writers)
            print(f"{writers} writers, {lines:2} lines: {each:.2f} ms a transaction")
    began = time.perf_counter()
    with store.reading() as unit:
        found = verify(unit.connection)
    print(f"verified {found.rows} rows in {time.perf_counter() - began:.2f} s")
    store.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(f"sqlite:///{folder}/attune.db")
