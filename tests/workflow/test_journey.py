import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tenants.models import Absence, Assignment, Mail, Membership, Notice, OpenWork, User
from tests.workflow.play import person
from workflow.models import AlreadyDecided, Journey, NotAllowed


def _kinds(journey):
    return list(journey.events.values_list("kind", flat=True))


def test_a_journey_enters_with_the_next_in_turn_and_says_why(journey, camila):
    """FOL-08, BEY-09"""
    assert journey.holder == camila
    assert journey.events.get(kind="journey.entered").details["why"] == "próximo da vez"


def test_it_stands_in_the_networks_queue(journey, camila, santos):
    """PUR-36, BEY-06"""
    row = OpenWork.objects.get(subject=journey.pk)

    assert (row.unit, row.holder, row.title, row.stage) == (santos, camila, "Padaria Rainha do Embaré", "Em atendimento")


def test_the_handover_goes_to_the_chosen_seller_and_the_answer_brings_it_back(journey, camila, rafael):
    """FOL-09, FOL-10, FOL-11"""
    journey.decide("agendar", by=camila, person=rafael, note="Quer ver a PK Inox na quinta.")
    assert journey.holder == rafael
    journey.decide("responder", by=rafael, note="Gostou, pediu desconto.")

    assert (journey.holder, journey.stage.slug) == (camila, "finalizar")
    assert journey.events.last().details["why"] == "volta para quem atendia"


def test_each_hand_over_is_told_to_whoever_gets_it(journey, camila, rafael):
    """FOL-09, FOL-11, PUR-21: in the bell and by mail, at once; what one did himself he is not told"""
    journey.decide("agendar", by=camila, person=rafael, note="Quer ver a PK Inox na quinta.")
    journey.decide("responder", by=rafael, note="Gostou, pediu desconto.")
    told = Notice.objects.order_by("id").values_list("user__name", "kind", "title", "text", "address")

    assert list(told) == [
        ("Rafael Moreira", "recebido", "Chegou a você: Padaria Rainha do Embaré", "Visita: Agendar, por Camila Duarte.", "/leads/1/"),
        (
            "Camila Duarte",
            "recebido",
            "Chegou a você: Padaria Rainha do Embaré",
            "Voltou da visita: Responder, por Rafael Moreira.",
            "/leads/1/",
        ),
    ]
    assert list(Mail.objects.order_by("id").values_list("to", flat=True)) == [rafael.email, camila.email]


def test_what_a_colleague_passes_on_is_told_with_his_reason(journey, camila, denise):
    """PUR-35"""
    journey.hand_to(denise, by=camila, why="Cobre as minhas férias.")
    journey.decide("perder", by=denise, reason="preço")

    assert list(Notice.objects.values_list("user__name", "text")) == [
        ("Denise Farias", "Repassado por Camila Duarte: Cobre as minhas férias.")
    ]


def test_whoever_registers_for_another_lets_him_know(published, nair, rafael):
    """FOL-20, FOL-32"""
    journey = Journey.objects.at_start_of("venda", by=nair)
    journey.describe("Padaria Rainha do Embaré", "", "/leads/1/")
    journey.start(by=nair, holder=rafael)

    assert Notice.objects.get(user=rafael).text == "Em atendimento: registrado por Nair Queiroz."


def test_what_an_outcome_asks_for_is_asked_at_each_field(journey, camila):
    """BIM-33, BEY-10"""
    with pytest.raises(ValidationError) as refused:
        journey.decide("agendar", by=camila)

    assert set(refused.value.message_dict) == {"person", "note"}
    assert Journey.objects.get().stage.slug == "atender"


def test_a_way_that_the_process_does_not_have_is_refused(journey, rafael, camila):
    """FOL-17: the seller may not finalise."""
    journey.decide("agendar", by=camila, person=rafael, note="…")

    with pytest.raises(NotAllowed):
        journey.decide("vender", by=rafael)


@pytest.mark.parametrize("who", ["rafael", "nair", "ulisses", "caio"])
def test_nobody_decides_who_neither_holds_it_nor_works_in_the_centre_nor_manages(journey, request, who):
    """FOL-17: the same on every path, because the engine itself refuses."""
    with pytest.raises(NotAllowed, match="quem decide é Atendimento"):
        journey.decide("perder", by=request.getfixturevalue(who), reason="preço")

    assert Journey.objects.get().is_running


@pytest.mark.parametrize("who", ["camila", "marcos", "helena", None])
def test_the_holder_the_gerente_the_administrator_and_the_system_decide(journey, request, who):
    """FOL-17, PUR-43"""
    journey.decide("perder", by=who and request.getfixturevalue(who), reason="preço")

    assert not journey.is_running


def test_whoever_was_handed_it_decides_without_being_of_the_centre(journey, rafael):
    journey.hand_to(rafael, why="cobre as férias")
    journey.decide("perder", by=rafael, reason="preço")

    assert journey.result == "perdido"


