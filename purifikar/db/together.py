"""New rows that nobody asks anything back of go to the server in one message with the next question, instead of one each."""

from contextlib import contextmanager

from django.db import connection
from django.db.transaction import TransactionManagementError


@contextmanager
def written_together():
    """Inside, an INSERT without RETURNING waits until the next statement, or the end, and is sent in front of it.

    For a deed that writes a dozen rows one by one and is done many times a second: each message costs both sides more than the row.
    What the database refuses (IntegrityError) comes with that later statement, still inside of this block and its transaction.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("Rows are written together inside of a transaction only.")
    if _of_this_deed():
        yield  # the outer block sends
        return
    together = _Together()
    with connection.execute_wrapper(together):
        yield
        together.send()


def wait_with(statement, params):
    """Lets an INSERT or UPDATE of which nothing is asked back wait for the next statement, as if it had been executed; False where nobody
    waits, or where the schema would have to be set first: then it is to be executed.
    """
    together = _of_this_deed()
    if together is None or not connection.path_is_set:
        return False
    together.waiting.append((statement, params))
    return True


def something_waits():
    """Whether the next statement takes others along, for which it has to go with its values in it."""
    together = _of_this_deed()
    return bool(together and together.waiting)


def send_waiting():
    """For statements that go by another way than `cursor.execute`: what waits is sent before them."""
    together = _of_this_deed()
    if together:
        together.send()


def _of_this_deed():
    return next((wrapper for wrapper in connection.execute_wrappers if isinstance(wrapper, _Together)), None)


class _Together:
    def __init__(self):
        self.waiting = []

    def __call__(self, execute, statement, params, many, context):
        if statement.startswith("ROLLBACK TO"):  # what waits came after the savepoint: all before it was sent with it
            self.waiting.clear()
        elif many:
            self.send()
        elif statement.startswith("INSERT ") and " RETURNING " not in statement:
            self.waiting.append((statement, params))
            return None
        if not self.waiting:
            return execute(statement, params, many, context)
        return self._ask(execute, (statement, params), context)

    def send(self):
        if self.waiting:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")  # a question, so they go in front of it

    def _ask(self, execute, question, context):
        """The cursor stands at the question's answer then, as if it had been asked alone."""
        statements, self.waiting = [context["cursor"].mogrify(*each) for each in (*self.waiting, question)], []
        answer = execute("; ".join(statements), None, False, context)
        while context["cursor"].nextset():
            pass
        return answer
