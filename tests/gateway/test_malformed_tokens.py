"""Whatever stands in the place of a token is refused, and nothing breaks."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.identity import Identity, Unauthorized
from tests.fixtures_store import Clock
from tests.gateway.keys import forged, part
from tests.gateway.service import SHOP_SECRET, TOKEN_KEY


@pytest.fixture
def identity(clock: Clock) -> Identity:
    """Return an identity service with the tests' keys."""
    return Identity(TOKEN_KEY, SHOP_SECRET, clock)


@pytest.mark.parametrize(
    "token",
    [
        forged({"alg": "HS256", "kid": "x" * 4000}, {"sub": "C-1"}),
        forged({"alg": "HS256", "kid": ["k1"]}, {"sub": "C-1"}),
        forged({"alg": ["HS256"]}, {"sub": "C-1"}),
        forged({"alg": "hs256"}, {"sub": "C-1"}),
        forged({"alg": "HS256", "crit": ["exp"]}, {"sub": "C-1"}),
        forged(["HS256"], {"sub": "C-1"}),
        forged(b"[" * 3000, {"sub": "C-1"}),
        forged(b'{"alg":"HS256","x":' + b"[" * 3000 + b"]" * 3000 + b"}", {"sub": "C-1"}),
        forged(b'{"alg":"HS256","n":1' + b"0" * 5000 + b"}", {"sub": "C-1"}),
        forged(b"\xff\xfe", {"sub": "C-1"}),
        "x" * 100_000,
        "." * 8000,
        "e30.e30.",
        "\ud800.\ud800.\ud800",
        "e30.e30.e30\n",
    ],
)
def test_malformed_tokens_are_refused(identity: Identity, token: str) -> None:
    """Whatever stands in the place of a token, it is refused and breaks nothing."""
    codes = []
    for read in (identity.customer_of, identity.server_of, identity.conversation_of):
        with pytest.raises(Unauthorized) as refused:
            read(token)
        codes.append(refused.value.code)

    assert ["token_invalid"] * 3 == codes


@pytest.mark.parametrize(
    "claims",
    [
        b"[" * 3000,
        b'{"aud":"attune","sub":"C-1","exp":1e400}',
        b'{"aud":"attune","sub":"C-1","exp":1' + b"0" * 4000 + b"}",
        b'{"aud":"attune","sub":"C-1","exp":NaN}',
        b'{"aud":"attune","sub":"C-1","exp":1,"x":' + b"[" * 1500 + b"]" * 1500 + b"}",
        b'["attune"]',
        b"null",
        b"\xff",
    ],
)
def test_senseless_claims_are_refused_though_well_signed(identity: Identity, claims: bytes) -> None:
    """A shop that signs nonsense gets a refusal, not a failure."""
    signing = f"{part({'alg': 'HS256'})}.{part(claims)}"
    digest = hmac.new(SHOP_SECRET.encode(), signing.encode(), "sha256").digest()

    with pytest.raises(Unauthorized):
        identity.customer_of(f"{signing}.{part(digest)}")


@given(header=st.binary(max_size=60), claims=st.binary(max_size=60), end=st.binary(max_size=40))
def test_random_tokens_are_refused(header: bytes, claims: bytes, end: bytes) -> None:
    """Three parts of anything are no token."""
    identity = Identity(TOKEN_KEY, SHOP_SECRET, Clock())

    with pytest.raises(Unauthorized):
        identity.customer_of(forged(header, claims, end))


@given(text=st.text(max_size=200), place=st.integers(0, 400))
def test_a_token_with_something_in_it_is_refused(text: str, place: int) -> None:
    """A good token that anything was put into opens nothing that it did not open before."""
    identity = Identity(TOKEN_KEY, SHOP_SECRET, Clock())
    good = identity.customer_token("C-1")
    try:
        actual = identity.customer_of(good[:place] + text + good[place:])
    except Unauthorized:
        actual = "C-1"

    assert "C-1" == actual
