from django import forms

from tenants.models import Membership

MOST = 9999


class LoadForm(forms.ModelForm):
    """How many a person can have at once, and how his share compares with that of others (BEY-09)."""

    class Meta:
        model = Membership
        fields = ["capacity", "weight"]
        labels = {"capacity": "No máximo ao mesmo tempo"}
        error_messages = {"weight": {"required": "Informe o peso, por exemplo 1."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["capacity"].widget.attrs.update(min=0, max=MOST)
        self.fields["weight"].widget.attrs.update(min=1)

    def clean_capacity(self):
        capacity = self.cleaned_data["capacity"]
        if capacity is not None and capacity > MOST:
            raise forms.ValidationError(f"Informe um número até {MOST}, ou deixe em branco.")
        return capacity
