"""/u/<slug>/configuracoes/processos/…: the unit's processes, to be read and changed."""

from django.urls import path

from workflow.views import comparison, processes, publishing, simulation
from workflow.views import process_drafts as drafts

DRAFT = "<slug:process_slug>/rascunho/"
STAGE = f"{DRAFT}etapas/<slug:stage>/"

urlpatterns = [
    path("", processes.processes, name="processes"),
    path("<slug:process_slug>/", processes.process, name="process"),
    path("<slug:process_slug>/versoes/<int:number>/", processes.process_version, name="process_version"),
    path(DRAFT, drafts.process_draft, name="process_draft"),
    path("<slug:process_slug>/simulacao/", simulation.process_simulation, name="process_simulation"),
    path("<slug:process_slug>/comparacao/", comparison.process_comparison, name="process_comparison"),
    path("<slug:process_slug>/modelo/", publishing.process_keep, name="process_keep"),
    path(f"{DRAFT}simulacao/", simulation.draft_simulation, name="draft_simulation"),
    path(f"{DRAFT}publicacao/", drafts.process_publication, name="process_publication"),
    path(f"{DRAFT}descarte/", drafts.process_discard, name="process_discard"),
    path(f"{DRAFT}nova-etapa/", drafts.stage_new, name="stage_new"),
    path(STAGE, drafts.stage_edit, name="stage_edit"),
    path(f"{STAGE}exclusao/", drafts.stage_removal, name="stage_removal"),
    path(f"{STAGE}ordem/", drafts.stage_order, name="stage_order"),
    path(f"{STAGE}nova-decisao/", drafts.outcome_new, name="outcome_new"),
    path(f"{STAGE}decisoes/<slug:outcome>/", drafts.outcome_edit, name="outcome_edit"),
    path(f"{STAGE}decisoes/<slug:outcome>/ordem/", drafts.outcome_order, name="outcome_order"),
    path(f"{STAGE}decisoes/<slug:outcome>/exclusao/", drafts.outcome_removal, name="outcome_removal"),
    path(f"{STAGE}novo-prazo/", drafts.limit_new, name="limit_new"),
    path(f"{STAGE}prazos/<slug:limit>/", drafts.limit_edit, name="limit_edit"),
    path(f"{STAGE}prazos/<slug:limit>/exclusao/", drafts.limit_removal, name="limit_removal"),
]
