"""django-tenants' PostgreSQL backend, made to fail closed (reliability.md §2.1)."""

import select

from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.utils import OperationalError
from django_tenants.postgresql_backend import base
from django_tenants.utils import get_limit_set_calls
from psycopg.pq import ConnStatus, TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Refuses to run a query when `SET search_path` did not take effect, and believes the server alone that it still holds.

    The package swallows a failed SET, on the ground that in an aborted transaction the next statement fails too. A SET
    that was cancelled (statement_timeout, an administrator) outside of one is swallowed as well, and the query that
    follows then reads the schema of the unit that was active before.

    With TENANT_LIMIT_SET_CALLS it remembers that the path is set. The server takes it back with any rollback, also with
    one that nobody asked for: the COMMIT of a transaction in which an error was passed over. PostgreSQL 18 reports each
    change of search_path to its client; an older server never does, and is sent the SET again for every query.
    """

    _path_when_set = None

    def is_usable(self):
        """Asked at each request (CONN_HEALTH_CHECKS): nothing comes over an idle connection unless the server ends it."""
        if self.connection is None or self.connection.pgconn.status != ConnStatus.OK:
            return False
        idle = self.connection.info.transaction_status == TransactionStatus.IDLE
        return (idle and not self._has_something_to_read()) or super().is_usable()

    def _has_something_to_read(self):
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN | select.POLLPRI)
        return bool(poll.poll(0))

    def _handle_search_path(self, cursor=None):
        if self._setting_search_path or (get_limit_set_calls() and self.path_is_set):
            return
        self.search_path_set_schemas = None
        super()._handle_search_path(cursor)
        if self.search_path_set_schemas is not None:
            self._path_when_set = self._reported_path()
        elif self.connection.info.transaction_status != TransactionStatus.INERROR:
            raise OperationalError(f"search_path could not be set to {self.schema_name!r}; the query was not run")

    def planned_cursor(self):
        """For one statement that is asked over and over: after a few times (`prepare_threshold`) the server has read and planned it for good.

        Under another search path, and wherever a table has changed, it does both anew; a rollback forgets all of them.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        if not self.path_is_set:
            self.cursor().close()
        return self._prepare_cursor(ServerBindingCursor(self.connection))

    @property
    def path_is_set(self):
        """Whether the server says that it stands where the active unit is: no SET has to come before the next statement."""
        if self.search_path_set_schemas is None or self.connection is None:
            return False
        reported = self._reported_path()
        return reported is not None and reported == self._path_when_set

    def _reported_path(self):
        return self.connection.info.parameter_status("search_path")
