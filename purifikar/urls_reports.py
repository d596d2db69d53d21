"""/rede/…: panel, reports and ranking over all units."""

from django.urls import path

from purifikar.views import panel, ranking, reports

urlpatterns = [
    path("painel/", panel.panel, name="panel"),
    path("relatorios/", reports.reports, name="reports"),
    path("relatorios/numeros.csv", reports.report_export, name="report_export"),
    path("ranking/", ranking.network_ranking, name="ranking"),
]
