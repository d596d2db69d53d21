"""Configurações → Origens: where leads come from, and the doors of each source (DIR-55, DIR-56, BEY-10)."""

import pytest
from django_tenants.utils import tenant_context

from leads.models import Lead, Person, Source
from tests.conftest import HTMX
from tests.leads.scenes import address
from workflow.install import install
from workflow.models import ProcessVersion
from workflow.ready import ready_processes

NEW = {"name": "Site", "channel": "web", "is_active": "on", "form_is_open": "on", "consent_text": "Podem me ligar."}


@pytest.fixture
def site(santos, camila):
    with tenant_context(santos):
        install(ready_processes()[santos.process])
        return Source.objects.create(slug="site", name="Site", form_is_open=True)


@pytest.fixture
def gerente(browser, marcos):
    return browser(marcos)


def seen(unit, **which):
    with tenant_context(unit):
        return Source.objects.get(**which)


def test_a_new_source_has_its_doors_at_once(gerente, santos):
    answer = gerente.post(address("source_new"), NEW)
    page = gerente.get(answer.headers["Location"]).text

    assert answer.headers["Location"] == address("source", "site")
    for door in ("contact_door", "webhook"):
        assert "http" in page
        assert address(door, seen(santos, slug="site").token) in page


@pytest.mark.parametrize("page", ["source_new", "source"])
def test_by_htmx_the_whole_page_moves_on(gerente, site, page):
    answer = gerente.post(address(page, *(["site"] if page == "source" else [])), {**NEW, "name": "Feira"}, headers=HTMX)

    assert answer.headers["HX-Redirect"] == address("source", "feira" if page == "source_new" else "site")


def test_a_name_that_another_source_has_is_refused_at_its_field(gerente, site):
    answer = gerente.post(address("source_new"), {**NEW, "name": " site "}, headers=HTMX)

    assert answer.status_code == 422
    assert "Já existe uma origem com esse nome." in answer.text


@pytest.mark.parametrize(
    ("name", "slug"), [("Site!", "site-2"), ("Nova", "nova-2"), ("漢字", "origem"), ("Feira do Imóvel", "feira-do-imovel")]
)
def test_each_source_has_an_address_of_its_own(gerente, site, santos, name, slug):
    gerente.post(address("source_new"), {**NEW, "name": name})

    assert seen(santos, name=name).slug == slug


def test_a_source_out_of_use_closes_its_form(gerente, site, client):
    facts = {name: value for name, value in NEW.items() if name != "is_active"}
    gerente.post(address("source", "site"), facts)

    assert client.get(address("contact_door", site.token)).status_code == 404
    assert "fora de uso" in gerente.get(address("sources")).text


def test_a_refused_change_shows_the_source_as_it_is(gerente, site, santos):
    answer = gerente.post(address("source", "site"), {**NEW, "name": ""})

    assert answer.status_code == 422
    assert "<h1>Site</h1>" in answer.text
    assert seen(santos, slug="site").name == "Site"


def test_the_secret_is_shown_when_asked_for_and_never_before(gerente, site):
    assert site.secret not in gerente.get(address("source", "site")).text
    answer = gerente.post(address("source_secret", "site"), headers=HTMX)

    assert site.secret in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_changed_secret_is_told_with_how_long_the_old_one_serves(gerente, site, santos):
    answer = gerente.post(address("source_secret_change", "site"), headers=HTMX)
    now = seen(santos, slug="site")

    assert now.secret != site.secret == now.old_secret
    assert now.secret in answer.text
    assert "O segredo anterior ainda vale até" in answer.text


def test_the_test_goes_all_the_way_and_leaves_nothing(gerente, site, santos):
    answer = gerente.post(address("source_test", "site"), headers=HTMX)

    assert "O exemplo viraria um lead de Marina de Teste, com Camila Duarte." in answer.text
    assert "Próximo da vez." in answer.text
    with tenant_context(santos):
        assert (Lead.objects.count(), Person.objects.count()) == (0, 0)


def test_the_test_says_what_is_in_the_way(gerente, site, santos):
    with tenant_context(santos):
        ProcessVersion.objects.update(state="rascunho")

    assert "ainda não foi publicado" in gerente.post(address("source_test", "site"), headers=HTMX).text


def test_the_list_asks_as_often_for_thirty_sources_as_for_one(
    gerente, site, santos, django_assert_num_queries, django_assert_max_num_queries
):
    gerente.get(address("sources"))
    with django_assert_max_num_queries(30) as one:
        gerente.get(address("sources"))
    with tenant_context(santos):
        Source.objects.bulk_create(Source(slug=f"s{number}", name=f"S {number}") for number in range(29))
    with django_assert_num_queries(len(one)):
        gerente.get(address("sources"))
