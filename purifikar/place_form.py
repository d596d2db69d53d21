"""What the CEP answers into a form that is being filled."""

from django import forms

from purifikar.lib.postcodes import PARTS
from tenants.models import Unit


class PlaceForm(forms.Form):
    """The fields of an address, each ready to replace the empty one of the same name."""

    street = forms.CharField(max_length=120, required=False)
    district = forms.CharField(max_length=60, required=False)
    city = forms.CharField(max_length=60, required=False)
    uf = forms.ChoiceField(choices=[("", "Escolha"), *Unit.UF.choices], required=False)

    def __init__(self, place, *, empty):
        super().__init__(initial={name: getattr(place, name) for name in PARTS} if place else {})
        self.empty = [name for name in PARTS if name in empty and self.initial.get(name)]
        for field in self.fields.values():
            field.widget.attrs["hx-swap-oob"] = "true"

    @property
    def found(self):
        return [self[name] for name in self.empty]
