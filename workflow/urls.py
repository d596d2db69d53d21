"""At the root of a unit: /u/<slug>/documentos/… and /u/<slug>/agenda/…"""

from django.urls import path

from workflow.views import agenda, unit_files

urlpatterns = [
    path("documentos/", unit_files.unit_files, name="unit_files"),
    path("documentos/novo/", unit_files.unit_file_new, name="unit_file_new"),
    path("documentos/<int:number>/", unit_files.unit_file, name="unit_file"),
    path("documentos/<int:number>/excluir/", unit_files.unit_file_remove, name="unit_file_remove"),
    path("documentos/<int:number>/restaurar/", unit_files.unit_file_restore, name="unit_file_restore"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/dias-livres/", agenda.agenda_free, name="agenda_free"),
    path("agenda/novo/", agenda.appointment_new, name="appointment_new"),
    path("agenda/<int:number>/", agenda.appointment, name="appointment"),
    path("agenda/<int:number>/mover/", agenda.appointment_move, name="appointment_move"),
    path("agenda/<int:number>/cancelar/", agenda.appointment_cancel, name="appointment_cancel"),
    path("agenda/<int:number>/resultado/", agenda.appointment_answer, name="appointment_answer"),
]
