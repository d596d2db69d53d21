"""Marina's sales contact with Rafael, in Santos."""

import pytest

from tests.followup.scenes import contact_of


@pytest.fixture
def contact(santos, rafael):
    return contact_of(santos, by=rafael)
