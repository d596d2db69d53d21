"""How people here write dates, phones, documents and money. Pure functions: text in, text out."""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

WEEKDAYS = ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"]
SHORT_WEEKDAYS = ["seg", "ter", "qua", "qui", "sex", "sáb", "dom"]
MONTHS = [
    "janeiro", "fevereiro", "março", "abril", "maio", "junho",
    "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
]  # fmt: skip
NEAR_DAYS = {-1: "ontem", 0: "hoje", 1: "amanhã"}
PARTICLES = {"da", "das", "de", "di", "do", "dos", "e"}
MINUS = "\N{MINUS SIGN}"


def when(value, now):
    """A moment as people say it: "hoje 14:30", "seg 24/11 10:00"; a date alone comes without the hour."""
    if isinstance(value, datetime):
        return f"{day_in_words(value.date(), now.date())} {value:%H:%M}"
    return day_in_words(value, now.date())


def day_in_words(day, today):
    """Near days by their name, the rest of the year by weekday, other years in full."""
    away = (day - today) // timedelta(days=1)
    if away in NEAR_DAYS:
        return NEAR_DAYS[away]
    if day.year == today.year or abs(away) < 30:
        return f"{SHORT_WEEKDAYS[day.weekday()]} {day:%d/%m}"
    return f"{day:%d/%m/%Y}"


def full_moment(value):
    """The same moment leaving nothing out: "terça-feira, 24 de novembro de 2026, 14:30"."""
    words = f"{WEEKDAYS[value.weekday()]}, {value.day} de {MONTHS[value.month - 1]} de {value.year}"
    return f"{words}, {value:%H:%M}" if isinstance(value, datetime) else words


def phone(value):
    """(13) 99712-4408; numbers that are not Brazilian stay as they were written."""
    text = str(value or "").strip()
    digits = re.sub(r"\D", "", text)
    if text.startswith("+") and not digits.startswith("55"):
        return text
    if len(digits) in (12, 13) and digits.startswith("55"):
        digits = digits[2:]
    if len(digits) == 11 and digits.startswith("0"):
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    if len(digits) in (10, 11):
        return f"({digits[:2]}) {digits[2:-4]}-{digits[-4:]}"
    return text


def cpf(value):
    """123.456.789-09."""
    digits = re.sub(r"\D", "", str(value or ""))
    if len(digits) != 11:
        return str(value or "")
    return f"{digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9:]}"


def cnpj(value):
    """12.345.678/0001-95, and 12.ABC.345/01DE-35 in the writing that has letters."""
    signs = re.sub(r"[^0-9A-Z]", "", str(value or "").upper())
    if len(signs) != 14:
        return str(value or "")
    return f"{signs[:2]}.{signs[2:5]}.{signs[5:8]}/{signs[8:12]}-{signs[12:]}"


def cep(value):
    """11060-001."""
    digits = re.sub(r"\D", "", str(value or ""))
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 8 else str(value or "")


def brl(value):
    """R$ 1.299,90."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    sign = MINUS if amount < 0 else ""
    whole, cents = f"{abs(amount):.2f}".split(".")
    return f"{sign}R$\N{NO-BREAK SPACE}{thousands(whole)},{cents}"


def thousands(value):
    """1.284."""
    number = int(value)
    return f"{MINUS if number < 0 else ''}{abs(number):,}".replace(",", ".")


def capped(value, cap=10_000):
    """A counter that stops counting: "38", "1.284", "10.000+"."""
    number = int(value or 0)
    return f"{thousands(cap)}+" if number >= cap else thousands(number)


def initials(name):
    """The two letters that stand for a face: first and last name, without the "da" and "dos" between them."""
    words = [word for word in re.split(r"[\s._@-]+", str(name or "").strip()) if word]
    named = [word for word in words if word.lower() not in PARTICLES] or words
    letters = [word[0] for word in (named[:1] + named[1:][-1:])]
    return "".join(letters).upper()


def file_size(size):
    """240 kB, 3,2 MB."""
    for limit, unit in ((1_000_000, "MB"), (1_000, "kB")):
        if size >= limit:
            number = Decimal(size) / limit
            digits = f"{number:.1f}" if number < 10 else f"{number:.0f}"
            return f"{digits.removesuffix('.0').replace('.', ',')} {unit}"
    return f"{size} B"
