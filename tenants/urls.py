"""pessoas/ and equipes/: the same pages for the Franqueadora and inside a unit; `request.unit` tells where."""

from django.urls import path

from tenants.views import absences, access, invitations, people, person, teams

PERSON = "pessoas/<uuid:pk>/"
INVITATION = "pessoas/convites/<uuid:pk>/"
TEAM = "equipes/<uuid:pk>/"

urlpatterns = [
    path("pessoas/", people.people, name="people"),
    path("pessoas/convidar/", invitations.person_invite, name="person_invite"),
    path(INVITATION + "reenvio/", invitations.invitation_again, name="invitation_again"),
    path(INVITATION + "retirada/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path(PERSON, person.person, name="person"),
    path(PERSON + "em-andamento/", person.person_work, name="person_work"),
    path(PERSON + "papel/", person.person_role, name="person_role"),
    path(PERSON + "chaves/", person.person_switches, name="person_switches"),
    path(PERSON + "distribuicao/", person.person_load, name="person_load"),
    path(PERSON + "equipes/", person.person_teams, name="person_teams"),
    path(PERSON + "mudanca/", access.person_move, name="person_move"),
    path(PERSON + "encerramento/", access.person_end, name="person_end"),
    path(PERSON + "retorno/", access.person_return, name="person_return"),
    path(PERSON + "duas-etapas/", access.person_factor_reset, name="person_factor_reset"),
    path(PERSON + "desativacao/", access.person_deactivate, name="person_deactivate"),
    path(PERSON + "reativacao/", access.person_reactivate, name="person_reactivate"),
    path(PERSON + "ausencias/", absences.absence_new, name="absence_new"),
    path(PERSON + "ausencias/<uuid:absence>/", absences.absence, name="absence"),
    path(PERSON + "ausencias/<uuid:absence>/retirada/", absences.absence_remove, name="absence_remove"),
    path("equipes/", teams.teams, name="teams"),
    path("equipes/nova/", teams.team_new, name="team_new"),
    path(TEAM, teams.team, name="team"),
    path(TEAM + "nome/", teams.team_rename, name="team_rename"),
    path(TEAM + "distribuicao/", teams.team_distribution, name="team_distribution"),
    path(TEAM + "exclusao/", teams.team_delete, name="team_delete"),
    path(TEAM + "pessoas/", teams.team_add, name="team_add"),
    path(TEAM + "pessoas/<uuid:membership>/saida/", teams.team_remove, name="team_remove"),
]
