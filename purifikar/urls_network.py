"""/rede/…: the pages of the Franqueadora."""

from django.urls import include, path

from purifikar.views import day, privacy, search

urlpatterns = [
    path("", day.network_day, name="day"),
    path("busca/", search.search, name="search"),
    path("privacidade/", privacy.network_privacy, name="network_privacy"),
    path("", include("purifikar.urls_desk")),  # mesa/, agenda/
    path("", include("purifikar.urls_reports")),  # painel/, relatorios/, ranking/
    path("", include("purifikar.urls_units")),  # unidades/, configuracoes/, emails/
    path("configuracoes/centros/", include("tenants.urls_centres")),
    path("processos/", include("workflow.urls_publishing")),
    path("", include("workflow.urls_network")),  # distribuicao/
    path("", include("tenants.urls")),  # pessoas/, equipes/
    path("", include("followup.urls_network")),  # configuracoes/envios/
    path("", include("leads.urls_transfers")),  # pessoas/…/transferir/
]
