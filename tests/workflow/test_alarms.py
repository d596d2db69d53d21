"""What an alarm does when it rings (FOL-31, DIR-11, DIR-39, BEY-02, BEY-08; reliability.md §9 rows 48, 57)."""

from datetime import timedelta

import pytest

from tenants.models import Alarm, Centre, Channel, Mail, Membership, Notice, User
from workflow import rounds
from workflow.models import Journey, Occurrence, Outcome


@pytest.fixture
def begin(process, rafael, camila):
    """`begin()`: publishes, and a journey begins in Camila's hands, with 24 hours for the first contact."""

    def begin():
        if process.draft:
            process.draft.publish(by=camila)
        journey = Journey.objects.at_start_of("venda", by=rafael)
        journey.describe("Padaria Rainha do Embaré", "", "/leads/1/")
        journey.start(by=rafael)
        return journey

    return begin


@pytest.fixture
def anderson(db):
    anderson = User.objects.create_user("anderson@rede.example", name="Anderson Luz")
    Membership.objects.give(anderson, "comercial")
    return anderson


def kinds(user):
    return list(Notice.objects.of(user).order_by("id").values_list("kind", flat=True))


def test_before_the_limit_the_holder_is_warned_in_the_bell_and_by_mail(clock, alarms, begin, camila, in_santos):
    alarms("primeiro-contato", 80)
    journey = begin()
    clock.ahead(hours=19, minutes=12)
    assert rounds.ring_due() == 1

    notice, mail = Notice.objects.get(), Mail.objects.get()
    assert (notice.user, notice.kind, notice.unit, notice.address) == (camila, "prazo_chegando", in_santos, "/leads/1/")
    assert notice.text == "Primeiro contato: vence hoje 09:00."
    assert (mail.to, mail.subject) == (camila.email, "Prazo chegando: Padaria Rainha do Embaré")
    assert notice.link in mail.text
    assert journey.events.last().kind == "limit.warned"


def test_nothing_rings_before_its_moment_and_nothing_twice(clock, alarms, begin):
    alarms("primeiro-contato", 80)
    begin()
    clock.ahead(hours=19, minutes=11)
    assert rounds.ring_due() == 0
    clock.ahead(minutes=1)
    assert [rounds.ring_due(), rounds.ring_due()] == [1, 0]


def test_work_that_nobody_holds_warns_the_whole_centre(clock, alarms, begin, camila, anderson):
    alarms("primeiro-contato")
    begin().hand_to(None, why="fila")
    clock.ahead(hours=24)
    rounds.ring_due()

    assert kinds(camila) == kinds(anderson) == ["prazo_vencido"]


def test_every_manager_and_owner_is_warned(clock, alarms, begin, camila, marcos, in_santos):
    """PUR-08, PUR-46"""
    owner = User.objects.create_user("dono@santos.example", name="Ester Prado")
    Membership.objects.give(owner, "franqueado", unit=in_santos)
    alarms("primeiro-contato", minutes=60, deed="avisar_gerente")
    begin()
    clock.ahead(hours=25)
    rounds.ring_due()

    assert kinds(marcos) == kinds(owner) == ["prazo_da_equipe"]
    assert "Está com Camila Duarte." in Notice.objects.of(marcos).get().text
    assert kinds(camila) == []


def test_where_nobody_manages_the_network_hears_of_it(clock, alarms, begin, helena):
    """BEY-02: no warning goes to nobody; a unit on Processo 1 or 3 may have no Gerente at all (FOL-06, FOL-31)"""
    alarms("primeiro-contato", deed="avisar_gerente")
    journey = begin()
    clock.ahead(hours=24)
    rounds.ring_due()

    assert kinds(helena) == ["prazo_da_equipe"]
    assert journey.events.last().details["to"] == "Helena Vasconcelos"


def test_it_passes_to_the_next_in_turn_with_the_reason_in_words(clock, alarms, begin, camila, anderson):
    """BEY-09"""
    alarms("primeiro-contato", deed="repassar")
    journey = begin()
    before = journey.holder
    clock.ahead(hours=24)
    rounds.ring_due()

    journey.refresh_from_db()
    handed = journey.events.get(kind="journey.handed")
    assert {before, journey.holder} == {camila, anderson}
    assert handed.details["why"] == f"o prazo Primeiro contato passou com {before}; próximo da vez"
    assert (kinds(journey.holder), kinds(before)) == (["recebido"], ["prazo_vencido"])


def test_with_nobody_else_there_it_stays_and_the_manager_hears_of_it(clock, alarms, begin, camila, marcos):
    alarms("primeiro-contato", deed="repassar")
    journey = begin()
    clock.ahead(hours=24)
    rounds.ring_due()

    journey.refresh_from_db()
    assert journey.holder == camila
    assert journey.events.last().kind == "limit.kept"
    assert "Não há a quem passar." in Notice.objects.of(marcos).get().text


