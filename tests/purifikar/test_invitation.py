"""The way in by e-mail instead of a first password."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tenants.models import Invitation, Mail, User
from tests.conftest import PASSWORD

NEW_PASSWORD = "cafe-coado-na-varanda"


@pytest.fixture
def invited(santos, marcos):
    """Bruna, invited by the Gerente as Consultora of Santos; she is new to the network."""
    return Invitation.objects.invite(email="Bruna@Santos.example", name="Bruna D'Ávila", role="consultor", unit=santos, by=marcos)


def path(invitation):
    return f"/convite/{invitation.token}/"


def join(client, invitation, **changes):
    return client.post(path(invitation), {"name": "Bruna D'Ávila", "password": NEW_PASSWORD, **changes})


def test_invitation_says_who_where_and_what(invited, client):
    page = client.get(path(invited)).text
    for words in ("Marcos Antunes", "Santos", "Consultor Comercial", "bruna@santos.example"):
        assert words in page


def test_mail_of_the_invitation_is_plain_and_secret(invited):
    letter = Mail.objects.get()
    assert f"http://testserver{path(invited)}" in letter.text
    assert "Olá, Bruna D'Ávila." in letter.text
    assert letter.secret


def test_new_person_comes_in_with_name_and_password(invited, client):
    assert join(client, invited, name="Bruna Dávila").headers["Location"] == "/u/santos/"
    assert client.get("/u/santos/").status_code == 200
    bruna = User.objects.get(email="bruna@santos.example")
    assert bruna.name == "Bruna Dávila"
    assert bruna.check_password(NEW_PASSWORD)


@pytest.mark.parametrize(
    ("changes", "field"), [({"password": "curta"}, "password"), ({"password": "bruna d'ávila"}, "password"), ({"name": ""}, "name")]
)
def test_what_is_wrong_is_told_at_its_field(invited, client, changes, field):
    answer = join(client, invited, **changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not User.objects.filter(email="bruna@santos.example").exists()


def test_second_click_accepts_nothing_more(invited, client):
    join(client, invited)
    again = join(Client(), invited, password="outra-senha-comprida")
    assert again.status_code == 404
    assert User.objects.get(email="bruna@santos.example").check_password(NEW_PASSWORD)


def test_known_person_signs_in_first(campinas, otavio, rafael, client):
    invited = Invitation.objects.invite(email=rafael.email, name="Rafael", role="consultor", unit=campinas, by=otavio)
    link = path(invited)
    assert f'href="/entrar/?next={link}"' in client.get(link).text.replace("%3A", ":")
    join(client, invited)
    rafael.refresh_from_db()
    assert rafael.check_password(PASSWORD)  # nobody sets the password of an account that exists
    assert not rafael.memberships.of_unit(campinas).exists()


def test_known_person_confirms_with_one_click(campinas, otavio, rafael, browser):
    invited = Invitation.objects.invite(email=rafael.email, name="Rafael", role="consultor", unit=campinas, by=otavio)
    client = browser(rafael)
    assert client.get("/u/campinas/").status_code == 404
    assert client.post(path(invited)).headers["Location"] == "/u/campinas/"
    assert client.get("/u/campinas/").status_code == 200


def test_somebody_else_is_told_so_and_may_leave(invited, rafael, browser):
    client, link = browser(rafael), path(invited)
    page = client.get(link).text
    assert "Você entrou com outro e-mail" in page
    assert client.post(link).status_code == 200
    assert rafael.memberships.count() == 1
    assert client.post("/sair/", {"next": link}).headers["Location"] == link


def test_invitation_to_the_network_leads_there(helena, client):
    invited = Invitation.objects.invite(email="lia@rede.example", name="Lia", role="comercial", by=helena)
    assert join(client, invited, name="Lia Prado").headers["Location"] == "/rede/"


def test_deactivated_person_is_told_whom_to_ask(campinas, otavio, rafael, client):
    rafael.deactivate()
    invited = Invitation.objects.invite(email=rafael.email, name="Rafael", role="consultor", unit=campinas, by=otavio)
    assert "foi encerrado" in client.get(path(invited)).text


@pytest.fixture(params=["forged", "expired", "withdrawn", "replaced", "used"])
def dead_path(request, invited, settings):
    """A link that no longer opens anything."""
    dead = path(invited)
    match request.param:
        case "forged":
            dead = dead.replace(str(invited.pk), str(invited.by.pk))
        case "expired":
            settings.INVITATION_DAYS = -1
        case "withdrawn":
            invited.withdraw()
        case "replaced":
            invited.send_again()
        case "used":
            invited.accept(password=NEW_PASSWORD)
    return dead


def test_dead_link_says_what_to_do(dead_path, client):
    answer = client.get(dead_path)
    assert answer.status_code == 404
    assert "peça outro convite" in answer.text
    assert client.post(dead_path, {"name": "X", "password": NEW_PASSWORD}).status_code == 404


def test_invitation_lasts_a_week(invited, settings):
    assert settings.INVITATION_DAYS == 7
    assert invited.expires_at - timezone.now() < timedelta(days=7, seconds=1)
