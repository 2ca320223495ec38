"""The shop's public keys: each for its algorithm, from a file that may change at any time."""

from __future__ import annotations

import hmac
import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from gateway.identity import Identity, Unauthorized
from gateway.shop_keys import MOST_KEYS, ShopKeys, parse_keys
from tests.fixtures_store import Clock
from tests.gateway.keys import (
    EC_KEY,
    OTHER_RSA_KEY,
    RSA_KEY,
    claims_for,
    part,
    private_jwk,
    public_jwk,
    public_pem,
    sign,
    write_keys,
)
from tests.gateway.service import SHOP_SECRET, TOKEN_KEY

RSA_ENTRY, EC_ENTRY = public_jwk(RSA_KEY, "r1"), public_jwk(EC_KEY, "e1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with an RSA key and one on a curve."""
    return write_keys(tmp_path / "keys.json", RSA_ENTRY, EC_ENTRY)


def identity_with(file: Path, clock: Clock) -> Identity:
    """Return an identity service that knows the keys of a file."""
    return Identity(TOKEN_KEY, SHOP_SECRET, clock, shop_keys=ShopKeys(file))


def code_of(identity: Identity, token: str) -> str | None:
    """Return why a customer's token is refused, or nothing when it is good."""
    try:
        assert "C-1" == identity.customer_of(token)
    except Unauthorized as refused:
        return refused.code
    return None


def hmac_signed(claims: dict[str, Any], secret: bytes, **header: str) -> str:
    """Return a token under a text that libraries refuse to take for a secret."""
    signing = f"{part({'alg': 'HS256', 'typ': 'JWT'} | header)}.{part(claims)}"
    return f"{signing}.{part(hmac.new(secret, signing.encode(), 'sha256').digest())}"


def test_a_token_is_checked_with_the_key_that_it_names(file: Path, clock: Clock) -> None:
    """Every algorithm under its own key, and the shared secret beside them."""
    identity, claims = identity_with(file, clock), claims_for(clock)
    tokens = [
        sign(claims, RSA_KEY, "RS256", "r1"),
        sign(claims, EC_KEY, "ES256", "e1"),
        sign(claims, SHOP_SECRET, "HS256"),
        sign(claims, SHOP_SECRET, "HS256", "what-the-library-calls-it"),
    ]

    assert [None] * 4 == [code_of(identity, token) for token in tokens]


def test_servers_are_vouched_for_likewise(file: Path, clock: Clock) -> None:
    """The audience of servers is checked with the same keys, and is another one."""
    identity = identity_with(file, clock)
    token = sign(claims_for(clock, aud="attune:server", sub="stock"), RSA_KEY, "RS256", "r1")

    assert "stock" == identity.server_of(token)
    assert "token_invalid" == code_of(identity, token)


@pytest.mark.parametrize(
    ("key", "algorithm", "kid", "code"),
    [
        (OTHER_RSA_KEY, "RS256", "r1", "token_invalid"),
        (RSA_KEY, "RS256", "r2", "token_key_unknown"),
        (RSA_KEY, "RS256", "k" * 4000, "token_key_unknown"),
        (RSA_KEY, "RS256", None, "token_key_unknown"),
        (RSA_KEY, "RS384", "r1", "token_invalid"),
        (RSA_KEY, "PS256", "r1", "token_invalid"),
        (RSA_KEY, "RS512", None, "token_invalid"),
        (RSA_KEY, "RS256", "e1", "token_invalid"),
        (EC_KEY, "ES256", "r1", "token_invalid"),
        (EC_KEY, "ES256", None, "token_key_unknown"),
        (SHOP_SECRET, "HS256", "r1", "token_invalid"),
        (SHOP_SECRET, "HS256", "e1", "token_invalid"),
    ],
)
def test_a_key_is_for_its_algorithm_only(
    file: Path, clock: Clock, key: Any, algorithm: str, kid: str | None, code: str
) -> None:
    """Another key, another id or another algorithm than the key's own is refused by its name."""
    token = sign(claims_for(clock), key, algorithm, kid)

    assert code == code_of(identity_with(file, clock), token)


@pytest.mark.parametrize("kid", ["r1", "r2", None])
def test_a_public_key_is_no_shared_secret(file: Path, clock: Clock, kid: str | None) -> None:
    """What everybody knows signs nothing: not the PEM, not the entry, not the number."""
    identity, claims = identity_with(file, clock), claims_for(clock)
    header = {"kid": kid} if kid else {}
    known = (public_pem(RSA_KEY), json.dumps(RSA_ENTRY).encode(), RSA_ENTRY["n"].encode(), b"")
    tokens = [hmac_signed(claims, secret, **header) for secret in known]

    assert ["token_invalid"] * 4 == [code_of(identity, token) for token in tokens]


def test_without_a_file_only_the_secret_counts(clock: Clock) -> None:
    """A token under a key that nobody registered is refused as any other algorithm is."""
    identity = Identity(TOKEN_KEY, SHOP_SECRET, clock, shop_keys=ShopKeys(None))
    token = sign(claims_for(clock), RSA_KEY, "RS256", "r1")

    assert "token_key_unknown" == code_of(identity, token)


def test_keys_are_changed_while_the_service_runs(file: Path, clock: Clock) -> None:
    """The new key is added, both are good, the old one is taken out: no restart."""
    identity, claims = identity_with(file, clock), claims_for(clock)
    old, new = (
        sign(claims, RSA_KEY, "RS256", "r1"),
        sign(claims, OTHER_RSA_KEY, "RS256", "r2"),
    )
    seen = [(code_of(identity, old), code_of(identity, new))]
    new_entry = public_jwk(OTHER_RSA_KEY, "r2")
    write_keys(file, RSA_ENTRY, new_entry)
    seen.append((code_of(identity, old), code_of(identity, new)))
    other = write_keys(file.with_suffix(".new"), new_entry)
    os.replace(other, file)
    seen.append((code_of(identity, old), code_of(identity, new)))

    unknown = "token_key_unknown"
    assert [(None, unknown), (None, None), (unknown, None)] == seen


def test_a_change_of_the_same_size_and_time_is_seen(file: Path, clock: Clock) -> None:
    """Two writes within the same tick of the file system: the second one counts."""
    keys = ShopKeys(file)
    state = file.stat()
    write_keys(file, RSA_ENTRY, EC_ENTRY | {"kid": "e2"})
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))

    assert (True, False) == (keys.find("e2") is not None, keys.find("e1") is not None)


