"""After OK the workflow asks: the opinion and the decision are one deed (BIM-33..35)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup.models import Contact, Mention, Opinion, OpinionDraft
from leads.models import Lead
from tests.followup.scenes import address, contact_of, kind, today
from tests.leads.scenes import local, sale
from workflow.decision_form import DecisionForm
from workflow.models import Outcome


@pytest.fixture
def lead(santos, rafael, camila, marcos):
    return sale(santos, by=rafael)


@pytest.fixture
def contact(lead, santos, camila):
    """Marina's contact, on her lead that Camila is to call."""
    with tenant_context(santos):
        return Contact.objects.begin(lead.person, kind=kind("1.3"), name="Quer dois", by=camila, lead=lead, next_on=today(1))


@pytest.fixture
def draft(contact, santos, camila):
    with tenant_context(santos):
        draft = OpinionDraft.objects.begin(camila, contact=contact)
        draft.keep("Atendeu; quer ver o aparelho.", tab="a1", after={"next_on": today(2).isoformat()})
        return draft


@pytest.fixture
def camilas(browser, camila):
    return browser(camila)


@pytest.fixture
def read(santos, lead, contact):
    """(stage, the opinions' texts, the contact's next date) as they are now."""

    def now():
        with tenant_context(santos):
            stage = Lead.objects.with_desk().get(pk=lead.pk).journey.stage.slug
            return stage, list(Opinion.objects.values_list("text", flat=True)), Contact.objects.get(pk=contact.pk).next_on

    return now


def test_ok_leads_to_the_question_of_the_stage(camilas, draft, read):
    """BIM-33: nothing is finished before it is answered"""
    answer = camilas.post(
        address("opinion_finish", draft.pk), {"text": "Atendeu.", "turn": 1, "next_on": today(2).isoformat()}, follow=True
    )

    assert answer.redirect_chain[-1][0] == address("opinion_decide", draft.pk)
    assert "Falou com o cliente" in answer.text
    assert "Seguir sem decidir" in answer.text
    assert read() == ("contato", [], today(1))


def test_the_decision_takes_the_opinion_for_its_words(camilas, draft, read, lead, santos):
    """BIM-33, BIM-35: written once, in the contact and on the lead's way"""
    page = camilas.get(address("opinion_decide", draft.pk), {"saida": "descartar"}).text
    camilas.post(address("opinion_decide", draft.pk), {"saida": "falou", "turn": lead.journey.turn})
    stage, texts, next_on = read()
    with tenant_context(santos):
        notes = [event.details["note"] for event in lead.journey.events.filter(kind="journey.noted")]

    assert ('name="reason"' in page, 'name="note"' in page) == (True, False)
    assert (stage, texts, next_on) == ("tratativa", ["Atendeu; quer ver o aparelho."], today(2))
    assert notes == texts


def test_one_may_go_on_without_deciding(camilas, draft, read):
    """BIM-33"""
    camilas.post(address("opinion_decide", draft.pk))
    assert read() == ("contato", ["Atendeu; quer ver o aparelho."], today(2))


def test_who_was_slower_loses_nothing_that_he_wrote(camilas, draft, read, lead, santos, camila):
    """Decided meanwhile: neither the opinion nor the decision, and the text still there"""
    turn = lead.journey.turn
    with tenant_context(santos):
        Lead.objects.get(pk=lead.pk).decide("falou", by=camila, note="Eu antes.")
    camilas.post(address("opinion_decide", draft.pk), {"saida": "falou", "turn": turn}, follow=True)

    assert read()[1] == []
    with tenant_context(santos):
        assert OpinionDraft.objects.get().text == "Atendeu; quer ver o aparelho."


def test_a_refused_decision_takes_the_opinion_back_too(draft, santos, camila, lead, read):
    """One transaction"""
    with tenant_context(santos):
        outcome = lead.journey.stage.outcomes.get(slug="falou")
        outcome.requires = ["appointment"]
        with pytest.raises(ValidationError):
            draft.finish(by=camila, outcome=outcome, given={})

    assert read() == ("contato", [], today(1))


def test_whoever_may_not_decide_is_asked_nothing(browser, santos, rafael, contact, read):
    """FOL-17: the Consultor writes, the Assessor Comercial decides"""
    rafaels = browser(rafael)
    rafaels.get(address("opinion_new", contact.number))
    with tenant_context(santos):
        draft = OpinionDraft.objects.get(author=rafael)
    answer = rafaels.post(address("opinion_finish", draft.pk), {"text": "Passei lá.", "turn": 0, "next_on": today(5).isoformat()})

    assert answer.url == address("contact", contact.number)
    assert read() == ("contato", ["Passei lá."], today(5))


