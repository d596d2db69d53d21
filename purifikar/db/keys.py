"""Primary keys."""

from uuid_utils.compat import uuid7

__all__ = ["uuid7"]
