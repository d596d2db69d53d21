"""CPF and CNPJ: normal form and check digits, the alphanumeric CNPJ too (IN RFB 2.229/2024)."""

import re

from django.core.exceptions import ValidationError
from stdnum.br import cnpj, cpf


def normal_number(value):
    """Letters and digits only, upper case: `12.ABC.345/01DE-35` → `12ABC34501DE35`."""
    return re.sub(r"[^0-9A-Z]", "", (value or "").upper())


def validate_cnpj(value):
    """Raises ValidationError in words when the check digits or the length are wrong."""
    if not cnpj.is_valid(normal_number(value)):
        raise ValidationError("Confira o CNPJ: são 14 letras ou números, por exemplo 12.345.678/0001-95.", code="cnpj")


def validate_cpf(value):
    """Raises ValidationError in words when the check digits or the length are wrong."""
    if not cpf.is_valid(normal_number(value)):
        raise ValidationError("Confira o CPF: são 11 números, por exemplo 529.982.247-25.", code="cpf")
