"""Temporary: pictures of the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.models import Lead, Person, Source
from tenants.models import OpenWork, Unit, Commitment
from tests.browser.conftest import DESKTOP, PHONE
from tests.leads.scenes import inside
from workflow.models import Appointment
from tests.tenants.test_open_work import hold

PEOPLE = [("Solange Batista de Araújo", "Embaré", "PK Gelada"), ("Eduardo Pacheco Lins", "Cambuí", "PK Slim"), ("Clínica Vida Plena", "Batel", "3 × PK Gelada"), ("Academia Maré Alta", "Ponta da Praia", "PK Inox"), ("Ivanilde Souza Barros", "Adrianópolis", "PK Slim")]


def test_pictures(new_page, sign_in, camila, rafael, caio, marcos, santos, campinas):
    now = timezone.now()
    for unit, by in ((santos, rafael), (campinas, caio)):
        with inside(unit, "processo-2"):
            for n, (name, where, what) in enumerate(PEOPLE):
                p = Person.objects.register(name=name, phones=[f"(13) 9974{n}-0022"], by=by)
                p.addresses.create(street="R. Azevedo Sodré", number="88", district=where, city="Santos", uf="SP")
                lead = Lead.objects.take_in(p, source=Source.objects.usual("web"), by=by, seller=by, district=where, product=what)
                if n == 3:
                    lead.decide("falou", by=camila, note="Atendeu.", next_at=now + timedelta(days=1))
                OpenWork.objects.filter(subject=lead.journey_id).update(since=now - timedelta(hours=3 + n), due_at=now + timedelta(hours=5 * n - 6), attempts=n)
    with tenant_context(santos):
        for hours, kind in ((22, "visita"), (26, "apresentacao"), (70, "visita")):
            Appointment.objects.book(lead.journey if False else None, person=rafael, starts_at=(now + timedelta(hours=hours)).replace(minute=0), kind=kind, by=rafael, place="R. Azevedo Sodré, 88")
        Appointment.objects.first().move((now + timedelta(hours=46)).replace(minute=30), by=marcos, why="O cliente viajou.")
    for scheme in ("light", "dark"):
        page = sign_in(new_page({"width": 1280, "height": 900}, color_scheme=scheme), camila)
        page.goto("/rede/mesa/")
        page.wait_for_selector("#t-call")
        page.keyboard.press("3")
        page.wait_for_timeout(300)
        page.screenshot(path=f"/tmp/crew/desk-{scheme}.png")
        page.goto("/rede/mesa/?etapa=Em+tratativa&unidade=santos")
        page.wait_for_selector("#t-call")
        page.keyboard.press("6")
        page.wait_for_selector("#decide-form")
        page.locator("[data-free-day]:not([disabled])").nth(1).click()
        page.locator("[data-free-start]:visible").nth(2).click()
        page.wait_for_timeout(300)
        page.screenshot(path=f"/tmp/crew/desk-hand-{scheme}.png")
        phone = sign_in(new_page(PHONE, color_scheme=scheme, has_touch=True, is_mobile=True), camila)
        phone.goto("/rede/mesa/")
        phone.screenshot(path=f"/tmp/crew/desk-phone-{scheme}.png")
        phone.locator("[data-row] a").first.tap()
        phone.wait_for_selector("#t-call")
        phone.screenshot(path=f"/tmp/crew/desk-phone-call-{scheme}.png", full_page=True)
        his = sign_in(new_page(PHONE, color_scheme=scheme, has_touch=True, is_mobile=True), rafael)
        his.goto("/u/santos/agenda/?ver=lista")
        his.screenshot(path=f"/tmp/crew/agenda-phone-{scheme}.png")
        his.locator(".pk-agenda-entry a").last.tap()
        his.wait_for_selector(".pk-facts")
        his.screenshot(path=f"/tmp/crew/appointment-phone-{scheme}.png")
        boss = sign_in(new_page({"width": 1280, "height": 900}, color_scheme=scheme), marcos)
        boss.goto(f"/u/santos/agenda/?dia={timezone.localdate() + timedelta(days=1)}&pessoa={rafael.pk}")
        boss.screenshot(path=f"/tmp/crew/agenda-{scheme}.png")
        boss.goto("/u/santos/agenda/dias-livres/")
        boss.screenshot(path=f"/tmp/crew/free-{scheme}.png")
        boss.goto("/u/santos/agenda/novo/")
        boss.screenshot(path=f"/tmp/crew/new-{scheme}.png")
