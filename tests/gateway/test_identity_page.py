"""The examples of the documentation sign what the service accepts."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from crm.settings import PROJECT
from gateway.identity import Identity
from gateway.problems import STATUS
from gateway.shop_keys import ShopKeys, parse_keys
from tests.gateway.keys import EC_KEY, public_jwk, public_pem, write_keys
from tests.gateway.service import SHOP_SECRET, TOKEN_KEY

PAGE = (PROJECT / "docs" / "identity.md").read_text("utf-8")
PEM = EC_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def example(language: str) -> str:
    """Return the first example in a language."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found.group(1)


def program(name: str) -> str:
    """Return a program, of this machine or fetched by the set-up."""
    places = f"{PROJECT / 'var' / 'tools' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    found = shutil.which(name, path=places)
    if found is None:
        pytest.skip(f"no {name} on the PATH")
    return found


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    """Return an identity service that knows the shop's secret and its key."""
    keys = ShopKeys(write_keys(tmp_path / "keys.json", public_jwk(EC_KEY, "2026-06")))
    return Identity(TOKEN_KEY, SHOP_SECRET, lambda: datetime.now(UTC), shop_keys=keys)


def test_the_python_example_signs(identity: Identity) -> None:
    """With the shared secret and with a key of the shop."""
    names: dict[str, object] = {}
    exec(example("python"), names)  # noqa: S102 - our own documentation
    sign = names["customer_token"]
    assert callable(sign)
    tokens = [sign("Zoë 1", SHOP_SECRET), sign("Zoë 1", PEM, "ES256", "2026-06")]

    assert ["Zoë 1"] * 2 == [identity.customer_of(token) for token in tokens]


def test_the_node_example_signs(identity: Identity) -> None:
    """With the shared secret and with a key of the shop."""
    calls = (
        f"console.log(customerToken('Zoë 1', {json.dumps(SHOP_SECRET)}));"
        f"console.log(customerToken('Zoë 1', {json.dumps(PEM)}, '2026-06'));"
    )
    done = subprocess.run(
        [program("node"), "--input-type=commonjs", "-e", example("js") + calls],
        capture_output=True,
        text=True,
        check=True,
    )

    assert ["Zoë 1"] * 2 == [identity.customer_of(token) for token in done.stdout.split()]


def test_the_key_example_makes_an_entry(tmp_path: Path) -> None:
    """What the command prints can be put into the file as it is."""
    found = re.search(r"python -c '(.*?)' shop-", PAGE, re.DOTALL)
    assert found is not None
    (tmp_path / "shop.pub").write_bytes(public_pem(EC_KEY))
    done = subprocess.run(
        [sys.executable, "-c", found.group(1), "shop.pub", "2026-06"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    keys = parse_keys(json.dumps({"keys": [json.loads(done.stdout)]}).encode())

    assert {"2026-06": "ES256"} == {kid: key.algorithm for kid, key in keys.items()}


def test_each_kind_of_refusal_is_told() -> None:
    """The codes of the page are those that the code knows."""
    codes = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`(?=[,| ].*\| (?:401|403|429|503) \|)", PAGE))
    source = "".join(
        (PROJECT / place).read_text("utf-8")
        for folder in ("gateway", "crm")
        for place in sorted(p.relative_to(PROJECT) for p in (PROJECT / folder).glob("*.py"))
    )

    assert len(codes) >= 10
    assert [] == [code for code in sorted(codes) if f'"{code}"' not in source]
    assert {401, 403, 429, 503} <= set(STATUS.values())
