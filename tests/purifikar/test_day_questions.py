"""What Meu dia asks: written once a process, answered for whoever asks now; counted as far as anybody reads."""

from datetime import timedelta

from django.utils import timezone
from django_tenants.utils import tenant_context

from purifikar.day import FilledBlock
from purifikar.day_layouts import SELLER
from tests.followup.scenes import contact_of, today
from tests.leads.scenes import sale
from tests.purifikar.day_scenes import block, panel, titles, waiting_work  # noqa: F401 (fixtures)
from workflow.models import Journey

MORE = 7  # than a block shows


def test_each_one_reads_his_own_day_though_its_questions_are_written_once(browser, rafael, otavio, caio, work, campinas):
    """PUR-15"""
    work(rafael, title="De Rafael")
    work(caio, title="De Caio", unit=campinas)

    assert titles(browser(rafael).get("/u/santos/"), "novas") == ["De Rafael"]
    assert titles(browser(caio).get("/u/campinas/"), "novas") == ["De Caio"]


def test_the_hour_is_asked_by_each_time(browser, rafael, work, monkeypatch):
    """PUR-15, BEY-01: three days later it is not new any more, and late."""
    for _ in range(MORE):
        work(rafael, due_at=timezone.now() + timedelta(hours=5))
    now = browser(rafael).get("/u/santos/")
    monkeypatch.setattr("purifikar.day.Day.hour", staticmethod(lambda: timezone.localtime() + timedelta(days=3)))
    later = browser(rafael).get("/u/santos/")

    assert [(block(page, "novas").count, block(page, "comigo").late) for page in (now, later)] == [(MORE, 0), (0, MORE)]


def test_more_than_a_block_shows_are_counted_all(browser, rafael, denise, santos):
    """PUR-18, BIM-03"""
    for number in range(MORE):
        contact_of(santos, by=rafael, name=f"Assunto {number}", next_on=today(-number))
    with tenant_context(santos):
        for number in range(MORE):
            lead = sale(santos, by=rafael, process="processo-1")
            lead.journey.hand_to(rafael if number else denise)
            lead.set_next(timezone.now() - timedelta(days=1))
    page = browser(rafael).get("/u/santos/")

    assert [block(page, slug).count for slug in ("contatos", "retornos")] == [MORE, MORE - 1]


def test_the_month_counts_the_leads_that_he_registered_in_it(browser, rafael, denise, santos):
    """PUR-15: none of a colleague's, of last month or of what is no lead."""
    with tenant_context(santos):
        journeys = [sale(santos, by=who, process="processo-1").journey_id for who in (rafael, rafael, denise, rafael)]
        Journey.objects.filter(pk=journeys[1]).update(started_at=timezone.now() - timedelta(days=40))
        Journey.objects.filter(pk=journeys[3]).update(channel="")

    assert panel(browser(rafael).get("/u/santos/"), "mes").facts[0][:2] == ("Leads registrados", 1)


def test_a_count_beyond_what_is_said_says_so():
    """BEY-01"""
    promised = next(block for block in SELLER.blocks if block.slug == "retornos")
    filled = FilledBlock(promised, rows=[None] * 6, count=1001, late=1001)

    assert (filled.count_words, filled.hidden_words, filled.late_words) == ("1.000+", "994+", "1.000+ vencidos")


def test_thousands_are_counted_anew_every_few_seconds_only(browser, rafael, denise, work, settings, monkeypatch):
    """BEY-01: of each person by himself; a usual day is counted at each look."""
    settings.PAGES_REMEMBER = True
    monkeypatch.setattr("purifikar.day_questions.MANY", 2 * MORE + 1)  # they stand in two blocks
    for _ in range(MORE):
        work(rafael)
    counts = []
    for who in (rafael, rafael, rafael, denise):
        counts.append(block(browser(who).get("/u/santos/"), "comigo").count)
        work(rafael)

    assert counts == [MORE, MORE + 1, MORE + 1, 0]
