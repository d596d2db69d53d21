"""The returns of whoever works inside many units stand in the network's register, and in his day (PUR-18, PUR-36)."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup.models import Contact, Mention, Opinion
from leads.models import Merge, Person
from tenants.models import OpenWork
from tests.followup.scenes import contact_of, today
from workflow import queue_check


@pytest.fixture
def returned(santos, camila):
    """A contact that the Assessora Comercial follows up, due today."""
    return contact_of(santos, by=camila, next_on=today(), next_at=time(11))


def rows():
    return [(row.title, row.stage, row.holder.name) for row in OpenWork.objects.of_kind("return").select_related("holder")]


def test_it_says_who_comes_back_to_whom_and_when(returned, santos, camila):
    """PUR-36"""
    row = OpenWork.objects.get(kind="return")
    assert (row.title, row.stage, row.holder, row.unit) == ("Marina Figueiredo Alves", "retorno às 11:00", camila, santos)
    assert (row.address, timezone.localtime(row.call_at).time()) == (f"/contatos/{returned.number}/", time(11))


def test_whoever_works_in_one_unit_has_them_there(santos, rafael):
    """PUR-18: no list of the register waits for thousands of contacts"""
    contact_of(santos, by=rafael, next_on=today())
    assert rows() == []


def test_each_deed_is_told(returned, santos, camila, rafael):
    with tenant_context(santos):
        returned.set_next(today(3), by=camila)
        assert rows() == [("Marina Figueiredo Alves", "retorno", camila.name)]
        returned.close(by=camila, result="perdido")
        assert rows() == []
        returned.reopen(by=camila, reason="Ligou de volta.")
        assert len(rows()) == 1
        returned.set_next(None, by=camila)
        assert rows() == []


def test_it_goes_with_whoever_follows_it_up(returned, santos, camila, rafael):
    """FOL-36"""
    with tenant_context(santos):
        returned.hand_to(rafael, by=camila)
        assert rows() == []
        Contact.objects.hand_over(rafael, camila, by=rafael, why="férias")
        assert len(rows()) == 1


def test_united_with_another_record_it_is_called_as_the_one_that_stays(returned, santos, marcos):
    """Field note 6: and undone, as before"""
    with tenant_context(santos):
        winner = Person.objects.register(name="Marina F. Alves")
        merge = Merge.objects.unite(winner, returned.person, by=marcos)
        united = rows()
        merge.undo(by=marcos)

        assert united[0][0] == "Marina F. Alves"
        assert rows()[0][0] == "Marina Figueiredo Alves"


def test_renamed_the_register_says_the_new_name(returned, santos, rafael, camila, browser):
    """Also of what a colleague is asked about that person"""
    with tenant_context(santos):
        Mention.objects.ring(Opinion.objects.write("@Camila, quanto?", by=rafael, contact=returned), [], by=rafael)
    browser(camila).post(f"/u/santos/clientes/{returned.person.number}/editar/", {"kind": "pf", "name": "Marina Prado"})

    assert set(OpenWork.objects.filter(kind__in=["return", "alignment"]).values_list("kind", "title")) == {
        ("return", "Marina Prado"), ("alignment", "Marina Prado"),
    }  # fmt: skip


def test_the_day_over_all_units_shows_it(returned, browser, camila):
    """PUR-18, PUR-36"""
    page = browser(camila).get("/rede/").text
    assert f'href="/u/santos/contatos/{returned.number}/"' in page
    assert "Santos · retorno às 11:00 · 2 purificadores, 3º andar" in page


@pytest.mark.parametrize("harm", [{"title": "outra pessoa"}, {"call_at": timezone.now() - timedelta(days=9)}, None])
def test_the_check_of_the_queue_finds_and_mends_it(returned, harm):
    """BEY-06"""
    row = OpenWork.objects.filter(kind="return")
    row.update(**harm) if harm else row.delete()
    assert [str(found.journey) for found in queue_check.run()] == [str(returned.pk)]
    assert queue_check.mend() == 1
    assert (queue_check.run(), rows()) == ([], [("Marina Figueiredo Alves", "retorno às 11:00", "Camila Duarte")])
