"""Leads of other systems in their makers' published formats, and any JSON by a map (DIR-55, BEY-10)."""

import hmac
import json
import random

import pytest
from django.test import Client
from django_tenants.utils import tenant_context

from leads.models import Intake, Lead
from tests.leads.hooks import given_hook, given_seen, given_send, given_site, sample  # noqa: F401 (fixtures)
from tests.leads.scenes import address


def contacts(lead, santos):
    with tenant_context(santos):
        phone, mail = lead.person.phones.first(), lead.person.emails.first()
        return phone and phone.number, mail and mail.address


def message(lead, santos):
    with tenant_context(santos):
        return lead.journey.events.get(kind="lead.message").details["message"]


def google(hook, **facts):
    return {**sample("google"), "google_key": hook.secret, **facts}


@pytest.mark.parametrize(
    ("kind", "name", "person", "phone", "mail"),
    [
        ("meta", "meta_graph", "Joe Example", "+5513997410022", "joe@example.com"),
        ("meta", "meta_connector", "Joe Example", "+5513997410033", None),
        ("rd", "rd_contact", "Contact Name", "+554830252598", "email@example.com"),
        ("rd", "rd_leads", "Lead Name", "+5548999999999", "email@example.com"),
        ("json", "other", "Marina Alves", "+5513997410022", "marina@example.com"),
    ],
)
def test_a_published_sample_becomes_a_lead_with_an_owner(hook, send, seen, santos, camila, kind, name, person, phone, mail):
    answer = send(hook(kind), sample(name))
    [lead] = seen(Lead)

    assert (answer.status_code, answer.json()) == (200, {"leads": [lead.number], "situacao": "recebido"})
    assert (lead.person.name, *contacts(lead, santos)) == (person, phone, mail)
    assert lead.journey.holder == camila


def test_google_s_sample_becomes_a_lead_and_what_has_no_field_goes_along(hook, send, seen, santos):
    """The American phone of the sample is no phone here: it is told, not lost"""
    ads = hook("google")
    assert send(ads, google(ads)).status_code == 200
    [lead] = seen(Lead)

    assert contacts(lead, santos) == (None, "test@example.com")
    assert message(lead, santos).splitlines() == ["What is your preferred dealership?: Santos", "Telefone informado: 1-650-555-0123"]
    assert lead.campaign == "123456"


def test_what_the_form_asked_besides_stands_in_the_message(hook, send, seen, santos):
    send(hook("meta"), sample("meta_graph"))
    send(hook("rd"), sample("rd_contact"))
    first, second = seen(Lead)

    assert message(first, santos) == "car_make: Honda"
    assert "custom_field_example: Option1, Option2" in message(second, santos)
    assert "Veio por: Busca Paga | Google" in message(second, santos)


