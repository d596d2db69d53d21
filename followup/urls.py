"""At the root of a unit: /u/<slug>/contatos/…, /clientes/<n>/contatos/… and /configuracoes/…"""

from django.urls import path

from followup.views import contact, contacts, handing, person_contacts, reopening, settings_tables, settings_types

day = [
    path("contatos/", contacts.contacts, name="contacts"),
    path("contatos/criticos/", contacts.contacts_critical, name="contacts_critical"),
    path("contatos/passar/", handing.contacts_hand, name="contacts_hand"),
    path("contatos/novo/", contacts.contact_start, name="contact_start"),
]

one_contact = [
    path("contatos/<int:number>/", contact.contact, name="contact"),
    path("contatos/<int:number>/editar/", contact.contact_edit, name="contact_edit"),
    path("contatos/<int:number>/feito/", contacts.contact_done, name="contact_done"),
    path("contatos/<int:number>/data/", contact.contact_next, name="contact_next"),
    path("contatos/<int:number>/encerrar/", contact.contact_close, name="contact_close"),
    path("contatos/<int:number>/reabrir/", reopening.contact_reopen, name="contact_reopen"),
    path("contatos/<int:number>/reabrir/<uuid:pk>/", reopening.reopening_answer, name="reopening_answer"),
]

of_a_person = [
    path("clientes/<int:number>/contatos/", person_contacts.person_contacts, name="person_contacts"),
    path("contatos/novo/<int:number>/", person_contacts.contact_new, name="contact_new"),
    path("clientes/<int:number>/acompanhar/", person_contacts.person_watch, name="person_watch"),
    path("leads/<int:number>/contatos/", person_contacts.lead_contacts, name="lead_contacts"),
]

SETTINGS = "configuracoes/contatos/"
TYPES = "configuracoes/tipos-de-atendimento/"
settings = [
    path(SETTINGS, settings_tables.contact_settings, name="contact_settings"),
    path(SETTINGS + "<slug:table>/", settings_tables.contact_table, name="contact_table"),
    path(SETTINGS + "<slug:table>/<uuid:pk>/", settings_tables.contact_table_row, name="contact_table_row"),
    path(SETTINGS + "<slug:table>/<uuid:pk>/ordem/", settings_tables.contact_table_order, name="contact_table_order"),
    path(SETTINGS + "<slug:table>/<uuid:pk>/excluir/", settings_tables.contact_table_removal, name="contact_table_removal"),
    path(TYPES, settings_types.attendance_types, name="attendance_types"),
    path(TYPES + "novo/", settings_types.attendance_type_new, name="attendance_type_new"),
    path(TYPES + "<uuid:pk>/", settings_types.attendance_type, name="attendance_type"),
    path(TYPES + "<uuid:pk>/excluir/", settings_types.attendance_type_removal, name="attendance_type_removal"),
]

urlpatterns = day + one_contact + of_a_person + settings
