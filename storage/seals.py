"""Who answered what, sealed: pseudonyms and scores under a key of the round, and that key under the operator's secret.

The secret is not in the database, so its reader cannot open a key; and when a round's key is deleted, nobody can tell
whose an answer was or what it said, wherever its bytes may have survived.
"""

from __future__ import annotations

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import Refused

KEY_BYTES = 32
NONCE_BYTES = 12
PSEUDONYM_BYTES = 16


class RoundKey:
    """The key of one round: names people in it and seals what they answer."""

    def __init__(self, key: bytes, workspace: str, round_id: str) -> None:
        self._place = f"{workspace}|{round_id}"
        self._names = _derived(key, "pseudonym")
        self._pen_names = _derived(key, "pen name")
        self._scores, self._words = AESGCM(_derived(key, "score")), AESGCM(_derived(key, "words"))

    def pseudonym(self, person: str) -> bytes:
        """The 16 bytes that stand for a person among the answers of this round, and nowhere else."""
        return hmac.digest(self._names, person.encode(), "sha256")[:PSEUDONYM_BYTES]

    def pen_name(self, person: str) -> bytes:
        """The 16 bytes that stand for a person among the comments of this round: not those of their answers."""
        return hmac.digest(self._pen_names, person.encode(), "sha256")[:PSEUDONYM_BYTES]

    def seal_score(self, pseudonym: bytes, item: str, score: int) -> bytes:
        """A score (0..255) as bytes that tell nothing, of the same length for each."""
        return _seal(self._scores, bytes([score]), self._bound(pseudonym, item))

    def open_score(self, pseudonym: bytes, item: str, sealed: bytes) -> int:
        """The score again. Raises Refused when the bytes were made for another answer or another key."""
        return _open(self._scores, sealed, self._bound(pseudonym, item))[0]

    def seal_words(self, pen_name: bytes, content: bytes) -> bytes:
        """A comment as bytes that tell only its length."""
        return _seal(self._words, content, f"{self._place}|{pen_name.hex()}")

    def open_words(self, pen_name: bytes, sealed: bytes) -> bytes:
        """The comment again. Raises Refused when the bytes were made for another one or another key."""
        return _open(self._words, sealed, f"{self._place}|{pen_name.hex()}")

    def _bound(self, pseudonym: bytes, item: str) -> str:
        return f"{self._place}|{pseudonym.hex()}|{item}"


class Seals:
    """What the operator's secret (HEARTLINE_SECRET) seals: the keys of rounds, and what outlives a round unlinked."""

    def __init__(self, secret: str) -> None:
        self._keys = AESGCM(_derived(secret.encode(), "round key"))
        self._contents = AESGCM(_derived(secret.encode(), "content"))
        self._names = _derived(secret.encode(), "name")

    def seal(self, content: bytes, bound: str) -> bytes:
        """Content as bytes that tell only its length; `bound` says what it is and whose row it belongs to."""
        return _seal(self._contents, content, bound)

    def open(self, sealed: bytes, bound: str) -> bytes:
        """The content again. Raises Refused when another secret sealed it, or it was bound to something else."""
        return _open(self._contents, sealed, bound)

    def name(self, content: str) -> str:
        """What stands for content in the open: the same each time, and without the secret nobody can tell which."""
        return hmac.digest(self._names, content.encode(), "sha256")[:PSEUDONYM_BYTES].hex()

    def new_key(self, workspace: str, round_id: str) -> bytes:
        """A fresh key for a round, sealed, as it may be stored."""
        return _seal(self._keys, secrets.token_bytes(KEY_BYTES), f"round_key|{workspace}|{round_id}")

    def open_key(self, sealed: bytes, workspace: str, round_id: str) -> RoundKey:
        """A round's key, from its sealed bytes. Raises Refused when another secret sealed it."""
        return RoundKey(_open(self._keys, sealed, f"round_key|{workspace}|{round_id}"), workspace, round_id)


def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"heartline {purpose}".encode()).derive(key)


def _seal(cipher: AESGCM, content: bytes, bound: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, bound.encode())


def _open(cipher: AESGCM, sealed: bytes, bound: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound.encode())
    except InvalidTag:
        raise Refused("secret_changed") from None
