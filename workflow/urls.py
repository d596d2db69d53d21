"""At the root of a unit: /u/<slug>/documentos/…"""

from django.urls import path

from workflow.views import unit_files

urlpatterns = [
    path("documentos/", unit_files.unit_files, name="unit_files"),
    path("documentos/novo/", unit_files.unit_file_new, name="unit_file_new"),
    path("documentos/<int:number>/", unit_files.unit_file, name="unit_file"),
    path("documentos/<int:number>/excluir/", unit_files.unit_file_remove, name="unit_file_remove"),
    path("documentos/<int:number>/restaurar/", unit_files.unit_file_restore, name="unit_file_restore"),
]
