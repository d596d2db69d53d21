"""The public form of a source: few fields, no account, no machine, nobody's data (DIR-55, LGPD art. 8)."""

import re

import pytest
from django.core.cache import caches
from django.test import Client
from django_tenants.utils import tenant_context

from leads.models import Consent, Intake, Lead, Source
from tenants.models import Unit
from tests.leads.scenes import address
from workflow.install import install
from workflow.models import ProcessVersion
from workflow.ready import ready_processes

MARINA = {"name": "Marina Alves", "phone": "(13) 99741-0022", "consent": "on"}


@pytest.fixture
def site(santos, camila):
    with tenant_context(santos):
        install(ready_processes()[santos.process])
        return Source.objects.create(slug="site", name="Site", form_is_open=True, consent_text="Podem me ligar sobre água.")


@pytest.fixture
def form(site):
    return address("contact_door", site.token)


@pytest.fixture
def visitor():
    """Somebody's browser that checks the tokens of sessions as in life."""
    return Client(enforce_csrf_checks=True)


def receipt(visitor, form):
    return re.search(r'name="receipt" value="([^"]+)"', visitor.get(form).text)[1]


@pytest.fixture
def send(visitor, form):
    """`send(phone="…")`: opens the form, fills and sends it; gives the answer."""
    return lambda query="", **facts: visitor.post(form + query, {"receipt": receipt(visitor, form), **MARINA, **facts})


@pytest.fixture
def count(santos):
    def counted(model, **which):
        with tenant_context(santos):
            return model.objects.filter(**which).count()

    return counted


def newest(unit):
    with tenant_context(unit):
        return Lead.objects.with_desk().first()


def test_name_phone_and_consent_become_a_lead_with_owner_and_next_date(send, form, santos, camila):
    answer = send(email="Marina@mail.example", postcode="11055-300", district="Gonzaga", message="À tarde.")
    lead = newest(santos)

    assert (answer.status_code, answer.headers["Location"]) == (302, form + "obrigado/")
    assert (lead.journey.holder, lead.source.name, lead.district) == (camila, "Site", "Gonzaga")
    assert lead.next_at is not None


def test_a_visitor_without_cookies_gets_in(send, visitor, count):
    """No session, so no session's token: the signed receipt of the page stands in for it"""
    send()

    assert not visitor.cookies
    assert count(Lead) == 1


def test_what_was_agreed_to_is_kept_as_the_source_words_it(send, santos):
    send(email="marina@mail.example")

    with tenant_context(santos):
        assert set(Consent.objects.values_list("use", "wording")) == {(use, "Site: Podem me ligar sobre água.") for use in ("ligar", "whatsapp", "email")}  # fmt: skip
        assert newest(santos).person.data_origin == "Site"


def test_without_consent_nothing_is_kept_and_nothing_typed_is_lost(visitor, form, count):
    answer = visitor.post(form, {"receipt": receipt(visitor, form), "name": "Marina Alves", "phone": "13 99741-0022"})

    assert answer.status_code == 422
    assert "Marque para podermos falar com você." in answer.text
    assert 'value="Marina Alves"' in answer.text
    assert count(Intake) == count(Lead) == 0


@pytest.mark.parametrize(("wrong", "words"), [({"phone": "99741"}, "Informe o telefone com DDD"), ({"name": " "}, "Escreva o seu nome"), ({"email": "marina@"}, "Confira o e-mail"), ({"name": "a\0b"}, "nulos")])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(send, count, wrong, words):
    answer = send(**wrong)

    assert (answer.status_code, count(Lead)) == (422, 0)
    assert words in answer.text


