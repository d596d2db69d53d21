"""Integrations and entries as the Gerente sees them: set up, tried, kept, tried again (BEY-10)."""

import pytest
from django_tenants.utils import tenant_context

from leads.models import Hook, Intake, Lead
from tests.conftest import HTMX
from tests.leads.hooks import MAPPING, given_hook, given_seen, given_send, given_site, sample  # noqa: F401 (fixtures)
from tests.leads.scenes import address


@pytest.fixture
def gerente(browser, marcos):
    return browser(marcos)


@pytest.mark.parametrize("kind", ["meta", "google", "rd", "json", "email"])
def test_an_integration_of_each_kind_is_made_and_shown(gerente, seen, site, kind):
    answer = gerente.post(address("hook_new", "anuncio"), {"kind": kind})
    [made] = seen(Hook)
    page = gerente.get(answer.headers["Location"]).text

    assert made.token in page or kind == "email"
    assert {"meta": made.verify_token, "google": made.secret or "?"}.get(kind, "") in page


def test_a_mail_address_is_shown_where_the_server_takes_mail(gerente, hook, settings):
    settings.INTAKE_MAIL_DOMAIN = "entrada.example"
    box = hook("email")

    assert f"santos+{box.token}@entrada.example" in gerente.get(address("hook", "anuncio", box.pk)).text


def test_the_map_is_kept_and_used(gerente, hook, send, seen):
    door = hook("json", mapping={})
    gerente.post(address("hook", "anuncio", door.pk), {"is_active": "on", **MAPPING})
    send(door, sample("other"))

    assert seen(Lead)[0].product == "Purificador de bancada"


@pytest.mark.parametrize(
    ("facts", "words"), [({"name": "a..b", "phone": "c"}, "Escreva o caminho com pontos"), ({"name": "a"}, "Diga onde está o telefone")]
)
def test_a_map_that_leads_nowhere_is_refused_at_its_field(gerente, hook, facts, words):
    door = hook("json")
    answer = gerente.post(address("hook", "anuncio", door.pk), {"is_active": "on", **facts}, headers=HTMX)

    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize("kind", ["meta", "google", "rd", "json"])
def test_the_sample_is_tried_and_nothing_stays(gerente, hook, seen, kind):
    door = hook(kind)
    page = gerente.get(address("hook", "anuncio", door.pk))
    answer = gerente.post(address("hook_test", "anuncio", door.pk), {"sample": page.context["sample"]}, headers=HTMX)

    assert "entendido" in answer.text
    assert "(13) 99741-0022" in answer.text or kind == "json"
    assert seen(Lead) == seen(Intake) == []


def test_a_trial_says_what_is_in_the_way(gerente, hook):
    door = hook("rd")

    assert "O corpo não é JSON" in gerente.post(address("hook_test", "anuncio", door.pk), {"sample": "{"}, headers=HTMX).text


def test_what_waits_is_found_in_the_list_and_shown_as_it_came(gerente, hook, send, seen):
    door = hook("rd")
    send(door, sample("rd_contact"))
    send(door, b'{"leads": 5}')
    page = gerente.get(address("intakes"), {"situacao": "pendentes", "origem": "anuncio"})

    assert [intake.state for intake in page.context["page"].rows] == ["recusada"]
    refused = seen(Intake, state="recusada")[0]
    assert "&quot;leads&quot;: 5" in gerente.get(address("intake", refused.pk)).text


def test_what_waits_is_told_where_the_sources_are(gerente, hook, send):
    assert "espera por alguém" not in gerente.get(address("sources")).text
    send(hook("rd"), b"{")

    assert "1 entrada espera por alguém" in gerente.get(address("sources")).text


def test_after_the_map_was_put_right_a_kept_entry_becomes_its_lead(gerente, hook, send, seen, santos):
    door = hook("json", mapping={"name": "nome", "phone": "fone"})
    assert send(door, sample("other")).status_code == 422
    [kept] = seen(Intake)
    gerente.post(address("intake_again", kept.pk))
    assert seen(Intake)[0].state == "recusada"
    with tenant_context(santos):
        Hook.objects.update(mapping=MAPPING)
    gerente.post(address("intake_again", kept.pk))

    assert seen(Intake)[0].state == "resolvida"
    assert seen(Intake)[0].lead == seen(Lead)[0]


def test_tried_again_twice_it_is_one_lead(gerente, hook, send, seen, santos):
    door = hook("google")
    send(door, sample("google"))  # with another key
    [kept] = seen(Intake)
    for _ in range(2):
        gerente.post(address("intake_again", kept.pk))

    assert len(seen(Lead)) == 1


def test_what_needs_nobody_is_dismissed_and_stays_to_be_seen(gerente, hook, send, seen):
    send(hook("rd"), b"{")
    [kept] = seen(Intake)
    gerente.post(address("intake_dismiss", kept.pk))

    assert seen(Intake)[0].state == "dispensada"
    assert gerente.get(address("intakes"), {"situacao": "pendentes"}).context["page"].rows == []


def test_the_list_asks_as_often_for_forty_entries_as_for_one(
    gerente, hook, site, santos, django_assert_num_queries, django_assert_max_num_queries
):
    def enter(number):
        with tenant_context(santos):
            for each in range(number):
                Intake.objects.refuse("Não é JSON.", source=site, way="rd", body=f"{{{number}{each}")

    enter(1)
    gerente.get(address("intakes"))
    with django_assert_max_num_queries(30) as one:
        gerente.get(address("intakes"))
    enter(39)
    with django_assert_num_queries(len(one)):
        gerente.get(address("intakes"))
