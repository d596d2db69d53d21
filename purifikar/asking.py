"""Who asks: his session and his account, read anew at every click as Django and allauth do, by questions that are prepared."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from purifikar.db.prepared import prepared
from tenants.models import User


class SessionStore(db.SessionStore):
    def _get_session_from_db(self):
        session = next(iter(_running(self.session_key, timezone.now())), None) if self.session_key else None
        if session is None:
            self._session_key = None
        return session


class Backend(AuthenticationBackend):
    def get_user(self, user_id):
        user = next(iter(_account(user_id)), None)
        return user if user and self.user_can_authenticate(user) else None


@prepared
def _running(key, now):
    return Session.objects.filter(session_key=key, expire_date__gt=now)


@prepared
def _account(key):
    return User.objects.filter(pk=key)
