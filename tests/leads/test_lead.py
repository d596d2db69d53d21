from leads.models import Lead
from tenants.models import OpenWork


def test_a_lead_taken_in_reaches_the_next_in_turn_at_once(lead, camila):
    """PUR-21, PUR-36"""
    assert lead.journey.holder == camila
    assert lead.journey.stage.slug == "atender"


def test_the_networks_queue_shows_it_with_its_page(lead):
    """BEY-06"""
    row = OpenWork.objects.get()

    assert (row.title, row.detail) == ("Marina Figueiredo Alves", "Formulário do site · Gonzaga · PK Inox")
    assert row.address == f"/leads/{lead.number}/"


def test_an_open_lead_always_has_a_next_date(lead):
    """BEY-02"""
    assert lead.next_at is not None


def test_a_seller_sees_what_he_registered_and_no_other(lead, rafael, membership, site, marina, camila):
    """FOL-16"""
    Lead.objects.take_in(marina, source=site, by=camila)

    assert list(Lead.objects.visible_to(membership(rafael))) == [lead]
    assert Lead.objects.visible_to(membership(camila)).count() == 2
