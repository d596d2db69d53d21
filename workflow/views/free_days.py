"""Who is free when, of the people of one unit (BIM-15, BIM-45)."""

from dataclasses import dataclass, field

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tenants.access import requires
from tenants.roles import Permission
from workflow import calendar
from workflow.agenda import bookable
from workflow.free_days import AWAY, BUSY, FREE, PARTLY, coming_days, free_days, free_resources
from workflow.free_forms import FreeDaysForm
from workflow.models import Resource

DAYS_SHOWN = 5
GROUPS = [(FREE, "Livres"), (PARTLY, "Parcialmente livres"), (BUSY, "Ocupados"), (AWAY, "Ausentes")]
PAGE = "agenda/free_days.html"


@dataclass(frozen=True)
class Board:
    """The people of a unit with their days, its Técnicos with theirs, and where an hour of theirs is marked."""

    free: list
    unit: object = None
    book_url: str = ""  # `pessoa` or `tecnico`, and `inicio` follow
    technicians: list = field(default_factory=list)

    @property
    def rows(self):
        return [*self.free, *self.technicians]


@requires(Permission.AGENDA)
def agenda_free(request):
    """Dias livres, parcialmente livres and ocupados of chosen people over a period."""
    return render(request, PAGE, board_context(request, reverse("appointment_new")))


def board_context(request, book_address):
    """The people of this unit, or of them those that were chosen."""
    people, clocks = bookable(request.membership, request.unit), calendar.of(request.unit)
    context = free_context(request, people, clocks)
    form = context["form"]
    if not form.is_valid():
        return context | {"boards": []} | told([])
    free = free_days(form.cleaned_data["pessoa"] or people, clocks, form.days, length=form.length)
    board = Board(free, book_url=book_address + "?", technicians=free_technicians(form, clocks))
    return context | {"boards": [board]} | told(board.rows)


def free_technicians(form, clocks):
    """Those of the active unit, where no people were chosen (PUR-39)."""
    if form.cleaned_data["pessoa"]:
        return []
    return free_resources(Resource.objects.in_use(), clocks, form.days, length=form.length)


def free_context(request, people, clocks):
    """What is asked for; without a period the next five working days."""
    coming = coming_days(clocks, DAYS_SHOWN) or [timezone.localdate()]
    given = request.GET.copy()
    given.setdefault("de", coming[0].isoformat())
    given.setdefault("ate", coming[-1].isoformat())
    given.setdefault("duracao", "60")
    return {"form": FreeDaysForm(given, people=people)}


def told(free):
    """All of them together, and their names by how free they are."""
    groups = [(label, [each.person for each in free if each.has_only(kind)]) for kind, label in GROUPS]
    return {"free": free, "groups": [(label, people) for label, people in groups if people]}
