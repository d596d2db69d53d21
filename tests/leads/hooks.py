"""What the tests of integrations share: Santos with a source, an integration of a kind, and the makers' published samples."""

import json
from pathlib import Path

import pytest
from django.test import Client
from django_tenants.utils import tenant_context

from leads.models import Hook, Intake, Lead, Source
from tests.leads.scenes import address
from workflow.install import install
from workflow.ready import ready_processes

SAMPLES = Path(__file__).parent / "samples"
MAPPING = {
    "key": "pedido",
    "name": "cliente.nome",
    "phone": "cliente.telefones[0].numero",
    "email": "cliente.email",
    "product": "interesse",
}


def sample(name):
    return json.loads((SAMPLES / f"{name}.json").read_text())


@pytest.fixture(name="site")
def given_site(santos, camila):
    with tenant_context(santos):
        install(ready_processes()[santos.process])
        return Source.objects.create(slug="anuncio", name="Anúncio")


@pytest.fixture(name="hook")
def given_hook(site, santos):
    """`hook("meta")`: an integration of that kind."""

    def made(kind, **facts):
        with tenant_context(santos):
            made = Hook(source=site, kind=kind, **({"mapping": MAPPING} if kind == "json" else {}))
            made.prepare()
            for name, value in facts.items():
                setattr(made, name, value)
            made.save()
            return made

    return made


@pytest.fixture(name="send")
def given_send():
    """`send(hook, {...})`: gives the answer."""

    def sent(hook, facts, **headers):
        body = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
        return Client().post(address("hook_door", hook.token, hook.kind), body, content_type="application/json", headers=headers)

    return sent


@pytest.fixture(name="seen")
def given_seen(santos):
    """`seen(Intake)`: those of the unit, the oldest first."""

    def found(model, **which):
        with tenant_context(santos):
            rows = model.objects.filter(**which)
            chosen = {Lead: ("person", "journey__holder"), Intake: ("lead", "source", "hook")}.get(model)
            return list((rows.select_related(*chosen) if chosen else rows).order_by("pk"))

    return found
