"""The shop's public keys: a JWKS file, read again when it changes.

A key is for one algorithm only, which follows from the key and never from a token: RSA keys check
RS256, keys on P-256 check ES256. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from crm.errors import Invalid

log = logging.getLogger(__name__)

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

LARGEST_FILE = 256 * 1024
MOST_KEYS = 50
LONGEST_KID = 200
RSA_BITS = range(2048, 8192 + 1)
# Two writes so close together may leave the same time behind.
UNSETTLED_SECONDS = 2.0
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,1500}={0,2}")


@dataclass(frozen=True)
class ShopKey:
    """A public key and the one algorithm that it checks."""

    kid: str
    algorithm: str
    key: PublicKey


class ShopKeys:
    """The keys of a JWKS file by their ids.

    Parameters
    ----------
    path:
        The file; none: there are no keys.
    clock:
        Returns seconds since 1970, as files are dated.

    Raises
    ------
    Invalid
        ``shop_keys_invalid``, if the file cannot be read now.
    """

    def __init__(self, path: Path | None, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._keys: dict[str, ShopKey] = {}
        self._content = b""
        self._complaint = ""
        self._seen: tuple[int, ...] | None = None
        if path is not None:
            self._seen, self._content = _read(path, clock())
            self._keys = parse_keys(self._content)

    def find(self, kid: str) -> ShopKey | None:
        """Return the key of an id, from the file as it is now."""
        if self._path is not None and self._changed(self._path):
            self._read_again(self._path)
        return self._keys.get(kid)

    def _changed(self, path: Path) -> bool:
        try:
            return self._seen is None or _state(path.stat()) != self._seen
        except OSError:
            return True

    def _read_again(self, path: Path) -> None:
        """Take over the file's keys; of one that is no good, say so and go on with the old ones."""
        try:
            self._seen, content = _read(path, self._clock())
            if content != self._content:
                self._content = content
                self._keys = parse_keys(content)
                log.info("read %d keys of the shop", len(self._keys))
        except Invalid as error:
            if error.detail != self._complaint:
                self._complaint = error.detail
                log.error("the shop's keys stay as they were: %s", error.detail)
            return
        self._complaint = ""


def parse_keys(content: bytes) -> dict[str, ShopKey]:
    """Return the keys of a JWKS by their ids.

    Raises
    ------
    Invalid
        If one of them is not a public key that can be used here; the sentence names it.
    """
    try:
        found = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _refused("it is no JSON") from error
    listed = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_KEYS:
        raise _refused(f'it must be an object with 1 to {MOST_KEYS} "keys"')
    keys: dict[str, ShopKey] = {}
    for place, entry in enumerate(listed, 1):
        key = _key(f"key {place}", entry)
        if key.kid in keys:
            raise _refused(f"key {place} has the kid of another one")
        keys[key.kid] = key
    return keys


def _key(name: str, entry: Any) -> ShopKey:
    if not isinstance(entry, dict):
        raise _refused(f"{name} is no object")
    kid, kind = entry.get("kid"), entry.get("kty")
    if not isinstance(kid, str) or not 0 < len(kid) <= LONGEST_KID or not kid.isprintable():
        raise _refused(f"{name} needs a kid of 1 to {LONGEST_KID} characters")
    if kind == "oct":
        raise _refused(f"{name} is a shared secret: those go into ATTUNE_SHOP_SECRET")
    if _PRIVATE & entry.keys():
        raise _refused(f"{name} is a private key: keep it at the shop and put the public part here")
    if entry.get("use", "sig") != "sig":
        raise _refused(f"{name} is not for signatures (use must be sig)")
    uses = entry.get("key_ops", ["verify"])
    if not isinstance(uses, list) or "verify" not in uses:
        raise _refused(f"{name} may not verify (key_ops must hold verify)")
    if kind == "RSA":
        algorithm, key = "RS256", _rsa(name, entry)
    elif kind == "EC":
        algorithm, key = "ES256", _ec(name, entry)
    else:
        raise _refused(f"{name} must have the kty RSA or EC")
    if entry.get("alg", algorithm) != algorithm:
        raise _refused(f"{name} can be used for {algorithm} only, which its alg is not")
    return ShopKey(kid, algorithm, key)


def _rsa(name: str, entry: dict[str, Any]) -> PublicKey:
    modulus, exponent = _number(name, entry, "n"), _number(name, entry, "e")
    if modulus.bit_length() not in RSA_BITS:
        raise _refused(
            f"{name} has {modulus.bit_length()} bits; "
            f"it takes {RSA_BITS.start} to {RSA_BITS.stop - 1}"
        )
    if not 2**16 < exponent < 2**32 or not modulus % 2 or not exponent % 2:
        raise _refused(f"{name} is no safe RSA key (n and e must be odd, e above 65536)")
    return _made(name, lambda: rsa.RSAPublicNumbers(exponent, modulus).public_key())


def _ec(name: str, entry: dict[str, Any]) -> PublicKey:
    if entry.get("crv") != "P-256":
        raise _refused(f"{name} must lie on the curve P-256")
    x, y = _number(name, entry, "x"), _number(name, entry, "y")
    return _made(name, lambda: ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key())


def _made(name: str, make: Callable[[], PublicKey]) -> PublicKey:
    try:
        return make()
    except ValueError as error:
        raise _refused(f"{name} is no point of its curve, or no key at all") from error


def _number(name: str, entry: dict[str, Any], part: str) -> int:
    value = entry.get(part)
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise _refused(f"{name} has no {part} in base64url")
    bare = value.rstrip("=")
    if len(bare) % 4 == 1:
        raise _refused(f"{name} has no {part} in base64url")
    return int.from_bytes(base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4)))


def _read(path: Path, now: float) -> tuple[tuple[int, ...] | None, bytes]:
    """Return a file's content and its state, or no state while it may change unseen."""
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _refused(f"it cannot be read ({error.strerror})") from error
    if len(content) > LARGEST_FILE:
        raise _refused(f"it is larger than {LARGEST_FILE} bytes")
    settled = now - state.st_mtime > UNSETTLED_SECONDS
    return (_state(state) if settled else None), content


def _state(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _refused(why: str) -> Invalid:
    return Invalid("shop_keys_invalid", f"the file of ATTUNE_SHOP_KEYS cannot be used: {why}")
