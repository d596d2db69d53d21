"""What each address answers to whom, written down apart from the code: the other half of double-entry bookkeeping.

A row: URL name → (the arguments' names, who may enter). `who` is EVERYBODY, SIGNED_IN or the slugs of roles; a slug after a
minus has the power, but the thing of the test isn't his to see: 404. Arguments are made by tests/test_access.py. An address
without a row fails it. Here: the addresses of a unit; the Franqueadora's and the account's are in tests/access_network.py.
"""

from tests.access_cycle import CYCLES
from tests.access_mailings import MAILING_DOORS, MAILINGS
from tests.access_sales import SALES, SALES_DOORS

EVERYBODY, SIGNED_IN = "everybody", "signed in"

MANAGERS = "gerente franqueado admin"
WORKERS = "consultor operacional recepcao gerente franqueado comercial coordenador admin"
NOT_RECEPTION = WORKERS.replace("recepcao ", "")
EVERY_ROLE = WORKERS + " midia ranking apoio"
NOT_HIS = NOT_RECEPTION.replace("coordenador", "-coordenador")
TEAM_READERS = "gerente franqueado comercial -coordenador admin"
LEAD_READERS = WORKERS.replace("consultor", "-consultor", 1)
TREATERS = "-consultor operacional gerente franqueado comercial admin"
DECIDERS = "-consultor gerente franqueado comercial admin"  # not the Assessor Operacional: the lead is in Atendimento
NOT_OWN = " ".join("-" + role for role in WORKERS.split())  # somebody else's
MERGERS = "operacional gerente franqueado comercial admin"
ADDERS = "consultor operacional recepcao gerente franqueado comercial admin"

REPORTERS = "consultor gerente franqueado comercial coordenador midia admin"
RANKED = WORKERS + " ranking"
NOBODYS = "-" + WORKERS.replace(" ", " -")  # only the one person concerned

REQUESTERS = WORKERS + " apoio"
REQUEST_READERS = "-consultor -operacional -recepcao gerente franqueado -comercial -coordenador admin -apoio"  # it waits for the Gerente

REQUEST = ("request",)
PERSON, TEAM, LEAD, CUSTOMER = ("membership",), ("team",), ("lead",), ("customer",)

PEOPLE_AND_TEAMS = {
    "people": ((), NOT_RECEPTION),
    "person": (PERSON, NOT_HIS),
    "person_work": (PERSON, MANAGERS),
    "person_transfer": (PERSON, MANAGERS),
    "transfer": (("transfer",), MANAGERS),
    "person_role": (PERSON, MANAGERS),
    "person_switches": (PERSON, MANAGERS),
    "person_load": (PERSON, MANAGERS),
    "person_teams": (PERSON, MANAGERS),
    "person_move": (PERSON, "admin"),
    "person_end": (PERSON, MANAGERS),
    "person_return": (PERSON, MANAGERS),
    "person_factor_reset": (PERSON, "admin"),
    "person_deactivate": (PERSON, "admin"),
    "person_reactivate": (PERSON, "admin"),
    "person_invite": ((), MANAGERS),
    "invitation_again": (("invitation",), MANAGERS),
    "invitation_withdraw": (("invitation",), MANAGERS),
    "absence_new": (PERSON, MANAGERS),
    "absence": (("membership", "absence"), MANAGERS),
    "absence_remove": (("membership", "absence"), MANAGERS),
    "teams": ((), "gerente franqueado comercial coordenador admin"),
    "team": (TEAM, TEAM_READERS),
    "team_new": ((), MANAGERS),
    "team_rename": (TEAM, MANAGERS),
    "team_distribution": (TEAM, "gerente franqueado -coordenador admin"),
    "team_delete": (TEAM, MANAGERS),
    "team_add": (TEAM, MANAGERS),
    "team_remove": (("team", "membership"), MANAGERS),
}

REPORTS = {
    "reports": ((), REPORTERS),
    "report_export": ((), REPORTERS),
    "report_leads": ((), WORKERS),
    "report_team": ((), WORKERS),
    "problems": ((), WORKERS),
    "goals": ((), REPORTERS),
    "goal_new": ((), MANAGERS),
    "goal_edit": (("goal",), MANAGERS),
    "goal_removal": (("goal",), MANAGERS),
    "ranking": ((), RANKED),
}

