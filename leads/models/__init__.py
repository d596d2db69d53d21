from .attempt import CallAttempt
from .lead import Lead
from .person import Address, Consent, Email, Person, Phone
from .source import Source

__all__ = ["Address", "CallAttempt", "Consent", "Email", "Lead", "Person", "Phone", "Source"]
