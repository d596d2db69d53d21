"""/u/<slug>/…: the pages of a unit. The prefix is gone by the time an address is looked up here (UnitPathMiddleware)."""

from django.urls import include, path

from purifikar.views import day, ranking, search

urlpatterns = [
    path("", day.unit_day, name="day"),
    path("busca/", search.search, name="search"),
    path("ranking/", ranking.unit_ranking, name="ranking"),
    path("", include("leads.urls_doors")),  # contato/, entrada/: without an account, before all others: machines knock here most
    path("", include("followup.urls_doors")),  # proposta/, descadastro/: without an account
    path("", include("tenants.urls")),  # pessoas/, equipes/
    path("", include("workflow.urls")),  # documentos/
    path("", include("leads.urls")),  # leads/, clientes/
    path("", include("followup.urls_opinions")),  # contatos/<n>/parecer/, pareceres-pendentes/, alinhamentos/
    path("", include("followup.urls_cycle")),  # contatos/<n>/ciclo/, configuracoes/ciclos/, relatorios/ciclos/
    path("", include("followup.urls_sales")),  # propostas/, pedidos/, …/propostas/, configuracoes/produtos/…
    path("", include("followup.urls_sheets")),  # contatos/<n>/ficha/, fichas/…
    path("", include("followup.urls_mailings")),  # envios/, contatos/<n>/envio/, clientes/<n>/envios/, configuracoes/envios/
    path("", include("followup.urls")),  # contatos/, clientes/<n>/contatos/, configuracoes/…
    path("", include("fieldservice.urls")),  # configuracoes/tecnicos/
    path("configuracoes/origens/", include("leads.urls_sources")),
    path("configuracoes/entradas/", include("leads.urls_intakes")),
    path("privacidade/", include("leads.urls_privacy")),
    path("solicitacoes/", include("workflow.urls_requests")),
    path("distribuicao/", include("workflow.urls_distribution")),
    path("configuracoes/processos/", include("workflow.urls_processes")),
    path("configuracoes/", include("purifikar.urls_settings")),
]

handler400 = "purifikar.views.errors.bad_request"
handler403 = "purifikar.views.errors.permission_denied"
handler404 = "purifikar.views.errors.page_not_found"
handler500 = "purifikar.views.errors.server_error"
