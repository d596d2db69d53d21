"""An import of people whom other units treat: each dispute is listed, and the network is told once (BEY-09, field note 5)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from leads import identity_check
from leads.importing import disputes
from leads.models import Lead, Person, Source
from tenants.models import Dispute, Notice
from tests.leads.importing import HEADINGS, done, undone
from workflow.install import install_all

ROWS = [f"Cliente {number} Silva;13997410{number:03};c{number}@mail.example;;" for number in range(6)]
SHEET = "\n".join([HEADINGS, *ROWS])


@pytest.fixture
def theirs(campinas, caio):
    """Campinas treats five of the six since before."""
    with tenant_context(campinas):
        install_all()
        for number in range(5):
            person = Person.objects.register(name="Alguém", phones=[f"13997410{number:03}"], emails=[f"c{number}@mail.example"])
            Lead.objects.take_in(person, source=Source.objects.usual("web"), by=caio)


@pytest.fixture
def made(theirs, helena, marcos, camila, site, files_dir):
    return done(SHEET, by=marcos)


def told(user):
    return list(Notice.objects.of(user).filter(kind=Notice.Kind.DISPUTE).values_list("title", "address"))


def test_each_dispute_is_listed_and_the_network_is_told_once(made, helena):
    assert Dispute.objects.open().count() == 5
    assert told(helena) == [("5 disputas abertas por uma importação de Santos", "/rede/disputas/")]


def test_it_is_the_dispute_that_registering_one_by_one_opens(made, santos, campinas):
    dispute = Dispute.objects.get(second_lead=1)

    assert (dispute.first_unit, dispute.second_unit, dispute.kinds) == (campinas, santos, ["email", "telefone"])
    assert Dispute.objects.look(santos, list(Person.objects.values_list("pk", flat=True))) == []
    assert identity_check.run() == []


def test_the_lead_says_where_else_the_person_is_treated(made):
    said = Lead.objects.get(number=1).journey.events.get(kind="lead.elsewhere")

    assert (said.by, said.details["unit"]) == (None, "Campinas")


def test_somebody_known_who_gets_a_second_phone_of_theirs_counts_too(theirs, helena, marcos, camila, site, files_dir):
    ana = Person.objects.register(name="Ana Rocha", phones=["13955550000"])
    Lead.objects.take_in(ana, source=site, by=marcos)
    done("Nome;Telefone;Celular\nAna Rocha;13955550000;13997410001\n", by=marcos, known="atualizar", keys=["phone"])

    assert Dispute.objects.open().count() == 1
    assert [title for title, _ in told(helena)] == ["1 disputa aberta por uma importação de Santos"]


def test_without_any_the_network_hears_nothing(helena, marcos, camila, site, files_dir):
    done(SHEET, by=marcos)

    assert told(helena) == []


def test_many_are_looked_for_in_a_few_statements(made, santos):
    Dispute.objects.all().delete()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = disputes.look(list(Person.objects.values_list("pk", flat=True)))

    assert (len(found), len(asked)) == (5, 5)


def test_undone_nothing_is_left_to_decide(made, marcos):
    undone(made, by=marcos)

    assert not Dispute.objects.open().exists()
