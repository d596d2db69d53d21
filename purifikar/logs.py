"""Log lines that say in which unit they were written."""

import logging

from django.db import connection


class PlaceFilter(logging.Filter):
    """Adds `unit`: the schema that is active while the line is written."""

    def filter(self, record):
        record.unit = getattr(connection, "schema_name", "-")
        return True
