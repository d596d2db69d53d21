"""Attack sets on the signed door: a thousand malformed bodies, and deliveries that come at the same moment (BEY-10)."""

import json
import random
import threading

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django_tenants.utils import tenant_context

from leads.doors import Delivery
from leads.models import Intake, Lead, Person, Source
from leads.views.doors import webhook
from tenants.models import Membership, User
from tests.leads.scenes import address
from workflow.install import install
from workflow.ready import ready_processes

MARINA = {"nome": "Marina Alves", "telefone": "13 99741-0022"}
ODD = [
    None, True, [], {}, 0, -1, 1e308, 10**30, "", " ", "\0", "\ud800", "\u202e", "%00", "'; DROP TABLE leads_lead; --", "{{7*7}}", "${x}", "=1+1", "á" * 5000,
    "13997410022" * 9, "+5513", [["x"]], {"nome": 1}, "\r\n\r\n", "<script>",
]  # fmt: skip
BROKEN = [
    b"", b"{", b"[", b'"', b"nul", b"\xff\xfe{\x00", b"\x80" * 99, b"[" * 60_000, b'{"a":' * 9_000, b'{"nome": NaN}', b'{"nome": 1e999999}', b"9" * 6_000,
    b"a=1&b=2", b"<xml/>", b'{"nome": "\\ud800", "telefone": "13997410022"}', b'{"nome": "a\\u0000", "telefone": "13997410022"}', b"\xef\xbb\xbf{}", b"x" * 70_000,
    b"\0" * 100, b"null", b"[1]", b'"x"', b"7", b"--b\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n--b--",
]  # fmt: skip


@pytest.fixture
def site(santos, camila):
    with tenant_context(santos):
        install(ready_processes()[santos.process])
        return Source.objects.create(slug="site", name="Site")


def malformed(dice):
    """A body that no careful sender writes: broken, cut, twisted, or with values of the wrong kind."""
    if dice.random() < 0.2:
        return dice.choice(BROKEN)
    facts = {
        name: dice.choice(ODD)
        for name in dice.sample([*MARINA, "email", "cpf", "cnpj", "cep", "bairro", "mensagem", "x"], dice.randrange(1, 7))
    }
    body = bytearray(json.dumps({**(MARINA if dice.random() < 0.1 else {}), **facts}).encode())
    for _ in range(dice.choice([0, 0, 1, 3])):
        body[dice.randrange(len(body))] = dice.randrange(256)
    return bytes(body[: dice.choice([len(body), len(body), dice.randrange(len(body) + 1)])])


def post(source, body, **headers):
    message = Delivery.signed_by(source, body)
    signed = {"X-Purifikar-Timestamp": message.timestamp, "X-Purifikar-Signature": message.signature, **headers}
    return Client().post(address("webhook", source.token), body, content_type="application/json", headers=signed)


def knock(source, body):
    """The door itself, without the way to it: an error of ours would be raised here."""
    message, factory = Delivery.signed_by(source, body), RequestFactory()
    headers = {"X-Purifikar-Timestamp": message.timestamp, "X-Purifikar-Signature": message.signature}
    return webhook(factory.post("/", body, content_type="application/json", headers=headers), source.token)


def test_a_thousand_malformed_bodies_make_no_error_of_ours_and_lose_no_valid_lead(site, santos):
    dice, valid = random.Random(4), 0
    with tenant_context(santos):
        for turn in range(1000):
            answer = knock(site, malformed(dice))
            assert answer.status_code in (201, 400, 409, 413, 422), answer.content
            if turn % 100 == 0:
                valid += knock(site, json.dumps({**MARINA, "mensagem": str(turn)}).encode()).status_code == 201

        assert valid == 10
        assert Intake.objects.filter(state="aceita").count() == Lead.objects.count() >= valid
        assert Intake.objects.filter(state="recusada").count() > 500


@pytest.mark.parametrize("headers", [{"Content-Length": "x"}, {"Content-Length": "-1"}, {"Content-Length": "99999999999"}, {"Idempotency-Key": "é"}, {"Idempotency-Key": "a b"}, {"Idempotency-Key": "k" * 121}])  # fmt: skip
def test_odd_headers_are_refused_in_words(site, headers):
    assert post(site, json.dumps(MARINA).encode(), **headers).status_code in (400, 413)


@pytest.fixture
def make_assessor(db):
    """One more Assessora Comercial of the network."""

    def made(number):
        user = User.objects.create_user(f"assessora{number}@rede.example", name=f"Assessora {number}")
        Membership.objects.give(user, "comercial")
        return user

    return made


def at_once(count, deed):
    """Runs the deed in that many threads, each with a connection of its own, let go together."""
    barrier, results = threading.Barrier(count), []

    def one(number):
        try:
            barrier.wait(60)
            results.append(deed(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[number], daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_a_delivery_that_comes_four_times_at_once_is_one_lead(transactional_db, site, santos):
    """reliability.md 43: the same POST in parallel"""
    body = json.dumps(MARINA).encode()
    answers = at_once(4, lambda _: post(site, body, **{"Idempotency-Key": "pedido-1"}))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json()["lead"] for answer in answers}) == 1
    with tenant_context(santos):
        assert (Lead.objects.count(), Intake.objects.count()) == (1, 1)


def test_leads_that_come_at_once_never_take_the_same_turn(transactional_db, site, santos, camila, make_assessor):
    """Issue 3: distribution by rotation within the centre"""
    people = [camila, *(make_assessor(number) for number in range(3))]
    bodies = [json.dumps({"nome": f"Cliente {number}", "telefone": f"1399741{number:04}"}).encode() for number in range(4)]
    at_once(4, lambda number: post(site, bodies[number]))

    with tenant_context(santos):
        holders = set(Lead.objects.values_list("journey__holder", flat=True))
    assert holders == {person.pk for person in people}


def test_two_deliveries_of_somebody_new_at_once_are_one_person_with_two_leads(transactional_db, site, santos):
    """BIM-75: each by another key, as two campaigns send them"""
    answers = at_once(
        4, lambda number: post(site, json.dumps({**MARINA, "campanha": str(number)}).encode(), **{"Idempotency-Key": f"pedido-{number}"})
    )

    assert [answer.status_code for answer in answers] == [201] * 4
    with tenant_context(santos):
        assert (Person.objects.count(), Lead.objects.count()) == (1, 4)
