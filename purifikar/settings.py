"""Settings of the project. What differs between machines comes from the environment (README, Operation)."""

from datetime import timedelta
from pathlib import Path

from django.utils.csp import CSP

from purifikar.lib import env

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO = env.flag("PURIFIKAR_DEMO", default=False)
RELEASE = env.text("RELEASE", default="")

SECRET_KEY = env.text("SECRET_KEY", min_length=50, expected="at least 50 random characters")
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", expected="host names separated by commas")
PUBLIC_URL = env.url("PUBLIC_URL", schemes=("https", "http") if DEMO else ("https",)).geturl().rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", default=0, at_most=5)

# --- apps: what the network shares lies in `public`, every unit has the rest in a schema of its own -------------------

SHARED_APPS = [
    "purifikar",
    "tenants",
    "django_tenants",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
TENANT_APPS = ["workflow", "leads", "followup", "fieldservice"]
INSTALLED_APPS = SHARED_APPS + TENANT_APPS

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "purifikar.middleware.NoStoreMiddleware",
    "purifikar.middleware.UnitPathMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "purifikar.middleware.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "purifikar.middleware.SecondFactorMiddleware",
    "purifikar.middleware.MembershipMiddleware",
]
ROOT_URLCONF = "purifikar.urls"
UNIT_URLCONF = "purifikar.urls_unit"
WSGI_APPLICATION = "purifikar.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["purifikar.lib.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "purifikar.shell.shell",
            ],
        },
    }
]
FORM_RENDERER = "purifikar.lib.forms.Renderer"

# --- tenancy (architecture.md, Tenancy) -------------------------------------------------------------------------------

DATABASES = {
    "default": {
        "ENGINE": "purifikar.db",
        **env.database(),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "prepare_threshold": 5,  # for planned_cursor alone (purifikar/db): no other leaves its values to the server
            "options": f"-c statement_timeout={env.number('STATEMENT_TIMEOUT_SECONDS', default=15, at_least=1) * 1000}",
        },
    }
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_MODEL = "tenants.Unit"
TENANT_LIMIT_SET_CALLS = True  # one SET a switch, not one a query; safe on our backend only (tests/tenants/test_cancel_storm.py)
SILENCED_SYSTEM_CHECKS = []

# --- cache, tasks, mail, files ----------------------------------------------------------------------------------------

REDIS_URL = env.url("REDIS_URL", schemes=("redis", "rediss")).geturl()
CACHES = {
    # Keys carry the unit by themselves.
    "default": {
        "BACKEND": "purifikar.lib.cache.Cache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "purifikar.lib.cache.unit_key",
        "KEY_PREFIX": "purifikar",
    },
    # Throttles and progress: one count for the whole network, never one a unit.
    "network": {
        "BACKEND": "purifikar.lib.cache.Cache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "purifikar:network",
    },
}
PAGES_REMEMBER = True  # counters, until somebody writes in the unit (purifikar/lib/remembered.py)
CELERY_BROKER_URL = REDIS_URL

MAILERS = {"default": env.mailer()}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", expected="an address such as Purifikar <nao-responda@example.com>")

PRIVACY_EMAIL = env.text("PRIVACY_EMAIL", default="")
INTAKE_MAIL_DOMAIN = env.text("INTAKE_MAIL_DOMAIN", default="")  # of the addresses whose mails become leads (manage.py receive_mail)

COMPANY_DATA_URL = env.company_data()  # who knows a company by its CNPJ (purifikar/lib/company.py); empty: nobody is asked

INTAKE_BODY_DAYS = env.number("INTAKE_BODY_DAYS", default=180, at_least=30)  # after them an entry keeps its facts, not what it said
MEDIA_ROOT = env.folder("FILES_DIR")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_MAX_BYTES = 10 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "purifikar.lib.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "purifikar.lib.static_files.RememberedStaticFiles"},
}
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]

# --- language, time ---------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "pt-br"
LANGUAGES = [("pt-br", "Português do Brasil")]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "America/Sao_Paulo"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- signing in (django-allauth) --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = ["purifikar.asking.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/entrar/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 60 * 60
INVITATION_DAYS = 7

SESSION_ENGINE = "purifikar.asking"
SESSION_IDLE = timedelta(hours=env.number("SESSION_IDLE_HOURS", default=4, at_least=1, at_most=72))
SESSION_MAX = timedelta(hours=env.number("SESSION_MAX_HOURS", default=14, at_least=1, at_most=720))
SESSION_COOKIE_AGE = int(SESSION_MAX.total_seconds())

ACCOUNT_ADAPTER = "purifikar.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation to their address, which proves it
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True  # the length of a session is ours to say: SESSION_IDLE and SESSION_MAX
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/entrar/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# An office of many people shares one address: it may fail often together, one account only a few times. The account's limit
# comes first, so that knocking at a closed account does not use up the office's.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "5/5m/key,60/5m/ip", "reset_password": "5/h/key,60/h/ip"}
ACCOUNT_FORMS = {
    "login": "purifikar.account_forms.SignInForm",
    "reauthenticate": "purifikar.account_forms.ReauthenticateForm",
    "reset_password": "purifikar.account_forms.ForgottenPasswordForm",
    "reset_password_from_key": "purifikar.account_forms.PasswordFromLinkForm",
    "change_password": "purifikar.account_forms.ChangePasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_REQUIRED = env.flag("MFA_REQUIRED", default=True)
MFA_ADAPTER = "purifikar.accounts.MFAAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation proved the address
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "purifikar.account_forms.CodeForm",
    "reauthenticate": "purifikar.account_forms.CodeAgainForm",
    "activate_totp": "purifikar.account_forms.ActivateAppForm",
    "add_webauthn": "purifikar.account_forms.PasskeyForm",
    "edit_webauthn": "purifikar.account_forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TOTP_ISSUER = "Purifikar"
MFA_TOTP_TOLERANCE = 1  # the code just gone and the next one serve too: clocks differ, fingers are slow
USERSESSIONS_TRACK_ACTIVITY = False  # SessionLimitsMiddleware notes activity once a minute

# --- headers ----------------------------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "purifikar.views.errors.csrf_failure"
if not DEMO:
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessao", "__Host-csrf"
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^saude$"]
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"place": {"()": "purifikar.logs.PlaceFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} unit={unit} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["place"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        **{name: {"level": "WARNING"} for name in ("celery.beat", "celery.worker.strategy", "celery.app.trace")},
    },
}
