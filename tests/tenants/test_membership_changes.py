"""The audit of a person's place: who changed role, access, switches, teams or capacity, when, from what to what (PUR-10)."""

import pytest

from purifikar.lib.links import unit_url
from tenants.models import Membership, MembershipChange, Team


def kept():
    return [(change.what, change.old, change.new, change.by) for change in MembershipChange.objects.order_by("id")]


def test_another_role_is_kept_with_who_gave_it(rafael, marcos, membership):
    membership(rafael).change_role("operacional", by=marcos)

    assert kept() == [("papel", "Consultor Comercial", "Assessor Operacional", marcos)]


def test_ending_and_reopening_are_kept(rafael, marcos, membership):
    membership(rafael).end(by=marcos)
    membership(rafael).resume(by=marcos)

    assert [new for _, _, new, _ in kept()] == ["encerrado", "reaberto"]


def test_coming_back_with_another_role_is_kept(rafael, marcos, santos, membership):
    membership(rafael).end(by=marcos)
    Membership.objects.give(rafael, "operacional", unit=santos, by=marcos)

    assert [(what, new) for what, _, new, _ in kept()] == [
        ("acesso", "encerrado"), ("papel", "Assessor Operacional"), ("acesso", "reaberto"),
    ]  # fmt: skip


def test_switches_capacity_weight_and_teams_are_kept(camila, helena, membership):
    member = membership(camila)
    member.switch(receives_web_leads=False, creates_flow_leads=True, by=helena)
    member.carry(capacity=40, weight=2, by=helena)
    Team.objects.create(name="Sudeste").take_in(member, by=helena)

    assert [(what, old, new) for what, old, new, _ in kept()] == [
        ("chaves", "web", "fluxo"), ("capacidade", "sem limite", "40"), ("peso", "1", "2"), ("equipes", "nenhuma", "Sudeste"),
    ]  # fmt: skip


def test_what_stays_as_it_was_is_no_change(rafael, marcos, membership):
    membership(rafael).carry(capacity=None, weight=1, by=marcos)

    assert kept() == []


def test_the_page_of_a_person_shows_what_changed(browser, marcos, rafael, santos, membership):
    address = unit_url(santos, "person_load", membership(rafael).pk)
    browser(marcos).post(address, {"capacity": "40", "weight": "1"})
    page = " ".join(browser(marcos).get(unit_url(santos, "person", membership(rafael).pk)).content.decode().split())

    assert membership(rafael).capacity == 40
    assert "Capacidade: de sem limite para 40" in page
    assert "Marcos Antunes" in page


@pytest.mark.parametrize("weight", ["0", "11", ""])
def test_a_weight_beyond_reason_is_refused_at_its_field(browser, marcos, rafael, santos, membership, weight):
    answer = browser(marcos).post(unit_url(santos, "person_load", membership(rafael).pk), {"capacity": "", "weight": weight})

    assert answer.status_code == 422
    assert answer.context["load_form"].errors["weight"]
