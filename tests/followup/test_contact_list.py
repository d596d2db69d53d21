"""The day's list over all persons, and what is critical (BIM-03, BIM-72)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from followup.models import Contact
from leads.models import Source
from tenants.models import Notice
from tests.conftest import HTMX
from tests.followup.scenes import address, contact_of, history, real, seen, today


@pytest.fixture
def routine(santos, rafael, marcos):
    """{name: contact}: one of each state, Rafael's but the last two."""
    facts = {
        "Vencido": {"next_on": today(-6)},
        "De hoje": {"next_on": today()},
        "Interno": {"next_on": today(3), "next_is_internal": True},
        "Aberto": {"next_on": today(20)},
        "Do Marcos": {"next_on": today(), "by": marcos},
        "Encerrado": {"by": marcos},
    }
    made = {name: contact_of(santos, name=name, person=f"Cliente {name}", **{"by": rafael, **more}) for name, more in facts.items()}
    with tenant_context(santos):
        made["Encerrado"].close(by=marcos, result="vendido")
    return made


@pytest.fixture
def names(browser, marcos):
    """`names("?situacao=aberto")`: whose contacts the list shows, in its order."""

    def shown(query="", user=None):
        rows = browser(user or marcos).get(address("contacts") + query).context["list"].rows
        return [contact.name for contact in rows]

    return shown


def test_the_list_begins_with_what_is_late_and_goes_on_with_today(routine, names):
    """BIM-03"""
    assert names() == ["Vencido", "De hoje", "Do Marcos"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?situacao=vencido", ["Vencido"]),
        ("?situacao=hoje", ["De hoje", "Do Marcos"]),
        ("?situacao=interna", ["Interno"]),
        ("?situacao=aberto", ["Aberto"]),
        ("?situacao=encerrado", ["Encerrado"]),
        ("?situacao=proximos", ["Interno"]),
        ("?situacao=abertos", ["Vencido", "De hoje", "Do Marcos", "Interno", "Aberto"]),
        ("?responsavel=eu", ["Do Marcos"]),
        ("?tipo=1", ["Vencido", "De hoje", "Do Marcos"]),
        ("?tipo=1.3", ["Vencido", "De hoje", "Do Marcos"]),
        ("?tipo=1.1", []),
        ("?q=vencido", ["Vencido"]),
        ("?canal=fluxo", []),
        ("?situacao=abertos&amp;x=%00".replace("&amp;", "&"), ["Vencido", "De hoje", "Do Marcos", "Interno", "Aberto"]),
        (f"?situacao=abertos&de={today(1)}&ate={today(5)}", ["Interno"]),
        ("?tipo=9&responsavel=x&de=ontem&depois=lixo", ["Vencido", "De hoje", "Do Marcos"]),
    ],
)
def test_every_filter_stands_in_the_address(routine, names, query, expected):
    """BIM-03, BIM-07, BIM-08: and what means nothing filters nothing"""
    assert names(query) == expected


def test_the_channel_is_that_of_the_lead_a_contact_is_about(routine, names, santos, rafael):
    from tests.leads.scenes import sale

    lead = sale(santos, by=rafael)
    with tenant_context(santos):
        Contact.objects.filter(name="De hoje").update(lead=lead)
        assert lead.channel == Source.Channel.WEB
    assert names("?canal=web") == ["De hoje"]


def test_a_seller_finds_his_own_only(routine, names, rafael):
    """FOL-16"""
    assert names("?situacao=abertos", user=rafael) == ["Vencido", "De hoje", "Interno", "Aberto"]


def test_the_legend_counts_each_state(routine, browser, marcos, rafael):
    """BIM-08"""
    for user, expected in ((marcos, [1, 2, 1, 1, 1]), (rafael, [1, 1, 1, 1, 0])):
        legend = browser(user).get(address("contacts")).context["list"].legend
        assert [count for _, _, _, count, *_ in legend] == expected


@pytest.mark.parametrize("most", [10_000, 3])
def test_the_legend_of_a_name_counts_each_state_too(routine, browser, marcos, monkeypatch, most):
    """BIM-08: in one pass where few are found, else one by one."""
    monkeypatch.setattr("followup.contact_list.CAP", most)
    legend = browser(marcos).get(address("contacts") + "?q=cliente").context["list"].legend
    assert [count for _, _, _, count, *_ in legend] == [1, 2, 1, 1, 1]


def test_the_days_of_an_end_are_those_of_the_unit(routine, names):
    """BIM-07"""
    assert names(f"?situacao=encerrado&de={today()}&ate={today()}") == ["Encerrado"]
    assert names(f"?situacao=encerrado&de={today(1)}") == []


def test_each_unit_answers_for_itself(routine, browser, campinas, caio, rafael):
    """The question is written once, the answer is the unit's and the person's."""
    contact_of(campinas, by=caio, name="De Campinas", next_on=today())
    shown = [
        browser(user).get(address("contacts", unit=unit)).context["list"].rows for user, unit in ((rafael, "santos"), (caio, "campinas"))
    ]
    assert [[contact.name for contact in rows] for rows in shown] == [["Vencido", "De hoje"], ["De Campinas"]]


