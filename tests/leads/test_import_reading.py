"""What people write in cells becomes what we keep: ninth digit, DDD, lost zeros, money, dates (BEY-15)."""

import random

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from leads.importing import fields
from leads.importing.reading import Reader
from purifikar.lib.contact import normal_phone

MOBILE = "+5513997410022"


@pytest.mark.parametrize(
    "written",
    ["(13) 99741-0022", "13997410022", "1397410022", "013 99741-0022", "0 15 13 99741-0022", "55 13 99741-0022", "+55 13 9741-0022", "99741-0022", "9741-0022", "'+5513997410022"],
)  # fmt: skip
def test_a_phone_gets_its_ninth_digit_and_its_area(written):
    assert fields.phone(written, "13") == MOBILE


@pytest.mark.parametrize("written", ["99741-0022", "123", "1,39974E+10", "13 0000-0000", "telefone"])
def test_what_is_no_phone_says_what_is_wrong(written):
    with pytest.raises(ValidationError, match=r"DDD|Excel"):
        fields.phone(written)


def test_the_quick_reading_of_phones_is_the_library_s():
    """Two thousand numbers, the same at each run."""
    dice = random.Random(3)
    for _ in range(2000):
        written = f"{dice.randint(10, 99)}{dice.choice(['9', ''])}{dice.randint(20000000, 99999999)}"
        assert _or_none(fields.phone, written) == _or_none(normal_phone, written)


def _or_none(read, written):
    try:
        return read(written)
    except ValidationError:
        return None


@pytest.mark.parametrize(
    ("read", "written", "kept"),
    [
        (fields.document, "1234567890", "01234567890"), (fields.document, "529.982.247-25", "52998224725"), (fields.document, "000.000.000-00", ""),
        (fields.document, "11.222.333/0001-81", "11222333000181"), (fields.postcode, "1055300", "01055300"), (fields.state, "São Paulo", "SP"),
        (fields.money, "R$ 1.299,90", "1299.90"), (fields.money, "1299.9", "1299.90"), (fields.money, "1.299", "1299.00"),
        (fields.percent, "60%", "60"), (fields.percent, "0,6", "60"), (fields.warmth, "Hot", "quente"), (fields.email, " Ana@Mail.example", "ana@mail.example"),
        (fields.code, "000.612", "612"), (fields.area, "013", "13"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_it_is_meant(read, written, kept):
    assert str(read(written)) == kept


@pytest.mark.parametrize("written", ["31/12/2024", "31-12-2024", "2024-12-31", "31/12/24", "31/12/2024 09:00"])
def test_a_date_in_any_writing(written):
    assert f"{timezone.localtime(fields.past(written)):%d/%m/%Y %H:%M}" == "31/12/2024 09:00"


@pytest.mark.parametrize(
    ("columns", "cells", "words"),
    [
        (["name", "phone"], ["", "13997410022"], "Falta o nome."),
        (["name", "phone"], ["Ana", ""], "Falta um telefone"),
        (["name", "phone"], ["Ana", "13997410022", "a mais"], "mais células que o cabeçalho"),
        (["name", "phone"], ["=cmd|' /C calc'!A0", "13997410022"], "fórmula"),
        (["name", "document"], ["Ana", "529.982.247-26"], "Confira o CPF"),
        (["name", "phone", "next_at"], ["Ana", "13997410022", "31/02/2025"], "Confira a data"),
    ],
)
def test_a_row_is_refused_with_the_reason(columns, cells, words):
    assert words in Reader(columns).read(2, cells).words


def test_a_reason_stands_at_its_cell():
    facts = Reader(["name", "phone", "email"]).read(2, ["Ana", "123", "ana@"])

    assert [column for column, _ in facts.errors] == [2, 1]


def test_a_company_with_its_number_is_the_customer_and_the_person_whom_to_ask():
    facts = Reader(["name", "company", "document"]).read(2, ["Ana Prado", "Padaria Rainha", "11.222.333/0001-81"])

    assert (facts.name, facts.contact_name, facts.cnpj, facts.kind) == ("Padaria Rainha", "Ana Prado", "11222333000181", "pj")


def test_several_phones_and_mails_in_one_cell():
    facts = Reader(["name", "phone", "email"]).read(2, ["Ana", "13 99741-0022 / (13) 3222-1000", "a@x.example; b@x.example"])

    assert facts.phones == [MOBILE, "+551332221000"]
    assert facts.emails == ["a@x.example", "b@x.example"]


def test_what_keeps_a_spreadsheet_from_computing_is_taken_off():
    facts = Reader(["name", "phone"]).read(2, ["'-Ana", '="13997410022"'])

    assert (facts.name, facts.phones, facts.errors) == ("-Ana", [MOBILE], [])
