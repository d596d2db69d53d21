import pytest
from django.core.exceptions import ValidationError

from leads.models import Person


@pytest.mark.parametrize(
    "written", ["(13) 99741-0022", "13997410022", "+55 13 99741-0022", "0 13 99741-0022", "13 9741-0022", "13 99741 0022"]
)
def test_a_phone_in_any_writing_is_one_phone(marina, written):
    """BEY-15, field note 4"""
    assert list(Person.objects.like(phones=[marina.phone.number])) == [marina]
    assert marina.add_phone(written).number == "+5513997410022"
    assert marina.phones.count() == 1


def test_what_is_no_phone_is_refused_in_words(marina):
    with pytest.raises(ValidationError, match="com DDD"):
        marina.add_phone("99741")


@pytest.mark.parametrize("words", ["marina", "FIGUEIREDO alv", "997410022", "1399741", "marina@mail", "1"])
def test_a_person_is_found_by_part_of_the_name_phone_mail_or_code(marina, words):
    """BIM-06"""
    assert list(Person.objects.matching(words)) == [marina]


def test_nobody_is_like_somebody_without_a_phone(marina):
    """Pipedrive 11401: all contacts with an empty e-mail became duplicates of each other."""
    assert not Person.objects.like(phones=[], emails=[], cpf="").exists()


def test_codes_count_up_in_each_unit(marina):
    assert Person.objects.register(name="Padaria Rainha do Embaré").number == marina.number + 1
