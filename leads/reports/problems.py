"""Problems that went up to the Gerente: missed limits with whose they were and what became of them, and calls for help (PUR-43)."""

from functools import cached_property

from django.db.models import Q

from leads.models import Involvement
from purifikar.lib.keyset import page_of
from workflow.models import ArmedLimit, Occurrence

ALL, MOST_CALLS = "todos", 50
FATES = {
    ArmedLimit.State.RUNNING: ("late", "ainda em aberto"),
    ArmedLimit.State.PAUSED: ("internal", "em pausa"),
    ArmedLimit.State.MET: ("good", "cumprido depois"),
    ArmedLimit.State.CANCELLED: ("closed", "lead encerrado"),
}


class Problems:
    def __init__(self, scope, params):
        self.scope, self.params = scope, params
        self.shows_all = params.get("ver") == ALL

    @cached_property
    def calls(self):
        """Leads in which somebody asked another to take part, and what he answered."""
        asked = Involvement.objects.filter(kind=Involvement.Kind.TAKE_PART)
        asked = asked if self.shows_all else asked.open()
        return list(self._of_scope(asked, "by", "user").with_people().select_related("lead__person").order_by("-id")[:MOST_CALLS])

    @cached_property
    def page(self):
        found = self._of_scope(Occurrence.objects.all(), "person", "journey__holder")
        if not self.shows_all:
            found = found.filter(armed_limit__state__in=[ArmedLimit.State.RUNNING, ArmedLimit.State.PAUSED])
        return page_of(
            found.select_related("person", "journey__holder", "journey__stage", "armed_limit"), self.params, order=("-id",), size=50
        )

    @cached_property
    def rows(self):
        """(the occurrence, the state and words of what became of it)"""
        return [(occurrence, *self._fate(occurrence)) for occurrence in self.page.rows]

    @property
    def views(self):
        return [("Em aberto", "?", not self.shows_all), ("Todos", f"?ver={ALL}", self.shows_all)]

    @staticmethod
    def _fate(occurrence):
        kind, words = FATES[occurrence.armed_limit.state]
        result = occurrence.journey.result
        return kind, f"{words} como {result}" if occurrence.armed_limit.state == ArmedLimit.State.CANCELLED and result else words

    def _of_scope(self, found, *names):
        if self.scope.is_whole:
            return found
        people = self.scope.team_users if self.scope.is_team else {self.scope.user.pk}
        wanted = Q()
        for name in names:
            wanted |= Q(**{f"{name}__in": people})
        return found.filter(wanted)
