"""/u/<slug>/solicitacoes/…: what people of the unit ask of each other and of the Franqueadora."""

from django.urls import path

from workflow.views import request, requests, routines

ONE = "<int:number>/"

urlpatterns = [
    path("", requests.requests, name="requests"),
    path("nova/", requests.request_new, name="request_new"),
    path("nova/<slug:process_slug>/", requests.request_ask, name="request_ask"),
    path("rotinas/", routines.routines, name="routines"),
    path("rotinas/nova/", routines.routine_new, name="routine_new"),
    path("rotinas/<uuid:routine>/", routines.routine_edit, name="routine_edit"),
    path("rotinas/<uuid:routine>/exclusao/", routines.routine_removal, name="routine_removal"),
    path("tipos/novo/", routines.request_type_new, name="request_type_new"),
    path("tipos/<slug:process_slug>/", routines.request_type_edit, name="request_type_edit"),
    path(ONE, request.request, name="request"),
    path(f"{ONE}decidir/<slug:slug>/", request.request_decide, name="request_decide"),
    path(f"{ONE}pegar/", request.request_take, name="request_take"),
    path(f"{ONE}anotacao/", request.request_note, name="request_note"),
    path(f"{ONE}anexo/", request.request_attach, name="request_attach"),
    path(f"{ONE}anexos/<int:document>/", request.request_file, name="request_file"),
]
