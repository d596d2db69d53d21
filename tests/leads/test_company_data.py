"""A company's data by its CNPJ, where somebody is registered or edited: filled in, looked over, saved (BIM-74)."""

import json

import pytest
from django.core.cache import caches
from django.utils import timezone
from django_tenants.utils import tenant_context
from stdnum.br.cnpj import is_valid

from leads.models import Lead, Person
from purifikar.lib import company
from purifikar.lib.company import look_up
from tests.conftest import HTMX
from tests.leads.scenes import address, inside, marinas_lead  # noqa: F401 (fixtures)
from tests.lib.companies import RAINHA

CNPJ = "11.444.777/0001-61"
ASK = {"buscar_empresa": "1"}


@pytest.fixture
def register_says(settings, tmp_path):
    """`register_says(**changes)`: the public register knows Padaria Rainha, so changed."""
    settings.COMPANY_DATA_URL = f"file:{tmp_path}"

    def said(**changes):
        (tmp_path / "11444777000161.json").write_text(json.dumps(RAINHA | changes))

    said()
    return said


@pytest.fixture
def new_lead(browser, rafael, camila, santos):
    """`new_lead(**facts)`: Rafael sends the form of a new lead in Santos."""
    with inside(santos, "purifikar"):
        pass
    return lambda headers=None, **facts: browser(rafael).post(address("lead_new"), facts, headers=headers or {})


@pytest.fixture
def edit(browser, rafael, lead):
    """`edit(**facts)`: Rafael sends the form of Marina's record."""
    facts = {"kind": "pf", "name": lead.person.name, "data_origin": "Cadastro de Rafael"}
    return lambda headers=None, **more: browser(rafael).post(
        address("customer_edit", lead.person.number), facts | more, headers=headers or {}
    )


@pytest.fixture
def marina(lead, santos):
    """`marina()`: her record as it is now."""

    def record():
        with tenant_context(santos):
            return Person.objects.with_contacts().get(pk=lead.person_id)

    return record


def words(answer):
    return " ".join(answer.text.split())


def sent_again(answer):
    """What the form that came back would send."""
    form = answer.context["form"]
    return {field.html_name: field.value() for field in form if field.value() not in (None, "", False)}


def newest(unit):
    with tenant_context(unit):
        lead = Lead.objects.with_desk().first()
        return lead, Person.objects.with_contacts().get(pk=lead.person_id)


def test_without_a_service_there_is_no_button(new_lead, browser, rafael):
    said = words(browser(rafael).get(address("lead_new")))

    assert 'name="cnpj"' in said
    assert "Buscar dados da empresa" not in said


def test_the_button_is_beside_the_cnpj(new_lead, browser, rafael, register_says):
    assert 'name="buscar_empresa"' in words(browser(rafael).get(address("lead_new")))


def test_enter_sends_the_form_and_asks_nothing(new_lead, browser, rafael, register_says):
    """A form's first button is the one that Enter presses"""
    said = words(browser(rafael).get(address("lead_new")))
    form = said[said.index('id="registration-form"') :]

    assert "Registrar lead" in form[form.index("<button") : form.index("</button>")]


def test_the_empty_fields_are_filled_and_what_was_typed_stays(new_lead, register_says):
    answer = new_lead(cnpj=CNPJ, name="Padaria do Zé", note="Falar com o Zé", **ASK)
    given = sent_again(answer)

    assert answer.status_code == 200
    assert (given["name"], given["note"], given["cnpj"]) == ("Padaria do Zé", "Falar com o Zé", CNPJ)
    assert (given["phone"], given["email"], given["city"], given["uf"]) == ("(13) 3284-1100", "contato@rainha.example", "Santos", "SP")
    assert "Situação: ativa." in words(answer)
    assert "Fonte: base de empresas desta instalação." in words(answer)


