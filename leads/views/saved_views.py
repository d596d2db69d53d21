from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from leads.filters import LeadFilter
from leads.forms.saved_view import SavedViewForm
from leads.models import SavedView
from tenants.access import requires
from tenants.roles import Permission

PAGE = "leads/saved_views.html"


@requires(Permission.LEAD_SEE)
def saved_views(request):
    """One's views and those shared, and a name for the filters with which one came."""
    filters = LeadFilter(QueryDict(request.POST.get("lista", "")[:1000]) if request.method == "POST" else request.GET, member=request.membership, unit=request.unit)  # fmt: skip
    form = SavedViewForm(request.POST if request.method == "POST" else None, owner=request.user, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        try:
            SavedView.objects.keep(form.cleaned_data["name"], filters.query, by=request.user, **form.sharing)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "Vista salva.")
            return redirect(f"{reverse('leads')}?{filters.query or urlencode({'ordem': 'prazo'})}")
    context = {"form": form, "filters": filters, "views": SavedView.objects.within_reach_of(request.user)}
    return render(request, PAGE, context, status=422 if form.errors else 200)


@requires(Permission.LEAD_SEE)
def saved_view(request, pk):
    """Another name, or seen by others; its owner's say alone."""
    view = _own(request, pk)
    form = SavedViewForm(request.POST if request.method == "POST" else None, instance=view, owner=request.user, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Gravado.")
        return redirect("saved_views")
    return render(request, "leads/saved_view.html", {"form": form, "view": view}, status=422 if form.errors else 200)


@requires(Permission.LEAD_SEE)
@require_POST
def saved_view_removal(request, pk):
    view = _own(request, pk)
    view.delete()
    messages.success(request, f"A vista {view} foi excluída. Os leads continuam onde estavam.")
    return redirect("saved_views")


@requires(Permission.LEAD_SEE)
@require_POST
def saved_view_default(request, pk):
    """The list begins with it, or no more."""
    view = _within_reach(request, pk)
    if view.is_default:
        view.no_default(request.user)
        messages.success(request, "A lista volta a começar por todos.")
    else:
        view.open_by_default(request.user)
        messages.success(request, f"A lista começa agora por {view}.")
    return redirect("saved_views")


def _within_reach(request, pk):
    view = next((view for view in SavedView.objects.within_reach_of(request.user) if view.pk == pk), None)
    if view is None:
        raise Http404
    return view


def _own(request, pk):
    view = _within_reach(request, pk)
    if not view.may_be_changed_by(request.user):
        raise PermissionDenied("Só quem salvou a vista muda ou exclui.")
    return view
