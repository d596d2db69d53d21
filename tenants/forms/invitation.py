from django import forms

from tenants.models import Invitation, Membership, User

from .person import FLOW_HELP, WEB_HELP


class InvitationForm(forms.ModelForm):
    """Asks somebody into this place. An e-mail that is already known here is answered with what to do instead."""

    class Meta:
        model = Invitation
        fields = ["name", "email", "role", "receives_web_leads", "creates_flow_leads"]
        help_texts = {
            "email": "O link para entrar vai para este endereço e vale por sete dias.",
            "receives_web_leads": WEB_HELP,
            "creates_flow_leads": FLOW_HELP,
        }
        error_messages = {"name": {"required": "Informe o nome."}, "email": {"required": "Informe o e-mail."}}

    def __init__(self, *args, member, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit, self.known, self.waiting = unit, None, None
        choices = [(role.slug, role.name) for role in member.roles_to_give(unit)]
        self.fields["role"] = forms.ChoiceField(
            label="Papel", choices=[("", "Escolha o papel"), *choices], error_messages={"required": "Escolha o papel."}
        )

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        self.known = Membership.objects.filter(unit=self.unit, user__email=email).select_related("user").first()
        if self.known:
            raise forms.ValidationError(self._about(self.known))
        self.waiting = Invitation.objects.waiting().of_place(self.unit).filter(email=email).first()
        if self.waiting:
            raise forms.ValidationError("Já há um convite em aberto para este e-mail.")
        if User.objects.filter(email=email, is_active=False).exists():
            raise forms.ValidationError("A conta deste e-mail está desativada. O Administrador da rede pode reativá-la.")
        return email

    @staticmethod
    def _about(known):
        if known.is_active:
            return f"{known.user} já está aqui como {known.get_role_display()}."
        return f"{known.user} já esteve aqui, e o acesso foi encerrado. Abra a página da pessoa para deixar entrar de novo."
