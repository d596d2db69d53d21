"""Respostas dos ciclos: the figures, whose they are, the contacts behind them, the files; erasure and a person's copy (BIM-46, LGPD)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup import tasks
from followup.cycle_report import CycleReport
from followup.models import CycleAnswer, CycleDay, CycleReply, CycleSum
from leads import privacy
from leads.models import DataRequest, Merge, Person
from purifikar.celery import app
from tests.followup.cycles import FILTER, GALLONS, answer, sale_cycle
from tests.followup.scenes import address, contact_of, real


@pytest.fixture
def answered(santos, rafael, denise):
    """Two contacts of Rafael's and one of Denise's, all of this month."""
    contacts = [
        contact_of(santos, by=by, person=name) for by, name in ((rafael, "Ana Braga"), (rafael, "Bia Lemos"), (denise, "Célia Prado"))
    ]
    with tenant_context(santos):
        for contact, said in zip(contacts, (GALLONS, {**GALLONS, "galoes": "3"}, FILTER), strict=True):
            answer(contact, {**said, "incomoda": ["Preço", "Cheiro"], "ponto": "sim"}, by=contact.owner)
    return contacts


def _report(user, unit, **params):
    return CycleReport(user.memberships.get(), unit, params)


def test_it_counts_choices_and_sums_numbers_up(answered, browser, marcos, santos):
    """BIM-46"""
    with tenant_context(santos):
        report = _report(marcos, santos)
        blocks = {block.question.key: block for block in report.blocks}
    water = {row.words: (row.count, row.share) for row in blocks["agua"].rows}
    assert (water["Galão de água mineral"], water["Purificador"], water["Poço"]) == ((2, 67), (1, 33), (0, 0))
    assert blocks["galoes"].figures == [("menor", "3"), ("média", "5,50"), ("maior", "8")]
    assert blocks["refil"].figures == [("mais antiga", "01/03/2026"), ("mais recente", "01/03/2026")]
    assert [(row.words, row.count) for row in blocks["ponto"].rows] == [("Sim", 3), ("Não", 0)]
    assert {row.words: row.count for row in blocks["incomoda"].rows}["Cheiro"] == 3
    assert (report.total, blocks["decisor"].answered) == ((3, 3), 1)


def test_the_page_leads_to_the_contacts_that_gave_the_answer(answered, browser, marcos, santos):
    """BIM-46"""
    client = browser(marcos)
    page = client.get(address("report_cycles")).text
    assert "Respostas dos ciclos" in page
    with tenant_context(santos):
        place = _report(marcos, santos).drill("agua", "Purificador")
    assert place.replace("&", "&amp;") in page
    behind = client.get(f"{address('report_cycle_contacts')}?{place}").text
    assert "Célia Prado" in behind
    assert "Ana Braga" not in behind


def test_who_sees_only_his_own_counts_only_his_own(answered, browser, rafael, santos):
    """BIM-46, PUR-42"""
    page = browser(rafael).get(address("report_cycles")).text
    assert "só os seus contatos" in page
    assert '<b class="pk-num">2</b> contatos respondidos' in page
    every = "?pergunta=decisor"
    assert "Célia" not in browser(rafael).get(address("report_cycle_contacts") + every).text
    assert "Célia" not in browser(rafael).get(address("report_cycle_file") + "?planilha=contatos").text


def test_days_and_owner_narrow_it(answered, marcos, denise, santos):
    """BIM-46"""
    with tenant_context(santos):
        assert _report(marcos, santos, com=str(denise.pk)).total == (1, 1)
        CycleReply.objects.update(first_at=timezone.now() - timedelta(days=400))
        assert _report(marcos, santos).total == (0, 0)
        assert _report(marcos, santos, periodo="livre", de="2020-01-01", ate="2022-01-01").blocks == []


def test_a_correction_counts_once_and_as_it_stands_now(answered, marcos, rafael, santos):
    """BIM-48"""
    with tenant_context(santos):
        answer(answered[0], FILTER, by=rafael, seen=1)
        report = _report(marcos, santos)
        water = next(block for block in report.blocks if block.question.key == "agua")
    assert report.total[0] == 3
    assert {row.words: row.count for row in water.rows if row.count} == {"Galão de água mineral": 1, "Purificador": 2}


def test_answers_of_older_versions_are_counted_along(answered, marcos, santos):
    """BIM-46"""
    with tenant_context(santos):
        draft = sale_cycle().begin_draft(by=marcos)
        prazo = draft.questions.get(key="prazo")
        prazo.choices = ["Já", "Depois"]
        prazo.save()
        draft.remove(draft.questions.get(key="ponto"))
        draft.publish(by=marcos)
        blocks = {block.question.key: block for block in _report(marcos, santos).blocks}
    assert blocks["ponto"].is_old
    assert [(row.words, row.is_old) for row in blocks["prazo"].rows] == [
        ("Já", False),
        ("Depois", False),
        ("Este mês", True),
        ("Sem pressa", True),
    ]


def test_the_files_have_no_formulas(answered, browser, marcos, santos, rafael):
    """DIR-42, CWE-1236"""
    with tenant_context(santos):
        answer(answered[0], FILTER | {"decisor": "=cmd|' /C calc'!A0"}, by=rafael, seen=1)
    client = browser(marcos)
    figures = client.get(address("report_cycle_file")).content.decode("utf-8-sig")
    assert "Qual água a família bebe hoje?;Purificador;2;67" in figures
    people = client.get(address("report_cycle_file") + "?planilha=contatos").content.decode("utf-8-sig")
    assert "'=cmd" in people
    assert ";=cmd" not in people
    assert client.get(address("report_cycle_file") + "?planilha=outra").status_code == 404


@pytest.mark.parametrize(
    "query", ["?ciclo=x&com=y&de=z&periodo=livre", "?pergunta=nenhuma&resposta=%00", "?com=00000000-0000-0000-0000-000000000000"]
)
def test_an_address_that_means_nothing_shows_what_there_is(answered, browser, marcos, query):
    for name in ("report_cycles", "report_cycle_contacts", "report_cycle_file"):
        assert browser(marcos).get(address(name) + query).status_code == 200


def told(report):
    return [(block.question.key, block.answered, block.figures, [(row.words, row.count, row.share) for row in block.rows]) for block in report.blocks]  # fmt: skip


@pytest.fixture
def long_ago(answered, santos):
    """All of them some days ago, two of one day."""
    with tenant_context(santos):
        for days, contact in zip((20, 20, 9), answered, strict=True):
            CycleReply.objects.filter(contact=contact).update(first_at=timezone.now() - timedelta(days=days))
    first = timezone.localdate() - timedelta(days=40)
    return {"periodo": "livre", "de": str(first), "ate": str(timezone.localdate())}


def test_sums_of_past_days_say_the_same_as_answers_counted_one_by_one(long_ago, answered, marcos, santos, rafael, monkeypatch):
    """BIM-46: and the days that are not over are counted along"""
    with tenant_context(santos):
        newest = contact_of(santos, by=rafael, person="Davi Souto", name="Galão")
        answer(newest, FILTER, by=rafael)
        summed = _report(marcos, santos, **long_ago)
        totals, blocks = summed.total, told(summed)
        assert CycleSum.objects.exists()
        monkeypatch.setattr("followup.cycle_tally.settled", lambda: date(2020, 1, 1))
        counted = _report(marcos, santos, **long_ago)
        assert (totals, blocks) == (counted.total, told(counted))
    assert totals == (4, 4)


def test_a_second_look_reads_the_sums_only(long_ago, marcos, santos):
    """BIM-46: whatever the number of answers"""
    with tenant_context(santos):
        first = told(_report(marcos, santos, **long_ago))
        CycleAnswer.objects.update(number=None, day=None, text="Torneira, sem filtro")
        with CaptureQueriesContext(connection) as asked:
            assert told(_report(marcos, santos, **long_ago)) == first
    assert not [query["sql"] for query in asked if not query["sql"].startswith("SELECT")]
    assert len(asked) <= 12


def test_past_days_are_added_up_at_night_so_that_the_first_look_only_reads(long_ago, marcos, santos):
    """BIM-46"""
    tasks.add_up_cycles_of_unit(str(santos.pk))
    with tenant_context(santos):
        period = {**long_ago, "de": str(timezone.localdate() - timedelta(days=20))}
        with CaptureQueriesContext(connection) as asked:
            assert told(_report(marcos, santos, **period))
        assert CycleSum.objects.exists()
    assert not [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert "followup.tasks.add_up_cycles" in {each["task"] for each in app.conf.beat_schedule.values()}


def test_a_correction_of_long_ago_is_counted_at_the_next_look(long_ago, answered, marcos, rafael, santos):
    """BIM-48"""
    with tenant_context(santos):
        told(_report(marcos, santos, **long_ago))
        answer(answered[0], FILTER, by=rafael, seen=1)
        blocks = {key: rows for key, _, _, rows in told(_report(marcos, santos, **long_ago))}
        assert [row[:2] for row in blocks["agua"] if row[1]] == [("Galão de água mineral", 1), ("Purificador", 2)]
        assert CycleDay.objects.filter(is_fresh=False).count() == 0


def test_what_is_erased_leaves_the_sums_too(long_ago, answered, marcos, santos):
    """LGPD art. 18, VI"""
    with tenant_context(santos):
        told(_report(marcos, santos, **long_ago))
        privacy.erase(DataRequest.objects.ask(answered[2].person, by=marcos, kind="eliminacao", identity="RG"), by=marcos)
        assert "decisor" not in [key for key, answered, *_ in told(_report(marcos, santos, **long_ago)) if answered]


def test_in_another_time_zone_the_days_are_added_up_anew(long_ago, marcos, santos):
    """An answer of the evening belongs to another day there."""
    with tenant_context(santos):
        first = told(_report(marcos, santos, **long_ago))
        with timezone.override("America/Rio_Branco"):
            assert told(_report(marcos, santos, **long_ago)) == first
        assert set(CycleDay.objects.filter(is_fresh=True, contacts__gt=0).values_list("zone", flat=True)) == {"America/Rio_Branco"}


def test_whoever_has_no_reports_finds_it_by_the_contacts(answered, browser, nair, marcos, santos):
    """BIM-46: from the list, from a contact's answers, from the cycle's own page"""
    place = f'href="{address("report_cycles")}'
    assert f'{place}"' in browser(nair).get(address("contacts")).text
    assert f'{place}"' not in browser(marcos).get(address("contacts")).text
    with tenant_context(santos):
        cycle = sale_cycle().pk
    assert f'{place}?ciclo={cycle}"' in browser(nair).get(address("contact_answers", answered[0].number)).text
    assert f'{place}?ciclo={cycle}"' in browser(marcos).get(address("cycle", cycle)).text
    assert browser(nair).get(f"{address('report_cycles')}?ciclo={cycle}").status_code == 200


def test_the_report_takes_a_fixed_number_of_queries(answered, browser, marcos, django_assert_max_num_queries):
    client = browser(marcos)
    client.get(address("report_cycles"))
    with django_assert_max_num_queries(60) as asked:
        client.get(address("report_cycles"))
    assert len(real(asked)) <= 20


def test_erasure_takes_the_answers_and_leaves_that_there_were_some(answered, santos, marcos, rafael):
    """LGPD art. 18, VI"""
    person = answered[0].person
    with tenant_context(santos):
        answer(answered[1], FILTER | {"decisor": "A irmã, Ana Braga"}, by=rafael, seen=1)
        privacy.erase(DataRequest.objects.ask(person, by=marcos, kind="eliminacao", identity="RG"), by=marcos)
        assert not CycleAnswer.objects.filter(reply__contact__person=person).exists()
        assert CycleReply.objects.filter(contact__person=person).exists()
        assert "Ana Braga" not in CycleAnswer.objects.get(question__key="decisor", reply__contact=answered[1]).text


def test_a_persons_copy_tells_what_was_answered(answered, santos):
    """LGPD art. 18, II"""
    with tenant_context(santos):
        subject = privacy.Subject(answered[0].person)
        copy = next(copy for copy in privacy.copies() if copy.name == "followup.CycleAnswer")
        told = {row["pergunta"]: row["resposta"] for row in map(copy.tell, copy.rows(subject))}
    assert told["Quantos galões por mês?"] == "8"


def test_answers_go_along_with_a_union_of_persons(answered, santos, marcos):
    """Field note 6"""
    with tenant_context(santos):
        winner = Person.objects.register(name="Ana B. Braga", phones=["(13) 99741-0099"])
        Merge.objects.unite(winner, answered[0].person, by=marcos)
        assert CycleReply.objects.get(contact__person=winner).values["decide"] == "O casal"
