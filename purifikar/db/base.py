"""django-tenants' PostgreSQL backend, made to fail closed (reliability.md §2.1)."""

from django.db.utils import OperationalError
from django_tenants.postgresql_backend import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Refuses to run a query when `SET search_path` did not take effect.

    The package swallows a failed SET, on the ground that in an aborted transaction the next statement fails too. A SET
    that was cancelled (statement_timeout, an administrator) outside of one is swallowed as well, and the query that
    follows then reads the schema of the unit that was active before.
    """

    def _handle_search_path(self, cursor=None):
        super()._handle_search_path(cursor)
        if self._setting_search_path or self.search_path_set_schemas is not None:
            return
        if self.connection.info.transaction_status != TransactionStatus.INERROR:
            raise OperationalError(f"search_path could not be set to {self.schema_name!r}; the query was not run")
