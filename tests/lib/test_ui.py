"""What our tags write, and what our renderer makes of a Django form."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import timezone

from purifikar.lib.links import network_url, unit_url
from purifikar.lib.samples import SampleForm, samples

SANTOS = SimpleNamespace(slug="santos")


def render(source, **context):
    return Template(source).render(Context(context)).strip()


@pytest.fixture
def inside_santos():
    """As while a page of Santos is being made."""
    set_script_prefix("/u/santos/")
    yield
    set_script_prefix("/")


def test_an_icon_is_hidden_from_screen_readers_and_drawn_from_the_one_sprite():
    html = render('{% icon "phone" "is-big" %}')

    assert 'class="pk-i is-big" aria-hidden="true"' in html
    assert '<use href="/static/icons.svg#phone"/>' in html


def test_every_icon_that_a_template_names_is_in_the_sprite():
    sprite = (settings.BASE_DIR / "static" / "icons.svg").read_text()
    for page in (settings.BASE_DIR / "templates").rglob("*.html"):
        for piece in page.read_text().split('{% icon "')[1:]:
            name = piece.split('"')[0]
            assert f'<symbol id="{name}"' in sprite, f"{page.name}: {name}"


def test_a_state_is_colour_icon_and_word_together():
    html = render('{% state "late" words %}', words="venceu <ontem>")

    assert html.startswith('<span class="pk-state is-late">')
    assert "#circle-alert" in html
    assert "venceu &lt;ontem&gt;</span>" in html


def test_an_unknown_state_is_refused():
    with pytest.raises(TemplateSyntaxError, match="late, today"):
        render('{% state "tarde" "venceu" %}')


def test_a_moment_tells_the_whole_date_on_hover_in_the_units_own_time():
    noon = datetime(2025, 11, 24, 12, 0, tzinfo=UTC)
    with timezone.override("America/Manaus"):
        html = render("{% moment value %}", value=noon)

    assert 'datetime="2025-11-24T08:00-04:00"' in html
    assert 'title="segunda-feira, 24 de novembro de 2025, 08:00"' in html
    assert ">24/11/2025 08:00</time>" in html


def test_a_day_without_an_hour_and_no_day_at_all():
    assert ">24/11/2020</time>" in render("{% moment value %}", value=date(2020, 11, 24))
    assert render("{% moment value %}{{ value|when }}{{ value|in_full }}", value=None) == ""


def test_the_filters_write_as_people_do():
    html = render('{{ "12345678909"|cpf }} {{ "1332221100"|phone }} {{ 12000|capped }} {{ "Ana Prado"|initials }}')

    assert html == "123.456.789-09 (13) 3222-1100 10.000+ AP"


def test_links_lead_to_the_same_place_from_either_side(inside_santos):
    """A unit's page may link to the network and to another unit; nothing stays changed afterwards."""
    assert reverse("day", urlconf="purifikar.urls_unit") == "/u/santos/"
    assert network_url("home") == "/"
    assert unit_url(SimpleNamespace(slug="campinas"), "search") == "/u/campinas/busca/"
    assert get_script_prefix() == "/u/santos/"


def test_links_outside_a_unit():
    assert network_url("places") == "/lugares/"
    assert unit_url(SANTOS, "day") == "/u/santos/"
    assert render('{% unit_url unit "search" as there %}{{ there }}', unit=SANTOS) == "/u/santos/busca/"


def test_a_form_shows_label_help_and_what_is_optional():
    html = str(SampleForm())

    assert '<label class="form-label" for="id_name">Nome</label>' in html
    assert 'class="form-text" id="id_email_helptext">O convite vai para este endereço.' in html
    assert html.count("pk-optional") == 5


def test_a_refused_field_says_why_beside_it_and_to_screen_readers():
    html = str(SampleForm({"email": "ana"})["email"].as_field_group())

    assert 'class="form-control is-invalid"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'class="pk-error" id="id_email_error"' in html


def test_what_is_wrong_with_the_whole_form_comes_first():
    form = SampleForm({"sample-refused": "1"})
    html = str(form)

    assert html.index('role="alert"') < html.index("pk-field")
    assert "já tem vínculo com Santos" in html


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("role", 'class="form-select"'),
        ("note", 'class="form-control"'),
        ("active", 'class="form-check-input"'),
        ("shift", 'class="form-check-input"'),
        ("units", 'class="form-check-input"'),
        ("photo", "data-drop"),
        ("begins", 'type="date"'),
        ("phone", 'type="tel"'),
    ],
)
def test_each_control_gets_its_own_look(name, expected):
    assert expected in str(SampleForm()[name].as_field_group())


def test_dressing_a_form_twice_changes_nothing():
    form = SampleForm()

    assert str(form) == str(form)


def test_a_date_goes_back_into_its_control_as_it_came():
    assert 'value="2026-11-24"' in str(SampleForm(initial={"begins": date(2026, 11, 24)})["begins"])


def test_a_hidden_field_has_no_look():
    class Secret(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

    assert str(Secret(initial={"token": "x"})["token"]) == '<input type="hidden" name="token" value="x" id="id_token">'


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "413", "429", "500", "503"])
def test_an_error_page_needs_nobody_and_says_what_to_do(page):
    html = render_to_string(f"{page}.html")

    assert '<html lang="pt-BR"' in html
    assert 'class="btn btn-primary"' in html
    assert html.count("<h1>") == 1


@pytest.mark.parametrize(
    ("page", "title"),
    [("suspended", "está suspensa"), ("closed", "foi encerrada"), ("mending", "está sendo atualizada"), ("opening", "está sendo aberta")],
)
def test_the_page_of_a_unit_that_does_not_answer_names_it(page, title):
    assert f"<h1>Santos {title}</h1>" in render_to_string(f"unit_{page}.html", {"unit": {"name": "Santos"}})


def test_the_samples_have_every_kind_of_day():
    assert len(samples()["moments"]) == 6
