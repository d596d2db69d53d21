"""What people ask about their own data, at the Gerente's screen (LGPD art. 18)."""

from django.utils import timezone
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from leads.models import Person
from tests.leads.scenes import address, marinas_lead  # noqa: F401 (fixture)
from workflow.models import Journey


def test_an_erasure_is_asked_for_seen_beforehand_and_done(page, sign_in, axe, lead, marcos, santos):
    """BEY-15: by the phone of who asks; while a lead is open it waits, afterwards the code confirms it"""
    sign_in(page, marcos).goto(address("privacy_desk"))
    page.get_by_role("link", name="Registrar pedido").click()
    page.get_by_label("Quem pediu").fill("(13) 99741-0022")
    page.locator("input[name=kind][value=eliminacao]").check()
    page.get_by_label("Como a identidade foi conferida").fill("RG no balcão")
    page.get_by_role("button", name="Registrar").click()
    page.get_by_role("link", name="Ver o que sairia").click()
    expect(page.get_by_text("Ainda há lead em andamento: L-1")).to_be_visible()
    axe(page)

    with tenant_context(santos):
        Journey.objects.update(ended_at=timezone.now(), result="perdido")
    page.reload()
    page.get_by_label("Para confirmar, escreva o código da pessoa").fill(lead.person.code)
    page.get_by_role("button", name="Eliminar de vez").click()

    expect(page.get_by_text("Dados eliminados").first).to_be_visible()
    with tenant_context(santos):
        assert not Person.objects.filter(name__contains="Marina").exists()
