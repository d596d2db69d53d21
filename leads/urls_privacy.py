"""/u/<slug>/privacidade/…: what people ask about their own data (LGPD)."""

from django.urls import path

from leads.views import privacy

urlpatterns = [
    path("", privacy.privacy_desk, name="privacy_desk"),
    path("novo/", privacy.privacy_new, name="privacy_new"),
    path("<int:number>/", privacy.privacy_request, name="privacy_request"),
    path("<int:number>/copia/", privacy.privacy_export, name="privacy_export"),
    path("<int:number>/consentimentos/", privacy.privacy_consents, name="privacy_consents"),
    path("<int:number>/eliminacao/", privacy.privacy_erasure, name="privacy_erasure"),
    path("<int:number>/resposta/", privacy.privacy_answer, name="privacy_answer"),
    path("copia/<str:token>/", privacy.privacy_file, name="privacy_file"),
]
