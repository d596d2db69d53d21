"""The customer's page: who he is, how to reach him, what he allows; put aside, never deleted."""

import pytest
from django_tenants.utils import tenant_context

from leads.models import Person
from tests.leads.scenes import address, marinas_lead, sale  # noqa: F401 (fixtures)


def words(answer):
    return " ".join(answer.content.decode().split())


def person(lead, santos):
    with tenant_context(santos):
        return Person.objects.with_contacts().get(pk=lead.person_id)


def test_it_shows_the_person_and_the_leads(browser, rafael, lead):
    said = words(browser(rafael).get(address("customer", lead.person.number)))

    assert "Marina Figueiredo Alves" in said
    assert "000.001" in said
    assert "(13) 99741-0022" in said
    assert address("lead", lead.number) in said


def test_a_seller_finds_only_the_people_of_his_leads(browser, rafael, camila, santos, lead):
    """FOL-16"""
    other = sale(santos, by=camila)

    assert browser(rafael).get(address("customer", other.person.number)).status_code == 404
    assert len(browser(rafael).get(address("customers")).context["page"].rows) == 1
    assert len(browser(camila).get(address("customers")).context["page"].rows) == 2


@pytest.mark.parametrize("q", ["figueiredo", "99741-0022", "marina@mail", "1"])
def test_people_are_found_by_name_phone_mail_and_code(browser, camila, lead, q):
    """BIM-06"""
    assert [row.pk for row in browser(camila).get(address("customers"), {"q": q}).context["page"].rows] == [lead.person_id]


def test_the_other_units_people_are_not_found(browser, caio, campinas, lead):
    assert browser(caio).get(address("customer", lead.person.number, unit="campinas")).status_code == 404


def test_a_company_is_kept_with_its_cnpj(browser, rafael, santos, lead):
    sent = {"kind": "pj", "name": "Padaria Rainha", "contact_name": "Seu Zé", "cnpj": "11.444.777/0001-61"}
    browser(rafael).post(address("customer_edit", lead.person.number), sent)

    assert person(lead, santos).cnpj == "11444777000161"
    assert words(browser(rafael).get(address("customers"), {"q": "11444777"})).count("Padaria Rainha") == 1


def test_a_wrong_cpf_and_one_that_is_taken_are_refused_with_words(browser, rafael, camila, santos, lead):
    other = sale(santos, by=rafael)
    with tenant_context(santos):
        Person.objects.filter(pk=other.person_id).update(cpf="52998224725")
    sent = {"kind": "pf", "name": "Marina"}
    wrong = browser(rafael).post(address("customer_edit", lead.person.number), {**sent, "cpf": "529.982.247-24"})
    taken = browser(rafael).post(address("customer_edit", lead.person.number), {**sent, "cpf": "529.982.247-25"})

    assert wrong.status_code == taken.status_code == 422
    assert "código 000.002" in words(taken)


ADDED = {
    "telefones": ({"number": "13 3222-1100", "label": "recado"}, "(13) 3222-1100"),
    "emails": ({"address": "Nova@Mail.example"}, "nova@mail.example"),
    "enderecos": ({"postcode": "11045-002", "district": "Embaré", "uf": "SP", "reference": "portão verde"}, "portão verde"),
    "consentimentos": ({"use": "whatsapp", "wording": "Disse na tenda"}, "Disse na tenda"),
}


@pytest.mark.parametrize("part", ADDED)
def test_phones_mails_addresses_and_consents_are_added(browser, rafael, lead, part):
    """LGPD art. 8 for consents: which, how we know, since when"""
    sent, shown = ADDED[part]
    client = browser(rafael)

    assert client.post(address("customer_add", lead.person.number, part), sent).status_code == 302
    assert shown in words(client.get(address("customer", lead.person.number)))


@pytest.mark.parametrize(
    ("part", "sent"), [("telefones", {"number": "12"}), ("emails", {"address": "x"}), ("enderecos", {}), ("consentimentos", {})]
)
def test_what_is_wrong_comes_back_with_words(browser, rafael, lead, part, sent):
    assert browser(rafael).post(address("customer_add", lead.person.number, part), sent).status_code == 422


def test_a_removed_phone_is_not_found_any_more(browser, rafael, santos, lead):
    phone = person(lead, santos).phone
    browser(rafael).post(address("customer_remove", lead.person.number, "telefones", phone.pk))

    assert person(lead, santos).phone is None
    assert not browser(rafael).get(address("customers"), {"q": "997410022"}).context["page"].rows


def test_a_revoked_consent_stays_to_be_seen(browser, rafael, santos, lead):
    """SuiteCRM #5549: opt-in history lost"""
    with tenant_context(santos):
        consent = person(lead, santos).consents.create(use="ligar", wording="Disse ao telefone")
    browser(rafael).post(address("customer_remove", lead.person.number, "consentimentos", consent.pk))

    said = words(browser(rafael).get(address("customer", lead.person.number)))
    assert "Disse ao telefone" in said
    assert "retirado" in said


def test_a_person_is_put_aside_and_taken_back_never_deleted(browser, rafael, santos, lead):
    """BIM-75"""
    browser(rafael).post(address("customer_inactivation", lead.person.number))
    assert person(lead, santos).is_inactive
    assert not browser(rafael).get(address("customers")).context["page"].rows
    browser(rafael).post(address("customer_inactivation", lead.person.number))
    assert not person(lead, santos).is_inactive


def test_an_unknown_part_is_not_found(browser, rafael, lead):
    assert browser(rafael).get(address("customer_add", lead.person.number, "senhas")).status_code == 404
