"""The doors and one's own account, at the root of the network's side: allauth's views under our paths and their own names.

Nobody signs up and nobody changes his e-mail by himself, so those pages of allauth have no address here.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path
from django.views.decorators.http import require_POST

from purifikar.views import account as own
from purifikar.views import invitation
from tenants.access import open_to_all, signed_in

doors = [
    path("entrar/", open_to_all(account.login), name="account_login"),
    path("entrar/codigo/", open_to_all(mfa.authenticate), name="mfa_authenticate"),
    path("entrar/chave/", open_to_all(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("entrar/encerrado/", open_to_all(account.account_inactive), name="account_inactive"),
    path("sair/", open_to_all(require_POST(account.logout)), name="account_logout"),
    path("senha/esqueci/", open_to_all(account.password_reset), name="account_reset_password"),
    path("senha/esqueci/enviado/", open_to_all(account.password_reset_done), name="account_reset_password_done"),
    path("senha/nova/pronta/", open_to_all(account.password_reset_from_key_done), name="account_reset_password_from_key_done"),
    re_path(
        r"^senha/nova/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        open_to_all(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("convite/<str:token>/", invitation.invitation, name="invitation"),
]

own_account = [
    path("conta/", own.profile, name="account_profile"),
    path("conta/aparencia/", own.appearance, name="appearance"),
    path("conta/senha/", signed_in(account.password_change), name="account_change_password"),
    path("conta/sessoes/", own.sessions, name="usersessions_list"),
    path("conta/confirmar/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("conta/duas-etapas/", signed_in(mfa.index), name="mfa_index"),
    path("conta/duas-etapas/confirmar/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("conta/duas-etapas/aplicativo/ligar/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("conta/duas-etapas/aplicativo/desligar/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("conta/duas-etapas/codigos/", signed_in(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("conta/duas-etapas/codigos/novos/", signed_in(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("conta/duas-etapas/codigos/baixar/", signed_in(recovery_codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("conta/duas-etapas/chaves/", signed_in(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("conta/duas-etapas/chaves/nova/", signed_in(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("conta/duas-etapas/chaves/confirmar/", signed_in(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("conta/duas-etapas/chaves/<int:pk>/renomear/", signed_in(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("conta/duas-etapas/chaves/<int:pk>/remover/", signed_in(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
]

urlpatterns = doors + own_account
