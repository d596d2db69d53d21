"""/u/<slug>/configuracoes/entradas/…"""

from django.urls import path

from leads.views import intakes

urlpatterns = [
    path("", intakes.intakes, name="intakes"),
    path("<uuid:pk>/", intakes.intake, name="intake"),
    path("<uuid:pk>/tentar/", intakes.intake_again, name="intake_again"),
    path("<uuid:pk>/dispensar/", intakes.intake_dismiss, name="intake_dismiss"),
]
