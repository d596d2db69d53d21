"""/rede/configuracoes/centros/…: the network's centros de responsabilidade."""

from django.urls import path

from tenants.views import centres

urlpatterns = [
    path("", centres.centres, name="centres"),
    path("novo/", centres.centre_new, name="centre_new"),
    path("<slug:centre>/", centres.centre, name="centre"),
    path("<slug:centre>/exclusao/", centres.centre_delete, name="centre_delete"),
    path("<slug:centre>/pessoas/", centres.centre_add, name="centre_add"),
    path("<slug:centre>/pessoas/<uuid:membership>/saida/", centres.centre_remove, name="centre_remove"),
]
