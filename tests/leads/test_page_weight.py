"""What the list of leads weighs on its way to a phone on a weak signal."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from leads.models import Lead, Person

LIST = "/u/santos/leads/"


@pytest.fixture
def full_page(site, rafael, marcos, browser):
    """The list with all of its fifty lines."""
    for number in range(51):
        person = Person.objects.register(name=f"Maria Aparecida Figueiredo Tavares {number}", phones=[f"1399741{number:04}"])
        Lead.objects.take_in(person, source=site, by=rafael, district="Gonzaga", product="PK Gelada 220 V", value="1299.90")
    return browser(marcos).get(LIST).content


def test_the_list_stays_under_sixty_kilobytes(full_page):
    """Issue 3, speed: before compression."""
    assert full_page.count(b"<tr") == 51
    assert len(full_page) <= 60_000


def test_the_first_load_of_everything_stays_under_a_hundred_and_twenty_kilobytes(full_page):
    """Issue 3, speed: page, styles, scripts and icons, compressed."""
    files = set(re.findall(r'/static/([^"#?]+)', full_page.decode()))
    weights = {name: len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in files}

    assert {"vendor/bootstrap/bootstrap.min.css", "js/shell.js", "icons.svg"} <= files
    assert sum(weights.values()) + len(gzip.compress(full_page)) <= 120_000


def test_names_that_look_like_markup_are_shown_as_they_were_written(site, rafael, marcos, browser):
    """The lines are made without a template, so they escape for themselves."""
    person = Person.objects.register(name='<script>alert(1)</script> "D\'Ávila" & Cia', phones=["13997410022"])
    Lead.objects.take_in(person, source=site, by=rafael, district='"><img src=x>')

    for page in (LIST, f"{LIST}quadro/"):
        html = browser(marcos).get(page).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &quot;D&#x27;Ávila&quot; &amp; Cia" in html
