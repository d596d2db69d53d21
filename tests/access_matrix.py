"""What each address answers to whom, written down apart from the code: the other half of double-entry bookkeeping.

A row: URL name → (the arguments' names, who may enter). `who` is EVERYBODY, SIGNED_IN or the slugs of roles; a slug after a
minus has the power, but the thing of the test isn't his to see: 404. Arguments are made by tests/test_access.py. An address
without a row fails it.
"""

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
MERGERS = "operacional gerente franqueado comercial admin"
ADDERS = "consultor operacional recepcao gerente franqueado comercial admin"

REPORTERS = "consultor gerente franqueado comercial coordenador midia admin"
RANKED = WORKERS + " ranking"
NOBODYS = "-" + WORKERS.replace(" ", " -")  # only the one person concerned

PERSON, TEAM, LEAD, CUSTOMER = ("membership",), ("team",), ("lead",), ("customer",)

PEOPLE_AND_TEAMS = {
    "people": ((), NOT_RECEPTION),
    "person": (PERSON, NOT_HIS),
    "person_work": (PERSON, MANAGERS),
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
    "day": ((), EVERY_ROLE),
    "search": ((), WORKERS),
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
    "processes": ((), WORKERS),
    "process": (("process",), WORKERS),
    "process_version": (("process", "number"), WORKERS),
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
}

# A unit's doors for people and machines without an account.
UNIT_DOORS = {"contact": ("source_token",), "contact_thanks": ("source_token",), "webhook": ("source_token",)}

NETWORK = {
    "panel": ((), "midia admin"),
    "reports": ((), "comercial coordenador midia admin"),
    "report_export": ((), "comercial coordenador midia admin"),
    "ranking": ((), RANKED),
    "day": ((), EVERY_ROLE),
    "search": ((), "comercial coordenador admin apoio"),
    **PEOPLE_AND_TEAMS,
    "desk": ((), "comercial coordenador admin"),
    "desk_call": (("work",), "comercial coordenador admin"),
    "desk_take": (("work",), "comercial admin"),
    "desk_attempt": (("work",), "comercial admin"),
    "desk_decide": (("work", "outcome"), "comercial admin"),
    "agenda": ((), "comercial coordenador admin"),
    "agenda_free": ((), "comercial coordenador admin"),
    "units": ((), "comercial coordenador admin"),
    "unit": (("slug",), "comercial coordenador admin"),
    "unit_opening": (("slug",), "comercial coordenador admin"),
    "unit_opening_retry": (("slug",), "admin"),
    "unit_new": ((), "admin"),
    "unit_edit": (("slug",), "admin"),
    "unit_suspension": (("slug",), "admin"),
    "unit_resumption": (("slug",), "admin"),
    "unit_closure": (("slug",), "admin"),
    "network_settings": ((), "admin"),
    "disputes": ((), "admin"),
    "dispute": (("dispute",), "admin"),
    "centres": ((), "admin"),
    "centre_new": ((), "admin"),
    "centre": (("centre",), "admin"),
    "centre_delete": (("centre",), "admin"),
    "centre_add": (("centre",), "admin"),
    "centre_remove": (("centre", "membership"), "admin"),
    "mails": ((), "admin"),
    "mail": (("mail",), "admin"),
    "mail_retry": (("mail",), "admin"),
}

ACCOUNT = {
    "home": ((), SIGNED_IN),
    "places": ((), SIGNED_IN),
    "postcode": ((), SIGNED_IN),
    "health": ((), EVERYBODY),
    "components": ((), EVERYBODY),
    "how_it_works": ((), SIGNED_IN),
    "how_it_works_pdf": ((), SIGNED_IN),
    "who_may": ((), SIGNED_IN),
    "privacy": ((), EVERYBODY),
    "help_door": ((), EVERYBODY),
    "agenda_address": ((), SIGNED_IN),
    "notices": ((), SIGNED_IN),
    "notices_read_all": ((), SIGNED_IN),
    "notice_channels": ((), SIGNED_IN),
    "invitation": (("token",), EVERYBODY),
    "account_profile": ((), SIGNED_IN),
    "appearance": ((), SIGNED_IN),
    "account_change_password": ((), SIGNED_IN),
    "account_reauthenticate": ((), SIGNED_IN),
    "usersessions_list": ((), SIGNED_IN),
    "mfa_index": ((), SIGNED_IN),
    "mfa_activate_totp": ((), SIGNED_IN),
    "mfa_deactivate_totp": ((), SIGNED_IN),
    "mfa_view_recovery_codes": ((), SIGNED_IN),
    "mfa_generate_recovery_codes": ((), SIGNED_IN),
    "mfa_download_recovery_codes": ((), SIGNED_IN),
    "mfa_list_webauthn": ((), SIGNED_IN),
    "mfa_add_webauthn": ((), SIGNED_IN),
    "mfa_edit_webauthn": (("passkey",), SIGNED_IN),
    "mfa_remove_webauthn": (("passkey",), SIGNED_IN),
    "mfa_reauthenticate": ((), SIGNED_IN),
    "mfa_reauthenticate_webauthn": ((), SIGNED_IN),
}

# Pages of one's own things: somebody else's are not found.
OWN = {"notice": ("uuid",)}

# Doors by which one comes in: open, but some send whoever is at the wrong step back to the first one.
DOORS = {
    "agenda_feed": ("feed",),
    "account_login": (),
    "account_logout": (),
    "account_inactive": (),
    "account_reset_password": (),
    "account_reset_password_done": (),
    "account_reset_password_from_key": ("uidb36", "key"),
    "account_reset_password_from_key_done": (),
    "mfa_authenticate": (),
    "mfa_login_webauthn": (),
}
