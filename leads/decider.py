"""Who may decide on a lead: said once, for its page, the board and deeds on many (FOL-17, BIM-40)."""

from functools import cached_property

from django.db.models import Exists, OuterRef

from tenants.models import Centre
from tenants.models.centre import ATTENDANT
from tenants.roles import Permission


class Decider:
    """One person in one unit. The centres are asked for once, and only where the answer hangs on them."""

    def __init__(self, member, unit):
        self.member, self.unit = member, unit

    @cached_property
    def centres(self):
        """All centres by slug, each with whether this person was put into it by name."""
        by_name = Centre.members.through.objects.filter(centre=OuterRef("pk"), membership=self.member.pk)
        return {centre.slug: centre for centre in Centre.objects.annotate(has_me=Exists(by_name))}

    def may(self, *, centre, holder):
        """The holder (a user's key), the people of the stage's centre (its slug), the Gerente, and the Assessor Comercial anywhere."""
        if not self.member.may(Permission.LEAD_WORK):
            return False
        anywhere = self.member.may(Permission.DESK) or self.member.may(Permission.PEOPLE_MANAGE)
        return anywhere or holder == self.member.user.pk or self._is_in(self.centres.get(centre))

    def _is_in(self, centre):
        attends = self.member.attends or self.member.role == self.unit.attendant_role
        wanted = {self.member.role} | ({ATTENDANT} if attends else set())
        return centre is not None and (centre.has_me or bool(wanted & set(centre.roles)))
