"""Reports in a browser: from a figure to its leads, and the screen on the wall that renews itself."""

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from leads.models import Lead, Person
from leads.reports.catch_up import catch_up
from tests.leads.conftest import in_santos, process, published, site  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sold(live_server, site, rafael, camila, marcos):  # noqa: F811
    """Three leads of Rafael's from the same neighbourhood; the first of them is sold."""
    leads = [_lead(site, rafael, name) for name in ("Ana Salgado", "Bruno Lobato", "Carla Zuim")]
    _sell(leads[0], camila, rafael)
    return leads


def _lead(site, rafael, name):  # noqa: F811
    return Lead.objects.take_in(
        Person.objects.register(name=name), source=site, by=rafael, seller=rafael, district="Gonzaga", value="1299.90"
    )


def _sell(lead, camila, rafael):
    lead.decide("agendar", by=camila, person=rafael, note="Quer ver.")
    lead.decide("responder", by=rafael, note="Gostou.")
    lead.decide("vender", by=camila)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_figure_opens_its_leads(sold, new_page, sign_in, marcos, axe, scheme):
    """PUR-42"""
    page = sign_in(new_page(color_scheme=scheme), marcos)
    page.goto("/u/santos/relatorios/")
    axe(page)
    page.get_by_role("region", name="Bairros mais quentes").get_by_role("row", name="Gonzaga").get_by_role("link", name="3").first.click()
    expect(page.get_by_role("heading", name="Leads que chegaram")).to_be_visible()
    expect(page.locator("#quantos")).to_have_text("3")
    axe(page)
    page.get_by_role("link", name="Ana Salgado").click()
    expect(page.get_by_role("heading", name="Ana Salgado")).to_be_visible()


def test_the_screen_on_the_wall_renews_itself(sold, page, sign_in, marcos, camila, rafael, santos, axe):
    """FOL-34"""
    sign_in(page, marcos)
    page.clock.install()
    page.goto("/u/santos/ranking/")
    sales = page.get_by_role("listitem").filter(has_text="Rafael").locator("b")
    expect(sales).to_have_text("1")
    axe(page)
    with tenant_context(santos):
        _sell(sold[1], camila, rafael)
        catch_up()
    page.clock.run_for(61_000)

    expect(sales).to_have_text("2")