@pytest.mark.parametrize(("kind", "name"), [("meta", "meta_graph"), ("rd", "rd_contact"), ("rd", "rd_leads"), ("json", "other")])
def test_a_delivery_repeated_is_one_lead_and_counted(hook, send, seen, kind, name):
    door = hook(kind)
    answers = [send(door, sample(name)).json() for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert [intake.repeats for intake in seen(Intake)] == [2]
    assert len(seen(Lead)) == 1


def test_without_a_number_of_its_own_the_same_body_on_the_same_day_is_a_repetition(hook, send, seen):
    door = hook("json", mapping={"name": "cliente.nome", "phone": "cliente.telefones[0].numero"})
    send(door, sample("other"))
    send(door, sample("other"))

    assert len(seen(Lead)) == 1


def test_a_lead_sent_again_with_other_facts_is_shown_to_the_administrator(hook, send, seen):
    door = hook("json")
    send(door, sample("other"))
    answer = send(door, {**sample("other"), "interesse": "Outro"})

    assert answer.status_code == 200
    assert [intake.state for intake in seen(Intake)] == ["aceita", "repetida"]


def test_meta_s_bare_notice_is_kept_as_facts_to_fetch_and_settled_when_they_come(hook, send, seen):
    door = hook("meta")
    for _ in range(2):
        assert send(door, sample("meta_ping")).status_code == 200
    [notice] = seen(Intake)
    assert (notice.state, notice.repeats, seen(Lead)) == ("buscar", 1, [])
    assert "123123123123" in notice.said
    send(door, sample("meta_graph"))

    assert [intake.state for intake in seen(Intake)] == ["aceita", "aceita"]
    assert {intake.lead_id for intake in seen(Intake)} == {seen(Lead)[0].pk}


def test_meta_knocks_first_and_hears_its_own_word(hook):
    door = hook("meta")
    ask = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": door.verify_token}
    where = address("hook_door", door.token, "meta")

    assert Client().get(where, ask).content == b"1158201444"
    assert Client().get(where, {**ask, "hub.verify_token": "outra"}).status_code == 403


@pytest.mark.parametrize(("secret", "status"), [("segredo-do-app", 200), ("outro", 422)])
def test_with_the_app_s_secret_only_what_meta_signed_comes_in(hook, send, seen, secret, status):
    body = json.dumps(sample("meta_graph")).encode()
    signature = "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()
    answer = send(hook("meta", secret="segredo-do-app"), body, **{"X-Hub-Signature-256": signature})

    assert (answer.status_code, len(seen(Lead))) == (status, int(status == 200))


def test_a_wrong_google_key_is_refused_and_kept(hook, send, seen):
    answer = send(hook("google"), sample("google"))

    assert answer.status_code == 422
    assert "google_key" in answer.json()["mensagem"]
    assert ([intake.state for intake in seen(Intake)], seen(Lead)) == (["recusada"], [])


def test_a_sender_s_test_makes_no_lead(hook, send, seen):
    ads = hook("google")

    assert send(ads, google(ads, is_test=True)).status_code == 200
    assert ([intake.state for intake in seen(Intake)], seen(Lead)) == (["teste"], [])


def test_the_google_key_is_not_kept_with_the_lead(hook, send, seen):
    ads = hook("google")
    send(ads, google(ads))

    assert ads.secret not in seen(Intake)[0].body


def test_of_several_leads_one_that_is_not_understood_holds_up_no_other(hook, send, seen):
    good = sample("rd_leads")["leads"][0]
    answer = send(hook("rd"), {"leads": [{"id": "7", "name": "Sem contato"}, good]})

    assert (answer.status_code, answer.json()["leads"]) == (422, [seen(Lead)[0].number])
    assert sorted(intake.state for intake in seen(Intake)) == ["aceita", "recusada"]


@pytest.mark.parametrize("kind", ["meta", "google", "rd", "json"])
def test_what_no_format_understands_is_kept_as_it_came(hook, send, seen, kind):
    door = hook(kind)
    bodies = [b"", b"{", b"[]", b"null", b"7", b"\xff", b'{"leads": 5}', b'{"entry": [{"changes": [{"field": "feed", "value": {}}]}]}']
    answers = [send(door, body) for body in bodies]

    assert [answer.status_code for answer in answers] == [422] * len(bodies)
    assert all(answer.json()["mensagem"] for answer in answers)
    assert ([intake.state for intake in seen(Intake)], seen(Lead)) == (["recusada"] * len(bodies), [])


def test_what_is_refused_over_and_over_is_one_entry_and_counted(hook, send, seen):
    door = hook("rd")
    for _ in range(3):
        send(door, b"{")

    assert [intake.repeats for intake in seen(Intake)] == [2]


def test_a_signature_of_odd_signs_is_refused_in_words(hook, send):
    assert send(hook("meta", secret="segredo"), sample("meta_graph"), **{"X-Hub-Signature-256": "sha256=é"}).status_code == 422


def twisted(dice, value):
    """The sample with a few of its values replaced by something of another kind, or gone."""
    if isinstance(value, dict):
        return {name: twisted(dice, one) for name, one in value.items() if dice.random() > 0.05}
    if isinstance(value, list):
        return [twisted(dice, one) for one in value]
    return dice.choice([None, [], {}, 7, True, "", "\0", "\ud800", "a" * 3000, [[]], {"name": 1}]) if dice.random() < 0.15 else value


@pytest.mark.parametrize(("kind", "name"), [("meta", "meta_graph"), ("meta", "meta_connector"), ("google", "google"), ("rd", "rd_contact"), ("rd", "rd_leads"), ("json", "other")])  # fmt: skip
def test_twisted_deliveries_make_no_error_of_ours(hook, send, kind, name):
    door, dice = hook(kind), random.Random(name)
    for _ in range(25):
        assert send(door, twisted(dice, sample(name))).status_code in (200, 422)


@pytest.mark.parametrize(("kind", "facts"), [("rd", {"is_active": False}), ("email", {})])
def test_a_closed_integration_is_not_found(hook, send, kind, facts):
    door = hook(kind, **facts)

    assert send(door, {}).status_code == 404
