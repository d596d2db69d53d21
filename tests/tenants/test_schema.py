from tenants import schema
from tenants.models import Unit


def test_the_cast_lives_in_schemas_of_the_release(santos, campinas):
    assert set(schema.fingerprints(Unit.objects.all()).values()) == {schema.release_fingerprint()}


def test_a_person_of_the_unit_enters_it_and_a_stranger_finds_nothing(browser, santos, rafael, ulisses):
    assert browser(rafael).get("/u/santos/").status_code == 200
    assert browser(ulisses).get("/u/santos/").status_code == 404
