"""A unit opens with all ready processes of its own; the unit says which one its leads take."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django_tenants.utils import tenant_context

from tenants.models import Unit
from workflow.install import install, install_all
from workflow.models import Journey, LimitAlarm, Process, Stage
from workflow.plan import plan_of
from workflow.ready import ready_processes
from workflow.ready_requests import ready_requests

READY = ready_processes()


@pytest.fixture
def in_santos(santos):
    with tenant_context(santos):
        yield santos


def test_every_ready_process_is_copied_and_published(in_santos):
    """FOL-01"""
    install_all()

    assert set(Process.objects.values_list("slug", flat=True)) == set(READY)
    assert all(process.published.number == 1 for process in Process.objects.all())


@pytest.mark.parametrize("slug", READY)
def test_the_copy_says_what_the_file_says(in_santos, slug):
    copy = plan_of(install(READY[slug]).published)

    assert [_by_name(stage) for stage in copy] == [_by_name(stage) for stage in READY[slug].stages]


def _by_name(stage):
    """Limits have no order of their own."""
    return replace(stage, limits=sorted(stage.limits, key=lambda limit: limit.slug))


def test_installing_again_changes_nothing(in_santos):
    install_all()
    Stage.objects.filter(slug="contato").update(name="Primeira ligação")
    install_all()

    assert Process.objects.count() == len(READY)
    assert Stage.objects.get(slug="contato", version__process__slug="purifikar").name == "Primeira ligação"


def test_an_empty_centre_keeps_no_unit_from_opening_but_is_told_of(in_santos):
    """Nobody works in Santos yet."""
    process = install(READY["processo-2"])

    assert "Ninguém está no centro Vendas, da etapa Com o Vendedor." in [problem.words for problem in process.published.problems()]


def test_in_the_editor_an_empty_centre_keeps_it_from_being_published(in_santos):
    draft = install(READY["processo-2"]).begin_draft(by=None)

    with pytest.raises(ValidationError, match="Ninguém está no centro Vendas"):
        draft.publish(by=None)


def test_writing_all_five_takes_few_statements(in_santos, django_assert_max_num_queries):
    with django_assert_max_num_queries(130):
        install_all()


def test_a_unit_opens_with_its_processes(db):
    """FOL-01, PUR-48"""
    unit = Unit.objects.create(slug="osasco", name="Osasco", legal_name="Osasco Ltda.", cnpj="11444777000161", city="Osasco", uf="SP")
    unit.open()

    with tenant_context(unit):
        assert Process.objects.taking_leads().slug == "purifikar"
        assert Process.objects.filter(kind="lead").count() == len(READY)
        assert Process.objects.filter(kind="request").count() == len(ready_requests())
        assert LimitAlarm.objects.exists()
    assert connection.schema_name == "public"


def test_a_changed_process_takes_effect_for_new_leads_only(in_santos, rafael, marcos, camila, denise):
    """FOL-01: the process is a setting of the unit."""
    install_all()
    old = Journey.objects.at_start_of(Process.objects.taking_leads().slug)
    old.start()
    Unit.objects.filter(pk=in_santos.pk).update(process="processo-1")
    new = Journey.objects.at_start_of(Process.objects.taking_leads().slug)

    assert (old.version.process.slug, new.version.process.slug) == ("purifikar", "processo-1")
    old.decide("falou", by=camila, note="Quer saber o preço.")
    assert old.stage.slug == "tratativa"
