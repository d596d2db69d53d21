"""The network keeps model processes and publishes one to chosen units; where it doesn't fit, the unit stays as it was and says why."""

import pytest
from django_tenants.utils import tenant_context

from tenants.models import ModelProcess, Publication
from workflow import publishing
from workflow.install import install
from workflow.models import Journey, Process, Stage
from workflow.ready import ready_processes

ALL = "processo-1"


@pytest.fixture
def staffed(santos, campinas, camila, rafael, caio):
    """Attendant and sellers in both units."""
    for unit in (santos, campinas):
        with tenant_context(unit):
            install(ready_processes()[ALL])
    return [santos, campinas]


@pytest.fixture
def model(staffed, helena, santos):
    """Processo 1 as Santos changed it."""
    with tenant_context(santos):
        process = Process.objects.get(slug=ALL)
        draft = process.begin_draft(by=helena)
        Stage.objects.filter(version=draft, order=0).update(name="Primeira conversa")
        draft.publish(by=helena)
        return publishing.keep(process, santos, by=helena)


@pytest.fixture
def publish(helena):
    """`publish(model, campinas)`: asked and worked on; {unit: its item}."""

    def run(model, *units):
        publication = publishing.begin(model, list(units), by=helena)
        publishing.work_on(publication.pk)
        return {item.unit.slug: item for item in publication.items.select_related("unit")}

    return run


def _first(unit):
    with tenant_context(unit):
        return Process.objects.get(slug=ALL).published.stages.first().name


def test_chosen_units_get_it_as_their_next_version(model, publish, campinas):
    items = publish(model, campinas)

    assert (items["campinas"].state, items["campinas"].version) == ("publicada", 2)
    assert _first(campinas) == "Primeira conversa"


def test_where_it_is_the_same_nothing_is_written(model, publish, santos):
    assert publish(model, santos)["santos"].state == "igual"


def test_what_is_on_its_way_stays_on_its_version(model, publish, campinas):
    with tenant_context(campinas):
        old = Journey.objects.at_start_of(ALL)
        old.start()
    publish(model, campinas)

    with tenant_context(campinas):
        assert Journey.objects.get(pk=old.pk).version.number == 1
        assert Journey.objects.at_start_of(ALL).version.number == 2


def test_a_draft_in_the_way_is_reported_and_it_can_be_tried_again(model, publish, campinas, otavio):
    with tenant_context(campinas):
        draft = Process.objects.get(slug=ALL).begin_draft(by=otavio)
    item = publish(model, campinas)["campinas"]
    assert item.state == "recusada"
    assert "rascunho" in item.why
    assert _first(campinas) != "Primeira conversa"

    with tenant_context(campinas):
        draft.discard()
    assert publishing.try_again(item.publication) == 1
    publishing.work_on(item.publication.pk)
    item.refresh_from_db()
    assert (item.state, _first(campinas)) == ("publicada", "Primeira conversa")


def test_a_centre_with_nobody_in_it_leaves_one_unit_alone_and_not_the_other(model, publish, santos, campinas, manaus):
    """Manaus has nobody, and not even the process."""
    items = publish(model, campinas, manaus)

    assert (items["campinas"].state, items["manaus"].state) == ("publicada", "recusada")
    assert "Ninguém está no centro Atendimento" in items["manaus"].why
    with tenant_context(manaus):
        assert not Process.objects.exists()


def test_worked_on_twice_it_is_published_once(model, publish, campinas):
    publication = publish(model, campinas)["campinas"].publication
    publishing.work_on(publication.pk)

    with tenant_context(campinas):
        assert Process.objects.get(slug=ALL).versions.count() == 2
    assert Publication.objects.get().is_finished


def test_a_kind_of_request_brings_its_form(publish, staffed, otavio, campinas):
    """DIR-35"""
    publish(publishing.models()["demanda-do-gerente"], campinas)

    with tenant_context(campinas):
        assert Process.objects.get(slug="demanda-do-gerente").request_type.questions[0]["label"] == "Detalhes"


def test_the_administrators_pages(browser, helena, marcos, staffed, santos, campinas):
    """FOL-01, BIM-36"""
    client = browser(helena)
    assert client.post(f"/u/santos/configuracoes/processos/{ALL}/modelo/").url == f"/rede/processos/{ALL}/"
    assert ModelProcess.objects.get().source == santos
    assert "guardado de Santos" in " ".join(client.get("/rede/processos/").content.decode().split())

    assert "Marque ao menos uma unidade." in client.post(f"/rede/processos/{ALL}/", {}).content.decode()
    report = client.post(f"/rede/processos/{ALL}/", {"units": [campinas.pk]}, follow=True)
    assert "0 de 1" in report.content.decode()
    publishing.work_on(Publication.objects.get().pk)
    assert "já estava assim" in client.get(report.redirect_chain[-1][0]).content.decode()
    assert browser(marcos).get("/rede/processos/").status_code == 404
