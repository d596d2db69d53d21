"""At the root of a unit: /u/<slug>/contatos/<n>/ficha/ and /fichas/…"""

from django.urls import path

from followup.views import sheet_batches, sheets

urlpatterns = [
    path("contatos/<int:number>/ficha/", sheets.contact_sheet, name="contact_sheet"),
    path("contatos/<int:number>/ficha.pdf", sheets.contact_sheet_pdf, name="contact_sheet_pdf"),
    path("fichas/", sheet_batches.day_sheets, name="day_sheets"),
    path("fichas/imprimir/", sheet_batches.day_sheets_print, name="day_sheets_print"),
    path("fichas/email/", sheet_batches.day_sheets_mail, name="day_sheets_mail"),
    path("fichas/<uuid:pk>/", sheet_batches.sheet_file, name="sheet_file"),
    path("fichas/<uuid:pk>/fichas.pdf", sheet_batches.sheet_file_pdf, name="sheet_file_pdf"),
]
