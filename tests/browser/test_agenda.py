"""Rafael on the phone: twice a week from now on, but not on the day that is taken, and what he cancels stays to be seen."""

from datetime import timedelta

from django.utils import timezone
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from tests.workflow.booking import visit


def test_a_visit_that_repeats_without_the_day_that_is_taken(phone, sign_in, rafael, santos, axe):
    """BIM-13, BIM-14, PUR-12"""
    soon = (timezone.localtime() + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    with tenant_context(santos):
        visit(rafael, soon + timedelta(days=7))
    page = sign_in(phone, rafael)
    page.goto("/u/santos/agenda/novo/")
    page.get_by_label("Dia e hora").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_text("Repete-se?").tap()
    page.get_by_label("Repetição").select_option("Toda semana")
    page.get_by_label("Quantas vezes").fill("3")
    page.get_by_label("Pular feriados").uncheck()
    page.get_by_role("button", name="Marcar").tap()
    expect(page.get_by_text("Em 1 de 3 dias alguém já está ocupado.")).to_be_visible()
    axe(page)
    page.get_by_label("Deixar esses dias de fora").check()
    page.get_by_role("button", name="Marcar").tap()
    expect(page.get_by_text("2 compromissos marcados")).to_be_visible()
    page.get_by_role("link", name="Cancelar").tap()
    page.get_by_label("Este e os seguintes").check()
    page.get_by_label("Motivo").fill("Cliente viajou")
    page.get_by_role("button", name="Cancelar o compromisso").tap()
    expect(page.get_by_text("2 compromissos cancelados.")).to_be_visible()
    page.goto(f"/u/santos/agenda/?ver=mes&dia={soon:%Y-%m-%d}&todos=1")
    expect(page.locator(".is-gone").first).to_contain_text("cancelado por Rafael Moreira")
    axe(page)
