"""What is done with a model of mailings, wherever it is kept: a unit's views and the network's say whose, and who may."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from followup.forms.mailing_models import MailingFileForm
from followup.mailing_model_page import ModelPage, letter_of, typed
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again

PAGE = "followup/mailings/model.html"


@dataclass(frozen=True)
class Shelf:
    """`sample(request)` gives ModelPage's `values`, `whom` and `sender`; `prefix` begins the names of the addresses."""

    form: type
    file: type
    sample: object
    saved: str
    prefix: str = ""

    @property
    def model(self):
        return self.form._meta.model

    def place(self, name, *args):
        return reverse(f"{self.prefix}{name}", args=args)

    def found(self, pk):
        return get_object_or_404(self.model, pk=pk)

    def written(self, request, model):
        form = self.form(posted(request), instance=model)
        if request.method == "POST" and form.is_valid():
            model = form.save()
            messages.success(request, self.saved)
            goes_on = request.POST.get("ir") == "anexos"
            return go_to(request, self.place("mailing_model", model.pk) if goes_on else self.place("mailing_models"))
        if form.errors:
            return render_form_again(request, PAGE, "model-form", {"page": self._page(request, form)})
        return render(request, PAGE, {"page": self._page(request, form)})

    def previewed(self, request):
        """The texts as they are being typed; nothing is kept."""
        sample = self.sample(request)
        letter = letter_of(*typed(request), values=sample["values"], sender=sample["sender"])
        return render(
            request, f"{PAGE}#model-preview", {"page": {"preview_place": self.place("mailing_model_preview"), "letter": letter, **sample}}
        )

    def given_file(self, request, model, keep):
        """One more file that goes along; `keep` writes it, the bytes first, and gives its name."""
        form = MailingFileForm(request.POST, request.FILES, model=model)
        if not form.is_valid():
            page = self._page(request, self.form(instance=model), file_form=form)
            return render(request, PAGE, {"page": page}, status=422)
        said = form.cleaned_data
        name = keep(said["upload"], form.found, by=request.user, receipt=said["receipt"])
        messages.success(request, f"{name} vai junto nos próximos envios.")
        return redirect(self.place("mailing_model", model.pk))

    def lost_file(self, request, pk, file):
        """It goes along no more; what was sent with it keeps it."""
        get_object_or_404(self.file, pk=file, model=pk).delete()
        messages.success(request, "Arquivo retirado.")
        return redirect(self.place("mailing_model", pk))

    def _page(self, request, form, **more):
        return ModelPage(form, prefix=self.prefix, **self.sample(request), **more)