def test_of_two_deciding_at_once_the_second_is_told_who_was_first(journey, camila, rafael, marcos):
    page_of_the_second = Journey.objects.get()
    journey.decide("perder", by=camila, reason="preço")

    with pytest.raises(AlreadyDecided, match="Já foi decidido por Camila Duarte"):
        page_of_the_second.decide("agendar", by=marcos, person=rafael, note="…")
    assert _kinds(journey).count("journey.decided") == 1


def test_an_end_closes_the_journey_and_leaves_the_queue(journey, camila):
    """BIM-68, DIR-16"""
    journey.decide("perder", by=camila, reason="mora de aluguel")

    assert (journey.result, journey.holder) == ("perdido", camila)
    assert not OpenWork.objects.exists()
    assert journey.events.filter(kind="journey.reason", details__reason="mora de aluguel").exists()


def test_a_refused_step_leaves_no_trace(journey, camila):
    before = _kinds(journey)
    with pytest.raises(ValidationError):
        journey.decide("perder", by=camila)

    assert _kinds(journey) == before


def test_whoever_is_away_is_passed_over_and_the_reason_says_so(published, camila, rafael):
    """BEY-09"""
    anderson = User.objects.create_user("anderson@rede.example", name="Anderson Luz")
    Membership.objects.give(anderson, "comercial")
    today = timezone.localdate()
    Absence.objects.create(user=camila, starts=today, ends=today, by=camila)
    journey = Journey.objects.at_start_of("venda")
    journey.start()

    assert journey.holder == anderson
    assert f"Camila Duarte ausente até {today:%d/%m}" in journey.events.last().details["why"]


def test_with_nobody_there_it_waits_in_the_centres_queue(published, camila):
    """PUR-36: never lost, never unassigned in silence"""
    today = timezone.localdate()
    Absence.objects.create(user=camila, starts=today, ends=today, by=camila)
    Journey.objects.at_start_of("venda").start()

    assert OpenWork.objects.get().holder is None
    assert OpenWork.objects.get().centre == "atendimento"


def test_turns_go_round(published, camila):
    anderson = User.objects.create_user("anderson@rede.example", name="Anderson Luz")
    Membership.objects.give(anderson, "comercial")
    holders = []
    for _ in range(4):
        journey = Journey.objects.at_start_of("venda")
        journey.start()
        holders.append(journey.holder)

    assert holders[0] != holders[1]
    assert holders[:2] == holders[2:]


def visited(journey, camila, rafael):
    journey.decide("agendar", by=camila, person=rafael, note="Quer ver a PK Inox na quinta.")
    return journey


def test_it_comes_back_to_whoever_treated_it_last_not_to_whom_it_was_taken_from(journey, camila, rafael):
    """FOL-11: handed over at the limit or by hand, it is the new attendant's from then on"""
    anderson = person("Anderson Luz", "comercial")
    journey.hand_to(anderson, why="o prazo passou com Camila Duarte")
    journey.decide("agendar", by=anderson, person=rafael, note="Quer ver a PK Inox na quinta.")
    journey.decide("responder", by=rafael, note="Gostou.")

    assert (journey.holder, journey.events.last().details["why"]) == (anderson, "volta para quem atendia")


def test_it_comes_back_to_whoever_took_it_from_the_queue(published, camila, rafael):
    """FOL-11, PUR-36"""
    today = timezone.localdate()
    away = Absence.objects.create(user=camila, starts=today, ends=today, by=camila)
    journey = Journey.objects.at_start_of("venda")
    journey.start()
    away.delete()
    anderson = person("Anderson Luz", "comercial")
    journey.take(anderson)
    journey.decide("agendar", by=anderson, person=rafael, note="…")
    journey.decide("responder", by=rafael, note="Gostou.")

    assert (journey.holder, journey.events.last().details["why"]) == (anderson, "volta para quem atendia")


def test_it_does_not_come_back_to_somebody_who_is_away(journey, camila, rafael, membership):
    """FOL-11, BEY-09: then it goes by turns, and the proof says why"""
    anderson = person("Anderson Luz", "comercial")
    today = timezone.localdate()
    Absence.objects.create(user=camila, starts=today, ends=today, by=camila)
    visited(journey, camila, rafael).decide("responder", by=rafael, note="Gostou.")
    why = f"Camila Duarte, que atendia, ausente até {today:%d/%m}; próximo da vez"

    assert journey.holder == anderson
    assert journey.events.last().details["why"] == Assignment.objects.latest("at").why == why


def test_nor_to_somebody_who_left(journey, camila, rafael):
    anderson = person("Anderson Luz", "comercial")
    visited(journey, camila, rafael)
    Membership.objects.filter(user=camila).update(ended_at=timezone.now())
    journey.decide("responder", by=rafael, note="Gostou.")

    assert journey.holder == anderson
    assert journey.events.last().details["why"] == "Camila Duarte, que atendia, não está mais no centro; próximo da vez"
