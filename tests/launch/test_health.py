"""`/saude` for a load balancer: open to all, 503 when a part does not answer, and no word about why."""

import pytest
from django.db import OperationalError
from redis import ConnectionError as BrokerGone

from purifikar.views import health

pytestmark = pytest.mark.django_db


def test_all_is_well(client):
    page = client.get("/saude")

    assert page.status_code == 200
    assert page.json().items() >= {"estado": "ok", "banco": "ok", "fila": "ok", "alarme_atrasado_s": 0, "email_atrasado_s": 0}.items()


@pytest.mark.parametrize(
    ("part", "check", "failure"),
    [("banco", "_ask_database", OperationalError), ("fila", "_ask_broker", BrokerGone)],
)
def test_a_part_that_does_not_answer_is_named_and_nothing_else(client, monkeypatch, part, check, failure):
    def fail():
        raise failure("connection to server at db.internal failed for user purifikar")

    monkeypatch.setattr(health, check, fail)
    page = client.get("/saude")

    assert page.status_code == 503
    assert page.json()[part] == "não responde"
    assert b"internal" not in page.content
