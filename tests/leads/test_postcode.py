"""A CEP fills an address without asking anybody outside (requirements.md, parts: cepx)."""

import socket

import pytest
from django_tenants.utils import tenant_context

from leads.forms.person import AddressForm
from leads.models import Person
from purifikar.lib.postcodes import complete, normal_district, place_of
from purifikar.unit_forms import OpeningForm
from tests.leads.scenes import address, inside

GONZAGA = {"street": "Rua José Caballero", "district": "Gonzaga", "city": "Santos", "uf": "SP"}
EMPTY = dict.fromkeys(GONZAGA, "")


@pytest.fixture
def no_network(monkeypatch):
    def refused(*args, **kwargs):
        raise AssertionError("somebody opened a socket")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "create_connection", refused)


@pytest.mark.parametrize("written", ["11055-300", "11055300", "11.055-300"])
def test_a_cep_in_any_writing_says_its_place_without_a_network(written, no_network):
    assert vars(place_of(written)) == GONZAGA


@pytest.mark.parametrize("written", ["", "1105", "99999-999", None])
def test_what_is_no_cep_says_nothing(written):
    assert place_of(written) is None


def test_a_towns_one_cep_knows_the_town_only():
    place = place_of("11900-000")

    assert (place.street, place.district, place.city) == ("", "", "Registro")


def test_what_somebody_wrote_is_never_overwritten():
    facts = complete({"postcode": "11055300", "street": "Portão dos fundos", "district": ""})

    assert (facts["street"], facts["district"], facts["city"]) == ("Portão dos fundos", "Gonzaga", "Santos")


@pytest.mark.parametrize(
    ("written", "official", "kept"),
    [
        ("  GONZAGA ", "", "Gonzaga"),
        ("jd. botanico", "Jardim Botânico", "Jardim Botânico"),
        ("Vl. Belmiro", "", "Vila Belmiro"),
        ("PQ DOS BANDEIRANTES", "", "Parque dos Bandeirantes"),
        ("jardim silvestre iv", "", "Jardim Silvestre IV"),
        ("Centro Histórico", "Centro", "Centro Histórico"),
    ],
)
def test_a_neighbourhood_is_written_as_people_know_it(written, official, kept):
    assert normal_district(written, official) == kept


def test_the_address_form_fills_on_saving_what_is_empty(santos):
    with tenant_context(santos):
        person = Person.objects.register(name="Marina")
        form = AddressForm({"postcode": "11055-300", "number": "88"})
        assert form.is_valid()
        form.add_to(person)

        assert str(person.address) == "Rua José Caballero, 88, Gonzaga"


def test_a_quick_registration_keeps_the_whole_place(browser, rafael, santos):
    """PUR-11"""
    with inside(santos, "purifikar"):
        pass
    browser(rafael).post(address("lead_new"), {"name": "Marina", "phone": "13 99741-0022", "postcode": "11055-300"})
    with tenant_context(santos):
        place = Person.objects.get().address

        assert (place.street, place.district, place.city, place.uf) == tuple(GONZAGA.values())


def test_a_units_address_is_filled_too(db):
    form = OpeningForm({"name": "Santos", "postcode": "11055-300", "district": "GONZAGA"})
    form.is_valid()

    assert (form.cleaned_data["city"], form.cleaned_data["uf"], form.cleaned_data["district"]) == ("Santos", "SP", "Gonzaga")


def test_a_form_that_is_being_filled_gets_its_empty_fields(browser, rafael):
    page = browser(rafael).get("/cep/", {"postcode": "11055-300", **EMPTY, "street": "Rua minha"}).text

    assert 'name="district" value="Gonzaga"' in page
    assert 'name="city" value="Santos"' in page
    assert 'name="street"' not in page
    assert "Endereço preenchido pelo CEP." in page


def test_a_form_without_a_street_gets_none(browser, rafael):
    assert 'name="street"' not in browser(rafael).get("/cep/", {"postcode": "11055-300", "district": ""}).text


def test_half_a_cep_changes_nothing_and_an_unknown_one_is_said(browser, rafael):
    assert browser(rafael).get("/cep/", {"postcode": "1105"}).status_code == 204
    assert "CEP não encontrado" in browser(rafael).get("/cep/", {"postcode": "99999-999", **EMPTY}).text


def test_the_field_asks_by_itself(browser, rafael, santos):
    with inside(santos, "purifikar"):
        pass

    assert 'hx-get="/cep/"' in browser(rafael).get(address("lead_new")).text
