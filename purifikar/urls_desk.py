"""/rede/mesa/… and /rede/agenda/…: work that goes over all units."""

from django.urls import path

from purifikar.views import agenda, desk, desk_give

urlpatterns = [
    path("mesa/", desk.desk, name="desk"),
    path("mesa/<uuid:pk>/", desk.desk_call, name="desk_call"),
    path("mesa/<uuid:pk>/dar/", desk_give.desk_give, name="desk_give"),
    path("mesa/<uuid:pk>/pegar/", desk.desk_take, name="desk_take"),
    path("mesa/<uuid:pk>/tentativa/", desk.desk_attempt, name="desk_attempt"),
    path("mesa/<uuid:pk>/decidir/<slug:slug>/", desk.desk_decide, name="desk_decide"),
    path("agenda/", agenda.network_agenda, name="agenda"),
    path("agenda/dias-livres/", agenda.network_free_days, name="agenda_free"),
]
