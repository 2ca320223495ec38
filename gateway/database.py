"""The store for coroutines: transactions run on threads, so that the event loop never waits.

SQLite takes one writer at a time. Its writes go to one thread, which puts all that wait into one
transaction with a savepoint each: a commit costs a wait for the disk, and many turns share it. A
function that raises is undone alone. PostgreSQL gets one transaction a function, several at once.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy.exc import OperationalError

from crm.store import Store, Unit

log = logging.getLogger(__name__)

Result = TypeVar("Result")

READERS = 4
WRITERS = 8
LARGEST_BATCH = 64
# PostgreSQL's codes for "somebody else was in the way, try again": deadlock, serialisation.
_AGAIN = frozenset({"40P01", "40001"})
_TRIES = 3


class AsyncStore:
    """Runs functions of a :class:`crm.store.Unit` away from the event loop.

    Parameters
    ----------
    store:
        The store; closed together with this.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-read")
        self._writer: _BatchWriter | ThreadPoolExecutor
        if store.is_sqlite:
            self._writer = _BatchWriter(store)
        else:
            self._writer = ThreadPoolExecutor(WRITERS, thread_name_prefix="store-write")

    async def write(self, function: Callable[[Unit], Result]) -> Result:
        """Run a function in a transaction of its own; return its result after the commit.

        It may run again when the database asks for that, so it must have no effect but in the unit.
        """
        if isinstance(self._writer, _BatchWriter):
            return await asyncio.wrap_future(self._writer.submit(function))
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, self._write, function)

    async def read(self, function: Callable[[Unit], Result]) -> Result:
        """Run a function that reads one consistent state; what it writes is undone."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._read, function)

    async def close(self) -> None:
        """Finish what was begun and close the store."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._close)

    def _close(self) -> None:
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.store.close()

    def _read(self, function: Callable[[Unit], Result]) -> Result:
        try:
            return self._read_once(function)
        except OperationalError as error:
            if not error.connection_invalidated:
                raise
        return self._read_once(function)

    def _read_once(self, function: Callable[[Unit], Result]) -> Result:
        with self.store.reading() as unit:
            return function(unit)

    def _write(self, function: Callable[[Unit], Result]) -> Result:
        for tries_left in reversed(range(_TRIES)):
            ended = False
            try:
                with self.store.transaction() as unit:
                    result = function(unit)
                    ended = True
                return result
            except OperationalError as error:
                # Of a connection that broke during the commit nobody knows what was committed.
                undone = error.connection_invalidated and not ended
                again = undone or getattr(error.orig, "sqlstate", None) in _AGAIN
                if not again or not tries_left:
                    raise
                log.info("a write is tried again: %s", type(error.orig).__name__)
        raise AssertionError("the last try returns or raises")


class _BatchWriter:
    """One thread that commits all writes that wait at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="store-write", daemon=True)
        self._thread.start()

    def submit(self, function: Callable[[Unit], Result]) -> Future[Result]:
        """Queue a function; the future is settled after the commit."""
        if self._closed:
            raise RuntimeError("the store is closed")
        job = _Job(function)
        self._waiting.put(job)
        return job.future

    def shutdown(self, wait: bool = True) -> None:
        """Write what waits, then end the thread."""
        self._closed = True
        self._waiting.put(None)
        if wait:
            self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            batch: list[_Job] = []
            job = self._waiting.get()
            while job is not None:
                batch.append(job)
                if len(batch) == LARGEST_BATCH or self._waiting.empty():
                    break
                job = self._waiting.get()
            going = job is not None
            if batch:
                self._write(batch)

    def _write(self, batch: list[_Job]) -> None:
        if len(batch) == 1:
            batch[0].run_alone(self._store)
            return
        try:
            with self._store.transaction() as unit:
                for job in batch:
                    job.run(unit)
        except BaseException as error:
            log.exception("a commit of %d writes failed", len(batch))
            for job in batch:
                job.fail(error)
            return
        for job in batch:
            job.settle()


class _Job:
    """One write that waits for its commit."""

    def __init__(self, function: Callable[[Unit], Any]) -> None:
        self.future: Future[Any] = Future()
        self._function = function
        self._result: Any = None
        self._error: BaseException | None = None
        # From here on the caller may go away, but the write is done all the same.
        self.future.set_running_or_notify_cancel()

    def run_alone(self, store: Store) -> None:
        """Run in a transaction of its own and tell the caller how it went."""
        try:
            with store.transaction() as unit:
                result = self._function(unit)
        except BaseException as error:
            self.future.set_exception(error)
        else:
            self.future.set_result(result)

    def run(self, unit: Unit) -> None:
        """Run inside a savepoint, so that an error undoes this write alone."""
        try:
            with unit.connection.begin_nested():
                self._result = self._function(unit)
        except Exception as error:
            self._error = error

    def settle(self) -> None:
        """Tell the caller how it went, now that it is committed."""
        if self._error is not None:
            self.future.set_exception(self._error)
        else:
            self.future.set_result(self._result)

    def fail(self, error: BaseException) -> None:
        """Tell the caller that nothing was committed."""
        self.future.set_exception(self._error or error)
