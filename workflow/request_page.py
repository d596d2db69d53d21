"""What the pages of solicitações show: lists by view, and one request with what to do now and its history."""

from functools import cached_property

from django.utils import timezone

from tenants.roles import Permission
from workflow.decider import Decider
from workflow.journey_page import JourneyPage
from workflow.models import Process, Request, RequestType

SHOWN = 40
MINE, ASKED, CENTRE, LATE, ALL, ENDED = "", "pedidas", "centro", "atrasadas", "todas", "encerradas"
VIEWS = {
    MINE: "Comigo",
    ASKED: "Pedidas por mim",
    CENTRE: "Na fila do meu centro",
    LATE: "Atrasadas",
    ALL: "Em aberto",
    ENDED: "Encerradas",
}
EMPTY = {
    MINE: "Nada espera por você.",
    ASKED: "Você não tem solicitação em aberto.",
    CENTRE: "Nada espera na fila dos seus centros.",
    LATE: "Nada está atrasado.",
    ALL: "Nenhuma solicitação em aberto.",
    ENDED: "Nenhuma solicitação encerrada ainda.",
}


class RequestList:
    """One person's requests in one unit, by the view, the type and the place that the address asks for."""

    def __init__(self, asked, member, unit):
        self.asked, self.member = asked, member
        self.decider = Decider(member, unit)
        self.view = asked.get("ver", MINE) if asked.get("ver", MINE) in VIEWS else MINE
        self.type = asked.get("tipo", "")[:40]
        self.types = list(RequestType.objects.select_related("process"))
        self.rows, self.older = self._page()

    @property
    def views(self):
        return [(slug, label, slug == self.view) for slug, label in VIEWS.items()]

    @property
    def empty_words(self):
        return EMPTY[self.view]

    @property
    def sets(self):
        return self.member.may(Permission.REQUESTS_ALL)

    def _page(self):
        before = self.asked.get("antes", "")
        found = self._found().with_desk().order_by("-number")
        if self.type:
            found = found.filter(type__process__slug=self.type)
        if before.isascii() and before.isdigit() and len(before) < 10:
            found = found.filter(number__lt=int(before))
        rows = list(found[: SHOWN + 1])
        return rows[:SHOWN], rows[SHOWN - 1].number if len(rows) > SHOWN else None

    def _found(self):
        user, centres = self.member.user, self.decider.own_centres
        visible = Request.objects.visible_to(self.member, centres)
        return {
            MINE: lambda: visible.running().filter(journey__holder=user),
            ASKED: lambda: visible.running().filter(journey__creator=user),
            CENTRE: lambda: visible.running().filter(journey__holder=None, journey__stage__centre__in=centres),
            LATE: lambda: visible.overdue(),
            ALL: lambda: visible.running(),
            ENDED: lambda: visible.ended(),
        }[self.view]()


class RequestPage(JourneyPage):
    """One request for one person."""

    kind = Process.Kind.REQUEST

    def __init__(self, request, member, unit, **more):
        super().__init__(request.journey, member, unit, **more)
        self.request = request

    def _then(self, target):
        return f"Encerra: {target.name}." if target.ends else super()._then(target)

    @property
    def may_take(self):
        """Whoever may decide also takes it out of the queue."""
        return self.journey.is_running and self.journey.holder_id is None and self.may_decide

    @cached_property
    def attachments(self):
        return list(self.request.attachments.select_related("file__by"))

    @property
    def due_kind(self):
        due = self.journey.due_at
        if due is None:
            return "open"
        return "late" if self.request.is_late else "today" if timezone.localdate(due) == timezone.localdate() else "open"
