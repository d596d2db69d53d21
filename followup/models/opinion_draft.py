from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.dateparse import parse_date

from purifikar.db.models import UnitModel, UnitQuerySet

from .mention import Mention
from .opinion import Opinion
from .opinion_file import Attachment

WRITTEN = ("text", "cursor", "standard_text", "told", "after", "others", "turn", "tab", "step", "updated_at")
OLD = 2  # days
MOST_OTHERS = 20  # texts of other tabs kept beside
NOTHING = "Descreva o que foi realizado no atendimento."
NO_DATE = "Um contato em aberto precisa de uma data: quando alguém volta a ele?"


class OpinionDraftQuerySet(UnitQuerySet):
    def of(self, user):
        return self.filter(author=user)

    def pending(self):
        """Those in which something was written or attached; an empty one only holds the place (BIM-32)."""
        return self.filter(~Q(text="") | ~Q(others=[]) | Exists(Attachment.objects.filter(draft=OuterRef("pk"))))

    def with_page(self):
        return self.select_related(
            "contact__person", "contact__kind", "contact__lead__journey__stage", "request__journey", "request__type__process"
        )

    @transaction.atomic
    def begin(self, user, **matter):
        """The one draft of that person about that matter: resumed if there is one."""
        return self.get_or_create(author=user, **matter)[0]


