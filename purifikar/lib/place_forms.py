"""A form with an address: the CEP fills what is empty, at once by htmx and on saving without it."""

from django.http import QueryDict
from django.utils.functional import cached_property, lazy

from purifikar.lib.forms import DigitsInput
from purifikar.lib.links import network_url
from purifikar.lib.postcodes import PARTS, normal_district, place_of


class PostcodeInput(DigitsInput):
    """A CEP that asks for its place once it is written; the answer replaces the fields that are still empty."""

    def __init__(self, attrs=None):
        asks = {
            "hx-get": lazy(network_url, str)("postcode"), "hx-trigger": "change, keyup changed delay:400ms", "hx-target": "this",
            "hx-swap": "none", "hx-include": "closest form", "hx-params": f"postcode,{','.join(PARTS)}", "hx-sync": "this:replace",
        }  # fmt: skip
        super().__init__({**asks, **(attrs or {})})


class PlaceFromPostcode:
    """Put before the form's own class. The field of the CEP is called `postcode`, the others as in a Place."""

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(self._completed(data), *args, **kwargs)

    def _completed(self, data):
        place = place_of(data.get("postcode", "")) if data else None
        if place is None:
            return data
        found = {name: getattr(place, name) for name in PARTS if name in self.base_fields}
        empty = {name: value for name, value in found.items() if value and not data.get(name, "").strip()}
        if isinstance(data, QueryDict):
            data = data.copy()
            for name, value in empty.items():
                data[name] = value
            return data
        return {**data, **empty}

    @cached_property
    def _place(self):
        return place_of(self.data.get("postcode", ""))

    def clean_district(self):
        return normal_district(self.cleaned_data["district"], self._place.district if self._place else "")
