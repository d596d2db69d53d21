"""The signed webhook: who sent it, when, once only; and a lead that is whole (DIR-55, BEY-10)."""

import json
import time

import pytest
from django.test import Client
from django_tenants.utils import tenant_context

from leads.doors import Delivery
from leads.models import Consent, Intake, Lead, Person, Source
from tenants.models import Alarm, OpenWork, Unit
from tests.leads.scenes import address
from workflow.install import install
from workflow.models import ProcessVersion
from workflow.ready import ready_processes

MARINA = {"nome": "Marina Alves", "telefone": "13 99741-0022"}


@pytest.fixture
def site(santos, camila):
    with tenant_context(santos):
        install(ready_processes()[santos.process])
        return Source.objects.create(slug="site", name="Site")


@pytest.fixture
def send(site, santos):
    """`send({...}, key="…")`: signed well unless said otherwise; gives the answer."""

    def sent(facts, *, key="", source=site, raw=None, headers=None):
        body = json.dumps(facts).encode() if raw is None else raw
        with tenant_context(santos):
            message = Delivery.signed_by(source, body)
        signed = {"X-Purifikar-Timestamp": message.timestamp, "X-Purifikar-Signature": message.signature}
        given = {**signed, **({"Idempotency-Key": key} if key else {}), **(headers or {})}
        return Client().post(address("webhook", source.token), body, content_type="application/json", headers=given)

    return sent


@pytest.fixture
def kept(santos):
    """`kept(Lead)`: how many of those the unit has."""

    def counted(model, **which):
        with tenant_context(santos):
            return model.objects.filter(**which).count()

    return counted


def newest(unit):
    with tenant_context(unit):
        return Lead.objects.with_desk().first()


def test_a_signed_message_becomes_a_lead_with_owner_queue_row_limit_and_alarm(send, santos, camila):
    answer = send(MARINA)
    lead = newest(santos)

    assert (answer.status_code, answer.json()) == (201, {"lead": lead.number, "situacao": "recebido"})
    assert (lead.journey.holder, lead.source.name, lead.next_at is not None) == (camila, "Site", True)
    assert OpenWork.objects.filter(subject=lead.journey_id, holder=camila).exists()
    assert Alarm.objects.filter(unit=santos).exists()


@pytest.mark.parametrize("place", [{"bairro": "GONZAGA"}, {"cep": "11060-300"}])
def test_the_neighbourhood_is_written_as_the_others_are(send, santos, place):
    """DIR-26, BEY-15: one neighbourhood, one line of the report; the CEP says it where it was left out"""
    send({"nome": "Marina", "telefone": "(13) 99741-0022", **place})

    assert newest(santos).district == "Gonzaga"


def test_why_it_went_to_whom_stands_in_the_history(send, santos, camila, browser):
    """BEY-09"""
    send({**MARINA, "mensagem": "Quero um orçamento."})
    page = browser(camila).get(address("lead", newest(santos).number)).text

    assert "Chegou de fora" in page
    assert "Quero um orçamento." in page
    with tenant_context(santos):
        assert newest(santos).journey.events.get(kind="journey.entered").details["why"] == "próximo da vez"


def test_facts_are_kept_in_their_normal_form(send, santos):
    send({**MARINA, "email": "Marina@Mail.Example", "cpf": "529.982.247-25", "cep": "11055-300", "bairro": "Gonzaga", "produto": "PK Inox", "campanha": "Verão"})  # fmt: skip
    lead = newest(santos)

    assert (lead.district, lead.product, lead.campaign) == ("Gonzaga", "PK Inox", "Verão")
    with tenant_context(santos):
        person = lead.person
        assert (person.cpf, person.phone.number, person.emails.get().address) == ("52998224725", "+5513997410022", "marina@mail.example")
        assert (person.address.postcode, person.data_origin) == ("11055300", "Site")


@pytest.mark.parametrize("again", [{"telefone": "+55 13 99741-0022"}, {"email": "MARINA@mail.example"}, {"cpf": "52998224725", "email": "outra@mail.example"}])  # fmt: skip
def test_somebody_known_is_found_again(send, kept, santos, again):
    """BIM-75"""
    send({**MARINA, "email": "marina@mail.example", "cpf": "529.982.247-25"})
    send({"nome": "Marina A.", **again})

    assert (kept(Person), kept(Lead)) == (1, 2)
    with tenant_context(santos):
        assert newest(santos).journey.events.get(kind="lead.told").details["name"] == "Marina A."
        assert Person.objects.get().name == "Marina Alves"


def test_the_text_that_was_agreed_to_is_kept_with_its_source(send, kept):
    send({**MARINA, "consentimento": "Aceito receber ligações."})

    assert kept(Consent, wording="Site: Aceito receber ligações.") == 2


def test_the_same_key_again_answers_with_the_same_lead(send, kept):
    first, second = send(MARINA, key="pedido-1"), send(MARINA, key="pedido-1")

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert kept(Lead) == 1


