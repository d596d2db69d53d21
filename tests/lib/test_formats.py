"""Dates, phones, documents and money as people here write them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purifikar.lib import formats

NOW = datetime(2026, 11, 24, 9, 14)  # a Tuesday


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 24, 14, 30), "hoje 14:30"),
        (datetime(2026, 11, 23, 17, 40), "ontem 17:40"),
        (datetime(2026, 11, 25, 9, 40), "amanhã 09:40"),
        (datetime(2026, 11, 30, 10, 0), "seg 30/11 10:00"),
        (datetime(2026, 1, 3, 8, 5), "sáb 03/01 08:05"),
        (datetime(2025, 11, 24, 10, 0), "24/11/2025 10:00"),
        (date(2026, 11, 24), "hoje"),
        (date(2026, 11, 13), "sex 13/11"),
    ],
)
def test_when(moment, words):
    assert formats.when(moment, NOW) == words


def test_days_near_midnight_go_by_the_calendar_not_by_hours():
    now = datetime(2026, 11, 24, 23, 59)

    assert formats.when(now + timedelta(minutes=2), now) == "amanhã 00:01"
    assert formats.when(datetime(2026, 11, 24, 0, 0), now) == "hoje 00:00"


def test_the_turn_of_the_year_keeps_the_weekday():
    assert formats.when(datetime(2027, 1, 4, 9, 0), datetime(2026, 12, 29, 9, 0)) == "seg 04/01 09:00"


def test_the_full_moment_leaves_nothing_out():
    assert formats.full_moment(NOW) == "terça-feira, 24 de novembro de 2026, 09:14"
    assert formats.full_moment(NOW.date()) == "terça-feira, 24 de novembro de 2026"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("+5513997124408", "(13) 99712-4408"),
        ("13 9 9712-4408", "(13) 99712-4408"),
        ("1332221100", "(13) 3222-1100"),
        ("08007771234", "0800 777 1234"),
        ("+351 912 345 678", "+351 912 345 678"),
        ("5521", "5521"),
        (None, ""),
    ],
)
def test_phone(written, shown):
    assert formats.phone(written) == shown


def test_documents_get_their_dots_and_what_is_no_document_stays():
    assert formats.cpf("12345678909") == "123.456.789-09"
    assert formats.cpf("123") == "123"
    assert formats.cnpj("11222333000181") == "11.222.333/0001-81"
    assert formats.cnpj("12abc34501de35") == "12.ABC.345/01DE-35"
    assert formats.cnpj("") == ""
    assert formats.cep("11075300") == "11075-300"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("1299.9"), "R$\xa01.299,90"),
        (0, "R$\xa00,00"),
        ("39120", "R$\xa039.120,00"),
        (Decimal("-10.005"), "−R$\xa010,01"),
        (Decimal("-0.001"), "R$\xa00,00"),
        (None, ""),
    ],
)
def test_brl(amount, shown):
    assert formats.brl(amount) == shown


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_money_says_the_same_amount_back(amount):
    plain = formats.brl(amount).replace("R$\xa0", "").replace(".", "").replace(",", ".").replace("−", "-")

    assert Decimal(plain) == amount


def test_counters_stop_counting_at_ten_thousand():
    assert [formats.capped(number) for number in (0, 38, 9_999, 10_000, 250_000)] == ["0", "38", "9.999", "10.000+", "10.000+"]
    assert formats.capped(None) == "0"
    assert formats.thousands(-1284) == "−1.284"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Rafael Moreira", "RM"),
        ("Maria das Graças Peixoto", "MP"),
        ("Ana", "A"),
        ("consultor@santos.demo", "CD"),
        ("da Silva", "S"),
        ("", ""),
    ],
)
def test_initials(name, letters):
    assert formats.initials(name) == letters


def test_file_sizes():
    sizes = [formats.file_size(size) for size in (0, 999, 1_000, 240_400, 3_240_000, 10_000_000)]

    assert sizes == ["0 B", "999 B", "1 kB", "240 kB", "3,2 MB", "10 MB"]
