"""Two records of one person made one, all of it or nothing, and two again within thirty days."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from leads.models import Consent, DuplicatePair, Lead, Merge, Person
from leads.models.merge import STAYING, _move, ties
from tenants.models import OpenWork
from workflow.models import Appointment


@pytest.fixture
def twin(marina, site, rafael):
    """Marina once more, with a lead, an agenda and a consent of her own."""
    twin = Person.objects.register(
        name="Marina F. Alves", phones=["13997410022", "1332221100"], emails=["m2@mail.example"], cpf="52998224725",
        address={"district": "Gonzaga", "city": "Santos"},
    )  # fmt: skip
    twin.consents.create(use="ligar", wording="Disse ao telefone")
    second = Lead.objects.take_in(twin, source=site, by=rafael, district="Gonzaga")
    Appointment.objects.book(second.journey, person=rafael, starts_at=timezone.now() + timedelta(days=1), kind="visita", by=rafael)
    return twin


def unite(winner, loser, by, **more):
    return Merge.objects.unite(winner, loser, by=by, **more)


def everything():
    """All rows that hang on people, and the people, as the base has them."""
    tables = {field.model for field in ties().values()} | {Person, Consent}
    return {model._meta.label: sorted(map(str, model._base_manager.order_by("pk").values_list())) for model in tables}


def test_all_that_hangs_on_the_one_hangs_on_the_other(marina, twin, lead, camila):
    unite(marina, twin, camila)

    assert marina.leads.count() == 2
    assert sorted(phone.number for phone in marina.phones.all()) == ["+551332221100", "+5513997410022"]
    assert {email.address for email in marina.emails.all()} == {"marina@mail.example", "m2@mail.example"}
    assert (marina.addresses.count(), marina.consents.count()) == (1, 1)
    assert Appointment.objects.get().journey.lead.person == marina


def test_the_loser_is_put_aside_never_deleted(marina, twin, camila):
    """BIM-75"""
    unite(marina, twin, camila)
    twin.refresh_from_db()

    assert twin.is_inactive
    assert twin.merged_into == marina
    assert not DuplicatePair.objects.waiting().exists()


def test_each_differing_fact_is_taken_from_whom_one_chose(marina, twin, camila):
    unite(marina, twin, camila, taking=["cpf"])
    marina.refresh_from_db()

    assert (marina.name, marina.cpf) == ("Marina Figueiredo Alves", "52998224725")
    assert list(Person.objects.known().matching("529.982.247-25 1332221100")) == [marina]


def test_the_history_and_the_queue_say_it_on_both(marina, twin, lead, camila):
    unite(marina, twin, camila, taking=["name"])
    journeys = [each.journey for each in Lead.objects.filter(person=marina).select_related("journey")]

    assert [journey.events.filter(kind="lead.merged").count() for journey in journeys] == [1, 1]
    assert set(OpenWork.objects.values_list("title", flat=True)) == {"Marina F. Alves"}


def test_undone_everything_is_as_it_was(marina, twin, lead, camila):
    """Field note 6: Odoo, "merging is an irreversible action"."""
    before = everything()
    merge = unite(marina, twin, camila, taking=["name", "cpf"])
    assert everything() != before

    merge.undo(by=camila)
    assert everything() == before
    assert lead.journey.events.filter(kind="lead.unmerged").exists()


def test_what_came_since_stays_with_the_winner(marina, twin, site, rafael, camila):
    merge = unite(marina, twin, camila)
    new = Lead.objects.take_in(marina, source=site, by=rafael)
    merge.undo(by=camila)

    assert list(marina.leads.all()) == [new]
    assert twin.leads.count() == 1


def test_undoing_is_refused_with_all_that_has_changed(marina, twin, camila):
    merge = unite(marina, twin, camila, taking=["name"])
    Person.objects.filter(pk=marina.pk).update(name="Marina Casada")
    twin_phone = marina.phones.get(number="+551332221100")
    twin_phone.delete()
    with pytest.raises(ValidationError) as refused:
        merge.undo(by=camila)

    assert refused.value.messages == [
        f"Em {marina.code}, nome mudou depois da união.",
        f"Não está mais em {marina.code} o que veio junto: telefone (1).",
    ]
    twin.refresh_from_db()
    assert twin.merged_into == marina


def test_a_merge_on_top_is_to_be_undone_first(marina, twin, camila):
    other = Person.objects.register(name="Marina Terceira", phones=["13988880000"])
    first, second = unite(marina, twin, camila), unite(other, marina, camila)
    twin.refresh_from_db()
    assert twin.merged_into == other
    with pytest.raises(ValidationError, match="Desfaça primeiro"):
        first.undo(by=camila)

    second.undo(by=camila)
    first.undo(by=camila)
    twin.refresh_from_db()
    assert not twin.is_inactive


def test_after_thirty_days_it_stays(marina, twin, camila, monkeypatch):
    merge = unite(marina, twin, camila)
    later = timezone.now() + timedelta(days=30)
    monkeypatch.setattr(timezone, "now", lambda: later)

    with pytest.raises(ValidationError, match="30 dias"):
        merge.undo(by=camila)


def test_a_lead_that_came_in_the_same_instant_goes_to_the_winner(marina, twin, site, rafael, camila):
    """Whoever registers it still holds the record that is gone."""
    stale = Person.objects.get(pk=twin.pk)
    unite(marina, twin, camila)
    late = Lead.objects.take_in(stale, source=site, by=rafael)

    assert Lead.objects.get(pk=late.pk).person == marina
    assert OpenWork.objects.get(subject=late.journey_id).title == str(marina)


def test_the_second_of_two_who_merge_is_told_who_was_quicker(marina, twin, camila, rafael):
    unite(marina, twin, camila)

    with pytest.raises(ValidationError, match=r"já foi unida a .* por Camila Duarte"):
        unite(twin, marina, rafael)
    with pytest.raises(ValidationError, match="mesmo cadastro"):
        unite(marina, marina, rafael)


def test_once_erased_it_is_not_undone(marina, twin, camila):
    merge = unite(marina, twin, camila)
    Merge.objects.update(kept={})

    with pytest.raises(ValidationError, match="titular"):
        merge.undo(by=camila)


def test_no_table_that_points_to_a_person_is_forgotten():
    """Every foreign key to a person moves, except those named: one made tomorrow moves by itself."""
    pointing = {
        f"{model._meta.label_lower}.{field.name}"
        for model in Person._meta.apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    }

    assert set(ties()) == pointing - STAYING
    assert {"leads.lead.person", "leads.consent.person", "leads.person.merged_into"} <= set(ties())


def test_what_both_have_in_a_table_made_tomorrow_stays_with_the_loser(marina, twin):
    """The database says what may stand only once; the rest moves."""
    field = ties()["leads.phone.person"]

    assert len(_move(field, twin, marina)) == 1
    assert [phone.number for phone in twin.phones.all()] == ["+5513997410022"]
