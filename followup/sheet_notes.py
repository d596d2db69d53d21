"""What other parts of the app add to a visit sheet: questions with their answers, such as those of the service cycle.

    adds_to_sheets(lambda contacts: {contact.pk: [("Quantas pessoas bebem?", "4")]})

Asked once for all contacts of a batch, so that the number of queries stays the same.
"""

_adders = []


def adds_to_sheets(answers_of):
    if answers_of not in _adders:
        _adders.append(answers_of)


def notes_of(contacts):
    """{contact's key: [(question, answer), …]} of everybody who adds something."""
    notes = {}
    for answers_of in _adders:
        for key, answers in answers_of(contacts).items():
            notes.setdefault(key, []).extend(answers)
    return notes