def test_the_system_decides_and_gives_the_limit_as_its_reason(clock, alarms, begin, camila):
    alarms("primeiro-contato", deed="decidir", outcome=Outcome.objects.get(slug="perder"))
    journey = begin()
    clock.ahead(hours=24)
    rounds.ring_due()

    journey.refresh_from_db()
    assert (journey.result, journey.events.get(kind="journey.decided").by) == ("perdido", None)
    assert journey.events.get(kind="journey.reason").details["reason"] == "O prazo Primeiro contato passou hoje 09:00."
    assert Alarm.objects.get().state == "feito"


def test_of_listed_reasons_the_system_invents_none(clock, alarms, begin, camila):
    """BIM-33, DIR-12: what the reports count as lost by the price was lost by the price"""
    Outcome.objects.filter(slug="perder").update(reasons=["Preço", "Sem interesse"])
    alarms("primeiro-contato", deed="decidir", outcome=Outcome.objects.get(slug="perder"))
    journey = begin()
    clock.ahead(hours=24)
    rounds.ring_due()

    assert journey.events.get(kind="journey.reason").details["reason"] == "Prazo vencido"
    assert journey.events.get(kind="journey.noted").details["note"] == "O prazo Primeiro contato passou hoje 09:00."


def test_the_system_finds_whoever_the_decision_asks_for(clock, alarms, begin, camila, rafael):
    alarms("primeiro-contato", deed="decidir", outcome=Outcome.objects.get(slug="agendar"))
    journey = begin()
    clock.ahead(hours=24)
    rounds.ring_due()

    journey.refresh_from_db()
    assert (journey.stage.slug, journey.holder) == ("visitar", rafael)


def test_a_decision_that_the_stage_no_longer_offers_is_left_alone(clock, alarms, process, begin, camila, rafael):
    alarms("primeiro-contato", deed="decidir", outcome=Outcome.objects.get(slug="perder"))
    process.draft.limits.filter(slug="primeiro-contato").update(until=process.draft.stages.get(slug="vendido"))
    journey = begin()
    journey.decide("agendar", by=camila, person=rafael, note="…")
    clock.ahead(hours=24)
    rounds.ring_due()

    assert journey.events.last().kind == "limit.undecided"
    assert Alarm.objects.get().state == "feito"


def test_an_occurrence_says_which_limit_in_whose_hands_and_how_late(clock, alarms, begin, camila):
    """DIR-24, requirements 1.5 point 6"""
    alarms("primeiro-contato", deed="ocorrencia", minutes=30)
    journey = begin()
    due = journey.due_at
    clock.ahead(hours=24, minutes=30)
    rounds.ring_due()

    occurrence = Occurrence.objects.get()
    assert (occurrence.person, occurrence.limit, occurrence.due_at, occurrence.late) == (
        camila,
        "Primeiro contato",
        due,
        timedelta(minutes=30),
    )
    assert journey.events.get(kind="limit.missed").details["overdue"] == "30 min"


def test_an_occurrence_recorded_again_says_how_late_it_is_by_now(clock, alarms, begin, camila):
    """DIR-24: one missed limit is one occurrence, however many of its alarms say so"""
    alarms("primeiro-contato", deed="ocorrencia")
    alarms("primeiro-contato", deed="ocorrencia", minutes=60)
    begin()
    for hours in (24, 1):
        clock.ahead(hours=hours)
        assert rounds.ring_due() == 1

    assert Occurrence.objects.get().late == timedelta(hours=1)
    assert kinds(camila) == ["ocorrencia", "ocorrencia"]


def test_an_occurrence_in_nobodys_hands_is_told_to_the_manager(clock, alarms, begin, marcos):
    """DIR-24, PUR-45"""
    alarms("primeiro-contato", deed="ocorrencia")
    begin().hand_to(None, why="fila")
    clock.ahead(hours=24)
    rounds.ring_due()

    assert kinds(marcos) == ["ocorrencia"]


def test_an_alarm_that_an_outage_held_up_says_how_late(clock, alarms, begin, camila):
    """BEY-02"""
    alarms("primeiro-contato")
    journey = begin()
    clock.ahead(hours=27, minutes=5)
    rounds.ring_due()

    assert journey.events.last().details["late"] == "3 h 5 min"
    assert "Este aviso saiu 3 h 5 min depois da hora." in Notice.objects.get().text


def test_a_limit_that_was_met_rings_no_more(clock, alarms, begin, camila, rafael):
    alarms("primeiro-contato")
    begin().decide("agendar", by=camila, person=rafael, note="…")
    clock.ahead(hours=30)

    assert rounds.ring_due() == 0
    assert kinds(camila) == []


def test_a_poisoned_alarm_backs_off_is_shown_and_holds_up_nothing(clock, alarms, begin, camila):
    alarms("primeiro-contato")
    begin()
    begin()
    bad = Alarm.objects.order_by("pk").first()
    Alarm.objects.filter(pk=bad.pk).update(deed="01a20141-46e2-709e-bbba-000000000000")
    clock.ahead(hours=24)
    assert rounds.ring_due() == 1

    bad.refresh_from_db()
    assert (bad.state, bad.attempts, bad.retry_at) == ("armado", 1, clock.now + timedelta(seconds=30))
    assert bad.error.startswith("DoesNotExist")
    assert list(Alarm.objects.troubled()) == [bad]


