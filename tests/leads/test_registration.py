"""Registering on the street, at the counter and on the phone: few facts, nobody twice, the right hands."""

import uuid

import pytest
from django.db import connection
from django_tenants.utils import tenant_context

from leads.models import Lead, Person, Source
from tenants.models import Membership, Network, Unit
from tests.conftest import HTMX
from tests.leads.scenes import address, inside, marinas_lead, seen  # noqa: F401 (fixtures)

MARINA = {"name": "Marina Alves", "phone": "13 99741-0022"}


@pytest.fixture
def register(browser, santos):
    """`register(rafael, **facts)`: sends the form in Santos; gives the answer."""
    with inside(santos, "purifikar"):
        pass

    def sent(who, *, headers=None, **facts):
        return browser(who).post(address("lead_new"), {**MARINA, "key": str(uuid.uuid4()), **facts}, headers=headers or {})

    return sent


def newest(unit):
    with tenant_context(unit):
        return Lead.objects.with_desk().select_related("seller", "journey__creator").first()


def words(answer):
    return " ".join(answer.content.decode().split())


def test_name_and_phone_are_enough(register, rafael, camila, santos):
    """PUR-11, BEY-14, BIM-74"""
    answer = register(rafael)
    lead = newest(santos)

    assert answer.headers["Location"] == address("lead", lead.number)
    assert (lead.person.name, lead.source.name, lead.channel) == ("Marina Alves", "Prospecção na rua", "web")


def test_the_consultors_lead_goes_to_the_assessor_comercial_and_both_see_it(register, rafael, camila, santos, browser):
    """PUR-21, PUR-36"""
    register(rafael)
    lead = newest(santos)

    assert (lead.journey.holder, lead.seller) == (camila, rafael)
    for who in (rafael, camila):
        assert browser(who).get(address("lead", lead.number)).status_code == 200


def test_the_form_sent_twice_makes_one_lead(register, rafael, camila, santos):
    """BEY-14: sent again when the signal is back"""
    key = str(uuid.uuid4())
    first, second = register(rafael, key=key), register(rafael, key=key)

    assert first.headers["Location"] == second.headers["Location"]
    with tenant_context(santos):
        assert Lead.objects.count() == 1


def test_somebody_elses_receipt_opens_nothing(register, rafael, denise, camila, santos):
    key = str(uuid.uuid4())
    register(rafael, key=key)
    with pytest.raises(Exception, match="duplicate key"):
        register(denise, key=key, phone="13 99741-0033")


def test_a_phone_that_is_no_phone_is_told_at_its_field(register, rafael, santos):
    answer = register(rafael, phone="9741", headers=HTMX)

    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#registration-form"
    assert "Informe o telefone com DDD" in words(answer)
    assert 'value="Marina Alves"' in words(answer)


def test_neighbourhood_product_and_note_come_along(register, rafael, camila, santos):
    register(rafael, district="Gonzaga", product="PK Gelada", note="Parou na tenda.", postcode="11055-300")
    lead = newest(santos)

    assert (lead.district, lead.product) == ("Gonzaga", "PK Gelada")
    with tenant_context(santos):
        assert lead.person.addresses.get().postcode == "11055300"
        assert lead.journey.events.get(kind="journey.noted").details["note"] == "Parou na tenda."


def test_the_last_source_is_remembered(register, rafael, camila, santos, browser):
    with inside(santos):
        beach = Source.objects.create(slug="praia", name="Ação na praia")
    client = browser(rafael)
    client.post(address("lead_new"), {**MARINA, "source": beach.pk, "key": uuid.uuid4()})
    assert client.get(address("lead_new")).context["form"]["source"].initial == beach


# --- nobody twice -----------------------------------------------------------------------------------------------------


def test_a_known_phone_is_refused_once_with_who_it_is(register, rafael, camila, santos):
    """BIM-75, field note 4"""
    register(rafael)
    answer = register(rafael, name="Mariana", phone="+55 (13) 9741-0022")

    assert answer.status_code == 422
    assert "já tem lead com Camila Duarte desde" in words(answer)
    with tenant_context(santos):
        assert Lead.objects.count() == 1


def test_the_person_found_is_used(register, rafael, camila, santos):
    register(rafael)
    first = newest(santos)
    register(rafael, person=first.person.number)

    assert newest(santos).person == first.person
    with tenant_context(santos):
        assert Person.objects.count() == 1
        assert first.journey.events.filter(kind="lead.again").exists()


def test_it_may_be_another_person_with_the_same_phone(register, rafael, camila, santos):
    register(rafael)
    register(rafael, name="Pedro Alves", anyway="on")
    assert newest(santos).person.name == "Pedro Alves"


def test_while_typing_the_same_phone_and_a_like_name_are_found(browser, rafael, lead):
    """BEY-14"""
    by_phone = browser(rafael).get(address("lead_duplicates"), {"phone": "13997410022"}, headers=HTMX)
    by_name = browser(rafael).get(address("lead_duplicates"), {"name": "Mariana Figueiredo Alves", "district": "gonzaga"}, headers=HTMX)

    assert "Este telefone já está na base" in words(by_phone)
    assert "Nome parecido" in words(by_name)


