"""Forms of the doors and of one's own account, in our words. allauth's own are only dressed anew (ACCOUNT_FORMS, MFA_FORMS)."""

import re

import phonenumbers
from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.cache import caches
from django.core.exceptions import ValidationError

from purifikar.lib.forms import DigitsInput, PhoneInput
from tenants.models import User

PASSWORD_HINT = "Pelo menos 12 caracteres. Quatro palavras soltas são fáceis de lembrar e difíceis de adivinhar."
WRONG_PHONE = "Este telefone não existe. Escreva com DDD, por exemplo (13) 99123-4567."


class PasswordField(forms.CharField):
    """A password, with a button that shows what was typed."""

    def __init__(self, *, label, autocomplete, may_be_forgotten=False, **kwargs):
        self.may_be_forgotten = may_be_forgotten
        widget = forms.PasswordInput({"autocomplete": autocomplete, "class": "pe-5"})
        super().__init__(label=label, strip=False, widget=widget, template_name="account/fields/password.html", **kwargs)


class NewPasswordField(PasswordField):
    """A password to be set. Typed once: the button shows it, and a slip is mended by e-mail."""

    def __init__(self, *, label="Nova senha", **kwargs):
        super().__init__(label=label, autocomplete="new-password", max_length=128, help_text=PASSWORD_HINT, **kwargs)


def code_field(label, help_text):
    """A code of digits; the phone offers the one of its own application."""
    widget = DigitsInput({"autocomplete": "one-time-code", "autofocus": True})
    return forms.CharField(label=label, help_text=help_text, max_length=16, widget=widget)


# --- signing in and passwords ------------------------------------------------------------------------------------------


class SignInForm(account.LoginForm):
    password = PasswordField(label="Senha", autocomplete="current-password", may_be_forgotten=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label, login.widget = "E-mail", forms.EmailInput({"autocomplete": "username"})
        login.widget.is_required = True


class ReauthenticateForm(account.ReauthenticateForm):
    password = PasswordField(label="Sua senha", autocomplete="current-password")


class ForgottenPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label, email.widget = "E-mail", forms.EmailInput({"autocomplete": "username"})
        email.widget.is_required = True


class _SetsPassword:
    """`password1` is all that is asked; checked by the validators against the person."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]

    def clean_password1(self):
        validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]


class ChangePasswordForm(_SetsPassword, account.ChangePasswordForm):
    oldpassword = PasswordField(label="Senha atual", autocomplete="current-password")
    password1 = NewPasswordField()


class PasswordFromLinkForm(_SetsPassword, account.ResetPasswordKeyForm):
    password1 = NewPasswordField()


# --- second factor -----------------------------------------------------------------------------------------------------

APP_CODE = "Os 6 números que o aplicativo mostra agora."
ANY_CODE = "Os 6 números do aplicativo, ou um dos códigos de reserva."
TOTP_PERIOD = 30  # seconds; the applications know no other


class _TakesACodeOnce:
    """A code serves once as long as it could serve: allauth itself remembers it for one period only."""

    def clean_code(self):
        code = super().clean_code()
        periods = 2 * settings.MFA_TOTP_TOLERANCE + 1
        key = f"code-used:{self.user.pk}:{re.sub(r'[^0-9]', '', code)}"
        if not caches["network"].add(key, 1, timeout=periods * TOTP_PERIOD):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_TakesACodeOnce, mfa.AuthenticateForm):
    code = code_field("Código", ANY_CODE)


class CodeAgainForm(_TakesACodeOnce, mfa.ReauthenticateForm):
    code = code_field("Código", ANY_CODE)


class ActivateAppForm(_TakesACodeOnce, totp.ActivateTOTPForm):
    code = code_field("Código do aplicativo", APP_CODE)


class PasskeyForm(webauthn.AddWebAuthnForm):
    """Every passkey of ours signs in by itself: it asks for the finger, the face or the device's PIN."""

    name = forms.CharField(label="Nome da chave", max_length=40, help_text="Para você reconhecer depois, como “celular” ou “notebook”.")
    passwordless = forms.BooleanField(initial=True, widget=forms.HiddenInput)


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    name = forms.CharField(label="Nome da chave", max_length=40)


# --- own account, invitation -------------------------------------------------------------------------------------------


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "phone"]
        widgets = {"name": forms.TextInput({"autocomplete": "name"}), "phone": PhoneInput()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.phone:
            self.initial["phone"] = _as_written_here(self.instance.phone)

    def clean_phone(self):
        written = self.cleaned_data["phone"]
        return _as_e164(written) if written else ""


def _as_e164(written):
    try:
        number = phonenumbers.parse(written, "BR")
    except phonenumbers.NumberParseException as unreadable:
        raise ValidationError(WRONG_PHONE) from unreadable
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(WRONG_PHONE)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _as_written_here(stored):
    number = phonenumbers.parse(stored)
    at_home = number.country_code == 55
    form = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


class JoinForm(forms.Form):
    """What an invited person who is new to the network chooses."""

    name = forms.CharField(label="Seu nome", max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    password = NewPasswordField(label="Crie uma senha")

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        password = self.cleaned_data.get("password")
        if password:
            try:
                validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
            except ValidationError as weak:
                self.add_error("password", weak)
        return self.cleaned_data
