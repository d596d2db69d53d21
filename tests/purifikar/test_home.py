from tenants.models import Membership


def test_a_person_of_one_unit_begins_there(browser, rafael):
    assert browser(rafael).get("/").url == "/u/santos/"


def test_a_person_of_the_network_begins_at_the_franqueadora(browser, camila, santos):
    """PUR-05, PUR-36"""
    assert browser(camila).get("/").url == "/rede/"


def test_whoever_belongs_to_several_units_chooses(browser, marcos, campinas):
    """FOL-13"""
    Membership.objects.give(marcos, "gerente", unit=campinas)
    page = browser(marcos).get("/", follow=True)

    assert page.redirect_chain[-1][0] == "/lugares/"
    assert "/u/santos/" in page.text
    assert "/u/campinas/" in page.text


def test_a_person_without_a_place_is_told_whom_to_ask(browser, ulisses):
    assert "Você ainda não tem onde entrar" in browser(ulisses).get("/", follow=True).text


def test_the_switcher_offers_only_the_units_one_may_enter(browser, rafael, marcos, santos, campinas):
    Membership.objects.give(marcos, "gerente", unit=campinas)

    assert 'href="/u/campinas/"' in browser(marcos).get("/u/santos/").text
    assert 'href="/u/campinas/"' not in browser(rafael).get("/u/santos/").text


def test_the_assessora_comercial_enters_every_unit(browser, camila, santos, campinas):
    """PUR-05"""
    assert browser(camila).get("/u/santos/").status_code == browser(camila).get("/u/campinas/").status_code == 200


def test_midia_of_the_network_enters_no_unit(browser, mirela, santos):
    """FOL-33"""
    assert browser(mirela).get("/u/santos/").status_code == 404