def test_while_typing_few_letters_find_nobody(browser, rafael, lead):
    assert words(browser(rafael).get(address("lead_duplicates"), {"name": "Mari", "phone": "1399"}, headers=HTMX)) == ""


def test_somebody_elses_lead_is_named_but_not_opened(browser, santos, lead):
    """Field note 3: only that it is in work, with whom and since when"""
    from tenants.models import User

    bruno = User.objects.create_user("bruno@santos.example", name="Bruno Teixeira")
    Membership.objects.give(bruno, "consultor", unit=santos)
    said = words(browser(bruno).get(address("lead_duplicates"), {"phone": "13997410022"}, headers=HTMX))

    assert "já tem lead com Camila Duarte" in said
    assert address("lead", lead.number) not in said
    assert "/clientes/" not in said


@pytest.mark.parametrize("found", [
    lambda: Person.objects.known().like(phones=["+5513997410022"]),
    lambda: Person.objects.filter(search__trigram_word_similar="marina figueiredo alves"),
])  # fmt: skip
def test_looking_for_doubles_scans_no_table(santos, lead, found):
    """frappe/crm PR #2862: a scan on each key pressed"""
    with inside(santos), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = found().explain()

    assert "Index" in plan
    assert "Seq Scan" not in plan


# --- the right hands --------------------------------------------------------------------------------------------------


@pytest.fixture
def with_flow(campinas):
    """Campinas on Processo 2 with the store flow switched on, at both levels (FOL-24)."""
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})
    Unit.objects.filter(pk=campinas.pk).update(store_flow=True)
    campinas.refresh_from_db()
    with inside(campinas, "processo-2-fluxo"):
        pass
    return campinas


def test_a_walk_in_stays_with_the_seller_who_attended_him(browser, camila, caio, with_flow):
    """FOL-19, FOL-21, FOL-22"""
    browser(caio).post(address("lead_new", unit="campinas"), {**MARINA, "channel": "fluxo"})
    lead = newest(with_flow)

    assert (lead.channel, lead.journey.holder, lead.source.name) == ("fluxo", caio, "Atendido na loja")


def test_the_attendant_of_the_web_brings_no_walk_ins(browser, camila, caio, with_flow):
    """FOL-18, FOL-19"""
    form = browser(camila).get(address("lead_new", unit="campinas")).context["form"]
    assert "channel" not in form.fields


def test_where_the_unit_has_no_store_flow_nobody_brings_walk_ins(browser, rafael, santos):
    """FOL-24"""
    with inside(santos, "processo-2-fluxo"):
        pass
    assert "channel" not in browser(rafael).get(address("lead_new")).context["form"].fields


def test_on_processo_3_nobody_brings_walk_ins_without_his_switch(browser, iara, manaus):
    """FOL-28, FOL-29"""
    with inside(manaus, "processo-3"):
        pass
    assert "channel" not in browser(iara).get(address("lead_new", unit="manaus")).context["form"].fields


def test_on_processo_3_the_persons_own_switch_is_enough(browser, iara, manaus):
    """FOL-28, FOL-29"""
    Membership.objects.filter(user=iara).update(creates_flow_leads=True)
    with inside(manaus, "processo-3"):
        pass
    browser(iara).post(address("lead_new", unit="manaus"), {**MARINA, "channel": "fluxo"})
    assert (newest(manaus).channel, newest(manaus).journey.holder) == ("fluxo", iara)


def test_on_processo_1_whoever_registers_and_attends_keeps_it(register, rafael, santos):
    """FOL-03"""
    with inside(santos, "processo-1"):
        Unit.objects.filter(pk=santos.pk).update(attendant_role="consultor")
    register(rafael)
    assert newest(santos).journey.holder == rafael


def test_the_recepcao_registers_and_directs_to_a_seller(browser, nair, caio, camila, with_flow):
    """FOL-20, FOL-32"""
    Membership.objects.filter(user=nair).update(unit=with_flow)
    seller = Membership.objects.get(user=caio)
    browser(nair).post(address("lead_new", unit="campinas"), {**MARINA, "channel": "fluxo", "seller": seller.pk})
    lead = newest(with_flow)

    assert (lead.journey.holder, lead.seller) == (caio, caio)


def test_a_directed_lead_of_the_purifikars_process_still_goes_to_the_assessor_comercial(register, nair, rafael, camila, santos, membership):
    register(nair, seller=membership(rafael).pk)
    lead = newest(santos)

    assert (lead.journey.holder, lead.seller) == (camila, rafael)


def test_whoever_may_not_register_is_refused(browser, silvio, santos):
    """Coordenador looks after teams"""
    assert browser(silvio).get(address("lead_new")).status_code == 403