def test_an_outcome_may_ask_for_an_opinion(lead, contact, santos, camila):
    """BIM-33, architecture.md: decided on the lead's page, its words are an opinion of the contact"""
    with tenant_context(santos):
        Outcome.objects.filter(stage=lead.journey.stage, slug="falou").update(requires=["opinion"])
        outcome = lead.journey.stage.outcomes.select_related("stage", "target").get(slug="falou")
        form = DecisionForm({"turn": lead.journey.turn, "opinion": "Falei."}, outcome=outcome, journey=lead.journey, unit=santos)
        assert form.is_valid()
        with pytest.raises(ValidationError, match="Escreva o parecer"):
            lead.decide("falou", by=camila)
        lead.decide("falou", by=camila, **form.given())
        assert contact.opinions.get().text == "Falei."


def test_a_contact_sold_in_is_brought_to_its_end_right_after(camilas, draft, contact):
    """BIM-33: by the rules of closing"""
    answer = camilas.post(address("opinion_finish", draft.pk), {"text": "Comprou.", "turn": 1, "closes": "on"})
    answer = camilas.post(answer.url)

    assert answer.url == address("contact_close", contact.number)


def test_an_appointment_belongs_to_contact_and_lead(camilas, contact, camila, lead, santos):
    """BIM-13, BIM-20, BIM-44"""
    soon = timezone.now() + timedelta(days=2)
    facts = {"person": camila.pk, "kind": "visita", "starts_at": local(soon), "minutes": 60}
    camilas.post(address("contact_agenda", contact.number), facts)
    page = camilas.get(address("contact_agenda", contact.number)).text
    with tenant_context(santos):
        [booking] = contact.bookings.select_related("appointment")
        booking.appointment.cancel(by=camila, why="Viajou")

    assert booking.appointment.journey_id == lead.journey_id
    assert "com Camila Duarte" in page
    assert "cancelado por Camila Duarte" in camilas.get(address("contact_agenda", contact.number)).text  # BIM-14


def test_a_clash_in_the_agenda_is_said_at_its_field(camilas, contact, camila, santos):
    soon = local(timezone.now() + timedelta(days=2))
    facts = {"person": camila.pk, "kind": "visita", "starts_at": soon, "minutes": 60}
    camilas.post(address("contact_agenda", contact.number), facts)
    answer = camilas.post(address("contact_agenda", contact.number), facts)

    assert answer.status_code == 422
    with tenant_context(santos):
        assert contact.bookings.count() == 1


def test_the_contact_is_put_right_without_leaving_the_opinion(camilas, draft, contact, santos):
    """BIM-26"""
    page = camilas.get(address("opinion_contact", draft.pk))
    form = page.context["form"]
    facts = {name: form[name].value() or "" for name in form.fields} | {"name": "Quer três"}
    answer = camilas.post(address("opinion_contact", draft.pk), facts)
    with tenant_context(santos):
        contact.refresh_from_db()

    assert (answer.url, contact.name) == (address("opinion_new", contact.number), "Quer três")


def test_a_contact_without_a_lead_is_finished_with_ok(browser, rafael, santos):
    """BIM-33"""
    contact = contact_of(santos, by=rafael)
    client = browser(rafael)
    client.get(address("opinion_new", contact.number))
    with tenant_context(santos):
        draft = OpinionDraft.objects.get()
    answer = client.post(address("opinion_finish", draft.pk), {"text": "Liguei.", "turn": 0, "next_on": today(2).isoformat()})

    assert answer.url == address("contact", contact.number)


def test_of_a_lead_that_one_does_not_see_an_opinion_tells_and_decides_nothing(browser, santos, denise, lead, contact, draft):
    """FOL-16: a colleague who is asked reads the contact, not its lead"""
    denise.memberships.update(role="consultor")
    with tenant_context(santos):
        opinion = draft.finish(by=contact.owner)
        Mention.objects.create(opinion=opinion, user=denise)
    page = browser(denise)

    assert lead.code not in page.get(address("opinion_new", contact.number)).text
    assert "registrou o lead" not in page.get(address("contact_history", contact.number)).text