UNIT = {
    **REPORTS,
    **SALES,
    "day": ((), EVERY_ROLE),
    "search": ((), WORKERS + " apoio"),
    **PEOPLE_AND_TEAMS,
    "unit_files": ((), WORKERS),
    "unit_file": (("document",), WORKERS),
    "unit_file_new": ((), "operacional " + MANAGERS),
    "unit_file_remove": (("document",), "operacional " + MANAGERS),
    "unit_file_restore": (("removed",), "operacional " + MANAGERS),
    "unit_settings": ((), MANAGERS),
    "unit_holidays": ((), MANAGERS),
    "unit_holiday_removal": (("holiday",), MANAGERS),
    "agenda": ((), WORKERS),
    "agenda_free": ((), WORKERS),
    "appointment_new": ((), WORKERS),
    "appointment": (("appointment",), LEAD_READERS),
    "appointment_move": (("appointment",), LEAD_READERS),
    "appointment_cancel": (("appointment",), LEAD_READERS),
    "appointment_answer": (("appointment",), LEAD_READERS),
    "technicians": ((), "operacional " + MANAGERS),
    "technician_new": ((), "operacional " + MANAGERS),
    "technician": (("technician",), "operacional " + MANAGERS),
    **dict.fromkeys(("technician_hours", "technician_absence_new"), (("technician",), "operacional " + MANAGERS)),
    **dict.fromkeys(("technician_absence", "technician_absence_remove"), (("technician", "technician_absence"), "operacional " + MANAGERS)),
    "appointment_kinds": ((), MANAGERS),
    "appointment_kind_new": ((), MANAGERS),
    **dict.fromkeys(("appointment_kind", "appointment_kind_order", "appointment_kind_removal"), (("appointment_kind",), MANAGERS)),
    "distribution": ((), "gerente franqueado comercial coordenador admin"),
    "distribution_settings": (("centre",), MANAGERS),
    "rule_new": (("centre",), MANAGERS),
    "rule_edit": (("centre", "rule"), MANAGERS),
    "rule_removal": (("centre", "rule"), MANAGERS),
    "rule_order": (("centre", "rule"), MANAGERS),
    "requests": ((), REQUESTERS),
    "request_new": ((), REQUESTERS),
    "request_ask": (("request_type",), REQUESTERS),
    "routines": ((), MANAGERS),
    "routine_new": ((), MANAGERS),
    "routine_edit": (("routine",), MANAGERS),
    "routine_removal": (("routine",), MANAGERS),
    "request_type_new": ((), MANAGERS),
    "request_type_edit": (("request_type",), MANAGERS),
    "request": (REQUEST, REQUEST_READERS),
    "request_decide": (("request", "request_outcome"), REQUEST_READERS),
    "request_take": (REQUEST, REQUEST_READERS),
    "request_note": (REQUEST, REQUEST_READERS),
    "request_attach": (REQUEST, REQUEST_READERS),
    "request_file": (("request", "attachment"), REQUEST_READERS),
    "processes": ((), WORKERS),
    "process": (("process",), WORKERS),
    "process_version": (("process", "number"), WORKERS),
    "process_simulation": (("process",), WORKERS),
    "process_keep": (("process",), "admin"),
    "process_comparison": (("process",), WORKERS),
    "draft_simulation": (("process",), MANAGERS),
    "process_draft": (("process",), MANAGERS),
    "process_publication": (("process",), MANAGERS),
    "process_discard": (("process",), MANAGERS),
    "stage_new": (("process",), MANAGERS),
    "stage_edit": (("process", "stage"), MANAGERS),
    "stage_removal": (("process", "stage"), MANAGERS),
    "stage_order": (("process", "stage"), MANAGERS),
    "outcome_new": (("process", "stage"), MANAGERS),
    "outcome_edit": (("process", "stage", "outcome"), MANAGERS),
    "outcome_order": (("process", "stage", "outcome"), MANAGERS),
    "outcome_removal": (("process", "stage", "outcome"), MANAGERS),
    "limit_new": (("process", "stage"), MANAGERS),
    "limit_edit": (("process", "stage", "limit"), MANAGERS),
    "limit_removal": (("process", "stage", "limit"), MANAGERS),
    "leads": ((), WORKERS),
    "leads_filters": ((), WORKERS),
    "leads_board_filters": ((), WORKERS),
    "leads_board": ((), WORKERS),
    "lead_move": (LEAD, DECIDERS),
    "leads_channel": ((), WORKERS),
    "saved_views": ((), WORKERS),
    "saved_view": (("view",), NOT_OWN),
    "saved_view_removal": (("view",), NOT_OWN),
    "saved_view_default": (("view",), NOT_OWN),
    "leads_bulk": ((), "-" + TREATERS.replace("-", "").replace(" ", " -")),
    "imports": ((), "operacional " + MANAGERS),
    "bulk_import": (("import",), "operacional " + MANAGERS),
    "import_columns": (("import",), "operacional " + MANAGERS),
    "import_progress": (("import",), "operacional " + MANAGERS),
    "import_run": (("import",), "operacional " + MANAGERS),
    "import_report": (("import",), "operacional " + MANAGERS),
    "import_undo": (("import",), "operacional " + MANAGERS),
    "import_retry": (("import",), "operacional " + MANAGERS),
    "import_drop": (("import",), "operacional " + MANAGERS),
    "leads_export": (("export",), WORKERS),
    "unit_calendar": ((), MANAGERS),
    "sources": ((), MANAGERS),
    "source_new": ((), MANAGERS),
    "source": (("source",), MANAGERS),
    "source_secret": (("source",), MANAGERS),
    "source_secret_change": (("source",), MANAGERS),
    "source_test": (("source",), MANAGERS),
    "hook_new": (("source",), MANAGERS),
    "hook": (("source", "hook"), MANAGERS),
    "hook_test": (("source", "hook"), MANAGERS),
    "intakes": ((), MANAGERS),
    "intake": (("intake",), MANAGERS),
    "intake_again": (("intake",), MANAGERS),
    "intake_dismiss": (("intake",), MANAGERS),
    "customers": ((), WORKERS),
    "customer": (CUSTOMER, LEAD_READERS),
    "customer_edit": (CUSTOMER, ADDERS.replace("consultor", "-consultor")),
    "customer_inactivation": (CUSTOMER, ADDERS.replace("consultor", "-consultor")),
    "customer_add": (("customer", "part"), ADDERS.replace("consultor", "-consultor")),
    "duplicates": ((), MERGERS),
    "duplicate_dismissal": (("pair",), MERGERS),
    "customer_twins": (CUSTOMER, MERGERS),
    "customer_merge": (("customer", "twin"), MERGERS),
    "customer_merge_undo": (("merge",), MERGERS),
    "customer_remove": (("customer", "part", "phone"), ADDERS.replace("consultor", "-consultor")),
    "lead_new": ((), ADDERS),
    "lead_duplicates": ((), ADDERS),
    "lead": (LEAD, LEAD_READERS),
    "lead_history": (LEAD, LEAD_READERS),
    "lead_edit": (LEAD, TREATERS),
    "lead_deal": (LEAD, TREATERS),
    "lead_next": (LEAD, TREATERS),
    "lead_note": (LEAD, TREATERS),
    "lead_decide": (("lead", "outcome"), DECIDERS),
    "lead_hand": (LEAD, DECIDERS),
    "lead_pause": (LEAD, DECIDERS),
    "lead_resume": (LEAD, DECIDERS),
    "lead_involvements": (LEAD, LEAD_READERS),
    "lead_involve": (LEAD, TREATERS),
    "lead_involvement_reply": (("lead", "involvement"), NOBODYS),
    "lead_involvement_end": (("lead", "involvement"), "-consultor -operacional -recepcao gerente franqueado -comercial -coordenador admin"),
    "lead_urgency": (LEAD, TREATERS),
    "privacy_desk": ((), MANAGERS),
    "privacy_new": ((), MANAGERS),
    "privacy_request": (("data_request",), MANAGERS),
    "privacy_export": (("data_request",), MANAGERS),
    "privacy_consents": (("data_request",), MANAGERS),
    "privacy_erasure": (("data_request",), MANAGERS),
    "privacy_answer": (("data_request",), MANAGERS),
    "privacy_file": (("export_token",), MANAGERS),
}

