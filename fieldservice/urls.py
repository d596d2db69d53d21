"""At the root of a unit: /u/<slug>/configuracoes/tecnicos/…"""

from django.urls import path

from fieldservice.views import technicians

urlpatterns = [
    path("configuracoes/tecnicos/", technicians.technicians, name="technicians"),
    path("configuracoes/tecnicos/novo/", technicians.technician_new, name="technician_new"),
    path("configuracoes/tecnicos/<uuid:pk>/", technicians.technician, name="technician"),
]
