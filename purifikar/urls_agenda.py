"""At the root of the network's side: the secret address of one's agenda, for calendar programs, and the page that gives it."""

from django.urls import path, re_path

from purifikar.views import agenda

urlpatterns = [
    re_path(r"^agenda/(?P<token>[A-Za-z0-9_-]{43})\.ics$", agenda.agenda_feed, name="agenda_feed"),
    path("conta/agenda/", agenda.agenda_address, name="agenda_address"),
]