def test_done_and_the_next_date_are_one_tap(routine, santos, rafael, browser):
    """BIM-03"""
    contact = routine["Vencido"]
    browser(rafael).post(address("contact_done", contact.number), {"dias": "3"})
    assert seen(contact, santos).next_on == today(3)
    assert history(contact, santos)[-1] == ("feito", "Retorno feito")


def test_the_line_itself_says_that_it_is_done(routine, rafael, browser):
    line = browser(rafael).post(address("contact_done", routine["De hoje"].number), headers=HTMX).text
    assert "feito, " in line
    assert "is-done" in line


def test_a_line_calls_and_writes_by_one_tap(routine, rafael, browser):
    page = browser(rafael).get(address("contacts")).text
    assert 'href="tel:+5513997410022"' in page
    assert 'href="https://wa.me/5513997410022"' in page


def test_pages_go_on_where_the_last_one_ended(santos, marcos, browser):
    """Keyset: the pages together show everyone once."""
    with tenant_context(santos):
        first = contact_of(santos, by=marcos, name="Assunto", next_on=today())
        Contact.objects.bulk_create(
            Contact(number=100 + i, person=first.person, kind=first.kind, name=f"Assunto {i}", contacted_on=today(), next_on=today(-i // 9))
            for i in range(70)
        )
    client, numbers, page = browser(marcos), [], address("contacts")
    while page:
        found = client.get(page).context["list"]
        numbers += [contact.number for contact in found.rows]
        page = found.page.older_url and address("contacts") + found.page.older_url
    assert len(numbers) == len(set(numbers)) == 71


@pytest.mark.parametrize("who", ["marcos", "rafael"])
def test_the_list_costs_ten_queries_at_most(routine, who, browser, request):
    client = browser(request.getfixturevalue(who))
    client.get(address("contacts"))
    with CaptureQueriesContext(connection) as asked:
        client.get(address("contacts"))
    assert len(real(asked)) <= 10, real(asked)


def test_critical_is_what_is_late_or_near_with_who_must_act(routine, browser, marcos):
    """BIM-72: more than 5 days late is highlighted"""
    page = browser(marcos).get(address("contacts_critical"))
    rows = {contact.name: contact for contact in page.context["list"].rows}
    assert [(row.days_words, row.is_critical) for row in (rows["Vencido"], rows["De hoje"])] == [
        ("6 dias de atraso", True),
        ("vence hoje", False),
    ]
    assert "Aberto" not in rows
    assert str(rows["Vencido"].actor) == "Rafael Moreira"


def test_of_a_contact_about_a_lead_the_holder_must_act_with_his_centre(routine, browser, santos, marcos, rafael, camila):
    """BIM-72: the sector that must act"""
    from tests.leads.scenes import sale

    lead = sale(santos, by=rafael)
    with tenant_context(santos):
        Contact.objects.filter(name="De hoje").update(lead=lead)
    rows = {contact.name: contact for contact in browser(marcos).get(address("contacts_critical")).context["list"].rows}
    assert (str(rows["De hoje"].actor), rows["De hoje"].sector) == ("Camila Duarte", "Atendimento")


def test_all_that_somebody_follows_up_goes_to_a_colleague_who_is_told(routine, santos, marcos, rafael, denise, browser):
    """FOL-36: the open ones; what is closed stays his who closed it"""
    browser(marcos).post(address("contacts_hand"), {"giver": rafael.pk, "taker": denise.pk, "why": "Férias"})
    with tenant_context(santos):
        assert set(Contact.objects.filter(owner=denise).values_list("name", flat=True)) == {"Vencido", "De hoje", "Interno", "Aberto"}
    assert history(routine["Vencido"], santos)[-1] == ("passado", "de Rafael Moreira para Denise Farias · Férias")
    assert Notice.objects.of(denise).get().title == "Marcos Antunes passou a você 4 contatos de Rafael Moreira"


def test_the_menu_counts_what_one_has_to_come_back_to(routine, rafael, browser):
    """BIM-03: and at once one less when it is done"""
    client = browser(rafael)
    before = next(item for item in client.get(address("contacts")).context["shell"].nav if item.label == "Vendas (follow up)")
    client.post(address("contact_done", routine["Vencido"].number))
    after = next(item for item in client.get(address("contacts")).context["shell"].nav if item.label == "Vendas (follow up)")
    assert [(item.count, item.late) for item in (before, after)] == [(2, 1), (1, 0)]


@pytest.mark.parametrize("query", ["?q=²", "?depois=x~1&antes=y~0199aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa"])
def test_an_address_that_means_nothing_shows_the_list(routine, browser, marcos, query):
    assert browser(marcos).get(address("contacts") + query).status_code == 200