def test_the_same_key_for_something_else_is_refused(send, kept):
    send(MARINA, key="pedido-1")
    answer = send({**MARINA, "nome": "Beto"}, key="pedido-1")

    assert (answer.status_code, answer.json()["erro"]) == (422, "chave")
    assert kept(Lead) == 1


@pytest.mark.parametrize("key", ["", "outra"])
def test_the_same_signed_message_is_refused_the_second_time(send, kept, site, santos, key):
    with tenant_context(santos):
        message = Delivery.signed_by(site, json.dumps(MARINA).encode())
    headers = {"X-Purifikar-Timestamp": message.timestamp, "X-Purifikar-Signature": message.signature}
    statuses = [send(MARINA, headers=headers, key=each).status_code for each in ("", key)]

    assert statuses == [201, 409]
    assert kept(Lead) == 1


@pytest.mark.parametrize(("away", "status"), [(-299, 201), (299, 201), (-301, 401), (301, 401)])
def test_a_signature_serves_five_minutes_on_either_side(send, site, monkeypatch, away, status):
    moment = time.time() + away
    monkeypatch.setattr("leads.doors.time.time", lambda: moment)
    message = Delivery.signed_by(site, json.dumps(MARINA).encode())
    monkeypatch.undo()
    headers = {"X-Purifikar-Timestamp": message.timestamp, "X-Purifikar-Signature": message.signature}

    assert send(MARINA, headers=headers).status_code == status


@pytest.mark.parametrize(
    "headers",
    [{"X-Purifikar-Signature": ""}, {"X-Purifikar-Signature": "v1=" + "0" * 64}, {"X-Purifikar-Timestamp": "1"}, {"X-Purifikar-Timestamp": "agora"},
     {"X-Purifikar-Signature": "v2=é"}],
)  # fmt: skip
def test_a_forged_message_is_refused_and_leaves_nothing(send, kept, headers):
    answer = send(MARINA, headers=headers)

    assert answer.status_code == 401
    assert answer.json()["mensagem"]
    assert (kept(Lead), kept(Intake)) == (0, 0)


def test_a_changed_body_no_longer_fits_its_signature(send, kept, site):
    message = Delivery.signed_by(site, json.dumps(MARINA).encode())
    headers = {"X-Purifikar-Timestamp": message.timestamp, "X-Purifikar-Signature": message.signature}

    assert send({**MARINA, "nome": "Marina Alvez"}, headers=headers).status_code == 401
    assert kept(Lead) == 0


def test_after_a_change_of_secret_both_serve_for_a_day(send, site, santos, monkeypatch):
    old = Source(secret=site.secret, token=site.token, slug="velha")
    with tenant_context(santos):
        site.change_secret()
    assert [send(MARINA, source=each).status_code for each in (old, site)] == [201, 201]
    with tenant_context(santos):
        site.old_secret_until = site.old_secret_until.replace(year=2020)
        site.save(update_fields=["old_secret_until"])

    assert send(MARINA, source=old).status_code == 401


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"nome": "Marina"}, "telefone"), ({"telefone": "13997410022"}, "nome"), ({**MARINA, "telefone": "9741"}, "telefone"), ({**MARINA, "cpf": "111"}, "cpf"),
     ({**MARINA, "nome": ["Marina"]}, "nome"), ({**MARINA, "email": "marina@"}, "email"), ({**MARINA, "nome": "M" * 121}, "nome")],
)  # fmt: skip
def test_what_is_not_understood_is_said_by_field_and_kept(send, kept, facts, field):
    answer = send(facts)

    assert answer.status_code == 422
    assert list(answer.json()["campos"]) == [field]
    assert (kept(Lead), kept(Intake, state="recusada")) == (0, 1)


def test_a_closed_source_or_unknown_address_is_not_found(send, site, santos):
    with tenant_context(santos):
        Source.objects.update(is_active=False)

    assert send(MARINA).status_code == 404
    assert Client().post(address("webhook", "nada"), {}, content_type="application/json").json()["erro"] == "endereco"


def test_while_the_unit_does_not_answer_the_sender_is_told_to_come_again(send, site):
    Unit.objects.update(state="suspensa")
    answer = send(MARINA)

    assert (answer.status_code, answer.json()["erro"], answer.headers["Retry-After"]) == (503, "unidade", "600")


def test_only_a_post_is_taken(site):
    assert Client().get(address("webhook", site.token)).status_code == 405


def test_a_unit_whose_process_is_not_published_refuses_in_words_and_keeps_the_message(send, kept, santos):
    with tenant_context(santos):
        ProcessVersion.objects.update(state="rascunho")
    answer = send(MARINA)

    assert (answer.status_code, answer.json()["erro"]) == (422, "unidade")
    assert (kept(Lead), kept(Person), kept(Intake, state="recusada")) == (0, 0, 1)
