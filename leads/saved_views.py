"""The views that a person has saved, above the list and the board; and the one with which they begin."""

from functools import wraps

from django.shortcuts import redirect

from leads.models import SavedView


def with_saved_views(view):
    """Gives the page `request.saved_views`; whoever comes without an address is led to the view that he begins with."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        request.saved_views = SavedView.objects.within_reach_of(request.user)
        if not request.GET:
            default = next((saved for saved in request.saved_views if saved.is_default), None)
            if default:
                return redirect(f"{request.path}{default.address}")
        return view(request, *args, **kwargs)

    return shown
