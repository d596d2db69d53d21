"""A portfolio changes hands, thing by thing: the holder, the Consultor, the appointments to come and the queue, or none of it."""

from time import monotonic

from django.core.exceptions import ValidationError
from django.db import transaction
from django_tenants.utils import tenant_context

from leads.portfolio import to_come
from tenants.models import Errand, Membership, OpenWork, Transfer, TransferItem
from workflow import arriving
from workflow.models import Journey

AT_ONCE = 20  # so few are done while the page waits
BUDGET = 200  # seconds of one task, below Celery's own limit
TASK = "leads.tasks.work_on_transfer"


@transaction.atomic
def begin(portfolio, plan, *, why, by):
    """Writes down who is to get what. A few go at once, the rest by a worker."""
    transfer = Transfer.objects.create(giver=portfolio.user, unit=portfolio.unit, why=why, by=by)
    pairs = sorted(((row, share.member) for share in plan.shares for row in share.rows), key=lambda pair: str(pair[0].unit_id))
    TransferItem.objects.bulk_create(
        TransferItem(transfer=transfer, unit=row.unit, journey=row.subject, taker=member.user) for row, member in pairs
    )
    if len(pairs) <= AT_ONCE:
        work_on(transfer.pk)
    else:
        Errand.objects.ask(TASK, transfer.pk, unit=pairs[0][0].unit)
    return transfer


def work_on(key, *, seconds=BUDGET):
    """Goes on with that transfer until it is done or the time is over; True when something is left to do."""
    until = monotonic() + seconds
    transfer = Transfer.objects.with_page().get(pk=key)
    while item := _next(transfer):
        if monotonic() > until:
            return True
        with transaction.atomic():
            held = TransferItem.objects.select_for_update(of=["self"]).filter(pk=item.pk, dealt_at=None).first()
            if held:
                item.deal(refused=_try(item, transfer))
            Errand.objects.alive(TASK, transfer.pk)
    with transaction.atomic():
        transfer.finish()
        Errand.objects.done(TASK, transfer.pk)
    return False


def _next(transfer):
    return transfer.items.filter(dealt_at=None).select_related("unit", "taker").first()


def _try(item, transfer):
    """Why it did not go; nothing when it did."""
    try:
        with transaction.atomic(), tenant_context(item.unit):
            _hand(item, transfer)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""


_followers = []


def follow_hand_overs(follow):
    """Lets an upper app hand on what it has of a lead: `follow(lead, giver, taker, by=…, why=…)`, in the deed's transaction."""
    if follow not in _followers:
        _followers.append(follow)


def _hand(item, transfer):
    giver, taker, by = transfer.giver, item.taker, transfer.by
    journey = Journey.objects.running().with_way().filter(pk=item.journey).first()
    if journey is None:
        raise ValidationError("Já foi encerrado.")
    lead = getattr(journey, "lead", None)
    sold, held = lead is not None and lead.seller_id == giver.pk, journey.holder_id == giver.pk
    if not (sold or held):
        raise ValidationError(f"Já não está com {giver}.")
    if held and not journey.stage.work_of(item.unit).filter(user=taker).exists():
        raise ValidationError(f"{taker} não recebe trabalho da etapa {journey.stage}.")
    for appointment in to_come([journey.pk], giver):
        appointment.hand_to(taker, by=by)
    if held:
        with arriving.nobody_told():  # of all of them at once, at the end
            journey.hand_to(taker, by=by, why=f"transferência da carteira de {giver}: {transfer.why}"[:300])
        OpenWork.objects.in_unit(item.unit).filter(subject=journey.pk, handed_to=giver).update(handed_to=taker)
    if sold:
        _sell_by(lead, taker, item.unit)
        if not held:
            journey.record("lead.seller_moved", by=by, to=str(taker), why=transfer.why)
    if lead is not None:
        for follow in _followers:
            follow(lead, giver, taker, by=by, why=transfer.why)


def _sell_by(lead, taker, unit):
    """A Consultor becomes its second name; anybody else only holds it (PUR-35)."""
    sells = Membership.objects.active().selling().filter(user=taker, unit=unit).exists()
    lead.seller = taker if sells else None
    lead.save(update_fields=["seller"])
