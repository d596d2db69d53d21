from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from leads.bulk import others_for
from leads.exports import FORMATS, lines_of
from leads.filters import LeadFilter
from leads.lead_list import LeadList
from leads.models import Source
from leads.row_html import lines
from leads.saved_views import with_saved_views
from purifikar.lib.partials import render_partials
from tenants.access import requires
from tenants.roles import Permission


@requires(Permission.LEAD_SEE)
@with_saved_views
def leads(request):
    """The unit's leads, fifty at a time, by limit or the newest first; all filters stand in the address."""
    filters = LeadFilter(request.GET, member=request.membership, unit=request.unit)
    found, works = LeadList(filters, request.GET), request.membership.may(Permission.LEAD_WORK)
    context = {
        "filters": filters,
        "list": found,
        "works": works,
        "lines": lines(found.rows, with_boxes=works),
        "more_bulk": others_for(request.membership),
    }
    return render(request, "leads/leads.html", context)


@requires(Permission.LEAD_SEE)
def leads_filters(request, view):
    """Everything that the list or the board may be asked for: fetched when somebody opens the panel, which hardly anybody does."""
    filters = LeadFilter(request.GET, member=request.membership, unit=request.unit)
    page_url = reverse("leads_board" if view == "board" else "leads")
    return render_partials(request, "leads/filters.html", ["form"], {"filters": filters, "page_url": page_url})


@requires(Permission.LEAD_SEE)
@require_POST
def leads_channel(request):
    """Web, Fluxo or Todos: remembered for the person, wherever he signs in (FOL-26)."""
    channel = request.POST.get("canal", "")
    request.user.channel_view = channel if channel in Source.Channel.values else ""
    request.user.save(update_fields=["channel_view"])
    back = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if inside else reverse("leads"))


@requires(Permission.LEAD_SEE)
def leads_export(request, kind):
    """What the list shows, all pages of it, as a file for a spreadsheet."""
    filters = LeadFilter(request.GET, member=request.membership, unit=request.unit)
    content_type, write = FORMATS[kind]
    answer = HttpResponse(write(lines_of(filters)), content_type=content_type)
    name = f"leads-{request.unit.slug}-{timezone.localdate():%Y-%m-%d}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
