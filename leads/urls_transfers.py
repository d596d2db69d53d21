"""pessoas/…/transferir/: the same pages for the Franqueadora and inside a unit; `request.unit` tells where."""

from django.urls import path

from leads.views import transfers

urlpatterns = [
    path("pessoas/<uuid:pk>/transferir/", transfers.person_transfer, name="person_transfer"),
    path("pessoas/transferencias/<uuid:pk>/", transfers.transfer, name="transfer"),
]