def test_by_htmx_the_form_alone_comes_back(new_lead, register_says):
    answer = new_lead(cnpj=CNPJ, headers=HTMX, **ASK)

    assert answer.text.strip().startswith("<form")
    assert 'value="Padaria Rainha do Gonzaga Ltda"' in words(answer)


def test_what_was_looked_over_is_saved_with_where_it_came_from(new_lead, register_says, santos):
    given = sent_again(new_lead(cnpj=CNPJ, **ASK))
    assert new_lead(**given | {"number": "90"}).status_code == 302
    lead, person = newest(santos)

    assert (person.name, person.kind, person.cnpj) == ("Padaria Rainha do Gonzaga Ltda", "pj", "11444777000161")
    assert (str(person.phone), str(person.emails.all()[0])) == ("+551332841100", "contato@rainha.example")
    assert (str(person.address), lead.district) == ("Rua José Caballero, 90, Loja 2, Gonzaga", "Gonzaga")
    assert (
        person.data_origin
        == f"Cadastro de Rafael Moreira; consulta do CNPJ (base de empresas desta instalação, {timezone.localdate():%d/%m/%Y})"
    )


def test_a_cnpj_alone_makes_a_company_and_asks_nobody(new_lead, santos):
    assert new_lead(name="Rainha", phone="13 3284-1100", cnpj=CNPJ).status_code == 302
    _, person = newest(santos)

    assert (person.kind, person.cnpj, person.data_origin) == ("pj", "11444777000161", "Cadastro de Rafael Moreira")


def test_a_company_that_is_known_is_used_and_not_registered_again(new_lead, register_says, santos):
    """BIM-75"""
    new_lead(name="Rainha", phone="13 3284-1100", cnpj=CNPJ)
    asked, sent = new_lead(cnpj=CNPJ, **ASK), new_lead(name="Outra", phone="13 3284-2200", cnpj=CNPJ, anyway="on")

    for answer in (asked, sent):
        assert answer.status_code == 422
        assert "Este CNPJ já está na base" in words(answer)
    assert new_lead(name="Rainha", phone="13 3284-1100", cnpj=CNPJ, person="1").status_code == 302
    with tenant_context(santos):
        assert (Person.objects.count(), Lead.objects.count()) == (1, 2)


def test_somebody_known_gets_what_he_lacked(new_lead, register_says, santos):
    new_lead(name="Rainha", phone="13 3284-1100")
    given = sent_again(new_lead(cnpj=CNPJ, **ASK))
    assert new_lead(**given | {"person": "1"}).status_code == 302
    _, person = newest(santos)

    assert (person.name, person.cnpj, person.address.city) == ("Rainha", "11444777000161", "Santos")


@pytest.mark.parametrize(
    ("cnpj", "said"),
    [
        ("", "Informe o CNPJ para buscar"),
        ("11.444.777/0001-62", "Confira o CNPJ"),
        ("../../etc/passwd", "Confira o CNPJ"),
        ("06.990.590/0001-23", "CNPJ não encontrado"),
    ],
)
def test_what_keeps_from_finding_it_is_said_at_the_cnpj(new_lead, register_says, cnpj, said):
    answer = new_lead(cnpj=cnpj, name="Zé", **ASK)

    assert answer.status_code == 422
    assert [*answer.context["form"].errors] == ["cnpj"]
    assert said in words(answer)
    assert answer.context["form"]["name"].value() == "Zé"


def test_a_service_that_does_not_answer_leaves_the_form_to_be_filled(new_lead, settings, monkeypatch):
    settings.COMPANY_DATA_URL = "https://cnpj.invalid/{cnpj}"
    monkeypatch.setattr(company._Question, "answer", lambda question: (_ for _ in ()).throw(company.CompanyServiceError("away")))
    answer = new_lead(cnpj=CNPJ, name="Zé", **ASK)

    assert "O serviço de consulta não respondeu. Preencha os dados à mão" in words(answer)
    assert 'name="street"' in words(answer)


