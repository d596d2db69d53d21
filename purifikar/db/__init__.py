"""Database backend that never lets a query run in another unit's schema, and the base of models that live in a unit."""