def test_the_same_form_sent_twice_makes_one_lead(visitor, form, count):
    sent = {"receipt": receipt(visitor, form), **MARINA}
    answers = [visitor.post(form, sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert count(Lead) == 1


def test_gone_back_put_right_and_sent_again_is_not_lost(visitor, form, count):
    sent = {"receipt": receipt(visitor, form), **MARINA}
    visitor.post(form, sent)
    visitor.post(form, {**sent, "phone": "13 99741-0033"})

    assert count(Lead) == 2


def test_what_the_unit_cannot_take_now_is_kept_and_becomes_a_lead_when_it_can(send, count, santos, browser, marcos):
    with tenant_context(santos):
        ProcessVersion.objects.update(state="rascunho")
    assert send(email="marina@mail.example").status_code == 302
    with tenant_context(santos):
        kept = Intake.objects.get(state="recusada")
        ProcessVersion.objects.update(state="publicada")
    browser(marcos).post(address("intake_again", kept.pk))

    assert (count(Lead), count(Consent), count(Intake, state="resolvida")) == (1, 3, 1)


@pytest.mark.parametrize("stale", ["", "inventado", "a:b:c"])
def test_a_form_that_we_did_not_hand_out_is_shown_again_with_one_that_serves(visitor, form, count, stale):
    answer = visitor.post(form, {"receipt": stale, **MARINA})
    assert "A página ficou aberta por muito tempo" in answer.text
    fresh = re.search(r'name="receipt" value="([^"]+)"', answer.text)[1]

    assert visitor.post(form, {"receipt": fresh, **MARINA}).status_code == 302
    assert count(Lead) == 1


def test_a_machine_that_fills_what_people_do_not_see_is_thanked_for_nothing(send, count):
    assert send(more="http://spam.example").status_code == 302
    assert count(Lead) == count(Intake) == 0


def test_a_flood_from_one_address_is_refused_and_keeps_what_was_typed(visitor, form, count, site):
    caches["network"].set(f"contato:{Unit.objects.get().pk}:{site.token}:127.0.0.1", 20, 600)
    answer = visitor.post(form, {"receipt": receipt(visitor, form), **MARINA})

    assert (answer.status_code, count(Lead)) == (429, 0)
    assert 'value="Marina Alves"' in answer.text


@pytest.mark.parametrize("closed", [{"form_is_open": False}, {"is_active": False}])
def test_a_closed_form_says_so_and_tells_nothing(visitor, form, santos, closed):
    with tenant_context(santos):
        Source.objects.update(**closed)
    answer = visitor.get(form)

    assert answer.status_code == 404
    assert "Este formulário não está aberto" in answer.text
    assert "Site" not in answer.text


@pytest.mark.parametrize("where", ["/u/santos/contato/nada/", "/u/nada/contato/nada/"])
def test_an_unknown_address_is_not_found(visitor, site, where):
    assert visitor.get(where).status_code == 404


@pytest.mark.parametrize(("state", "status"), [("suspensa", 503), ("criando", 503), ("encerrada", 404)])
def test_a_unit_that_does_not_answer_takes_nothing_and_does_not_say_why(visitor, form, state, status):
    Unit.objects.update(state=state)
    answer = visitor.get(form)

    assert answer.status_code == status
    assert "Santos" not in answer.text


def test_the_form_of_one_unit_opens_in_no_other(visitor, site, campinas):
    assert visitor.get(address("contact_door", site.token, unit="campinas")).status_code == 404


def test_whoever_is_signed_in_is_nobody_in_particular_at_the_door(browser, form, camila, caio, rafael, count):
    for user in (camila, caio, rafael):
        page = browser(user).get(form)
        assert page.status_code == 200
        assert user.first_name not in page.text


def test_the_neighbourhood_is_written_as_the_others_are(send, santos):
    """DIR-26"""
    send(district="JD. GONZAGA")

    assert newest(santos).district == "Jardim Gonzaga"


def test_the_campaign_stands_in_the_address(send, santos):
    send("?utm_campaign=verao-2026")

    assert newest(santos).campaign == "verao-2026"


def test_the_thanks_page_tells_nothing_of_the_sender(send, visitor, form):
    send()

    assert "Marina" not in visitor.get(form + "obrigado/").text
