"""Who may be the same person: found when somebody is made or changed, with why, and never asked twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.likeness import name_key
from leads.models import DuplicatePair, Person


def register(name="Marina Alves", district="", **facts):
    return Person.objects.register(name=name, address={"district": district} if district else None, **facts)


def whys(person):
    return [pair.why for pair in DuplicatePair.objects.waiting().of(person)]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"phones": ["13 9741-0022"]}, "telefone"),
        ({"emails": ["MARINA@mail.example"]}, "email"),
        ({"cpf": "52998224725"}, "cpf"),
        ({"cnpj": "11444777000161"}, "cnpj"),
    ],
)
def test_the_same_phone_mail_or_number_is_found_and_said(in_santos, facts, why):
    """BEY-15, field note 4"""
    known = {"phones": ["(13) 99741-0022"], "emails": ["marina@mail.example"], "cpf": "52998224725", "cnpj": "11444777000161"}
    register(name="Padaria Rainha", **known)

    assert whys(register(name="Rainha do Embaré", **facts)) == [[why]]


def test_a_similar_name_in_the_same_neighbourhood_is_found(in_santos):
    register("Tereza Maria da Souza", "Gonzaga")

    assert whys(register("Teresa Sousa", "GONZAGA")) == [["nome"]]
    assert whys(register("Teresa Sousa", "Embaré")) == []


@pytest.mark.parametrize("name", ["Marina", "", "da Silva"])
def test_a_name_that_says_too_little_is_like_no_other(name):
    assert name_key(name, "Gonzaga") == ""


def test_people_without_anything_are_not_each_other(in_santos):
    """Pipedrive 11401: all contacts with an empty e-mail became duplicates of each other."""
    register()

    assert whys(register()) == []


def test_a_change_finds_new_pairs_and_forgets_those_that_hold_no_longer(in_santos):
    marina, other = register(phones=["13997410022"]), register(emails=["a@b.example"], phones=["13997410022"])
    other.phones.all().delete()
    other.note_search()
    assert whys(marina) == []

    marina.add_email("a@b.example")
    marina.note_search()
    assert whys(other) == [["email"]]


def test_that_they_are_two_is_remembered(in_santos, rafael):
    marina, other = register(phones=["13997410022"]), register(phones=["13997410022"])
    pair = DuplicatePair.objects.between(marina, other).get()
    pair.dismiss(by=rafael)
    other.note_search()
    assert whys(marina) == []

    pair.reconsider()
    assert whys(marina) == [["telefone"]]


def test_who_is_put_aside_is_nobodys_double(in_santos):
    marina, other = register(phones=["13997410022"]), register(phones=["13997410022"])
    other.inactivate()
    assert whys(marina) == []

    other.reactivate()
    assert whys(marina) == [["telefone"]]


def test_the_strongest_reason_comes_first(in_santos):
    marina = register("Marina Alves", "Gonzaga", phones=["13997410022"], emails=["m@a.example"])
    register("Marina Alves", "Gonzaga")
    register("Outra Pessoa", phones=["13997410022"], emails=["m@a.example"])

    assert whys(marina) == [["telefone", "email"], ["nome"]]


def test_a_phone_that_hundreds_have_costs_no_more(in_santos, django_assert_num_queries):
    """A shop's phone: a few are looked at, in as many queries as for one."""
    Person.objects.note([register(phones=["13997410022"]) for _ in range(3)])
    last = register(phones=["13997410022"])
    with django_assert_num_queries(6):
        last.note_search()
    Person.objects.note([register(phones=["13997410022"]) for _ in range(30)])
    last = register(phones=["13997410022"])

    with django_assert_num_queries(6):
        last.note_search()
    assert len(whys(last)) <= 20


def test_every_look_has_its_index(in_santos):
    """Field note 4: "full scan on each page". With scans forbidden the planner finds an index for each of them."""
    marina = register("Marina Alves", "Gonzaga", phones=["13997410022"], emails=["m@a.example"], cpf="52998224725", cnpj="11444777000161")
    with CaptureQueriesContext(connection) as queries:
        marina.note_search()
        assert marina.maybe_same == []
    looks = [query["sql"] for query in queries if query["sql"].lstrip("(").startswith("SELECT")]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = [_plan(cursor, look) for look in looks]

    assert len(plans) >= 5
    assert [plan for plan in plans if "Seq Scan" in plan] == []


def _plan(cursor, look):
    cursor.execute(f"EXPLAIN (GENERIC_PLAN) {look}")
    return "\n".join(line for (line,) in cursor.fetchall())
