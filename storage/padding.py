"""Content made longer before it is sealed, so that the length of what is sealed tells little."""

from __future__ import annotations

BLOCK = 256  # bytes
LENGTH_BYTES = 2


def padded(content: bytes) -> bytes:
    """Content (65,535 bytes at most) filled up to a multiple of the block, its own length in front."""
    framed = len(content).to_bytes(LENGTH_BYTES, "big") + content
    return framed + bytes(-len(framed) % BLOCK)


def unpadded(filled: bytes) -> bytes:
    """The content again."""
    return filled[LENGTH_BYTES:][: int.from_bytes(filled[:LENGTH_BYTES], "big")]
