"""A program of the shop that asks for predictions."""

from __future__ import annotations

from typing import Any

from tests.gateway.service import Service

ROWS = {"data": [{"recency": 3, "frequency": 5, "monetary": 120.5}, {"orders": 1}]}


async def ask(
    service: Service, kind: str, body: Any = ROWS, token: str | None = None
) -> tuple[int, dict[str, Any]]:
    """Ask for a prediction, as a program of the shop unless another token is given."""
    token = service.gateway.identity.server_token("reports") if token is None else token
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with service.client.post(
        f"/api/v1/predict/{kind}", json=body, headers=headers
    ) as response:
        return response.status, await response.json()