CONTACT = ("contact",)
CONTACT_WORKERS = "-consultor operacional gerente franqueado comercial admin"
FOLLOW_UP = {
    "contacts": ((), WORKERS),
    "contacts_critical": ((), WORKERS),
    "contacts_hand": ((), MANAGERS),
    "contact_start": ((), "consultor operacional gerente franqueado comercial admin"),
    "contact": (CONTACT, LEAD_READERS),
    "contact_edit": (CONTACT, CONTACT_WORKERS),
    "contact_done": (CONTACT, CONTACT_WORKERS),
    "contact_next": (CONTACT, CONTACT_WORKERS),
    "contact_close": (CONTACT, CONTACT_WORKERS),
    "contact_reopen": (CONTACT, CONTACT_WORKERS),
    "reopening_answer": (("closed_contact", "reopening"), MANAGERS),
    "person_contacts": (CUSTOMER, LEAD_READERS),
    "contact_new": (CUSTOMER, CONTACT_WORKERS),
    "person_watch": (CUSTOMER, LEAD_READERS),
    "lead_contacts": (LEAD, LEAD_READERS),
    "contact_settings": ((), MANAGERS),
    "contact_table": (("contact_table",), MANAGERS),
    "contact_table_row": (("contact_table", "contact_means"), MANAGERS),
    "contact_table_order": (("contact_table", "contact_means"), MANAGERS),
    "contact_table_removal": (("contact_table", "contact_means"), MANAGERS),
    "attendance_types": ((), MANAGERS),
    "attendance_type_new": ((), MANAGERS),
    "attendance_type": (("attendance_type",), MANAGERS),
    "attendance_type_removal": (("attendance_type",), MANAGERS),
}
UNIT |= FOLLOW_UP | CYCLES | MAILINGS

