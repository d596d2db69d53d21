"""How allauth serves this house: mails go through the outbox, nobody signs up by himself, secrets are stored enciphered."""

import base64
import hashlib
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.template.loader import render_to_string

from purifikar.lib.links import network_url
from tenants.models import Mail

WRONG_CODE = "Código incorreto ou já usado. Espere o próximo e tente de novo."
TOO_MANY = "Muitas tentativas erradas para este acesso. Espere 5 minutos e tente de novo, ou peça uma nova senha."


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation only; what they are told is in our words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Este acesso foi encerrado.",
        "email_password_mismatch": "E-mail ou senha incorretos. Confira os dois e tente de novo.",
        "enter_current_password": "Esta não é a sua senha atual.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "Senha incorreta.",
        "invalid_password_reset": "Este endereço não vale mais.",
        "rate_limited": TOO_MANY,
        "too_many_login_attempts": TOO_MANY,
    }

    def is_open_for_signup(self, request):
        return False

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whoever signed in a moment ago is not asked again before he changes his factors."""
        return super().is_reauthentication_required(app=app, **kwargs) and not self._just_signed_in()

    def _just_signed_in(self):
        records = get_authentication_records(self.request, self.request.user)
        return any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)

    def get_reauthentication_methods(self, user):
        words = {
            "reauthenticate": "Usar a senha",
            "mfa_reauthenticate": "Usar o código do aplicativo",
            "mfa_reauthenticate:webauthn": "Usar chave de acesso",
        }
        return [{**method, "description": words[method["id"]]} for method in super().get_reauthentication_methods(user)]

    def get_password_change_redirect_url(self, request):
        return network_url("account_profile")

    def get_reset_password_from_key_url(self, key):
        """The house's own address, whatever host the request claims."""
        path = network_url("account_reset_password_from_key", uidb36="UID", key="KEY")
        return settings.PUBLIC_URL + path.replace("UID-KEY", key)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)

    def send_mail(self, template_prefix, email, context):
        """Into the outbox, in the transaction of the deed; a mail that opens an account is forgotten once it left."""
        context = {**context, "public_url": settings.PUBLIC_URL, "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}
        Mail.objects.write(
            to=email,
            subject=render_to_string(f"{template_prefix}_subject.txt", context),
            text=render_to_string(f"{template_prefix}_message.txt", context).strip() + "\n",
            kind="senha" if "password" in template_prefix else "seguranca",
            secret="password_reset_url" in context,
        )


class MFAAdapter(DefaultMFAAdapter):
    """Second factors."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": "Purifikar"}

    def generate_authenticator_name(self, user, type):
        return f"Chave {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def encrypt(self, text):
        """The database alone does not give away what the applications' codes are made of."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher():
    """Enciphers with a key made from SECRET_KEY; one that was replaced goes on opening what it closed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factor" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
