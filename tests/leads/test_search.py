"""The search of a unit finds people and leads however one writes; the network's never looks into a unit."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.models import Lead, Merge, Person

NO_QUERIES = ("SET search_path", "SAVEPOINT", "RELEASE")


@pytest.fixture
def found(browser):
    """`found(marcos, "marina")`: the page of results."""
    return lambda user, words, place="/u/santos": browser(user).get(f"{place}/busca/", {"q": words}).content.decode()


@pytest.mark.parametrize(
    "words",
    ["figueired", "FIGUEIREDO marina", "Álvês", "(13) 9974-1002", "13 99741 0022", "+55 13 99741-0022", "(13) 9741-0022", "013997410022",
     "529.982.247-25", "52998224725", "L-1", "000.001", "marina@mail"],
)  # fmt: skip
def test_a_customer_is_found_however_one_writes(lead, marina, found, marcos, words):
    """BIM-06, BEY-15"""
    marina.cpf = "52998224725"
    marina.save()
    marina.note_search()

    assert "Marina Figueiredo Alves" in found(marcos, words)


@pytest.mark.parametrize("words", ["(13) 99741-0022", "529.982.247-25", "005.299.822-47"])
def test_a_whole_number_is_looked_up_as_it_is_not_in_the_middle_of_others(lead, marina, found, marcos, words):
    """BEY-15: whoever bears it, by an index; part of a number finds whoever has it anywhere."""
    marina.cpf = "00529982247" if words.startswith("005") else "52998224725"
    marina.save()
    marina.note_search()
    with CaptureQueriesContext(connection) as asked:
        assert "Marina Figueiredo Alves" in found(marcos, words)

    assert not [query for query in asked if "LIKE '%" in query["sql"] and "leads_person" in query["sql"]]


@pytest.mark.parametrize("words", ["bezerra", "99999-1111", "L-99", "fi", "%", "_", "\0", "(", "---"])
def test_what_is_not_there_is_not_found(lead, found, marcos, words):
    assert "Marina Figueiredo Alves" not in found(marcos, words)


def test_the_code_of_a_record_that_was_united_finds_the_other_and_says_so(lead, marina, found, marcos):
    other = Person.objects.register(name="Marina F. Alves")
    Merge.objects.unite(marina, other, by=marcos)
    page = found(marcos, other.code)

    assert "Marina Figueiredo Alves" in page
    assert f"O cadastro {other.code} foi unido a este." in page
    assert "foi unido" not in found(marcos, marina.code)


def test_two_letters_ask_for_a_third(lead, found, marcos):
    assert "ao menos 3 letras" in found(marcos, "fi")


def test_a_seller_finds_only_his_own(lead, found, rafael, site, camila):
    """FOL-16"""
    Lead.objects.take_in(Person.objects.register(name="Marina Alheia"), source=site, by=camila)
    page = found(rafael, "marina")

    assert "Figueiredo" in page
    assert "Alheia" not in page


def test_the_network_searches_the_desks_queue_only(lead, found, camila):
    """No query reads another unit."""
    page = found(camila, "figueiredo", place="/rede")

    assert "Marina Figueiredo Alves" in page
    assert "entre na unidade" in page


def test_at_the_network_nobody_is_found_by_phone(lead, found, camila):
    assert "Marina Figueiredo Alves" not in found(camila, "997410022", place="/rede")


def test_few_queries(lead, browser, marcos):
    client = browser(marcos)
    client.get("/u/santos/busca/?q=marina")
    with CaptureQueriesContext(connection) as asked:
        client.get("/u/santos/busca/?q=marina")

    assert len([query for query in asked if not query["sql"].startswith(NO_QUERIES)]) <= 10
