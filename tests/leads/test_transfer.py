"""A portfolio changes hands: chosen, shown beforehand, and with everything that hangs on it (FOL-36, FOL-37)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads import tasks, transferring
from leads.forms.transfer import TransferForm
from leads.models import Lead, Person
from leads.portfolio import Plan, Portfolio
from tenants.models import Commitment, Errand, Membership, Notice, OpenWork, Team, TeamPlace, Transfer, User
from tests.leads.scenes import sale
from tests.leads.test_person_page import words
from workflow.models import Appointment


def colleague(name, role="consultor", unit=None):
    user = User.objects.create_user(f"{name.lower()}@papel.example", name=name)
    return Membership.objects.give(user, role, unit=unit)


@pytest.fixture
def bruna(santos):
    """Another Consultora of Santos."""
    return colleague("Bruna", unit=santos)


@pytest.fixture
def portfolio(lead, site, rafael, camila, membership, santos):
    """Rafael's: Marina's lead, which he visits tomorrow, and another that Camila holds."""
    other = Lead.objects.take_in(Person.objects.register(name="Beto Reis"), source=site, by=rafael, seller=rafael)
    lead.decide("agendar", by=camila, person=rafael, note="Quer ver.")
    Appointment.objects.book(lead.journey, person=rafael, starts_at=timezone.now() + timedelta(days=1), kind="visita", by=camila)
    return Portfolio(membership(rafael), santos), lead, other


def transfer(portfolio, *takers, by, **more):
    return transferring.begin(portfolio, Plan(portfolio, portfolio.rows(), takers), why="Férias", by=by)


def test_what_he_holds_and_what_others_hold_of_his_leads_is_his_portfolio(portfolio):
    mine, lead, other = portfolio

    assert {row.subject: row.is_sold for row in mine.shown} == {lead.journey_id: False, other.journey_id: True}


def test_everything_that_hangs_on_a_lead_goes_along(portfolio, bruna, marcos):
    """BEY-15: holder, Consultor, appointments to come, queue"""
    mine, lead, other = portfolio
    transfer(mine, bruna, by=marcos)
    lead.refresh_from_db()
    other.refresh_from_db()

    assert (lead.journey.holder, lead.seller, other.seller) == (bruna.user, bruna.user, bruna.user)
    assert Appointment.objects.get().person == bruna.user
    assert Commitment.objects.get().user == bruna.user
    assert OpenWork.objects.get(subject=lead.journey_id).holder == bruna.user
    assert OpenWork.objects.get(subject=other.journey_id).holder != bruna.user


def test_each_history_says_it_and_each_taker_is_told_once(portfolio, bruna, marcos):
    mine, lead, other = portfolio
    transfer(mine, bruna, by=marcos)

    assert "carteira de Rafael Moreira: Férias" in lead.journey.events.filter(kind="journey.handed").last().details["why"]
    assert lead.journey.events.filter(kind="appointment.handed").count() == 1
    assert other.journey.events.filter(kind="lead.seller_moved").count() == 1
    assert Notice.objects.get(user=bruna.user).title == "Você recebeu 2 leads ou tarefas de Rafael Moreira"


def test_the_plan_shares_evenly_and_says_it_by_stage(portfolio, bruna, santos, site, rafael):
    mine, *_ = portfolio
    for number in range(5):
        Lead.objects.take_in(Person.objects.register(name=f"Ana {number}"), source=site, by=rafael, seller=rafael)
    plan = Plan(mine, mine.rows(), [bruna, colleague("Caetano", unit=santos)])

    assert [len(share.rows) for share in plan.shares] == [4, 3]
    assert plan.shares[0].by_stage == [("Em atendimento", 3), ("Visita", 1)]
    assert sum(share.appointments for share in plan.shares) == 1
    assert not OpenWork.objects.filter(holder=bruna.user).exists()


def test_what_nobody_may_do_stays_and_the_plan_says_why(portfolio, santos, membership, denise):
    mine, *_ = portfolio
    plan = Plan(mine, mine.rows(), [membership(denise)])

    assert plan.going == 0
    assert {why for _, why in plan.staying} == {"Quem recebe não faz o trabalho da etapa Visita.", "Quem recebe não é Consultor."}


def test_a_visit_at_an_hour_that_is_taken_goes_to_the_other_one(portfolio, bruna, santos, marcos):
    mine, lead, _ = portfolio
    visit = Appointment.objects.get()
    Appointment.objects.book(person=bruna.user, starts_at=visit.starts_at, kind="visita", by=marcos)
    free = colleague("Caetano", unit=santos)

    assert "Já há compromisso" in {row.subject: why for row, why in Plan(mine, mine.rows(), [bruna]).staying}[lead.journey_id]
    plan = Plan(mine, mine.rows(), [bruna, free])
    assert lead.journey_id in {row.subject for row in plan.shares[1].rows}


def test_one_that_changed_meanwhile_is_told_and_holds_up_nobody(portfolio, bruna, marcos, camila):
    mine, lead, _ = portfolio
    plan = Plan(mine, mine.rows(), [bruna])
    lead.decide("responder", by=mine.user, note="Gostou.")
    done = transferring.begin(mine, plan, why="Férias", by=marcos)

    assert done.progress() == (2, 2, 0)
    lead.refresh_from_db()
    assert (lead.seller, lead.journey.holder) == (bruna.user, camila)


def test_who_was_quicker_in_ending_it_is_told(portfolio, bruna, marcos, camila):
    mine, _, other = portfolio
    plan = Plan(mine, mine.rows(), [bruna])
    other.decide("perder", by=camila, reason="Preço")

    assert transferring.begin(mine, plan, why="Férias", by=marcos).items.exclude(refused="").get().refused == "Já foi encerrado."


def test_many_are_done_by_a_worker_who_may_die_and_go_on(portfolio, bruna, marcos, monkeypatch):
    mine, *_ = portfolio
    monkeypatch.setattr(transferring, "AT_ONCE", 1)
    asked = transfer(mine, bruna, by=marcos)
    assert Errand.objects.get().subject == asked.pk
    assert transferring.work_on(asked.pk, seconds=-1)
    assert asked.progress() == (0, 2, 0)

    tasks.work_on_transfer(str(mine.unit.pk), str(asked.pk))
    asked.refresh_from_db()
    assert asked.is_finished
    assert not Errand.objects.exists()


def test_told_twice_it_is_done_once(portfolio, bruna, marcos):
    mine, lead, _ = portfolio
    done = transfer(mine, bruna, by=marcos)
    transferring.work_on(done.pk)

    assert lead.journey.events.filter(kind="journey.handed").count() == 1
    assert Notice.objects.filter(user=bruna.user).count() == 1


def address(person, place="u/santos"):
    return f"/{place}/pessoas/{person.pk}/transferir/"


def test_the_page_shows_what_would_become_of_each_before_it_does_it(browser, portfolio, bruna, marcos, santos, membership, rafael):
    sent = {"what": "todos", "takers": [str(bruna.pk)], "why": "Férias"}
    client, page = browser(marcos), address(membership(rafael))
    preview = client.post(page, sent)
    assert "Bruna" in words(preview)
    assert not Transfer.objects.exists()

    answer = client.post(page, {**sent, "go": "1"}, follow=True)
    assert "A carteira mudou de mãos" in words(answer)


def test_what_is_missing_comes_back_with_words(browser, portfolio, bruna, marcos, membership, rafael):
    answer = browser(marcos).post(address(membership(rafael)), {"what": "escolhidos", "takers": [str(bruna.pk)], "why": "Férias"})

    assert answer.status_code == 422
    assert "Marque ao menos um" in words(answer)


def test_who_has_several_teams_hands_over_fifty_at_a_time(portfolio, membership, rafael, santos, site, monkeypatch):
    """FOL-37"""
    monkeypatch.setattr("leads.portfolio.AT_A_TIME", 1)
    mine, *_ = portfolio
    assert mine.limit is None
    for name in ("Manhã", "Tarde"):
        TeamPlace.objects.create(team=Team.objects.create(unit=santos, name=name), membership=membership(rafael))

    form = TransferForm(portfolio=Portfolio(membership(rafael), santos))
    assert form.fields["what"].choices == [("escolhidos", "até 1 de cada vez")]
    assert len(form.chosen) == 1


def test_afterwards_nothing_stands_against_a_change(portfolio, bruna, marcos, membership, rafael, helena):
    """FOL-36"""
    mine, *_ = portfolio
    with pytest.raises(ValidationError, match="Transfira antes"):
        membership(rafael).end(by=marcos)
    transfer(mine, bruna, by=marcos)

    membership(rafael).end(by=marcos)
    assert not Membership.objects.active().filter(user=rafael).exists()


def test_the_franqueadora_hands_over_what_lies_in_several_units(portfolio, camila, helena, santos, campinas, caio, membership):
    """PUR-05: the Assessor Comercial's work lies in every unit"""
    elsewhere = sale(campinas, by=caio, process="purifikar")
    with tenant_context(campinas):
        elsewhere.journey.hand_to(camila)
    other = colleague("Dora", "comercial")
    mine = Portfolio(membership(camila), None)
    done = transferring.begin(mine, Plan(mine, mine.rows(), [other]), why="Licença", by=helena)

    assert done.progress() == (2, 2, 0)
    assert {row.unit.slug for row in OpenWork.objects.filter(holder=other.user)} == {"santos", "campinas"}
    assert Notice.objects.get(user=other.user).unit is None


def test_the_plan_asks_as_much_for_many_as_for_few(
    portfolio, bruna, site, rafael, django_assert_num_queries, django_assert_max_num_queries
):
    mine, *_ = portfolio
    with django_assert_max_num_queries(16) as few:
        Plan(Portfolio(mine.person, mine.unit), Portfolio(mine.person, mine.unit).rows(), [bruna])
    for number in range(8):
        Lead.objects.take_in(Person.objects.register(name=f"Ana {number}"), source=site, by=rafael, seller=rafael)

    with django_assert_num_queries(len(few)):
        Plan(Portfolio(mine.person, mine.unit), Portfolio(mine.person, mine.unit).rows(), [bruna])
