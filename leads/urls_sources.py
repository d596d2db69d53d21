"""/u/<slug>/configuracoes/origens/…"""

from django.urls import path

from leads.views import hooks, sources

urlpatterns = [
    path("", sources.sources, name="sources"),
    path("nova/", sources.source_new, name="source_new"),
    path("<slug:slug>/", sources.source, name="source"),
    path("<slug:slug>/segredo/", sources.source_secret, name="source_secret"),
    path("<slug:slug>/segredo/troca/", sources.source_secret_change, name="source_secret_change"),
    path("<slug:slug>/teste/", sources.source_test, name="source_test"),
    path("<slug:slug>/integracoes/nova/", hooks.hook_new, name="hook_new"),
    path("<slug:slug>/integracoes/<uuid:pk>/", hooks.hook, name="hook"),
    path("<slug:slug>/integracoes/<uuid:pk>/teste/", hooks.hook_test, name="hook_test"),
]
