"""How people are found by what somebody types: part of a name, a phone in any writing, CPF, CNPJ, or a code."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Q

from leads.models import Lead, Person, Phone
from purifikar.db.prepared import prepared
from purifikar.lib.contact import normal_phone, plain

LEAD_CODE = re.compile(r"l-?\s?(\d{1,9})$", re.I)
BETWEEN_DIGITS = re.compile(r"[\s().+/-]+")
SHORTEST = 3  # letters that the index of trigrams can look up
LONGEST_CODE = 7
SHORTEST_PHONE, LONGEST_NUMBER = 10, 15  # digits of a whole phone with its area, and of any number there is
BEARERS, SAME_SHOWN = 50, 5
NUMBERS = ("cpf", "cnpj")


def people_by(text):
    """The known people who match; nobody for what is too short to be looked up."""
    return Person.objects.filter(_people(text)).known() if text.strip() else Person.objects.none()


def people_with(*, oldest_first=False, **given):
    """The known people who may be the same (`like`), a few: by phone, email, cpf or cnpj in normal form, one of each at most."""
    given = {name: value for name, value in given.items() if value}
    return _same(*given.values(), given=tuple(given), oldest_first=oldest_first) if given else []


def found_by(leads, text):
    """The leads of whoever matches, or the lead of that code."""
    code = LEAD_CODE.match(text.strip())
    if code:
        return leads.filter(number=code[1])
    return leads.filter(Q(person__in=Person.objects.filter(_people(text)).values("pk")))


def leads_by(text, member):
    """A lead by its number, as somebody may type it: L-1042 or 1042."""
    code = LEAD_CODE.match(text.strip()) or re.fullmatch(r"(\d{1,9})", text.strip())
    return Lead.objects.seen_by(member).filter(number=code[1]) if code else Lead.objects.none()


def united_by(text):
    """The record of that code if it was united into another one (`merged_into`), so that its old code is not forgotten; else None."""
    number = _number(text)
    if not _is_code(number):
        return None
    return Person.objects.filter(number=int(number)).exclude(merged_into=None).select_related("merged_into").first()


def is_too_short(text):
    """Neither a number nor enough letters: the answer would be everybody, and slowly."""
    return not _number(text) and not any(len(word) >= SHORTEST for word in plain(text).split())


def _people(text):
    number = _number(text)
    if _is_code(number):
        longer = Q(search__contains=number) if len(number) > SHORTEST else Q(pk=None)
        united = united_by(text)
        return Q(number__in=[int(number), *([united.merged_into.number] if united else [])]) | longer
    if number:
        bearers = _bearers(text)
        return Q(pk__in=bearers) if bearers else Q(search__contains=number) | _with_ninth_digit(number)
    wanted = Q()
    words = [word for word in plain(text).split() if len(word) >= SHORTEST]
    for word in words[:6]:
        wanted &= Q(search__contains=word)
    return wanted if words else Q(pk=None)


def _number(text):
    """Its signs without what people write between them, where it is a phone, CPF, CNPJ or code; else nothing."""
    signs = BETWEEN_DIGITS.sub("", plain(text))
    is_number = signs.isdigit() or bool(re.fullmatch(r"[0-9a-z]{12}\d{2}", signs) and sum(map(str.isdigit, signs)) > 6)
    return signs.lstrip("0") if is_number and signs.lstrip("0") else ""


def _is_code(number):
    return bool(number) and number.isdigit() and len(number) <= LONGEST_CODE


def _bearers(text):
    """Keys of those who have exactly this phone, CPF or CNPJ: an index knows at once, where the one of trigrams goes through thousands
    of numbers that begin or end alike.
    """
    signs = BETWEEN_DIGITS.sub("", plain(text)).upper()
    if not SHORTEST_PHONE <= len(signs) <= LONGEST_NUMBER:
        return []
    digits = signs.lstrip("0")
    return _bearing(signs, f"+{digits}", f"+55{digits}", _normal(digits) or f"+{digits}")


@prepared
def _bearing(number, abroad, here, normal):
    by_phone = Phone.objects.filter(number__in=[abroad, here, normal]).order_by().values_list("person", flat=True)
    by_number = [Person.objects.filter(**{name: number}).exclude(**{name: ""}).order_by().values_list("pk", flat=True) for name in NUMBERS]
    return by_phone.union(*by_number).order_by()[:BEARERS]


@prepared
def _same(*values, given, oldest_first):
    told = dict(zip(given, values, strict=True))
    phones, emails = ([told[name]] if name in told else [] for name in ("phone", "email"))
    people = Person.objects.known().like(phones=phones, emails=emails, cpf=told.get("cpf", ""), cnpj=told.get("cnpj", ""))
    return people.order_by("number" if oldest_first else "-number")[:SAME_SHOWN]


def _with_ninth_digit(number):
    """A mobile that is written as before 2016 is the same one with its nine."""
    normal = _normal(number) if number.isdigit() and len(number) in (10, 12) else ""
    return Q(search__contains=normal.removeprefix("+")) if normal else Q()


def _normal(number):
    try:
        return normal_phone(number)
    except ValidationError:
        return ""
