"""Who may decide on something under way: said once, for the engine, the page, the list, the board and deeds on many (FOL-17, BIM-40)."""

from functools import cached_property

from django.db.models import Exists, OuterRef

from tenants.models import Centre, Membership, TeamPlace
from tenants.models.centre import ATTENDANT
from tenants.roles import Permission
from workflow.models.process import Process

LEAD = Process.Kind.LEAD


class Decider:
    """One person in one unit. The centres are asked for once, and only where the answer hangs on them."""

    def __init__(self, member, unit):
        self.member, self.unit = member, unit

    @classmethod
    def of(cls, user, unit):
        """By the membership that lets him into that unit; None for somebody who has no business there."""
        member = Membership.letting_into(Membership.objects.held_by(user), unit)
        return member and cls(member, unit)

    @cached_property
    def centres(self):
        """All centres by slug, each with whether this person was put into it by name or with a team of his."""
        by_name = Centre.members.through.objects.filter(centre=OuterRef("pk"), membership=self.member.pk)
        mine = TeamPlace.objects.filter(membership=self.member.pk, leads=False).values("team")
        by_team = Centre.teams.through.objects.filter(centre=OuterRef("pk"), team__in=mine)
        return {centre.slug: centre for centre in Centre.objects.annotate(has_me=Exists(by_name) | Exists(by_team))}

    @property
    def own_centres(self):
        """The slugs of the centres whose work he does."""
        return [slug for slug, centre in self.centres.items() if self._is_in(centre)]

    def may(self, *, centre, holder, kind=LEAD):
        """The holder (a user's key), the people of the stage's centre (its slug), the Gerente; on leads the Assessor Comercial anywhere."""
        if kind == LEAD and not self.member.may(Permission.LEAD_WORK):
            return False
        manages = self.member.may(Permission.PEOPLE_MANAGE) or (kind == LEAD and self.member.may(Permission.DESK))
        return manages or holder == self.member.user_id or self._is_in(self.centres.get(centre))

    def _is_in(self, centre):
        attends = self.member.attends or self.member.role == self.unit.attendant_role
        wanted = {self.member.role} | ({ATTENDANT} if attends else set())
        return centre is not None and (centre.has_me or bool(wanted & set(centre.roles)))


def refusal(journey, stage, user, unit):
    """Why that person may not decide on the journey in that stage, in words; nothing when he may."""
    decider = Decider.of(user, unit)
    if decider and decider.may(centre=stage.centre, holder=journey.holder_id, kind=journey.version.process.kind):
        return ""
    centre = Centre.objects.filter(pk=stage.centre).first()
    holder = f" Está com {journey.holder}." if journey.holder_id else ""
    return f"Na etapa {stage}, quem decide é {centre or 'outro centro'}.{holder}"
