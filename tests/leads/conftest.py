"""Santos with the small process of two hands as its own, the site as a source, and people in it."""

import pytest

from leads.models import Lead, Person, Source
from tests.workflow.conftest import in_santos, process, published  # noqa: F401 (fixtures)


@pytest.fixture
def site(published, santos):  # noqa: F811
    """The site as a source; Santos takes its leads by the small process."""
    santos.process = published.slug
    santos.save(update_fields=["process"])
    return Source.objects.create(slug="site", name="Formulário do site")


@pytest.fixture
def marina(site):
    """A person of Santos with one mobile phone."""
    return Person.objects.register(name="Marina Figueiredo Alves", phones=["(13) 99741-0022"], emails=["Marina@Mail.example"])


@pytest.fixture
def lead(marina, site, rafael):
    """Marina's lead, registered by Rafael, with Camila by rotation."""
    return Lead.objects.take_in(marina, source=site, by=rafael, district="Gonzaga", product="PK Inox")
