"""What the plays of the processes share: a place at a browser in one unit, and what somebody does there with a lead."""

import contextlib

from django.conf import settings
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from leads.models import Lead, Person, Source
from tenants.models import Unit
from tests.leads.scenes import address, local
from tests.workflow.play import soon
from workflow.install import install_all

BUSY = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"


def put_on(unit, process, **settings_of_unit):
    """The unit takes its leads by that process."""
    Unit.objects.filter(pk=unit.pk).update(process=process, **settings_of_unit)
    unit.refresh_from_db()
    with tenant_context(unit):
        install_all()


def arrives(unit, name, phone="(13) 99741-0022"):
    """Somebody's lead comes into the unit's base by itself, from the web (FOL-02, FOL-18)."""
    with tenant_context(unit):
        person = Person.objects.register(name=name, phones=[phone])
        return Lead.objects.take_in(person, source=Source.objects.usual("web"))


def newest(unit):
    """The lead that came last into the unit's base."""
    with tenant_context(unit):
        return Lead.objects.with_desk().first()


def way_of(lead, unit):
    """(the stages that it entered, each with who held it there; how it ended), as the unit's base has them."""
    with tenant_context(unit):
        journey = Lead.objects.with_desk().get(pk=lead.pk).journey
        entered = journey.events.filter(kind="journey.entered").order_by("pk")
        return [(event.details["stage"], event.details["to"]) for event in entered], journey.result


class Seat:
    """Somebody in one unit at a browser of his own. What he does is waited for, so that nothing depends on who is quicker."""

    def __init__(self, page, unit):
        self.page, self.slug = page, unit.slug

    def goes(self, name, *args):
        self.page.goto(address(name, *args, unit=self.slug))
        return self

    def sees(self, words):
        expect(self.page.get_by_text(words).first).to_be_visible()

    def sees_now(self, words):
        """Above the choices: what is to be done, in which stage, with whom."""
        expect(self.page.locator("#now")).to_contain_text(words)

    @contextlib.contextmanager
    def saves(self):
        """Around what sends a form: ends when the server has answered and the page shows it."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            yield
        expect(self.page.locator(BUSY)).to_have_count(0)

    def may(self, *outcomes):
        """Exactly these ways out are offered to him."""
        expect(self.page.locator("#now .pk-choice b")).to_have_text(list(outcomes))

    def decides(self, outcome, then, *, note="", reason="", to="", appointment=False, next_contact=False):
        """One way out with what it asks for; `then` are the words of the answer."""
        self.page.locator("#now").get_by_role("link", name=outcome).click()
        form = self.page.locator("form#decide-form")
        if to:
            form.get_by_label("Com quem" if appointment else "Quem recebe").select_option(label=to)
        if appointment:
            form.get_by_label("Dia e hora").fill(local(soon()))
        if next_contact:
            form.get_by_label("Próximo contato").fill(local(soon()))
        if reason:
            form.get_by_label(reason, exact=True).check()
        if note:
            form.get_by_label("Parecer").fill(note)
        with self.saves():
            form.get_by_role("button", name=outcome, exact=True).click()
        self.sees(then)

    def registers(self, name, phone, *, channel="", to="", then):
        """By the form for a quick registration, in this unit."""
        self.goes("lead_new")
        self.page.get_by_label("Nome", exact=True).fill(name)
        self.page.get_by_label("Telefone", exact=True).fill(phone)
        if channel:
            self.page.get_by_label(channel).check()
        if to:
            self.page.get_by_label("Direcionar a").select_option(label=to)
        self.page.get_by_role("button", name="Registrar lead").click()
        self.sees(then)

    def forges(self, name, *args, **fields):
        """Sends a form that no page of his shows, as a program would; gives the status of the answer."""
        cookies = {each["name"]: each["value"] for each in self.page.context.cookies()}
        headers = {"X-CSRFToken": cookies[settings.CSRF_COOKIE_NAME], "Referer": self.page.url}
        url = address(name, *args, unit=self.slug)
        return self.page.request.post(url, form=fields, headers=headers, max_redirects=0).status

    def refused(self, *forged, words, **fields):
        """A forged form is answered with a page that says why nothing happened."""
        assert self.forges(*forged, **fields) == 302
        self.page.reload()
        self.sees(words)