def test_a_poisoned_alarm_leaves_no_trace_of_its_half_done_deed(clock, alarms, begin, camila, monkeypatch):
    alarms("primeiro-contato")
    journey = begin()
    clock.ahead(hours=24)
    monkeypatch.setattr(type(Alarm.objects.all()), "settle", lambda *given: 1 / 0)
    rounds.ring_due()

    assert not Notice.objects.exists()
    assert not Mail.objects.exists()
    assert not journey.events.filter(kind="limit.warned").exists()


def test_it_waits_ever_longer_up_to_an_hour(clock, alarms, begin):
    alarms("primeiro-contato")
    begin()
    waits = []
    for _ in range(9):
        alarm = Alarm.objects.get()
        alarm.note_failure(ValueError("no"))
        waits.append(int((Alarm.objects.get().retry_at - clock.now).total_seconds()))

    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_the_alarms_of_a_unit_that_does_not_answer_wait_until_it_is_back(clock, alarms, begin, in_santos, marcos):
    alarms("primeiro-contato")
    begin()
    clock.ahead(hours=24)
    in_santos.suspend(by=marcos)
    assert rounds.ring_due() == 0
    assert Alarm.objects.get().attempts == 0
    in_santos.resume(by=marcos)

    assert rounds.ring_due() == 1


def test_nobody_is_told_by_mail_who_chose_not_to_be(clock, alarms, begin, camila):
    Channel.objects.choose(camila, {"prazo_vencido": "nenhum"})
    alarms("primeiro-contato")
    begin()
    clock.ahead(hours=24)
    rounds.ring_due()

    assert (Notice.objects.count(), Mail.objects.count()) == (1, 0)


def test_after_an_outage_each_person_gets_one_mail(clock, alarms, begin, camila, marcos):
    """Row 57"""
    alarms("primeiro-contato")
    alarms("primeiro-contato", deed="avisar_gerente")
    for _ in range(20):
        begin()
    clock.ahead(hours=30)
    rounds.ring_due()
    assert Mail.objects.count() == 0
    assert rounds.fold_late_notices() == 2

    mail = Mail.objects.get(to=camila.email)
    assert (Mail.objects.count(), mail.subject) == (2, "20 avisos que esperavam")
    assert mail.text.count("Padaria Rainha do Embaré") == 20
    assert rounds.fold_late_notices() == 0


def test_it_waits_until_the_last_of_the_outage_rang(clock, alarms, begin):
    alarms("primeiro-contato")
    begin(), begin()
    clock.ahead(hours=30)
    rounds.ring_in(Alarm.objects.first().unit, at_a_time=1)

    assert rounds.fold_late_notices() == 0


def test_what_falls_due_while_the_rest_is_caught_up_waits_along(clock, alarms, begin, camila):
    """Row 57: one mail, also for what was due five minutes before the end of the outage"""
    alarms("primeiro-contato")
    begin()
    clock.ahead(hours=6)
    begin()
    clock.ahead(hours=24, minutes=5)
    rounds.ring_in(Alarm.objects.first().unit, at_a_time=1)
    assert rounds.fold_late_notices() == 0
    rounds.ring_due()

    assert (Mail.objects.count(), rounds.fold_late_notices(), Mail.objects.count()) == (0, 1, 1)


def test_where_work_stays_behind_nobody_waits_for_the_end_of_it(clock, alarms, begin, camila):
    alarms("primeiro-contato")
    begin(), begin()
    clock.ahead(hours=30)
    rounds.ring_in(Alarm.objects.first().unit, at_a_time=1)
    assert rounds.fold_late_notices() == 0
    clock.ahead(minutes=16)

    assert rounds.fold_late_notices() == 1


def test_a_centre_without_anybody_warns_the_manager(clock, alarms, begin, camila, marcos):
    alarms("primeiro-contato")
    begin().hand_to(None, why="fila")
    Centre.objects.update(roles=[])
    clock.ahead(hours=24)
    rounds.ring_due()

    assert kinds(marcos) == ["prazo_vencido"]


def test_two_of_one_journey_ring_in_turn(clock, alarms, begin, camila, anderson):
    """The second sees what the first did."""
    alarms("primeiro-contato", deed="repassar")
    alarms("primeiro-contato", minutes=1, deed="avisar_responsavel")
    journey = begin()
    before = journey.holder
    clock.ahead(hours=24, minutes=1)
    assert rounds.ring_due() == 2

    journey.refresh_from_db()
    assert kinds(before) == ["prazo_vencido"]
    assert kinds(journey.holder) == ["recebido", "prazo_vencido"]


def test_a_poisoned_one_among_many_is_found_and_the_others_ring(clock, alarms, begin):
    """Row 52: they share a transaction until one of them fails."""
    alarms("primeiro-contato")
    for _ in range(7):
        begin()
    bad = Alarm.objects.order_by("pk")[3]
    Alarm.objects.filter(pk=bad.pk).update(deed="01a20141-46e2-709e-bbba-000000000000")
    clock.ahead(hours=24)

    assert rounds.ring_due() == 6
    assert Alarm.objects.troubled().get() == bad
