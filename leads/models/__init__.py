from .person import Address, Consent, Email, Person, Phone
from .source import Source
from .lead import Lead

__all__ = ["Address", "Consent", "Email", "Lead", "Person", "Phone", "Source"]
