from django.shortcuts import render

from purifikar.lib.samples import samples
from tenants.access import open_to_all


@open_to_all
def components(request):
    """Every piece of the look in every state, for developers; only in the demo."""
    return render(request, "developers/components.html", samples())
