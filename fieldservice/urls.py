"""At the root of a unit: /u/<slug>/configuracoes/tecnicos/…"""

from django.urls import path

from fieldservice.views import technician_time, technicians

urlpatterns = [
    path("configuracoes/tecnicos/", technicians.technicians, name="technicians"),
    path("configuracoes/tecnicos/novo/", technicians.technician_new, name="technician_new"),
    path("configuracoes/tecnicos/<uuid:pk>/", technicians.technician, name="technician"),
    path("configuracoes/tecnicos/<uuid:pk>/horario/", technician_time.technician_hours, name="technician_hours"),
    path("configuracoes/tecnicos/<uuid:pk>/ausencias/nova/", technician_time.technician_absence_new, name="technician_absence_new"),
    path("configuracoes/tecnicos/<uuid:pk>/ausencias/<uuid:absence>/", technician_time.technician_absence, name="technician_absence"),
    path(
        "configuracoes/tecnicos/<uuid:pk>/ausencias/<uuid:absence>/retirar/",
        technician_time.technician_absence_remove,
        name="technician_absence_remove",
    ),
]
