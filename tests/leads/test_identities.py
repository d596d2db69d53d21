"""One person known to several units, by keyed digests alone; where two treat him at once the network decides."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads import disputing, identity_check
from leads.models import Lead, Merge, Person, Source
from tenants.models import Checkup, Dispute, IdentityHash, Notice
from tenants.models.identity_hash import digest_of
from tests.leads.scenes import address, events, inside, marinas_lead, sale  # noqa: F401 (fixtures)
from tests.leads.test_person_page import words

MARINAS = "13 9741-0022"


@pytest.fixture
def theirs(campinas, caio, otavio):
    """The same Marina, as Campinas treats her since now."""
    return sale(campinas, by=caio, process="processo-2-fluxo")


def register(browser, who, unit="santos", **facts):
    sent = {"name": "Ana Prado", "phone": "13 98888-0000", "key": "", **facts}
    return browser(who).post(address("lead_new", unit=unit), sent, follow=True)


def rows(unit):
    return IdentityHash.objects.filter(unit=unit)


def lost(lead):
    return lead.journey.stage.outcomes.filter(target__ends="perdido").first()


def test_a_unit_learns_where_and_since_when_and_nothing_else(browser, rafael, theirs, santos):
    """Field note 5: duplicates across companies without leaking data"""
    with inside(santos, "purifikar"):
        pass
    said = words(browser(rafael).get(address("lead_duplicates"), {"phone": MARINAS}))
    now = timezone.localtime()

    assert f"Já em atendimento na unidade Campinas desde {now.day}/{now.month}" in said
    assert "Marina" not in said


def test_in_the_shared_table_stands_nothing_that_can_be_read(theirs):
    for row in IdentityHash.objects.values():
        assert "99741" not in str(row)
        assert "marina" not in str(row)


def test_whoever_knows_no_key_cannot_try_numbers(settings):
    ours = digest_of("telefone", "+5513997410022")
    settings.SECRET_KEY = "another-key" * 6

    assert digest_of("telefone", "+5513997410022") != ours


def test_two_units_with_one_person_go_to_the_network_with_both_dates(theirs, lead, santos, campinas, helena):
    dispute = Dispute.objects.get()

    assert [(unit.slug, since) for unit, _, since in dispute.sides] == [("campinas", theirs.created_at), ("santos", lead.created_at)]
    assert dispute.kinds == ["email", "telefone"]
    assert events(lead, santos, "lead.elsewhere")[0].details["unit"] == "Campinas"


def test_the_administrators_are_told_when_it_begins(helena, theirs, lead):
    assert Notice.objects.get(user=helena).title == "Disputa entre Campinas e Santos"


def test_whoever_registers_is_told_at_once(browser, rafael, camila, theirs, santos):
    with inside(santos, "purifikar"):
        pass
    said = words(register(browser, rafael, phone=MARINAS))

    assert "já está em atendimento na unidade Campinas desde" in said


def test_a_phone_added_later_finds_it_too(browser, theirs, santos, rafael):
    with inside(santos, "purifikar"):
        person = Person.objects.register(name="Ana Prado", phones=["13988880000"])
        late = Lead.objects.take_in(person, source=Source.objects.usual("web"), by=rafael)
        assert not Dispute.objects.exists()
        person.add_phone(MARINAS)
        person.note_search()

    assert Dispute.objects.get().second_lead == late.number


def test_the_decision_tells_both_managers_and_both_histories(theirs, lead, santos, campinas, helena, marcos, otavio):
    disputing.decide(Dispute.objects.get(), campinas, "Chegou primeiro.", by=helena)

    told = {notice.user: notice for notice in Notice.objects.filter(kind="disputa", unit__isnull=False)}
    assert told[otavio].title.endswith("segue com a sua unidade")
    assert told[marcos].title.endswith("fica com a unidade Campinas; encerre o seu")
    assert [events(*side, "lead.dispute_decided")[0].details["ours"] for side in ((theirs, campinas), (lead, santos))] == [True, False]


def test_the_second_who_decides_is_told(theirs, lead, santos, campinas, helena):
    first, second = Dispute.objects.get(), Dispute.objects.get()
    disputing.decide(first, campinas, "Chegou primeiro.", by=helena)

    with pytest.raises(ValidationError, match="Já foi encerrada por Helena Vasconcelos"):
        disputing.decide(second, santos, "Mora aqui.", by=helena)


def test_the_pages_show_both_dates_and_take_the_decision(browser, helena, theirs, lead, campinas):
    page = f"/rede/disputas/{Dispute.objects.get().pk}/"
    assert "Campinas e Santos" in words(browser(helena).get("/rede/disputas/"))
    assert words(browser(helena).get(page)).count("Atende desde") == 2

    assert browser(helena).post(page, {"goes_on": "campinas"}).status_code == 422
    browser(helena).post(page, {"goes_on": "campinas", "reason": "Chegou primeiro."})
    assert Dispute.objects.get().winner == campinas
    assert "Nenhuma disputa" in words(browser(helena).get("/rede/disputas/"))


def test_a_lead_that_ends_leaves_nothing_to_decide(theirs, lead, campinas, otavio):
    with tenant_context(campinas):
        theirs.journey.decide(lost(theirs), by=otavio, reason=lost(theirs).reasons[0], note="Desistiu.")

    assert not Dispute.objects.open().exists()
    assert not rows(campinas).in_treatment().exists()


def test_united_the_person_is_known_by_both_records_marks(santos, lead, camila):
    with tenant_context(santos):
        other = Person.objects.register(name="Marina A.", phones=["13988880000"])
        Merge.objects.unite(lead.person, other, by=camila)

    assert set(rows(santos).values_list("person", flat=True)) == {lead.person_id}
    assert rows(santos).in_treatment().count() == 3


def test_the_register_says_what_the_units_say(theirs, lead, santos, capsys):
    assert identity_check.run() == []
    rows(santos).update(lead=7)
    rows(santos).first().delete()
    with pytest.raises(SystemExit):
        call_command("check_identities")
    assert Checkup.objects.get(name="sinais").differences == 1

    call_command("rebuild_identities")
    assert identity_check.run() == []


def test_what_two_units_could_not_see_of_each_other_is_found_at_night(theirs, lead):
    Dispute.objects.all().delete()

    assert Dispute.objects.look_everywhere() == 1
    assert Dispute.objects.look_everywhere() == 0


def test_a_rebuild_forgets_those_who_are_gone_and_finds_missed_disputes(theirs, lead, santos, capsys):
    Dispute.objects.all().delete()
    IdentityHash.objects.create(unit=santos, person=theirs.pk, digest=theirs.pk, kind="email", since=timezone.now())
    call_command("rebuild_identities")

    assert Dispute.objects.open().count() == 1
    assert not rows(santos).filter(person=theirs.pk).exists()
