"""At the root of a unit: /u/<slug>/envios/…, and what mailings add to the pages of contact, person and settings."""

from django.urls import path

from followup.views import mailing_choice, mailing_models, mailings

begun = [
    path("envios/novo/", mailing_choice.mailing_new, name="mailing_new"),
    path("envios/contatos/", mailing_choice.mailing_of_contacts, name="mailing_of_contacts"),
    path("envios/leads/", mailing_choice.mailing_of_leads, name="mailing_of_leads"),
    path("contatos/<int:number>/envio/", mailing_choice.contact_mailing, name="contact_mailing"),
    path("clientes/<int:number>/envio/", mailing_choice.customer_mailing, name="customer_mailing"),
]

one_mailing = [
    path("envios/", mailings.mailings, name="mailings"),
    path("envios/<int:number>/", mailings.mailing, name="mailing"),
    path("envios/<int:number>/andamento/", mailings.mailing_progress, name="mailing_progress"),
    path("envios/<int:number>/pessoas/", mailings.mailing_people, name="mailing_people"),
    path("envios/<int:number>/previa/", mailings.mailing_preview, name="mailing_preview"),
    path("envios/<int:number>/enviar/", mailings.mailing_send, name="mailing_send"),
    path("envios/<int:number>/cancelamento/", mailings.mailing_cancel, name="mailing_cancel"),
    path("envios/<int:number>/retomada/", mailings.mailing_retry, name="mailing_retry"),
    path("envios/<int:number>/exclusao/", mailings.mailing_drop, name="mailing_drop"),
    path("envios/<int:number>/relatorio.<slug:kind>", mailings.mailing_export, name="mailing_export"),
    path("clientes/<int:number>/envios/", mailings.person_mailings, name="person_mailings"),
]

MODELS = "configuracoes/envios/"
settings = [
    path(MODELS, mailing_models.mailing_models, name="mailing_models"),
    path(MODELS + "novo/", mailing_models.mailing_model_new, name="mailing_model_new"),
    path(MODELS + "previa/", mailing_models.mailing_model_preview, name="mailing_model_preview"),
    path(MODELS + "variaveis/", mailing_models.mailing_variables, name="mailing_variables"),
    path(MODELS + "rede/<uuid:pk>/", mailing_models.mailing_of_network, name="mailing_of_network"),
    path(MODELS + "rede/<uuid:pk>/copia/", mailing_models.mailing_model_copy, name="mailing_model_copy"),
    path(MODELS + "rede/<uuid:pk>/anexos/<uuid:file>/", mailing_models.mailing_of_network_file, name="mailing_of_network_file"),
    path(MODELS + "<uuid:pk>/", mailing_models.mailing_model, name="mailing_model"),
    path(MODELS + "<uuid:pk>/anexos/", mailing_models.mailing_file_new, name="mailing_file_new"),
    path(MODELS + "<uuid:pk>/anexos/<uuid:file>/", mailing_models.mailing_file, name="mailing_file"),
    path(MODELS + "<uuid:pk>/anexos/<uuid:file>/exclusao/", mailing_models.mailing_file_removal, name="mailing_file_removal"),
]

urlpatterns = begun + one_mailing + settings
