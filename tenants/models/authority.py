from django.db import models

from tenants import roles


class Authority(models.Model):
    """A say over other people: whom somebody may let in, with which roles, and about whom he decides."""

    class Meta:
        abstract = True

    @property
    def administers(self):
        return self.unit_id is None and self.role == "admin"

    def roles_to_give(self, unit):
        """The roles that a person may hand out in that place.

        The administrator gives all of them; whoever manages a unit those of his unit, and only the Franqueado himself
        makes another one: an employee neither names nor dismisses the owner.
        """
        if self.administers:
            return roles.UNIT_ROLES if unit else roles.NETWORK_ROLES
        if unit is None or unit.pk != self.unit_id or not self.may(roles.Permission.PEOPLE_MANAGE):
            return []
        return [role for role in roles.UNIT_ROLES if role.slug != "franqueado" or self.role == "franqueado"]

    def may_give(self, slug, unit):
        return slug in [role.slug for role in self.roles_to_give(unit)]

    def may_manage(self, other):
        """Looks after that person: his switches, teams and absences."""
        return self.administers or self.may_give(other.role, other.unit)

    def may_decide_on(self, other):
        """Also gives him another role or ends his access. Nobody decides on himself."""
        return self.may_manage(other) and other.user_id != self.user_id
