"""Normal forms of what people write: phones to E.164, e-mails to lower case, names to a searchable line."""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError

PHONE_WORDS = "Informe o telefone com DDD, por exemplo (13) 99999-0000."


def normal_phone(written, region="BR"):
    """`(13) 99741-0022`, `013 997410022`, `+55 13 99741-0022` → `+5513997410022`.

    A mobile number written without its ninth digit gets it. Raises ValidationError in words for what is no phone number.
    """
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        raise ValidationError(PHONE_WORDS, code="phone") from None
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    old_mobile = re.fullmatch(r"\+55(\d\d)([6-9]\d{7})", text)
    if old_mobile:
        number = phonenumbers.parse(f"+55{old_mobile[1]}9{old_mobile[2]}")
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(PHONE_WORDS, code="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_email(written):
    return (written or "").strip().lower()


def plain(text):
    """Without accents, lower case, single spaces: how names are searched and sorted."""
    bare = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode()
    return " ".join(bare.lower().split())
