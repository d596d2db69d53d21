"""Configurações: the small tables, the types of attendance and the rules of the contacts (BIM-05, BIM-66, BIM-67)."""

import pytest
from django_tenants.utils import tenant_context

from followup.models import AttendanceType, ContactMeans, Environment, FollowUpRules, Opinion
from tests.followup.scenes import address, kind
from workflow.models import Process


@pytest.fixture(name="desk")
def the_desk(contact, browser, marcos):
    return browser(marcos)


def test_a_unit_begins_with_ready_types_means_and_environments(contact, santos):
    """BIM-05, BIM-59, BIM-60"""
    with tenant_context(santos):
        assert {"Visita", "Apresentação", "Retorno", "Pós-venda", "Assistência técnica", "Troca de refil"} <= set(AttendanceType.objects.values_list("name", flat=True))  # fmt: skip
        assert ContactMeans.objects.get(asks_referral=True).name == "Indicação"
        assert Environment.objects.exists()


def test_a_row_is_added_once(desk, santos):
    """BIM-05"""
    page = address("contact_table", "ambientes")
    desk.post(page, {"name": "Hidrolight", "is_active": "on"})
    assert "Já existe uma linha com esse nome" in desk.post(page, {"name": "hidrolight"}).text
    with tenant_context(santos):
        assert Environment.objects.order_by("position").last().name == "Hidrolight"


def test_rows_change_places(desk, santos):
    """BIM-05"""
    with tenant_context(santos):
        second = ContactMeans.objects.all()[1]
    desk.post(address("contact_table_order", "meios", second.pk), {"para": "cima"})
    with tenant_context(santos):
        assert ContactMeans.objects.first() == second


def test_what_is_used_is_put_out_of_use_and_never_deleted(desk, santos, contact):
    """BIM-05"""
    with tenant_context(santos):
        used, free = ContactMeans.objects.all()[:2]
        type(contact).objects.update(means=used)
    for row in (used, free):
        desk.post(address("contact_table_removal", "meios", row.pk))
    with tenant_context(santos):
        assert not ContactMeans.objects.get(pk=used.pk).is_active
        assert not ContactMeans.objects.filter(pk=free.pk).exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"classification": "7.1"}, "Não há o grupo 7"),
        ({"classification": "1.1"}, "Já existe um tipo com essa classificação"),
        ({"classification": "1.2.3"}, "Escreva 1 para um grupo ou 1.1"),
        ({"classification": "1.9", "process": "contato-de-venda"}, "O processo é do grupo"),
        ({"classification": "1.9", "attachment_limit": "11"}, "menor ou igual a 10"),
    ],
)
def test_a_type_that_cannot_be_says_why_at_the_field(desk, santos, given, words):
    """BIM-30, BIM-67"""
    with tenant_context(santos):
        Process.objects.get_or_create(slug="contato-de-venda", defaults={"name": "Contato de venda"})
    facts = {"name": "Novo", "priority": 0, "colour": "azul", "attachment_limit": 5, **given}
    answer = desk.post(address("attendance_type_new"), facts)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_new_item_gets_the_next_number_of_its_group(desk, santos):
    """BIM-67"""
    page = address("attendance_type_new") + "?grupo=1"
    assert 'value="1.6"' in desk.get(page).text
    desk.post(page, {"classification": "1.6", "name": "Feira", "priority": 0, "colour": "roxo", "attachment_limit": 5, "is_active": "on"})
    with tenant_context(santos):
        assert AttendanceType.objects.get(name="Feira").parent.classification == "1"


def test_a_type_out_of_use_is_not_offered_any_more(desk, santos, contact, rafael, browser):
    """BIM-05, BIM-67"""
    with tenant_context(santos):
        AttendanceType.objects.filter(pk=kind("1.1").pk).update(is_active=False)
    page = browser(rafael).get(address("contact_new", contact.person.number)).text
    assert "1.2 Apresentação" in page
    assert "1.1 Visita" not in page


def test_the_rules_name_the_default_representative(desk, santos, marcos):
    """BIM-66"""
    desk.post(address("contact_settings"), {"default_owner": marcos.pk, "near_days": 2, "critical_days": 5})
    with tenant_context(santos):
        assert FollowUpRules.current().default_owner == marcos


def test_a_type_of_which_only_opinions_are_is_put_out_of_use(desk, santos, rafael, contact):
    """BIM-43: an opinion keeps the type that it was written under"""
    with tenant_context(santos):
        Opinion.objects.write("Falei com ela.", by=rafael, contact=contact)
        type(contact).objects.update(kind=kind("1.1"))
    desk.post(address("attendance_type_removal", contact.kind_id))

    with tenant_context(santos):
        assert not kind("1.3").is_active


def test_a_contact_whose_group_is_out_of_use_keeps_its_type(santos, rafael, contact, browser):
    """BIM-67"""
    with tenant_context(santos):
        AttendanceType.objects.filter(classification="1").update(is_active=False)
    assert f'value="{contact.kind_id}" selected' in browser(rafael).get(address("contact_edit", contact.number)).text


def test_that_only_a_supervisor_closes_is_said_in_the_settings(desk, santos, rafael, contact, browser):
    """BIM-64: from then on closing asks for one"""
    desk.post(address("contact_settings"), {"supervisor_closes": "on", "near_days": "2", "critical_days": "5"})

    assert "Senha do supervisor" in browser(rafael).get(address("contact_close", contact.number)).text
