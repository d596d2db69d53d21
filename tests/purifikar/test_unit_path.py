"""The address decides in which unit one is: the prefix, its way back, and who is let in (reliability.md §9, 20 to 22)."""

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django_tenants.utils import tenant_context

from purifikar.middleware import UnitPathMiddleware
from tenants.models import Membership, Team
from tests.lib.test_filetypes import TEXT
from workflow.models import UnitFile

UNKNOWN = "atlantida"
ODD_PATHS = [
    "/u/Santos/", "/u/SANTOS", "/u/", "/u", "/u//", "/u/../", "/u/./", "/u/santos/../campinas/", "/u/santos//x", "/u/santos//",
    "/u/santos/%2e%2e/campinas/", "/u/%73antos/", "/u/santos%2F", "/u/santos%00/", "/u/santos/%00", "/u/santos/%FF", "/u/s%C3%A3o/",
    "/u/santos%20/", "/u/santos;x/", "/u/" + "a" * 41 + "/", "/u/" + "a" * 5000 + "/", "/u/-/", "/u/santos/u/campinas/",
    "//u/santos/", "/u/santos/?next=//evil.example", "/u/santos/pessoas/%27%22%3Cscript%3E/",
]  # fmt: skip


@pytest.fixture
def in_both(santos, campinas, otavio):
    """Otávio, Gerente of Santos beside being Franqueado of Campinas."""
    Membership.objects.give(otavio, "gerente", unit=santos)
    return otavio


def walk(path, seen):
    """The middleware alone, around a page that notes what it is told."""

    def page(request):
        seen.update(
            slug=request.slug, path_info=request.path_info, script=request.META["SCRIPT_NAME"], home=reverse("day", urlconf=request.urlconf)
        )
        if seen.get("fails"):
            raise RuntimeError("the page fails")
        return HttpResponse()

    return UnitPathMiddleware(page)(RequestFactory().get(path))


def test_the_prefix_moves_and_addresses_are_the_units(santos):
    seen = {}
    walk("/u/santos/pessoas/", seen)
    assert seen == {"slug": "santos", "path_info": "/pessoas/", "script": "/u/santos", "home": "/u/santos/"}


def test_links_on_a_page_lead_into_the_same_unit(browser, rafael):
    page = browser(rafael).get("/u/santos/").content.decode()
    assert 'href="/u/santos/pessoas/"' in page
    assert "/u/campinas/" not in page


def test_the_prefix_is_put_back(santos):
    walk("/u/santos/", {})
    assert get_script_prefix() == "/"


def test_the_prefix_is_put_back_after_a_failure(santos):
    with pytest.raises(RuntimeError):
        walk("/u/santos/", {"fails": True})
    assert get_script_prefix() == "/"


def test_the_prefix_and_the_schema_are_put_back_after_whole_requests(browser, rafael, settings):
    client = browser(rafael)
    for path, status in [("/u/santos/", 200), ("/u/santos/nada/", 404), ("/u/campinas/", 404), ("/entrar/", 302)]:
        assert (client.get(path).status_code, get_script_prefix(), connection.schema_name) == (status, "/", "public")


def test_the_schema_is_left_when_a_page_fails(browser, rafael, monkeypatch):
    client = browser(rafael)
    client.raise_request_exception = False
    monkeypatch.setattr("purifikar.views.day.Day", lambda *args, **kwargs: 1 / 0)
    assert client.get("/u/santos/").status_code == 500
    assert (connection.schema_name, get_script_prefix()) == ("public", "/")


def test_the_slash_at_the_end_is_added(client, santos):
    for slug in ("santos", UNKNOWN):
        answer = client.get(f"/u/{slug}")
        assert (answer.status_code, answer.url) == (302, f"/u/{slug}/")


def test_a_member_of_one_unit_finds_no_other(browser, rafael, campinas):
    client = browser(rafael)
    for path in ("", "pessoas/", "documentos/", "documentos/1/", "configuracoes/", "busca/?q=a"):
        assert client.get(f"/u/campinas/{path}").status_code == 404
        assert client.get(f"/u/{UNKNOWN}/{path}").status_code == 404


def test_nobody_can_tell_which_units_exist(client, browser, ulisses, santos, campinas):
    """A stranger gets the same for a unit that exists and one that doesn't, signed in or not."""
    outsider = browser(ulisses)
    for path in ("", "pessoas/", "nada/", "documentos/1/"):
        for visitor in (client, outsider):
            known, unknown = visitor.get(f"/u/santos/{path}"), visitor.get(f"/u/{UNKNOWN}/{path}")
            assert known.status_code == unknown.status_code
            assert known.headers.get("Location", "").replace("santos", UNKNOWN) == unknown.headers.get("Location", "")
            assert known.content.replace(b"santos", UNKNOWN.encode()) == unknown.content


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client, santos):
    assert client.get("/u/santos/pessoas/").url == "/entrar/?next=/u/santos/pessoas/"


