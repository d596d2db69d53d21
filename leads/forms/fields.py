"""Form fields of leads: phones and e-mails in any writing, taxpayer numbers of both kinds."""

from django import forms
from django.core.validators import EmailValidator

from purifikar.lib.contact import normal_email, normal_phone
from purifikar.lib.fields import PhoneField
from purifikar.lib.taxpayer import normal_number


class AnyPhoneField(PhoneField):
    """A phone as people write it on the street, the old mobile without its ninth digit too; kept in E.164."""

    def to_python(self, value):
        text = forms.CharField.to_python(self, value)
        return normal_phone(text) if text else ""


class AnyEmailField(forms.CharField):
    default_validators = [EmailValidator("Confira o e-mail, por exemplo nome@provedor.com.br.")]
    widget = forms.EmailInput

    def to_python(self, value):
        return normal_email(super().to_python(value))


class TaxpayerField(forms.CharField):
    """A CPF or a CNPJ, with or without dots; kept without them. `words` writes it as people do."""

    def __init__(self, *args, words, **kwargs):
        self.words = words
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        return normal_number(super().to_python(value))

    def prepare_value(self, value):
        return self.words(value)