def test_whoever_asks_too_often_waits(new_lead, register_says, rafael):
    caches["network"].set(f"empresa:{rafael.pk}:127.0.0.1", 30, 600)

    assert "São muitas consultas seguidas" in words(new_lead(cnpj=CNPJ, **ASK))


@pytest.mark.parametrize(
    ("situation", "said"),
    [("BAIXADA", "A empresa foi encerrada"), ("SUSPENSA", "está parada"), ("INAPTA", "tem pendências"), (None, "não diz")],
)
def test_a_company_that_is_not_active_is_warned_of_in_words(new_lead, register_says, situation, said):
    register_says(descricao_situacao_cadastral=situation)
    answer = new_lead(cnpj=CNPJ, **ASK)

    assert said in words(answer)
    assert "pk-notice is-warn" in words(answer)


def test_of_two_addresses_no_third_one_is_made(new_lead, register_says):
    answer = new_lead(cnpj=CNPJ, postcode="80420-090", **ASK)
    given = sent_again(answer)

    assert (given["city"], "number" in given) == ("Curitiba", False)
    assert "O endereço do cadastro público é outro e não foi usado: Rua José Caballero, 88" in words(answer)


def test_hostile_texts_are_only_texts(new_lead, register_says):
    register_says(razao_social="<script>alert(1)</script> LTDA", nome_fantasia='"><img src=x>')
    said = words(new_lead(cnpj=CNPJ, **ASK))

    assert "<script>alert" not in said
    assert "<img" not in said


def test_a_record_gets_only_what_it_lacks(edit, marina, register_says):
    """She has a phone, an e-mail and an address"""
    given = sent_again(edit(cnpj=CNPJ, **ASK))

    assert not {"phone", "email", "street"} & given.keys()
    assert (given["kind"], given["name"]) == ("pj", "Marina Figueiredo Alves")
    assert edit(**given).status_code == 302
    assert (marina().cnpj, marina().kind) == ("11444777000161", "pj")
    assert marina().data_origin.startswith("Cadastro de Rafael; consulta do CNPJ (base de empresas desta instalação, ")


def test_a_record_without_contacts_gets_them_all(edit, marina, register_says, santos):
    with tenant_context(santos):
        for rows in (marina().phones, marina().emails, marina().addresses):
            rows.all().delete()
    edit(**sent_again(edit(cnpj=CNPJ, **ASK)))

    assert (str(marina().phone), str(marina().emails.all()[0])) == ("+551332841100", "contato@rainha.example")
    assert str(marina().address) == "Rua José Caballero, 88, Loja 2, Gonzaga"
    assert "1332841100" in marina().search


def test_asking_changes_nothing_in_the_base(edit, marina, register_says):
    edit(cnpj=CNPJ, name="Outro nome", **ASK)

    assert (marina().name, marina().cnpj) == ("Marina Figueiredo Alves", "")


def test_asked_twice_the_origin_is_told_once(edit, register_says):
    given = sent_again(edit(cnpj=CNPJ, **ASK))

    assert sent_again(edit(**given, **ASK))["data_origin"].count("consulta do CNPJ") == 1


def test_whoever_may_not_register_may_not_ask(browser, silvio, santos, register_says):
    assert browser(silvio).post(address("lead_new"), {"cnpj": CNPJ, **ASK}).status_code == 403


def test_the_demos_companies_are_there_to_be_found(settings):
    """Invented ones: their numbers are valid and nobody's"""
    folder = settings.BASE_DIR / "purifikar" / "demo_companies"
    settings.COMPANY_DATA_URL = f"file:{folder}"
    found = [look_up(file.stem) for file in folder.glob("*.json") if is_valid(file.stem)]

    assert len(found) == len([*folder.iterdir()]) == 6
    assert {each.situation for each in found} == {"ativa", "suspensa", "baixada", "inapta"}
