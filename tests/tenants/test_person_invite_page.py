"""Inviting somebody, sending it again, taking it back."""

import pytest
from django.core import mail

from purifikar.lib.links import unit_url
from tenants.models import Invitation, Mail, Membership
from tests.conftest import HTMX

LIST = "/u/santos/pessoas/"
INVITED = {"name": "Igor Salgado", "email": "Igor@Mail.example", "role": "consultor", "creates_flow_leads": "on"}


def test_an_invitation_goes_out_by_e_mail(browser, marcos, santos):
    """PUR-02, FOL-29"""
    answer = browser(marcos).post(LIST + "convidar/", {**INVITED, "unit": "", "is_active": "", "by": ""})

    invitation = Invitation.objects.get()
    assert answer.headers["Location"] == LIST
    assert (invitation.email, invitation.unit, invitation.role, invitation.by) == ("igor@mail.example", santos, "consultor", marcos)
    assert (invitation.receives_web_leads, invitation.creates_flow_leads) == (False, True)
    assert Mail.objects.get().to == "igor@mail.example"
    assert mail.outbox == [], "the mail leaves after the commit, by a worker"


@pytest.mark.parametrize("role", ["admin", "comercial", "franqueado"])
def test_a_gerente_invites_to_no_role_beyond_his_say(browser, marcos, role):
    answer = browser(marcos).post(LIST + "convidar/", {**INVITED, "role": role})

    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_whoever_is_here_already_is_not_invited(browser, marcos, rafael, santos, membership):
    answer = browser(marcos).post(LIST + "convidar/", {**INVITED, "email": "RAFAEL@santos.example"}, headers=HTMX)

    assert answer.status_code == 422
    assert "já está aqui como Consultor Comercial" in answer.text
    assert unit_url(santos, "person", membership(rafael).pk) in answer.text
    assert 'value="Igor Salgado"' in answer.text


def test_whoever_is_invited_already_is_offered_the_invitation_again(browser, marcos):
    browser(marcos).post(LIST + "convidar/", INVITED)
    waiting = Invitation.objects.get()

    answer = browser(marcos).post(LIST + "convidar/", INVITED)

    assert answer.status_code == 422
    assert f"{LIST}convites/{waiting.pk}/reenvio/" in answer.text
    assert Invitation.objects.count() == 1


def test_a_deactivated_account_is_not_invited(browser, marcos, caio):
    caio.deactivate()

    answer = browser(marcos).post(LIST + "convidar/", {**INVITED, "email": caio.email})

    assert "está desativada" in answer.text


def test_a_person_of_another_unit_may_be_invited_here(browser, marcos, caio, santos):
    """FOL-13"""
    browser(marcos).post(LIST + "convidar/", {**INVITED, "email": caio.email})

    assert Invitation.objects.get().known_user() == caio


def test_an_invitation_is_sent_again_with_a_fresh_link(browser, marcos, santos):
    old = _invite(santos, marcos).token

    browser(marcos).post(f"{LIST}convites/{Invitation.objects.get().pk}/reenvio/")

    assert Mail.objects.count() == 2
    with pytest.raises(Invitation.DoesNotExist):
        Invitation.objects.by_token(old)


def test_an_invitation_takes_no_role_from_whoever_came_in_another_way(caio, marcos, santos):
    invitation = Invitation.objects.invite(email=caio.email, name="Caio", role="recepcao", by=marcos, unit=santos)
    Membership.objects.give(caio, "consultor", unit=santos)

    invitation.accept()

    assert caio.memberships.get(unit=santos).role == "consultor"


def test_an_invitation_is_withdrawn(browser, marcos, santos):
    invitation = _invite(santos, marcos)

    browser(marcos).post(f"{LIST}convites/{invitation.pk}/retirada/")

    assert not Invitation.objects.waiting().exists()


@pytest.mark.parametrize("deed", ["reenvio", "retirada"])
def test_an_invitation_of_another_unit_is_not_found(browser, marcos, campinas, helena, deed):
    invitation = _invite(campinas, helena)

    assert browser(marcos).post(f"{LIST}convites/{invitation.pk}/{deed}/").status_code == 404


def test_the_invitation_of_a_franqueado_is_not_the_gerentes_to_withdraw(browser, marcos, santos, helena):
    invitation = _invite(santos, helena, role="franqueado")

    assert browser(marcos).post(f"{LIST}convites/{invitation.pk}/retirada/").status_code == 403


def test_open_invitations_stand_above_the_list(browser, marcos, denise, santos, settings):
    _invite(santos, marcos)
    assert "Convites sem resposta" in browser(marcos).get(LIST).text
    assert "Convites sem resposta" not in browser(denise).get(LIST).text

    settings.INVITATION_DAYS = -1
    assert "venceu ontem" in browser(marcos).get(LIST).text


def _invite(unit, by, role="consultor"):
    return Invitation.objects.invite(email="igor@mail.example", name="Igor Salgado", role=role, by=by, unit=unit)
