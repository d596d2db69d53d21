def posted(request):
    """What a form is bound to: what was sent, even when that is nothing at all; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def turn_seen(request, lead):
    """The journey's turn on the page on which the person decided; a form without one decides on what is there now."""
    text = request.POST.get("turn") or request.GET.get("turno") or ""
    return int(text) if text.isdigit() and len(text) < 9 else lead.journey.turn
