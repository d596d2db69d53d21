"""The bell: what a person was told, wherever it happened, and how each kind of it reaches him."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from purifikar.lib.formats import capped
from purifikar.lib.keyset import page_of
from purifikar.lib.partials import render_form_again, render_partials
from purifikar.notice_forms import ChannelsForm
from tenants.access import signed_in
from tenants.models import Notice

PAGE, CHANNELS = "notices/notices.html", "notices/channels.html"


@signed_in
@require_GET
def notices(request):
    """The person's notices, newest first; `?so=novos` leaves out what was read."""
    return render(request, PAGE, _desk(request))


@signed_in
@require_GET
def notice(request, pk):
    """Opens the page that a notice is about; whoever went there has read it."""
    told = get_object_or_404(Notice.objects.of(request.user).with_page(), pk=pk)
    told.mark_read()
    return redirect(told.target)


@signed_in
@require_POST
def notices_read_all(request):
    """Nothing is new any more."""
    read = Notice.objects.of(request.user).mark_read()
    messages.success(request, f"{read} avisos marcados como lidos." if read != 1 else "1 aviso marcado como lido.")
    return render_partials(request, PAGE, ["notices"], _desk(request), otherwise="notices")


@signed_in
@require_http_methods(["GET", "POST"])
def notice_channels(request):
    """Which notices also come by e-mail, and when."""
    form = ChannelsForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST":
        if form.is_valid():
            form.save()
            messages.success(request, "Sua escolha foi gravada.")
            return redirect("notice_channels")
        return render_form_again(request, CHANNELS, "channels-form", {"form": form})
    return render(request, CHANNELS, {"form": form})


def _desk(request):
    mine = Notice.objects.of(request.user)
    only_new = request.GET.get("so") == "novos"
    unread = mine.unread_count(request.user)
    return {
        "page": page_of((mine.unread() if only_new else mine).with_page(), request.GET, order=("-id",)),
        "unread": unread,
        "unread_words": capped(unread, 100),
        "only_new": only_new,
    }
