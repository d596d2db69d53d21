"""At the root of a unit: /u/<slug>/contatos/<n>/ciclo/, /configuracoes/ciclos/… and /relatorios/ciclos/…"""

from django.urls import path

from followup.views import cycle, cycle_report, cycle_settings

answers = [
    path("contatos/<int:number>/ciclo/", cycle.contact_cycle, name="contact_cycle"),
    path("contatos/<int:number>/ciclo/respostas/", cycle.contact_answers, name="contact_answers"),
]

CYCLES = "configuracoes/ciclos/"
settings = [
    path(CYCLES, cycle_settings.cycles, name="cycles"),
    path(CYCLES + "novo/", cycle_settings.cycle_new, name="cycle_new"),
    path(CYCLES + "<uuid:pk>/", cycle_settings.cycle, name="cycle"),
    path(CYCLES + "<uuid:pk>/rascunho/", cycle_settings.cycle_draft, name="cycle_draft"),
    path(CYCLES + "<uuid:pk>/experimentar/", cycle_settings.cycle_try, name="cycle_try"),
    path(CYCLES + "<uuid:pk>/excluir/", cycle_settings.cycle_removal, name="cycle_removal"),
    path(CYCLES + "<uuid:pk>/perguntas/nova/", cycle_settings.cycle_question_new, name="cycle_question_new"),
    path(CYCLES + "<uuid:pk>/perguntas/<uuid:question>/", cycle_settings.cycle_question, name="cycle_question"),
    path(CYCLES + "<uuid:pk>/perguntas/<uuid:question>/lugar/", cycle_settings.cycle_question_place, name="cycle_question_place"),
]

reports = [
    path("relatorios/ciclos/", cycle_report.report_cycles, name="report_cycles"),
    path("relatorios/ciclos/contatos/", cycle_report.report_cycle_contacts, name="report_cycle_contacts"),
    path("relatorios/ciclos/planilha.csv", cycle_report.report_cycle_file, name="report_cycle_file"),
]

urlpatterns = answers + settings + reports
