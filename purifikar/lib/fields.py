"""Form fields that take what people write and keep its normal form."""

import re

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError

from purifikar.lib import formats
from purifikar.lib.forms import PhoneInput
from purifikar.lib.place_forms import PostcodeInput
from purifikar.lib.taxpayer import normal_number, validate_cnpj


class CnpjField(forms.CharField):
    """A CNPJ with or without its dots, old or alphanumeric; kept as 14 signs."""

    default_validators = [validate_cnpj]

    def to_python(self, value):
        return normal_number(super().to_python(value))

    def prepare_value(self, value):
        return formats.cnpj(value)


class PhoneField(forms.CharField):
    """A phone in any writing, Brazilian unless it begins with +; kept in E.164."""

    widget = PhoneInput

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, "BR")
        except phonenumbers.NumberParseException as unreadable:
            raise _wrong_phone() from unreadable
        if not phonenumbers.is_valid_number(number):
            raise _wrong_phone()
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def prepare_value(self, value):
        return formats.phone(value)


class PostcodeField(forms.CharField):
    """A CEP, kept as 8 digits; it fills the address's empty fields."""

    widget = PostcodeInput

    def to_python(self, value):
        digits = re.sub(r"[\s.\-]", "", super().to_python(value))
        if digits and not re.fullmatch(r"\d{8}", digits):
            raise ValidationError("Confira o CEP: são 8 números, por exemplo 11055-300.", code="cep")
        return digits

    def prepare_value(self, value):
        return formats.cep(value)


def _wrong_phone():
    return ValidationError("Informe o telefone com DDD, por exemplo (13) 99999-0000.", code="phone")