@pytest.mark.parametrize("path", ODD_PATHS)
def test_odd_addresses_break_nothing(client, browser, rafael, campinas, path):
    for visitor in (client, browser(rafael)):
        answer = visitor.get(path, follow=True)
        assert answer.status_code < 500
        assert b"Campinas" not in answer.content
        assert all(url.startswith("/") and not url.startswith("//") for url, _ in answer.redirect_chain)


def test_two_tabs_in_two_units_each_write_where_they_are(browser, in_both, santos, campinas, files_dir, capsys):
    """reliability.md §9, 22: one session, a hundred forms sent in turn from two units."""
    client, dice, sent = browser(in_both), random.Random(22), {"santos": 0, "campinas": 0}
    for number in range(50):
        for slug in dice.sample(["santos", "campinas"], 2):
            title = f"{slug} {number}"
            if number % 2:
                client.post(f"/u/{slug}/equipes/nova/", {"name": title})
            else:
                upload = SimpleUploadedFile("nota.txt", TEXT, "text/plain")
                client.post(f"/u/{slug}/documentos/novo/", {"upload": upload, "title": title, "kind": "outro"})
            sent[slug] += 1
    right = 0
    for unit in (santos, campinas):
        with tenant_context(unit):
            names = [*UnitFile.objects.values_list("title", flat=True), *Team.objects.filter(unit=unit).values_list("name", flat=True)]
        right += sum(name.startswith(unit.slug) for name in names)
        assert len(names) == sent[unit.slug]
    with capsys.disabled():
        print(f"\n  {sum(sent.values())} forms sent in turn from two units, {right} landed right")
    assert right == 100


def test_two_people_at_once_stay_in_their_units(browser, rafael, caio):
    one, other = browser(rafael), browser(caio)
    for _ in range(10):
        assert one.get("/u/santos/").context["request"].unit.slug == "santos"
        assert other.get("/u/campinas/").context["request"].unit.slug == "campinas"


def test_a_revoked_membership_is_over_at_the_next_click(browser, rafael):
    """reliability.md §9, 21"""
    client = browser(rafael)
    assert client.get("/u/santos/").status_code == 200
    rafael.memberships.update(ended_at=timezone.now())
    assert client.get("/u/santos/").status_code == 404
    rafael.memberships.update(ended_at=None)
    assert client.get("/u/santos/").status_code == 200


def test_a_deactivated_person_is_out_at_the_next_click(browser, rafael):
    client = browser(rafael)
    client.get("/u/santos/")
    type(rafael).objects.filter(pk=rafael.pk).update(is_active=False, deactivated_at=timezone.now())
    assert client.get("/u/santos/").status_code == 302


def test_a_changed_role_holds_at_the_next_click(browser, rafael):
    client = browser(rafael)
    assert client.get("/u/santos/configuracoes/").status_code == 403
    rafael.memberships.update(role="gerente")
    assert client.get("/u/santos/configuracoes/").status_code == 200


def test_the_cookie_of_one_unit_opens_no_other(browser, rafael, campinas):
    """reliability.md §9, 20"""
    here, there = browser(rafael), Client()
    here.get("/u/santos/")
    there.cookies.update(here.cookies)
    assert there.get("/u/santos/").status_code == 200
    assert there.get("/u/campinas/").status_code == 404


def test_each_sees_the_people_of_his_own_place_only(rafael, denise, caio, helena, membership):
    """FOL-05, FOL-13"""
    assert {str(member.user) for member in Membership.objects.visible_to(membership(rafael))} == {"Rafael Moreira", "Denise Farias"}
    assert Membership.objects.visible_to(membership(helena)).count() == 4


@pytest.mark.parametrize(
    ("change", "status", "template"),
    [
        ({"state": "suspensa"}, 403, "unit_suspended.html"),
        ({"state": "encerrada"}, 410, "unit_closed.html"),
        ({"state": "criando"}, 503, "unit_opening.html"),
        ({"schema_fingerprint": "an older release"}, 503, "unit_mending.html"),
    ],
)
def test_a_unit_that_does_not_answer_says_why_to_its_people_only(browser, rafael, ulisses, santos, change, status, template):
    """PUR-07, PUR-10"""
    type(santos).objects.update(**change)
    for path in ("", "pessoas/", "documentos/1/", "nada/"):
        answer = browser(rafael).get(f"/u/santos/{path}")
        assert (answer.status_code, answer.templates[0].name) == (status, template)
        assert browser(ulisses).get(f"/u/santos/{path}").status_code == 404
    assert browser(rafael).post("/u/santos/equipes/nova/", {"name": "x"}).status_code == status
