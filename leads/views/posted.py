def posted(request):
    """What a form is bound to: what was sent, even when that is nothing at all; None while it is only shown."""
    return request.POST if request.method == "POST" else None
