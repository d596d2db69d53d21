"""Whose figures somebody sees: the unit's, those of the teams he leads, or his own (PUR-42)."""

from functools import cached_property

from django.db.models import Q

from leads.models import Lead, LeadFigure
from tenants.models import TeamPlace
from tenants.roles import Permission


class Scope:
    def __init__(self, member, unit):
        self.member, self.user, self.unit = member, member.user, unit

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
        mine = LeadFigure.objects.filter(Q(attendant=self.user) | Q(seller=self.user))
        if self.member.may(Permission.LEAD_SEE_ALL):
            return mine
        return mine.filter(lead__in=Lead.objects.visible_to(self.member).values("pk"))

    @cached_property
    def teams(self):
        """{person: his principal team}, of this unit or of the network: each person stands in one only, so teams add up."""
        places = TeamPlace.objects.filter(Q(membership__unit=self.unit) | Q(membership__unit=None), is_principal=True)
        return {place.membership.user_id: place.team for place in places.select_related("team", "membership")}
