"""Whose figures somebody sees: the unit's, those of the teams he leads, or his own (PUR-42)."""

from functools import cached_property, reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from leads.models import Involvement, LeadFigure
from leads.models.person_figures import Side
from tenants.models import TeamPlace
from tenants.roles import Permission


class Scope:
    def __init__(self, member, unit):
        self.member, self.user, self.unit = member, member.user, unit
        self._hidden = {}

    @property
    def is_whole(self):
        return self.member.may(Permission.REPORTS_ALL)

    @property
    def is_team(self):
        return not self.is_whole and self.member.get_role().coordinates

    @property
    def shows_people(self):
        """Names of anybody, and the leads behind a figure: not to Mídia (FOL-33)."""
        return self.member.may(Permission.LEAD_SEE)

    @property
    def words(self):
        return "" if self.is_whole else "das equipes que você lidera" if self.is_team else "seus"

    @cached_property
    def team_users(self):
        """The attendants of the teams that this person leads."""
        led = self.member.places.filter(leads=True).values("team")
        return set(TeamPlace.objects.filter(team__in=led, leads=False).values_list("membership__user", flat=True))

    @cached_property
    def figures(self):
        """The figures of every lead that counts for this person."""
        if self.is_whole:
            return LeadFigure.objects.all()
        if self.is_team:
            return LeadFigure.objects.filter(attendant__in=self.team_users)
        return self._mine if self._sees_all else self._mine.filter(self._seen)

    @property
    def whose(self):
        """The same as a condition on the sums by person."""
        return Q(side=Side.ATTENDS, person__in=self.team_users) if self.is_team else Q(person=self.user)

    def hidden(self, first, last):
        """The keys of figures that are in his sums of those days and not for his eyes any more: leads that went on without him (FOL-16)."""
        if self.is_whole or self.is_team or self._sees_all:
            return []
        if (first, last) not in self._hidden:
            days = (Q(**{f"{day}__range": (first, last)}) for day in ("came_on", "treated_on", "handed_on", "ended_on"))
            gone = self._mine.filter(reduce(or_, days)).exclude(keepers__contains=[self.user.pk]).exclude(self._asked)
            self._hidden[first, last] = list(gone.values_list("pk", flat=True))
        return self._hidden[first, last]

    @property
    def _sees_all(self):
        return self.member.may(Permission.LEAD_SEE_ALL)

    @property
    def _mine(self):
        return LeadFigure.objects.filter(Q(attendant=self.user) | Q(seller=self.user))

    @property
    def _seen(self):
        """Lead.objects.visible_to, asked of the figure: of his few leads, where that begins with all that he may see."""
        user = self.user
        return Q(lead__seller=user) | Q(lead__journey__holder=user) | Q(lead__journey__creator=user) | self._asked

    @property
    def _asked(self):
        return Q(Exists(Involvement.objects.filter(lead=OuterRef("lead"), user=self.user)))

    @cached_property
    def teams(self):
        """{person: his principal team}, of this unit or of the network: each person stands in one only, so teams add up."""
        places = TeamPlace.objects.filter(Q(membership__unit=self.unit) | Q(membership__unit=None), is_principal=True)
        return {place.membership.user_id: place.team for place in places.select_related("team", "membership")}
