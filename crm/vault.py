"""Personal data at rest: encrypted fields and keyed indexes for look-up.

Fields are sealed with AES-256-GCM under a random nonce; indexes are HMAC-SHA-256 digests of the
normalised value, so that an e-mail address can be found without being readable. Both keys are
derived from one secret with HKDF-SHA-256 (RFC 5869).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crm.errors import Invalid

_NONCE_BYTES = 12
_VERSION = "1:"


class Vault:
    """Seals, opens and indexes personal values.

    Parameters
    ----------
    secret:
        The value of ``ATTUNE_DATA_KEY``: at least 32 characters.
    random_bytes:
        Source of nonces; another one only makes seeded demo data reproducible.

    Raises
    ------
    Invalid
        If the secret is shorter than 32 characters.
    """

    def __init__(self, secret: str, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        if len(secret) < 32:
            raise Invalid(
                "weak_data_key",
                f"ATTUNE_DATA_KEY has {len(secret)} characters; give it at least 32 random ones",
            )
        self._cipher = AESGCM(_derive(secret, b"attune/fields"))
        self._index_key = _derive(secret, b"attune/indexes")
        self._random_bytes = random_bytes

    @property
    def fingerprint(self) -> str:
        """Return a digest that tells this key from others and does not give it away."""
        return self._digest("fingerprint", "attune/data-key")

    def seal(self, value: str | None) -> str | None:
        """Return the encrypted value as text; nothing stays nothing."""
        if not value:
            return None
        return _VERSION + base64.b64encode(self.seal_bytes(value.encode())).decode("ascii")

    def seal_bytes(self, content: bytes) -> bytes:
        """Return encrypted bytes: the nonce, then what was sealed."""
        nonce = self._random_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, None)

    def open(self, sealed: str | None) -> str | None:
        """Return the value that was sealed.

        Raises
        ------
        Invalid
            If the text was altered or sealed under another key.
        """
        if not sealed:
            return None
        return self.open_bytes(base64.b64decode(sealed.removeprefix(_VERSION))).decode()

    def open_bytes(self, sealed: bytes) -> bytes:
        """Return the bytes that were sealed.

        Raises
        ------
        Invalid
            If they were altered or sealed under another key.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except InvalidTag:
            raise Invalid(
                "wrong_data_key",
                "a personal field cannot be opened: ATTUNE_DATA_KEY is not the key that sealed it",
            ) from None

    def seal_json(self, value: Mapping[str, Any] | None) -> str | None:
        """Return an encrypted JSON object as text; nothing stays nothing."""
        return None if value is None else self.seal(json.dumps(value))

    def open_json(self, sealed: Any) -> dict[str, Any] | None:
        """Return the object that was sealed; one that was kept open is returned as it is."""
        if not isinstance(sealed, str):
            return None if sealed is None else dict(sealed)
        found: dict[str, Any] = json.loads(self.open(sealed) or "{}")
        return found

    def index_email(self, email: str) -> str:
        """Return the look-up digest of an e-mail address, whatever its case."""
        return self._digest("email", unicodedata.normalize("NFKC", email).strip().casefold())

    def index_phone(self, phone: str) -> str:
        """Return the look-up digest of a phone number, whatever its spaces and dashes."""
        return self._digest("phone", "".join(c for c in phone if c.isdigit() or c == "+"))

    def index_postcode(self, postcode: str) -> str:
        """Return the look-up digest of a postcode, whatever its case and spaces."""
        return self._digest("postcode", "".join(postcode.split()).casefold().replace("-", ""))

    def index_network(self, address: str) -> str:
        """Return the look-up digest of a network address."""
        return self._digest("network", address)

    def index_external(self, value: str) -> str:
        """Return the look-up digest of another system's identifier, taken to the letter."""
        return self._digest("external", value.strip())

    def index_code(self, bound_to: str, digits: str) -> str:
        """Return the digest of a one-time code together with what it was sent for."""
        return self._digest("code", f"{bound_to}:{digits}")

    def _digest(self, kind: str, value: str) -> str:
        message = f"{kind}:{value}".encode()
        return hmac.new(self._index_key, message, hashlib.sha256).hexdigest()


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
