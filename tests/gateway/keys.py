"""Keys of a shop, and tokens and key files made with them."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from tests.fixtures_store import Clock

MINUTE = 60
# Made once: an RSA key takes a moment.
RSA_KEY = rsa.generate_private_key(65537, 2048)
OTHER_RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def public_jwk(key: Any, kid: str, **changes: Any) -> dict[str, Any]:
    """Return the public part of a key as an entry of a JWKS file; ``None`` leaves a part out."""
    kind = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    entry = kind.to_jwk(key.public_key(), as_dict=True)
    # The library names operations that some shops' files leave out.
    entry.pop("key_ops", None)
    entry |= {"kid": kid, "use": "sig"} | changes
    return {name: value for name, value in entry.items() if value is not None}


def private_jwk(key: Any, kid: str) -> dict[str, Any]:
    """Return a whole key, which must never stand in the file."""
    kind = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    entry: dict[str, Any] = kind.to_jwk(key, as_dict=True)
    entry.pop("key_ops", None)
    return entry | {"kid": kid}


def public_pem(key: Any) -> bytes:
    """Return the public part of a key as everybody may have it."""
    return bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def write_keys(path: Path, *entries: dict[str, Any]) -> Path:
    """Write a JWKS file."""
    path.write_text(json.dumps({"keys": list(entries)}), "utf-8")
    return path


def claims_for(clock: Clock, **changes: Any) -> dict[str, Any]:
    """Return the claims of a good customer token, with changes; ``None`` leaves one out."""
    claims = {"aud": "attune", "sub": "C-1", "exp": clock().timestamp() + 30 * MINUTE} | changes
    return {name: value for name, value in claims.items() if value is not None}


def sign(claims: dict[str, Any], key: Any, algorithm: str, kid: str | None = None) -> str:
    """Return a token as a shop's server makes it."""
    return jwt.encode(claims, key, algorithm, headers={"kid": kid} if kid else None)


def part(value: Any) -> str:
    """Return a part of a token: JSON, or bytes as they are, in base64url."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def forged(header: Any, claims: Any, signature: bytes = b"") -> str:
    """Return a token put together by hand."""
    return ".".join((part(header), part(claims), part(signature)))


def unsigned(claims: dict[str, Any], algorithm: str = "none") -> str:
    """Return a token without a signature."""
    return forged({"alg": algorithm, "typ": "JWT"}, claims)
