from django import forms
from django.db.models import Q
from django.utils.text import slugify

from tenants.models import Centre, Membership, Team
from tenants.models.centre import ATTENDANT
from tenants.roles import ROLES

COLUMNS = {"group_class": "is-columns"}


class CentreForm(forms.ModelForm):
    """A centre's name, and the roles and teams that belong to it; people by name are put in one by one."""

    roles = forms.MultipleChoiceField(
        label="Papéis que pertencem a ele", required=False, widget=forms.CheckboxSelectMultiple(COLUMNS),
        help_text="Quem tem o papel na unidade ou na Franqueadora entra sozinho no centro.",
    )  # fmt: skip
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(), label="Equipes", required=False, widget=forms.CheckboxSelectMultiple(COLUMNS),
        help_text="Entram os atendentes da equipe; quem só coordena, não.",
    )  # fmt: skip

    class Meta:
        model = Centre
        fields = ["name", "scope", "roles", "teams"]
        error_messages = {"name": {"required": "Informe o nome do centro."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        attendant = (ATTENDANT, "Quem atende os leads (o papel que cada unidade escolheu)")
        self.fields["roles"].choices = [attendant, *((role.slug, role.name) for role in ROLES.values())]
        mine = self.instance.teams.values("pk") if self.instance.pk else []
        self.fields["teams"].queryset = Team.objects.filter(Q(unit=None) | Q(pk__in=mine)).distinct()
        if not self.fields["teams"].queryset:
            del self.fields["teams"]

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if Centre.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Já existe um centro com esse nome.")
        return name

    def save(self):
        if not self.instance.pk:
            taken = set(Centre.objects.values_list("slug", flat=True))
            plain = slugify(self.instance.name)[:34].strip("-") or "centro"
            self.instance.slug = next(slug for slug in (plain, *(f"{plain}-{at}" for at in range(2, 1000))) if slug not in taken)
        return super().save()


class CentrePersonForm(forms.Form):
    """Somebody who belongs to a centre by name: by his e-mail, in every place where he is."""

    email = forms.EmailField(label="E-mail da pessoa", error_messages={"required": "Informe o e-mail."})

    def __init__(self, *args, centre, **kwargs):
        self.centre, self.found = centre, []
        super().__init__(*args, **kwargs)

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        self.found = list(Membership.objects.active().filter(user__email=email).with_page())
        if not self.found:
            raise forms.ValidationError("Ninguém com acesso ao CRM tem esse e-mail.")
        if self.centre.members.filter(pk__in=[member.pk for member in self.found]).count() == len(self.found):
            raise forms.ValidationError("Essa pessoa já está no centro por nome.")
        return email
