"""The worker's part: try, run, undo. Each batch is a transaction of its own with the rows' results and the cursor in it."""

import logging
from collections import Counter as Tally
from itertools import islice
from time import monotonic

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from leads.importing import disputes, undoing
from leads.importing.plan import Plan, Planner
from leads.importing.reading import Reader
from leads.importing.sheets import RefusedSheet
from leads.importing.writing import Writer, write_rows
from leads.models import BulkImport, Email, ImportRow, Lead, Person, Phone
from purifikar.db.copying import analyze, commit_unwaited
from tenants.models import IdentityHash, Notice, User
from workflow.models import Journey

BATCH = 1000  # memory and the time of a lock against what each statement costs
GROWN = (2, 20)  # batches after which the planner is to look at the tables anew: without, it reads a new unit's leads whole
ASKED = (Person, Phone, Email, Lead, Journey, ImportRow, IdentityHash)
BUDGET = 200  # seconds of one task, below Celery's own limit; what is left is asked for again
BAD_ROW = (ValidationError, DataError, IntegrityError, ValueError)
BROKEN_ROW = "Não deu para importar esta linha. O administrador foi avisado."
TO = "para:"  # in the tally, before the key of a person: how many leads he got
DISPUTES = "disputas"  # with other units, that it opened
State = BulkImport.State

log = logging.getLogger(__name__)


def work_on(key, *, seconds=BUDGET):
    """Goes on with that import until it is done or the time is over; True when something is left to do."""
    bulk_import = BulkImport.objects.with_page().filter(pk=key).first()
    if bulk_import is None or not bulk_import.is_working or not bulk_import.begin_attempt():
        return False
    step = {State.CHECKING: _check, State.RUNNING: _run, State.UNDOING: undoing.undo}[bulk_import.state]
    with timezone.override(connection.tenant.time_zone):
        try:
            return not step(bulk_import, monotonic() + seconds)
        except RefusedSheet as refused:
            bulk_import.stop(refused)
        except FileNotFoundError:
            bulk_import.stop("O arquivo não está mais guardado. Envie de novo.")
    return False


def _check(bulk_import, until):
    """Every row as it would go, without writing anything of it. Begun again it begins anew: what it saw is only in memory."""
    bulk_import.rows.tried()._raw_delete(bulk_import.rows.db)
    planner, tally, last = Planner(bulk_import), Tally(), 0
    for batch in _batches(bulk_import, after=0):
        with transaction.atomic():
            if _held(bulk_import, State.CHECKING) is None:
                return True
            plans = planner.plan(batch)
            write_rows(bulk_import, plans, timezone.now(), is_dry=True)
            tally.update(plan.deed for plan in plans)
            last = plans[-1].number
            bulk_import.settle(cursor=last, tally=dict(tally), total=last)
    with transaction.atomic():
        if _held(bulk_import, State.CHECKING):
            bulk_import.finish(State.READY, total=last, tally=dict(tally))
    return True


def _run(bulk_import, until):
    """False when the time is over before the rows are."""
    planner, writer = Planner(bulk_import), Writer(bulk_import)
    for number, batch in enumerate(_batches(bulk_import, after=bulk_import.cursor)):
        if monotonic() > until:
            return False
        if number in GROWN:
            analyze(*ASKED)
        with transaction.atomic():
            held = _held(bulk_import, State.RUNNING)
            if held is None:
                return True
            commit_unwaited()
            batch = [facts for facts in batch if facts.number > held.cursor]
            if batch:
                plans = _write(planner, writer, batch)
                tally = Tally(held.tally) + Tally(plan.deed for plan in plans) + _besides(plans)
                bulk_import.settle(cursor=plans[-1].number, tally=dict(tally))
    with transaction.atomic():
        if _held(bulk_import, State.RUNNING):
            _tell_holders(bulk_import)
            if opened := bulk_import.tally.get(DISPUTES):
                disputes.tell_network(bulk_import, opened)
            bulk_import.finish(State.DONE, finished_at=timezone.now())
    return True


def _write(planner, writer, batch):
    """The whole batch; where the database refuses it, half by half until the bad row is found, told, and holds up nobody."""
    trouble, plans = _tried(planner, writer, batch)
    if trouble is None:
        return plans
    writer.forget()
    if len(batch) == 1:
        return [_broken(writer, batch[0], trouble)]
    half = len(batch) // 2
    return _write(planner, writer, batch[:half]) + _write(planner, writer, batch[half:])


def _tried(planner, writer, batch):
    """(what is wrong with these rows or None, their plans). What is no row's fault is raised: nothing is known then, and
    another try begins where the last batch ended.
    """
    planner.known.seen = {}  # rows of the batches before are found in the base
    try:
        with transaction.atomic():
            plans = planner.plan(batch, holding=True)
            writer.write(plans, timezone.now())
            return None, plans
    except BAD_ROW as trouble:
        return trouble, []


def _broken(writer, facts, trouble):
    log.error("row %s of %s", facts.number, writer.wish, exc_info=trouble)
    words = " ".join(trouble.messages) if isinstance(trouble, ValidationError) else BROKEN_ROW
    facts.errors.append((None, words))
    plan = Plan(facts, ImportRow.Deed.REFUSED, words[:300])
    write_rows(writer.wish, [plan], timezone.now())
    return plan


def _held(bulk_import, state):
    """The import's row, locked, if it is still to be worked on; None when somebody stopped it or another worker has it."""
    held = BulkImport.objects.filter(pk=bulk_import.pk, state=state, error="").select_for_update(skip_locked=True).first()
    if held is not None:
        bulk_import.cursor, bulk_import.tally, bulk_import.total = held.cursor, held.tally, held.total
    return held


def _batches(bulk_import, *, after):
    """Rows behind that number, read and understood, some at a time."""
    reader = Reader(bulk_import.columns, area=bulk_import.area)
    rows = (row for row in bulk_import.sheet_rows() if row[0] > after)
    while some := list(islice(rows, BATCH)):
        yield [reader.read(number, cells) for number, cells in some]


def _besides(plans):
    """What else is to be known of the rows at the end."""
    found = Tally(f"{TO}{plan.beginning.holder_key}" for plan in plans if plan.beginning and plan.beginning.holder)
    found.update(f"{undoing.SOURCE}{plan.made_source}" for plan in plans if plan.made_source)
    found[DISPUTES] = sum(plan.disputes for plan in plans)
    return +found


def _tell_holders(bulk_import):
    """One notice for each person who got some, whatever their number."""
    counts = {key.removeprefix(TO): count for key, count in bulk_import.tally.items() if key.startswith(TO)}
    for user in User.objects.filter(pk__in=counts).exclude(pk=bulk_import.by_id):
        count = counts[str(user.pk)]
        Notice.objects.tell(
            [user], kind=Notice.Kind.RECEIVED, title=f"{count} {'lead' if count == 1 else 'leads'} da {bulk_import}", unit=connection.tenant,
            text=f"{bulk_import.by} importou {bulk_import.file.file_name}.", key=f"import:{bulk_import.pk}", address="/leads/?responsavel=eu",
        )  # fmt: skip
