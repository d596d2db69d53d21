"""At the root of a unit: /u/<slug>/documentos/…, /u/<slug>/agenda/… and the kinds of appointment among its settings."""

from django.urls import path

from workflow.views import agenda, free_days, kinds, unit_files

urlpatterns = [
    path("documentos/", unit_files.unit_files, name="unit_files"),
    path("documentos/novo/", unit_files.unit_file_new, name="unit_file_new"),
    path("documentos/<int:number>/", unit_files.unit_file, name="unit_file"),
    path("documentos/<int:number>/excluir/", unit_files.unit_file_remove, name="unit_file_remove"),
    path("documentos/<int:number>/restaurar/", unit_files.unit_file_restore, name="unit_file_restore"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/dias-livres/", free_days.agenda_free, name="agenda_free"),
    path("agenda/novo/", agenda.appointment_new, name="appointment_new"),
    path("agenda/<int:number>/", agenda.appointment, name="appointment"),
    path("agenda/<int:number>/mover/", agenda.appointment_move, name="appointment_move"),
    path("agenda/<int:number>/cancelar/", agenda.appointment_cancel, name="appointment_cancel"),
    path("agenda/<int:number>/resultado/", agenda.appointment_answer, name="appointment_answer"),
    path("configuracoes/tipos-de-compromisso/", kinds.appointment_kinds, name="appointment_kinds"),
    path("configuracoes/tipos-de-compromisso/novo/", kinds.appointment_kind_new, name="appointment_kind_new"),
    path("configuracoes/tipos-de-compromisso/<slug:slug>/", kinds.appointment_kind, name="appointment_kind"),
    path("configuracoes/tipos-de-compromisso/<slug:slug>/ordem/", kinds.appointment_kind_order, name="appointment_kind_order"),
    path("configuracoes/tipos-de-compromisso/<slug:slug>/excluir/", kinds.appointment_kind_removal, name="appointment_kind_removal"),
]
