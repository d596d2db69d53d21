"""/rede/processos/…: the network's model processes and their publication to units."""

from django.urls import path

from workflow.views import publishing

urlpatterns = [
    path("", publishing.model_processes, name="model_processes"),
    path("publicacoes/<uuid:publication>/", publishing.publication, name="publication"),
    path("publicacoes/<uuid:publication>/de-novo/", publishing.publication_again, name="publication_again"),
    path("<slug:process_slug>/", publishing.model_process, name="model_process"),
]
