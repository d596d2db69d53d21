import pytest

from tenants.models import Holiday, Network, Unit
from tests.conftest import HTMX

PAGE = "/u/campinas/configuracoes/"
HOLIDAYS = f"{PAGE}feriados/"


@pytest.fixture
def otavio_sees(browser, otavio):
    return browser(otavio)


@pytest.fixture
def allowed(db):
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})


def _settings(unit, **changes):
    return {"phone": unit.phone, "email": unit.email, "attendant_role": unit.attendant_role} | changes


def test_the_franchisee_sets_contact_and_attendant(otavio_sees, campinas):
    """PUR-08"""
    otavio_sees.post(PAGE, _settings(campinas, phone="19 3234-5610", email="loja@campinas.example", attendant_role="consultor"))

    campinas.refresh_from_db()
    assert (campinas.phone, campinas.email, campinas.attendant_role) == ("+551932345610", "loja@campinas.example", "consultor")


def test_legal_data_are_shown_and_cannot_be_written(otavio_sees, campinas):
    otavio_sees.post(
        PAGE, _settings(campinas, legal_name="Outra Ltda.", cnpj="11444777000161", slug="x", process="processo-1", state="encerrada")
    )

    before = (campinas.legal_name, campinas.cnpj, campinas.slug, campinas.process, campinas.state)
    campinas.refresh_from_db()
    assert (campinas.legal_name, campinas.cnpj, campinas.slug, campinas.process, campinas.state) == before
    assert campinas.legal_name in otavio_sees.get(PAGE).text


def test_the_store_flow_works_when_network_and_unit_both_say_so(otavio_sees, campinas, allowed):
    """FOL-24, FOL-25"""
    otavio_sees.post(PAGE, _settings(campinas, store_flow="on"))

    campinas.refresh_from_db()
    assert campinas.has_store_flow


def test_without_the_networks_word_the_switch_is_off_and_says_how(otavio_sees, campinas):
    """FOL-24"""
    page = otavio_sees.get(PAGE)
    otavio_sees.post(PAGE, _settings(campinas, store_flow="on"))

    campinas.refresh_from_db()
    assert not campinas.store_flow
    assert "A rede não liberou o fluxo de loja. O Administrador o libera" in page.text


def test_another_process_has_no_store_flow_and_says_how(browser, marcos, santos, allowed):
    """FOL-07"""
    page = browser(marcos).get("/u/santos/configuracoes/")

    assert "O processo da unidade não tem fluxo de loja" in page.text
    assert page.context["form"].fields["store_flow"].disabled


def test_switched_off_by_the_network_the_units_choice_stays_but_does_not_count(otavio_sees, campinas, allowed):
    """FOL-24"""
    otavio_sees.post(PAGE, _settings(campinas, store_flow="on"))
    Network.objects.update(store_flow_allowed=False)
    otavio_sees.post(PAGE, _settings(campinas, email="outra@campinas.example"))

    campinas.refresh_from_db()
    assert (campinas.email, campinas.store_flow, campinas.has_store_flow) == ("outra@campinas.example", True, False)
    assert "Está ligado aqui, mas não vale" in otavio_sees.get(PAGE).text


def test_a_refused_phone_comes_back_over_itself(otavio_sees, campinas):
    answer = otavio_sees.post(PAGE, _settings(campinas, phone="123"), headers=HTMX)

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#settings-form")
    assert "Informe o telefone com DDD" in answer.text
    assert 'value="123"' in answer.text


def test_a_holiday_is_added_every_year_or_once(otavio_sees, campinas):
    otavio_sees.post(HOLIDAYS, {"day": "08/12", "name": "Nossa Senhora da Conceição"})
    otavio_sees.post(HOLIDAYS, {"day": "15/08/2027", "name": "Inauguração"})

    assert [str(day) for day in campinas.holidays.all()] == ["15/08/2027 Inauguração", "08/12 Nossa Senhora da Conceição"]


@pytest.mark.parametrize(
    ("day", "words"), [("31/02", "Escreva o dia e o mês"), ("amanhã", "Escreva o dia e o mês"), ("8/12", "Esse dia já está na lista")]
)
def test_a_refused_holiday_says_why(otavio_sees, campinas, day, words):
    Holiday.objects.create(unit=campinas, day="2026-12-08", name="Padroeira")
    answer = otavio_sees.post(HOLIDAYS, {"day": day, "name": "Feriado"}, headers=HTMX)

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#holidays")
    assert words in answer.text


def test_the_same_day_once_in_two_years_is_fine(otavio_sees, campinas):
    for year in (2027, 2028):
        otavio_sees.post(HOLIDAYS, {"day": f"15/08/{year}", "name": "Ponto facultativo"})

    assert campinas.holidays.count() == 2


def test_a_holiday_is_removed_and_the_list_comes_back(otavio_sees, campinas):
    holiday = Holiday.objects.create(unit=campinas, day="2026-12-08", name="Padroeira")
    answer = otavio_sees.post(f"{HOLIDAYS}{holiday.pk}/exclusao/", headers=HTMX)

    assert "Nenhum feriado municipal ainda" in answer.text
    assert not campinas.holidays.exists()


def test_another_units_holiday_is_not_found(otavio_sees, campinas, santos):
    holiday = Holiday.objects.create(unit=santos, day="2026-01-26", name="Aniversário de Santos")

    assert otavio_sees.post(f"{HOLIDAYS}{holiday.pk}/exclusao/").status_code == 404
    assert santos.holidays.exists()


def test_a_consultant_may_not_configure(browser, caio):
    """PUR-10"""
    assert browser(caio).get(PAGE).status_code == 403


def test_the_administrator_configures_every_unit(browser, helena, campinas):
    """PUR-48"""
    browser(helena).post(PAGE, _settings(campinas, email="rede@campinas.example"))

    assert Unit.objects.get().email == "rede@campinas.example"