DRAFT, NOT_HIS_DRAFT = ("opinion_draft",), NOBODYS + " -apoio"
OPINIONS = {
    "opinion_new": (CONTACT, CONTACT_WORKERS),
    "request_opinion": (REQUEST, REQUEST_READERS),
    "contact_agenda": (CONTACT, LEAD_READERS),
    "contact_free_days": (CONTACT, LEAD_READERS),
    "person_agenda": (("customer",), LEAD_READERS),
    "contact_opinions": (CONTACT, LEAD_READERS),
    "contact_history": (CONTACT, LEAD_READERS),
    "contact_history_pdf": (CONTACT, LEAD_READERS),
    "pending_opinions": ((), REQUESTERS),
    "opinion_keep": (DRAFT, NOT_HIS_DRAFT),
    "opinion_finish": (DRAFT, NOT_HIS_DRAFT),
    "opinion_decide": (DRAFT, NOT_HIS_DRAFT),
    "opinion_drop": (DRAFT, NOT_HIS_DRAFT),
    "opinion_attach": (DRAFT, NOT_HIS_DRAFT),
    "opinion_detach": (("opinion_draft", "opinion_file"), NOT_HIS_DRAFT),
    "opinion_email": (DRAFT, NOT_HIS_DRAFT),
    "opinion_contact": (DRAFT, NOT_HIS_DRAFT),
    "opinion_file": (("opinion_file",), LEAD_READERS + " -apoio"),
    "alignment_settled": (("mention",), NOBODYS.replace("-gerente -franqueado", "gerente franqueado").replace("-admin", "admin")),
}
UNIT |= OPINIONS

SHEETS = {
    **dict.fromkeys(("contact_sheet", "contact_sheet_pdf"), (CONTACT, LEAD_READERS)),
    **dict.fromkeys(("day_sheets", "day_sheets_print", "day_sheets_mail"), ((), WORKERS)),
    **dict.fromkeys(("sheet_file", "sheet_file_pdf"), (("sheet_file",), NOBODYS)),
}
UNIT |= SHEETS

# A unit's doors for people and machines without an account.
UNIT_DOORS = {
    "contact_door": ("source_token",),
    "contact_thanks": ("source_token",),
    "webhook": ("source_token",),
    "hook_door": ("hook_token", "hook_kind"),
    **SALES_DOORS,
    **MAILING_DOORS,
}
