"""Holds many idle pages: `python -m benchmarks.sockets_holder HOST PORT PATH SOURCE SEED`.

The tokens come on standard input, a line each, and an empty line ends them. Then each further line
is answered by a line of JSON: how many pages are greeted, since when all are, and how many tries
it took.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys

from benchmarks.sockets_page import Returning

# A browser's pages do not open in one instant either.
OPENED_EACH_SECOND = 700


async def main(host: str, port: int, path: str, source: str, seed: int) -> None:
    """Read the tokens, hold the pages, and answer until the input ends."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    pages: list[Returning] = []
    while token := (await reader.readline()).decode().strip():
        pages.append(Returning(host, port, path, token, source, chance))
    opening = asyncio.create_task(_open(pages))
    while await reader.readline():
        ready = [page.ready_at for page in pages if page.ready_at]
        told = {
            "ready": len(ready),
            "of": len(pages),
            "last_ready_at": max(ready, default=0.0),
            "tries": sum(page.tries for page in pages),
        }
        print(json.dumps(told), flush=True)
    opening.cancel()


async def _open(pages: list[Returning]) -> None:
    async with asyncio.TaskGroup() as group:
        for page in pages:
            group.create_task(page.live())
            await asyncio.sleep(1 / OPENED_EACH_SECOND)


if __name__ == "__main__":
    HOST, PORT, PATH, SOURCE, SEED = sys.argv[1:6]
    asyncio.run(main(HOST, int(PORT), PATH, SOURCE, int(SEED)))
