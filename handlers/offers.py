"""What a digest offers its team to try, and what stands there of it now."""

from __future__ import annotations
