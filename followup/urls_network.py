"""/rede/configuracoes/envios/…: the models of mailings that the Franqueadora offers to its units."""

from django.urls import path

from followup.views import network_mailings

MODELS = "configuracoes/envios/"
urlpatterns = [
    path(MODELS, network_mailings.network_mailing_models, name="network_mailing_models"),
    path(MODELS + "novo/", network_mailings.network_mailing_model_new, name="network_mailing_model_new"),
    path(MODELS + "previa/", network_mailings.network_mailing_model_preview, name="network_mailing_model_preview"),
    path(MODELS + "<uuid:pk>/", network_mailings.network_mailing_model, name="network_mailing_model"),
    path(MODELS + "<uuid:pk>/anexos/", network_mailings.network_mailing_file_new, name="network_mailing_file_new"),
    path(MODELS + "<uuid:pk>/anexos/<uuid:file>/", network_mailings.network_mailing_file, name="network_mailing_file"),
    path(
        MODELS + "<uuid:pk>/anexos/<uuid:file>/exclusao/",
        network_mailings.network_mailing_file_removal,
        name="network_mailing_file_removal",
    ),
]
