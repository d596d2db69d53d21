"""Kinds of appointment: the ready ones, a unit's own, and what they mean for whoever marks one (PUR-13, PUR-14)."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django_tenants.utils import tenant_context
from redis.exceptions import RedisError

from tenants.models import Commitment
from tests.workflow.booking import at, own_kind, visit
from workflow.models import Appointment, AppointmentKind, Outcome, kinds
from workflow.models.appointment_kind import CHANGED, MEMO, READY_SLUGS
from workflow.process_forms import OutcomeForm

PAGE = "/u/santos/configuracoes/tipos-de-compromisso/"
NEW = {"name": "Pesquisa de satisfação", "minutes": "20", "remind": "30", "colour": "roxo", "icon": "star", "is_active": "on"}


def kind_of(unit, slug):
    with tenant_context(unit):
        return AppointmentKind.objects.filter(slug=slug).first()


def test_the_ready_kinds_are_there_before_anybody_looked(in_santos):
    """PUR-13, PUR-14"""
    assert tuple(kinds()) == READY_SLUGS == ("visita", "apresentacao", "instalacao", "retorno", "ligacao")
    assert kinds().slugs(excludes=True) == ["visita", "apresentacao"]


def test_opening_the_page_makes_them_the_units_own_once(browser, marcos, santos):
    for _ in range(2):
        assert "Apresentação" in browser(marcos).get(PAGE).content.decode()
    with tenant_context(santos):
        assert AppointmentKind.objects.count() == len(READY_SLUGS)


def test_a_unit_adds_its_own_and_marks_one(browser, marcos, rafael, santos):
    """PUR-14"""
    browser(marcos).post(PAGE + "novo/", NEW)
    sent = {"person": rafael.pk, "kind": "pesquisa-de-satisfacao", "starts_at": "2030-01-15T10:00"}
    browser(rafael).post("/u/santos/agenda/novo/", sent)

    taken = Commitment.objects.get()
    assert (taken.title, taken.ends_at - taken.starts_at) == ("Pesquisa de satisfação", timedelta(minutes=20))
    assert taken.remind_minutes == 30


def test_another_unit_knows_nothing_of_it(browser, marcos, otavio, santos, campinas):
    """PUR-10"""
    browser(marcos).post(PAGE + "novo/", NEW)

    assert kind_of(campinas, "pesquisa-de-satisfacao") is None
    assert browser(otavio).get(PAGE).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"), [({"name": ""}, "name"), ({"name": "VISITA"}, "name"), ({"minutes": "3"}, "minutes"), ({"minutes": "x"}, "minutes"), ({"icon": "bomba"}, "icon"), ({"colour": "fúcsia"}, "colour")]
)  # fmt: skip
def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_lost(browser, marcos, change, field):
    answer = browser(marcos).post(PAGE + "novo/", NEW | change)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="20"' in answer.content.decode() or field == "minutes"


def test_one_that_needs_the_person_there_excludes_and_what_is_marked_stays_as_it_was(in_santos, rafael):
    """PUR-14: what a kind says counts for what is marked from then on."""
    kind = own_kind(excludes=True)
    visit(rafael, at("2026-11-24 09:00"), kind=kind.slug)
    kind.excludes = False
    kind.save()

    with pytest.raises(ValidationError, match="já tem um compromisso"):
        visit(rafael, at("2026-11-24 09:00"))
    assert not visit(rafael, at("2026-11-24 09:30"), kind=kind.slug).excludes


def test_a_ready_one_is_renamed_and_put_out_of_use_but_never_deleted(browser, marcos, santos):
    browser(marcos).get(PAGE)
    browser(marcos).post(PAGE + "visita/", NEW | {"name": "visita à casa", "minutes": "45"})
    browser(marcos).post(PAGE + "visita/excluir/")

    visita = kind_of(santos, "visita")
    assert (visita.name, visita.minutes, visita.is_active, visita.hands_over) == ("visita à casa", 45, False, True)


def test_an_own_one_goes_unless_something_is_of_it(browser, marcos, rafael, santos):
    with tenant_context(santos):
        used, unused = own_kind(), own_kind("nunca", "nunca usado")
        visit(rafael, at("2026-11-24 09:00"), kind=used.slug)
    for kind in (used, unused):
        browser(marcos).post(f"{PAGE}{kind.slug}/excluir/")

    assert not kind_of(santos, used.slug).is_active
    assert kind_of(santos, unused.slug) is None


def test_an_appointment_of_a_kind_that_is_gone_is_shown_all_the_same(in_santos, rafael):
    marked = visit(rafael, at("2026-11-24 09:00"), kind=own_kind().slug)
    AppointmentKind.objects.filter(slug=marked.kind).get().delete()

    assert Appointment.objects.get().title == "Demonstracao"


def test_their_order_is_the_order_in_which_one_chooses(browser, marcos, rafael, santos):
    browser(marcos).get(PAGE)
    browser(marcos).post(PAGE + "ligacao/ordem/", {"para": "cima"})
    form = browser(rafael).get("/u/santos/agenda/novo/").context["form"]

    assert [slug for slug, _ in form.fields["kind"].choices][-2:] == ["ligacao", "retorno"]


def test_a_decision_offers_the_units_own_kinds_that_hand_over(published, rafael):
    """PUR-38, PUR-39"""
    outcome = Outcome.objects.get(stage__slug="atender", slug="agendar")
    own_kind(hands_over=True)

    assert "demonstracao" in dict(kinds().choices(outcome.kinds, handing_over=True))
    assert "retorno" not in dict(kinds().choices(outcome.kinds, handing_over=True))
    form = OutcomeForm(instance=outcome, stage=outcome.stage)
    assert ("demonstracao", "Demonstração na loja") in form.fields["kinds"].choices


def test_a_decision_whose_kinds_are_all_out_of_use_still_names_them(in_santos):
    """The process goes on: its kinds are its own words."""
    AppointmentKind.objects.install()
    AppointmentKind.objects.filter(slug="instalacao").update(is_active=False)

    assert [kind.slug for kind in kinds().in_use(["instalacao"])] == ["instalacao"]
    assert [kind.slug for kind in kinds().in_use(["instalacao", "visita"])] == ["visita"]


def test_read_once_they_cost_no_query(santos, django_assert_num_queries):
    """PUR-14"""
    with tenant_context(santos):
        kinds()
        connection.tenant.__dict__.pop(MEMO)
        with django_assert_num_queries(0):
            assert kinds().named("visita").name == "visita"


def test_with_the_cache_away_work_goes_on(in_santos, rafael, monkeypatch):
    """What only makes things quick may be away."""

    def away(*args, **kwargs):
        raise RedisError("away")

    for name in ("get_many", "set"):
        monkeypatch.setattr(f"django.core.cache.backends.redis.RedisCache.{name}", away)
    own_kind()
    in_santos.__dict__.pop(CHANGED)

    assert visit(rafael, at("2026-11-24 09:00"), kind="demonstracao").title == "Demonstração na loja"


def test_what_was_marked_before_the_register_knew_kinds_is_named_there(in_santos, rafael):
    """The step that brings a unit up to this release."""
    visit(rafael, at("2026-11-24 09:00"), kind=own_kind().slug)
    visit(rafael, at("2026-11-24 11:00"))
    Commitment.objects.update(kind="", kind_name="")
    with connection.cursor() as cursor:
        cursor.execute(import_module("workflow.migrations.0007_kinds_in_the_register").NAMED)

    assert dict(Commitment.objects.of(rafael).named_kinds()) == {"demonstracao": "demonstração na loja", "visita": "visita"}
