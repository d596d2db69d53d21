"""At the root of a unit: /u/<slug>/leads/… and /u/<slug>/clientes/…"""

from django.urls import include, path, re_path

from leads.views import (
    board,
    bulk,
    decision,
    duplicates,
    goals,
    imports,
    involvement,
    lead,
    leads,
    merges,
    people,
    person,
    registration,
    reports,
    saved_views,
)

registering = [
    path("leads/novo/", registration.lead_new, name="lead_new"),
    path("leads/parecidos/", registration.lead_duplicates, name="lead_duplicates"),
]

one_lead = [
    path("leads/<int:number>/", lead.lead, name="lead"),
    path("leads/<int:number>/historico/", lead.lead_history, name="lead_history"),
    path("leads/<int:number>/editar/", lead.lead_edit, name="lead_edit"),
    path("leads/<int:number>/negocio/", lead.lead_deal, name="lead_deal"),
    path("leads/<int:number>/proximo/", lead.lead_next, name="lead_next"),
    path("leads/<int:number>/parecer/", lead.lead_note, name="lead_note"),
    path("leads/<int:number>/decidir/<slug:slug>/", decision.lead_decide, name="lead_decide"),
    path("leads/<int:number>/repassar/", decision.lead_hand, name="lead_hand"),
    path("leads/<int:number>/pausar/", decision.lead_pause, name="lead_pause"),
    path("leads/<int:number>/retomar/", decision.lead_resume, name="lead_resume"),
    path("leads/<int:number>/participacao/", involvement.lead_involvements, name="lead_involvements"),
    path("leads/<int:number>/participacao/nova/", involvement.lead_involve, name="lead_involve"),
    path("leads/<int:number>/participacao/<uuid:pk>/resposta/", involvement.lead_involvement_reply, name="lead_involvement_reply"),
    path("leads/<int:number>/participacao/<uuid:pk>/retirada/", involvement.lead_involvement_end, name="lead_involvement_end"),
    path("leads/<int:number>/urgencia/", involvement.lead_urgency, name="lead_urgency"),
]

# `people` and `person` are the unit's staff; here they are called customers (clientes).
customers = [
    path("clientes/", people.customers, name="customers"),
    path("clientes/duplicados/", duplicates.duplicates, name="duplicates"),
    path("clientes/duplicados/<uuid:pk>/", duplicates.duplicate_dismissal, name="duplicate_dismissal"),
    path("clientes/unioes/<uuid:pk>/desfazer/", merges.customer_merge_undo, name="customer_merge_undo"),
    path("clientes/<int:number>/", person.customer, name="customer"),
    path("clientes/<int:number>/unir/", merges.customer_twins, name="customer_twins"),
    path("clientes/<int:number>/unir/<int:other>/", merges.customer_merge, name="customer_merge"),
    path("clientes/<int:number>/editar/", person.customer_edit, name="customer_edit"),
    path("clientes/<int:number>/inativar/", person.customer_inactivation, name="customer_inactivation"),
    path("clientes/<int:number>/<slug:part>/novo/", person.customer_add, name="customer_add"),
    path("clientes/<int:number>/<slug:part>/<uuid:pk>/excluir/", person.customer_remove, name="customer_remove"),
]

lists = [
    path("leads/", leads.leads, name="leads"),
    path("leads/quadro/", board.leads_board, name="leads_board"),
    path("leads/quadro/<int:number>/mover/", board.lead_move, name="lead_move"),
    path("leads/filtros/", leads.leads_filters, {"view": "list"}, name="leads_filters"),
    path("leads/quadro/filtros/", leads.leads_filters, {"view": "board"}, name="leads_board_filters"),
    path("leads/canal/", leads.leads_channel, name="leads_channel"),
    path("leads/vistas/", saved_views.saved_views, name="saved_views"),
    path("leads/vistas/<uuid:pk>/", saved_views.saved_view, name="saved_view"),
    path("leads/vistas/<uuid:pk>/excluir/", saved_views.saved_view_removal, name="saved_view_removal"),
    path("leads/vistas/<uuid:pk>/inicial/", saved_views.saved_view_default, name="saved_view_default"),
    path("leads/varios/", bulk.leads_bulk, name="leads_bulk"),
    re_path(r"^leads/exportar/leads\.(?P<kind>csv|xlsx)$", leads.leads_export, name="leads_export"),
]

figures = [
    path("relatorios/", reports.reports, name="reports"),
    path("relatorios/leads/", reports.report_leads, name="report_leads"),
    path("relatorios/numeros.csv", reports.report_export, name="report_export"),
    path("relatorios/pessoas/", reports.report_team, name="report_team"),
    path("relatorios/problemas/", reports.problems, name="problems"),
    path("relatorios/metas/", goals.goals, name="goals"),
    path("relatorios/metas/nova/", goals.goal_new, name="goal_new"),
    path("relatorios/metas/<uuid:pk>/", goals.goal_edit, name="goal_edit"),
    path("relatorios/metas/<uuid:pk>/excluir/", goals.goal_removal, name="goal_removal"),
]

importing = [
    path("leads/importar/", imports.imports, name="imports"),
    path("leads/importar/<int:number>/", imports.bulk_import, name="bulk_import"),
    path("leads/importar/<int:number>/colunas/", imports.import_columns, name="import_columns"),
    path("leads/importar/<int:number>/andamento/", imports.import_progress, name="import_progress"),
    path("leads/importar/<int:number>/iniciar/", imports.import_run, name="import_run"),
    path("leads/importar/<int:number>/relatorio.csv", imports.import_report, name="import_report"),
    path("leads/importar/<int:number>/desfazer/", imports.import_undo, name="import_undo"),
    path("leads/importar/<int:number>/continuar/", imports.import_retry, name="import_retry"),
    path("leads/importar/<int:number>/descartar/", imports.import_drop, name="import_drop"),
]

urlpatterns = lists + importing + registering + one_lead + customers + figures
urlpatterns += [path("", include("leads.urls_transfers"))]  # pessoas/
