"""The network's side: doors, own account, network pages. A unit's pages are in urls_unit.py, under /u/<slug>/."""

from django.conf import settings
from django.urls import include, path

from purifikar.views import components, health, home, postcode

urlpatterns = [
    path("", home.home, name="home"),
    path("lugares/", home.places, name="places"),
    path("saude", health.health, name="health"),
    path("cep/", postcode.postcode, name="postcode"),
    path("", include("purifikar.urls_account")),  # /entrar/, /conta/…, /convite/…
    path("", include("purifikar.urls_notices")),  # /avisos/
    path("", include("purifikar.urls_help")),  # /como-funciona/, /quem-pode/, /privacidade/
    path("", include("purifikar.urls_agenda")),  # /agenda/….ics, /conta/agenda/
    path("rede/", include("purifikar.urls_network")),
]

if settings.DEMO:
    urlpatterns += [path("componentes/", components.components, name="components")]

handler400 = "purifikar.views.errors.bad_request"
handler403 = "purifikar.views.errors.permission_denied"
handler404 = "purifikar.views.errors.page_not_found"
handler500 = "purifikar.views.errors.server_error"
