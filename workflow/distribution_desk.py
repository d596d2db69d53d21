"""What the page "Distribuição" shows of a centre: whose turn it is and why, what waits and for how long, and each turn's proof."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from purifikar.lib.keyset import page_of
from purifikar.lib.spans import span
from tenants.models import Assignment, Centre, OpenWork
from workflow.models import Distribution, Journey, Stage
from workflow.models.process import ProcessVersion
from workflow.turns import Turns

WAITING_SHOWN, PROOFS_SHOWN = 50, 30
EVEN = 0.05  # of a lead: an account this near to nothing is in balance


@dataclass(frozen=True)
class Place:
    """Somebody's place in the rotation, in words."""

    number: int
    user: object
    member: object
    load: str
    out: str
    last: object
    account: str


@dataclass(frozen=True)
class Waiting:
    title: str
    address: str
    age: str
    why: str


@dataclass(frozen=True)
class Proof:
    """One turn of the past: `title` is empty when what was given out is gone."""

    user: object
    why: str
    at: object
    title: str
    address: str


def centres_of(unit):
    """The centres whose work this unit gives out in turns, the attendants' first: those of its published processes' stages."""
    stages = Stage.objects.filter(version__state=ProcessVersion.State.PUBLISHED, ends="").exclude(picks=Stage.Picks.QUEUE)
    slugs = set(stages.values_list("centre", flat=True)) | set(Distribution.objects.values_list("centre", flat=True))
    first = Stage.objects.filter(version__process__slug=unit.process, version__state=ProcessVersion.State.PUBLISHED, ends="")
    head = first.order_by("order").values_list("centre", flat=True).first()
    return sorted(Centre.objects.filter(pk__in=slugs), key=lambda centre: (centre.pk != head, centre.name))


class DistributionDesk:
    """One centre of a unit, as the address asks for it."""

    def __init__(self, centre, unit, params):
        self.centre, self.unit, self.params = centre, unit, params

    @cached_property
    def settings(self):
        return Distribution.objects.of(self.centre.pk)

    @cached_property
    def turns(self):
        return Turns(self.centre, self.unit)

    @cached_property
    def places(self):
        """Everybody in the order of the turns; whom the turn passes by has no number."""
        found, number = [], 0
        for standing in self.turns.standings:
            number += not standing.out
            found.append(
                Place(
                    0 if standing.out else number, standing.user, standing.member, standing.load, standing.out, standing.turn.taken_at,
                    _account(standing.account.credit),
                )
            )  # fmt: skip
        return found

    @property
    def next(self):
        return self.turns.next

    @property
    def next_why(self):
        """Why it is that person's turn, as its proof would say."""
        standing, words = self.turns.next, self.turns.words.removeprefix("próximo da vez").removeprefix("; ")
        last = "ainda não recebeu nenhum" if standing.turn.taken_at is None else "é a quem mais falta receber"
        return f"{last}; {words}" if words else last

    @cached_property
    def waiting(self):
        """What waits for nobody in particular, the longest first."""
        work = list(OpenWork.objects.in_unit(self.unit).filter(centre=self.centre.pk, holder=None).order_by("since")[: WAITING_SHOWN + 1])
        reasons = Assignment.objects.within(self.unit, self.centre.pk).filter(journey__in=[row.subject for row in work], user=None)
        why = {proof.journey: proof.why for proof in reasons.order_by("at", "id")}
        now = timezone.now()
        return [Waiting(row.title, row.address, span(now - row.since), why.get(row.subject, "")) for row in work]

    @property
    def has_more_waiting(self):
        return len(self.waiting) > WAITING_SHOWN

    @cached_property
    def page(self):
        """The youngest first, by when it was given out: what was taken in from elsewhere tells of older days."""
        proofs = Assignment.objects.within(self.unit, self.centre.pk).select_related("user")
        return page_of(proofs, self.params, order=("-at", "-id"), size=PROOFS_SHOWN)

    @cached_property
    def proofs(self):
        rows = self.page.rows
        journeys = Journey.objects.filter(pk__in=[row.journey for row in rows]).values_list("pk", "title", "address")
        known = {key: (title, address) for key, title, address in journeys}
        return [Proof(row.user, row.why, row.at, *known.get(row.journey, ("", ""))) for row in rows]

    @cached_property
    def rules(self):
        return self.settings.sorted_rules()


def _account(credit):
    if abs(credit) < EVEN:
        return "em dia"
    amount = f"{abs(credit):.1f}".replace(".", ",")
    return f"falta receber {amount}" if credit > 0 else f"recebeu {amount} a mais"
