"""The ceiling of a page on this machine: session, sign-in and membership as everywhere, fifty rows, a bare template.

Served beside the unit's own pages in the same run (tests/bench/bare_settings.py), so the pages can be compared with it.
"""

from django.db import connection
from django.http import HttpResponse
from django.urls import include, path
from django.utils.html import format_html, format_html_join

from leads.models import Lead
from tenants.access import requires
from tenants.roles import Permission

ROWS = 50


@requires(Permission.LEAD_SEE)
def bare(request):
    rows = Lead.objects.order_by("-number").values_list("number", "district")[:ROWS]
    return HttpResponse(
        format_html("<!doctype html><title>{}</title><table>{}</table>", connection.tenant, format_html_join("", "<tr><td>{}<td>{}", rows))
    )


urlpatterns = [path("nu/", bare, name="bare"), path("", include("purifikar.urls_unit"))]
