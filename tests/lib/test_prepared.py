"""Questions whose SQL is written once: the answer is today's all the same, in whichever unit they are asked."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Prefetch
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.models import Hook, Lead, Source
from purifikar.db.prepared import prepared
from purifikar.db.together import written_together
from tenants.models import Membership, Unit
from workflow.turns import _members, _people

pytestmark = pytest.mark.django_db


@prepared
def named(slug, *, active=True):
    return Source.objects.filter(slug=slug, is_active=active)


@prepared
def with_hooks(slug):
    hooks = Hook.objects.prefetch_related(Prefetch("source", Source.objects.order_by("name")))
    return Source.objects.filter(slug=slug).prefetch_related(Prefetch("hooks", hooks))


@prepared
def looked_into(slug):
    return Unit.objects.filter(name=slug[:3])


@prepared
def opened_before(moment):
    return Unit.objects.filter(created_at__lt=moment).order_by("slug")


@prepared
def opened_long_before(moment):
    return Unit.objects.filter(created_at__lt=moment, created_at__gt=moment - timedelta(days=3))


@prepared(planned=False)
def planned_anew(slug):
    return Source.objects.filter(slug=slug)


@prepared(spares=True)
def called(slug, name, *, by):
    return Unit.objects.filter(**{by: slug if by == "slug" else name})


def test_each_time_the_base_is_asked_anew(santos):
    with tenant_context(santos):
        assert named("feira") == []
        feira = Source.objects.create(slug="feira", name="Feira")

        assert named("feira") == [feira]
        assert named("outra") == []


def test_another_unit_answers_for_itself(santos, campinas):
    with tenant_context(santos):
        Source.objects.create(slug="feira", name="Feira de Santos")
        assert [source.name for source in named("feira")] == ["Feira de Santos"]
    with tenant_context(campinas):
        assert named("feira") == []


def test_what_is_fetched_along_with_the_rows_is_the_unit_s_own_too(santos, campinas):
    """BIM-48: a contact's history in a second unit"""
    for unit in (santos, campinas, santos):
        with tenant_context(unit):
            feira, _ = Source.objects.get_or_create(slug="feira", name=f"Feira de {unit}")
            hook, _ = Hook.objects.get_or_create(source=feira, kind="rd")
            (found,) = with_hooks("feira")

            assert list(found.hooks.all()) == [hook]
            assert found.hooks.all()[0].source.name == f"Feira de {unit}"


def plans_kept():
    """How many questions about sources the server has planned for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ['%FROM "leads_source"%'])
        return cursor.fetchone()[0]


def asked_often(question):
    for _ in range(8):
        question("feira")


def test_what_is_asked_often_the_server_plans_once(santos):
    with tenant_context(santos):
        before = plans_kept()
        asked_often(planned_anew)
        assert plans_kept() == before
        asked_often(named)
        assert plans_kept() == before + 1


def test_a_plan_that_was_made_in_one_unit_reads_the_other_there(santos, campinas):
    for unit in (santos, campinas):
        with tenant_context(unit):
            Source.objects.create(slug="feira", name=f"Feira de {unit}")
            asked_often(named)
    for unit in (santos, campinas):
        with tenant_context(unit):
            assert [source.name for source in named("feira")] == [f"Feira de {unit}"]


def test_a_plan_outlives_a_rollback_and_a_new_column(santos):
    with tenant_context(santos):
        asked_often(named)
        with transaction.atomic():
            Source.objects.create(slug="feira", name="Feira")
            transaction.set_rollback(True)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE leads_source ADD COLUMN shade text")

        assert named("feira") == []


def test_what_waits_to_be_written_comes_before_a_planned_question(santos):
    with tenant_context(santos):
        asked_often(named)
        with written_together():
            Source(slug="feira", name="Feira").save(force_insert=True)

            assert [source.name for source in named("feira")] == ["Feira"]


def test_what_the_form_depends_on_makes_another_question(santos):
    with tenant_context(santos):
        closed = Source.objects.create(slug="feira", name="Feira", is_active=False)

        assert named("feira") == []
        assert named("feira", active=False) == [closed]


def test_a_value_that_the_question_changes_is_refused():
    with pytest.raises(ValueError, match="looked_into"):
        looked_into("santos")


def test_a_moment_that_the_question_reckons_with_is_refused():
    with pytest.raises(ValueError, match="opened_long_before"):
        opened_long_before(timezone.now())


def test_a_moment_stands_in_the_question_as_it_is(santos, campinas):
    now = timezone.now()

    assert opened_before(now - timedelta(days=1)) == []
    assert [unit.name for unit in opened_before(now)] == ["Campinas", "Santos"]


def test_a_form_may_need_only_some_of_the_values(santos, campinas):
    assert called("santos", "Campinas", by="slug") == [santos]
    assert called("santos", "Campinas", by="name") == [campinas]


def test_it_finds_what_the_written_out_question_finds(santos, camila, rafael, otavio):
    """BEY-09"""
    for roles in (("comercial",), ("consultor",), ("consultor", "gerente")):
        for switch in ("", "receives_web_leads"):
            asked = ("atendimento", santos.pk, date(2026, 11, 23))
            written_out = list(_people(*asked, roles=roles, switch=switch))
            found = _members(*asked, roles=roles, switch=switch)

            assert sorted(found, key=str) == sorted(written_out, key=str)
            assert {member.user for member in found} == {member.user for member in written_out}


def test_what_it_brings_along_costs_nothing_more(rafael, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [member.unit.name for member in Membership.objects.held_by(rafael)] == ["Santos"]


def test_a_number_that_no_column_holds_finds_nothing(santos, camila):
    with tenant_context(santos):
        member = Membership.objects.get(user=camila)

        assert Lead.objects.shown_to(member, 10**12) is None