class OpinionDraft(UnitModel):
    """An opinion that somebody is writing (A concluir): it waits on the server, text and cursor, until he goes on (BIM-31, BIM-32, BIM-73).

    `turn` counts the savings, `tab` names the browser's tab that saved last and `step` counts within it: a tab that did not see
    another one's text wins over it, and that text is kept in `others`.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="de quem")
    contact = models.ForeignKey("followup.Contact", models.CASCADE, null=True, related_name="drafts", verbose_name="contato")
    request = models.ForeignKey("workflow.Request", models.CASCADE, null=True, related_name="drafts", verbose_name="solicitação")
    text = models.TextField("texto", blank=True)
    cursor = models.PositiveIntegerField(default=0)
    standard_text = models.TextField("texto padrão usado", blank=True)
    told = models.JSONField(default=list)  # keys of the colleagues to be told
    after = models.JSONField(default=dict)  # {"next_on": "2026-11-30", "success": 60, …}: the contact's own fields, as they were typed
    others = models.JSONField(default=list)  # [{"text": …, "at": …}]
    turn = models.PositiveIntegerField(default=0)
    tab = models.CharField(max_length=32, blank=True)
    step = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField("começado em", default=timezone.now)
    updated_at = models.DateTimeField("guardado em", default=timezone.now)

    objects = OpinionDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "parecer a concluir"
        verbose_name_plural = "pareceres a concluir"
        ordering = ["-updated_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, request=None) | Q(contact=None, request__isnull=False),
                name="opinion_draft_of_one_matter",
            ),
            models.UniqueConstraint(fields=["author", "contact"], condition=Q(contact__isnull=False), name="opinion_draft_once_a_contact"),
            models.UniqueConstraint(fields=["author", "request"], condition=Q(request__isnull=False), name="opinion_draft_once_a_request"),
        ]

    def __str__(self):
        return self.text[:60] or "vazio"

    @property
    def days_old(self):
        return (timezone.localdate() - timezone.localdate(self.updated_at)).days

    @property
    def age_words(self):
        """How long it waits (BIM-32)."""
        days = self.days_old
        return "de hoje" if days < 1 else "de ontem" if days == 1 else f"parado há {days} dias"

    @property
    def age_kind(self):
        """The state that colours it: after two days somebody waits for it."""
        return "late" if self.days_old > OLD else "today" if self.days_old else "open"

    @transaction.atomic
    def keep(self, text, *, seen=None, tab="", step=0, **more):
        """Keeps what was typed; True when another tab's text was pushed aside. What comes late from the same tab is not newer."""
        row = OpinionDraft.objects.select_for_update(of=["self"]).get(pk=self.pk)
        if tab and tab == row.tab and step < row.step:
            self._read_from(row)
            return False
        clashes = seen is not None and seen != row.turn and not (tab and tab == row.tab) and text != row.text and row.text.strip() != ""
        if clashes:
            row.others = _with(row.others, row.text, row.updated_at)
        changed = text != row.text or any(getattr(row, name) != value for name, value in more.items())
        row.text, row.tab, row.step = text, tab, step
        for name, value in more.items():
            setattr(row, name, value)
        if changed:
            row.turn, row.updated_at = row.turn + 1, timezone.now()
        row.save()
        self._read_from(row)
        return clashes

    def _read_from(self, row):
        """What it is about stays as it was fetched."""
        for name in WRITTEN:
            setattr(self, name, getattr(row, name))

    @transaction.atomic
    def append(self, words):
        """Words of an act (a confirmed e-mail) at the end of what is being written (BIM-22)."""
        row = OpinionDraft.objects.select_for_update(of=["self"]).get(pk=self.pk)
        text = f"{row.text.rstrip()}\n\n{words}\n" if row.text.strip() else f"{words}\n"
        OpinionDraft.objects.filter(pk=self.pk).update(
            text=text, cursor=len(text), turn=row.turn + 1, updated_at=timezone.now(), tab="", step=0
        )
        self.refresh_from_db()

    def bring(self, place):
        """The text of another tab under this one; it leaves the shelf."""
        if text := self.shelve(place):
            self.append(text)

    @transaction.atomic
    def shelve(self, place):
        """Takes a text of another tab off the shelf and gives it."""
        row = OpinionDraft.objects.select_for_update(of=["self"]).get(pk=self.pk)
        if place >= len(row.others):
            return ""
        text = row.others.pop(place)["text"]
        row.save(update_fields=["others"])
        self.others = row.others
        return text

    @transaction.atomic
    def finish(self, *, by, outcome=None, seen=None, given=None):
        """The opinion, the contact's next date or end, and the decision: all of it or nothing (BIM-33). Sent twice, it is one opinion."""
        draft = OpinionDraft.objects.select_for_update(of=["self"]).filter(pk=self.pk).first()
        if draft is None:
            raise ValidationError("Este parecer já foi concluído.", code="finished")
        draft.contact, draft.request = self.contact, self.request
        if lacking := draft.lacks(given):
            raise ValidationError(lacking)
        decided = {"note", "opinion"} & set(outcome.requires) if outcome else set()
        opinion = Opinion.objects.write(
            draft.text.strip(), by=by, contact=self.contact, request=self.request, standard_text=draft.used_standard(),
            journey="note" not in decided,
        )  # fmt: skip
        draft.attachments.update(draft=None, opinion=opinion)
        if outcome:
            decide = self.contact.lead.decide if self.contact_id else self.request.journey.decide
            decide(outcome, by=by, seen=seen, **{**(given or {}), "note": opinion.text, "opinion": opinion})
        Mention.objects.ring(opinion, draft.told, by=by)
        Mention.objects.settle(opinion, by=by)
        if self.contact_id:
            self._move_contact(by=by, given=given or {})
        draft.delete()
        return opinion

    def lacks(self, given=None):
        """What stands against finishing it, in words by field: checked on every way, whatever page was left out (BIM-33)."""
        if not self.text.strip():
            return {"text": NOTHING}
        if self.others:
            return {"text": "Há texto escrito em outra aba. Traga-o para cá ou descarte-o, e grave de novo."}
        if self.request_id or not self.contact.is_open or self.after.get("closes"):
            return {}
        agreed = parse_date(self.after["next_on"] or "") if "next_on" in self.after else self.contact.next_on
        day = _day(given or {}) or agreed
        if day is None:
            return {"next_on": NO_DATE}
        return {"next_on": "A próxima data já passou: escolha outra."} if day < timezone.localdate() else {}

    def _move_contact(self, *, by, given):
        """How likely the sale is, and the date on which somebody comes back to it."""
        contact = self.contact
        contact.refresh_from_db()
        next_on = _day(given) or parse_date(self.after.get("next_on") or "")
        if self.after.get("success", contact.success) != contact.success:
            contact.success = self.after["success"]
            contact.change(by=by, names=["success"])
        is_internal, stays = bool(self.after.get("is_internal")), next_on == contact.next_on
        if contact.is_open and next_on and not (stays and is_internal == contact.next_is_internal):
            contact.set_next(next_on, by=by, hour=contact.next_at if stays else None, is_internal=is_internal)

    def used_standard(self):
        """The standard text, if a line of it is still there."""
        lines = [line.strip() for line in self.standard_text.splitlines() if line.strip()]
        return self.standard_text if any(line in self.text for line in lines) else ""

    def drop(self):
        """Thrown away by its author, and its files with it."""
        for attachment in self.attachments.select_related("file"):
            attachment.drop()
        self.delete()


def _day(given):
    """The day that the decision itself agreed on with the customer."""
    moment = given.get("next_at") or given.get("starts_at")
    return timezone.localdate(moment) if moment else None


def _with(others, text, at):
    """The shelf with that text; what it grew out of is in it already."""
    kept = [each for each in others if not text.startswith(each["text"])]
    return [*kept, {"text": text, "at": at.isoformat()}][-MOST_OTHERS:]