def test_an_old_file_is_not_read_each_time(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that lies there unchanged is only looked at."""
    os.utime(file, (1_000_000_000, 1_000_000_000))
    keys = ShopKeys(file)
    monkeypatch.setattr(Path, "open", None)

    assert keys.find("r1") is not None


@pytest.mark.parametrize("content", ["", "{", '{"keys": []}', None])
def test_a_bad_change_leaves_the_keys_as_they_were(
    file: Path, clock: Clock, caplog: pytest.LogCaptureFixture, content: str | None
) -> None:
    """A file half written or taken away is complained of once, and customers still get in."""
    identity = identity_with(file, clock)
    token = sign(claims_for(clock), RSA_KEY, "RS256", "r1")
    if content is None:
        file.unlink()
    else:
        file.write_text(content)
    codes = [code_of(identity, token) for _ in range(3)]
    complaints = [r for r in caplog.records if r.levelno == logging.ERROR]
    write_keys(file, EC_ENTRY)

    assert ([None] * 3, 1) == (codes, len(complaints))
    assert "token_key_unknown" == code_of(identity, token)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Nothing starts on keys that cannot be read."""
    with pytest.raises(Invalid, match="ATTUNE_SHOP_KEYS cannot be used: it cannot be read"):
        ShopKeys(tmp_path / "nowhere.json")


WEAK = public_jwk(rsa.generate_private_key(65537, 1024), "w")  # noqa: S505 - weak on purpose
TWISTED = public_jwk(ec.generate_private_key(ec.SECP384R1()), "p")


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([], 'an object with 1 to 50 "keys"'),
        ([{**RSA_ENTRY, "kid": f"k{n}"} for n in range(MOST_KEYS + 1)], 'with 1 to 50 "keys"'),
        (["RSA"], "key 1 is no object"),
        ([EC_ENTRY, RSA_ENTRY | {"kid": ""}], "key 2 needs a kid of 1 to 200 characters"),
        ([RSA_ENTRY | {"kid": 1}], "key 1 needs a kid"),
        ([RSA_ENTRY | {"kid": "k" * 10_000}], "key 1 needs a kid"),
        ([RSA_ENTRY | {"kid": "a\nb"}], "key 1 needs a kid"),
        ([RSA_ENTRY | {"kid": None}], "key 1 needs a kid"),
        ([RSA_ENTRY, EC_ENTRY | {"kid": "r1"}], "key 2 has the kid of another one"),
        ([private_jwk(RSA_KEY, "r1")], "key 1 is a private key"),
        ([private_jwk(EC_KEY, "e1")], "key 1 is a private key"),
        ([RSA_ENTRY | {"k": "c2VjcmV0"}], "key 1 is a private key"),
        ([{"kty": "oct", "kid": "s", "k": "c2VjcmV0"}], "those go into ATTUNE_SHOP_SECRET"),
        ([{"kty": "OKP", "kid": "o", "crv": "Ed25519", "x": "AA"}], "the kty RSA or EC"),
        ([{"kty": None, "kid": "o"}], "the kty RSA or EC"),
        ([WEAK], "key 1 has 1024 bits; it takes 2048 to 8192"),
        ([RSA_ENTRY | {"n": "_" * 1500}], "key 1 has 9000 bits"),
        ([RSA_ENTRY | {"e": "Aw"}], "no safe RSA key"),
        ([RSA_ENTRY | {"e": "AQAA"}], "no safe RSA key"),
        ([RSA_ENTRY | {"n": RSA_ENTRY["n"][:-2] + "AA"}], "no safe RSA key"),
        ([RSA_ENTRY | {"n": 7}], "key 1 has no n in base64url"),
        ([RSA_ENTRY | {"n": "a b"}], "key 1 has no n in base64url"),
        ([RSA_ENTRY | {"e": "AQABA"}], "key 1 has no e in base64url"),
        ([TWISTED], "key 1 must lie on the curve P-256"),
        ([EC_ENTRY | {"y": EC_ENTRY["x"]}], "no point of its curve"),
        ([EC_ENTRY | {"alg": "RS256"}], "for ES256 only"),
        ([RSA_ENTRY | {"alg": "PS256"}], "for RS256 only"),
        ([RSA_ENTRY | {"alg": "HS256"}], "for RS256 only"),
        ([RSA_ENTRY | {"use": "enc"}], "not for signatures"),
        ([RSA_ENTRY | {"key_ops": ["encrypt"]}], "may not verify"),
    ],
)  # fmt: skip
def test_what_is_no_safe_public_key_is_refused(entries: list[Any], why: str) -> None:
    """The sentence says which of the keys is wrong and why, and quotes none of it."""
    with pytest.raises(Invalid) as refused:
        parse_keys(json.dumps({"keys": entries}).encode())

    assert why in refused.value.detail
    assert len(refused.value.detail) < 200


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"keys": {"a": 1}}', b'{"keys": 1e400}'],
)
def test_a_file_of_junk_is_refused(content: bytes) -> None:
    """No content whatever ends in a failure."""
    with pytest.raises(Invalid):
        parse_keys(content)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """A file that cannot be what was meant is refused by its size."""
    path = tmp_path / "keys.json"
    path.write_bytes(b" " * 300_000)

    with pytest.raises(Invalid, match="larger than"):
        ShopKeys(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(changes=st.dictionaries(st.sampled_from([*RSA_ENTRY, *EC_ENTRY, "d", "key_ops"]), JSON))
def test_entries_of_junk_are_refused_or_good(changes: dict[str, Any]) -> None:
    """Any value in any part of an entry: a key that can be used, or a refusal."""
    for entry in (RSA_ENTRY, EC_ENTRY):
        content = json.dumps({"keys": [entry | changes]}).encode()
        with suppress(Invalid):
            assert 1 == len(parse_keys(content))
