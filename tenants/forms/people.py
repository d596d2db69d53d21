from functools import cached_property

from django import forms

from tenants.models import Unit
from tenants.roles import NETWORK_ROLES, ROLE_CHOICES, UNIT_ROLES, Permission

OWN_PLACE, ALL_UNITS = "", "todas"
ACTIVE, INACTIVE = "", "encerrados"
SENT_AT_ONCE = forms.Select({"data-submit": ""})


class PeopleFilter(forms.Form):
    """The filters of the page "Pessoas", read from its address. A value that means nothing filters nothing."""

    q = forms.CharField(required=False, max_length=80)
    papel = forms.ChoiceField(required=False, widget=SENT_AT_ONCE)
    unidade = forms.ChoiceField(required=False, widget=SENT_AT_ONCE)
    situacao = forms.ChoiceField(required=False, widget=SENT_AT_ONCE, choices=[(ACTIVE, "ativos"), (INACTIVE, "encerrados")])

    def __init__(self, data, *, place, member):
        super().__init__(data)
        self.place = place
        self.fields["papel"].choices = [("", "todos"), *self._roles()]
        self.follows_teams = member.get_role().coordinates  # sees the attendants of his teams, wherever he looks
        if place is None and not self.follows_teams:
            self._offer_units()
        else:
            del self.fields["unidade"]
        if not member.may(Permission.PEOPLE_MANAGE):
            del self.fields["situacao"]
        self.is_valid()

    def narrow(self, people):
        """The people that the filters let through."""
        people = self.narrow_place(people)
        if self._chosen("papel"):
            people = people.filter(role=self._chosen("papel"))
        if "situacao" in self.fields:
            people = people.inactive() if self._chosen("situacao") == INACTIVE else people.active()
        return people.matching(self._chosen("q")) if self._chosen("q") else people

    def narrow_place(self, rows):
        """Only what belongs to the chosen place; inside a unit there is no choice."""
        if self.place is not None:
            return rows
        if self.shows_places:
            return rows.exclude(unit=None)
        return rows.filter(unit__slug=self.unit_slug) if self.unit_slug else rows.filter(unit=None)

    @property
    def unit_slug(self):
        """The one unit that the network's list shows, if it shows one."""
        return "" if self._chosen("unidade") == ALL_UNITS else self._chosen("unidade")

    @cached_property
    def unit(self):
        return Unit.objects.filter(slug=self.unit_slug).first() if self.unit_slug else None

    @property
    def shows_places(self):
        return self._chosen("unidade") == ALL_UNITS

    @property
    def is_narrow(self):
        return any(self._chosen(name) for name in ("q", "papel", "situacao"))

    def _chosen(self, name):
        return self.cleaned_data.get(name, "")

    def _offer_units(self):
        units = Unit.objects.with_schema().in_name_order().values_list("slug", "name")
        self.fields["unidade"].choices = [(OWN_PLACE, "Franqueadora"), (ALL_UNITS, "todas as unidades"), *units]

    def _roles(self):
        if self.place is not None:
            return [(role.slug, role.name) for role in UNIT_ROLES]
        chosen = self.data.get("unidade", OWN_PLACE)
        roles = NETWORK_ROLES if chosen == OWN_PLACE else UNIT_ROLES
        return [choice for choice in ROLE_CHOICES if choice[0] in {role.slug for role in roles}]
