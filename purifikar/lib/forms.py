"""Forms as our pages show them: label, help, control, and what is wrong in words beside the field."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html, format_html_join

# Django's widget templates → the ones of ours that replace them.
OUR_TEMPLATES = {
    "django/forms/errors/list/default.html": "components/errors.html",
    "django/forms/errors/list/ul.html": "components/errors.html",
    "django/forms/widgets/radio.html": "components/widgets/choices.html",
    "django/forms/widgets/checkbox_select.html": "components/widgets/choices.html",
    "django/forms/widgets/file.html": "components/widgets/file.html",
    "django/forms/widgets/clearable_file_input.html": "components/widgets/file.html",
}

# What Bootstrap calls the control that a template draws; anything else that takes text is a form-control.
CONTROL_CLASSES = {
    "django/forms/widgets/select.html": "form-select",
    "django/forms/widgets/checkbox.html": "form-check-input",
    "django/forms/widgets/checkbox_option.html": "form-check-input",
    "django/forms/widgets/radio_option.html": "form-check-input",
    "django/forms/widgets/radio.html": "form-check-input",
    "django/forms/widgets/checkbox_select.html": "form-check-input",
    "django/forms/widgets/hidden.html": "",
    "django/forms/widgets/multiple_hidden.html": "",
    "django/forms/widgets/file.html": "pk-drop-input",
    "django/forms/widgets/clearable_file_input.html": "pk-drop-input",
}


def _attrs(attrs):
    """In the order in which they were given; what is False is not there, what is True has no value."""
    known = ((name, value) for name, value in attrs.items() if value is not False and value is not None)
    return format_html_join(
        "", "{}", ((format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value),) for name, value in known)
    )


def _input(widget):
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attrs(widget["attrs"]))


def _textarea(widget):
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attrs(widget["attrs"]), widget["value"] or "")


def _select(widget):
    groups = ((name, format_html_join("", "{}", ((_option(each),) for each in options))) for name, options, _ in widget["optgroups"])
    inside = format_html_join(
        "", "{}", ((format_html('<optgroup label="{}">{}</optgroup>', name, options) if name else options,) for name, options in groups)
    )
    return format_html('<select name="{}"{}>{}</select>', widget["name"], _attrs(widget["attrs"]), inside)


def _suggested(widget):
    options = format_html_join("", '<option value="{}"></option>', ((name,) for name in widget["names"]))
    return format_html('{}<datalist id="{}">{}</datalist>', _input(widget), widget["attrs"]["list"], options)


def _option(option):
    return format_html('<option value="{}"{}>{}</option>', option["value"], _attrs(option["attrs"]), option["label"])


# The controls that every form is full of, drawn without a template: a template in a template for each attribute takes ten times as long.
DRAWN = {
    **dict.fromkeys((f"django/forms/widgets/{name}.html" for name in ("text", "number", "email", "url", "tel", "search", "password", "hidden", "date", "datetime", "time", "checkbox")), _input),
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
    "components/widgets/suggested.html": _suggested,
}  # fmt: skip


class Renderer(TemplatesSetting):
    """Draws any Django form in our manner, so that no form class has to know about CSS."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def render(self, template_name, context, request=None):
        if "widget" in context:
            _dress(context["widget"], CONTROL_CLASSES.get(template_name, "form-control"))
        if draw := DRAWN.get(template_name):
            return draw(context["widget"])
        return super().render(OUR_TEMPLATES.get(template_name, template_name), context, request)


def _dress(widget, css_class):
    for part in [widget, *widget.get("subwidgets", []), *_options(widget)]:
        attrs = part["attrs"]
        wrong = "is-invalid" if attrs.get("aria-invalid") == "true" else ""
        classes = dict.fromkeys([*attrs.get("class", "").split(), *css_class.split(), *wrong.split()])
        if classes:
            attrs["class"] = " ".join(classes)


def _options(widget):
    """The single boxes of a radio or checkbox group; the options of a <select> are not controls."""
    if widget["template_name"].endswith("/select.html"):
        return []
    return [option for _, group, _ in widget.get("optgroups", []) for option in group]


class DateInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """An hour and minute, with the browser's own clock."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """A day and hour in one control."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class SuggestInput(forms.TextInput):
    """Free text, with what is known suggested while somebody types; `names()` is asked when the field is drawn."""

    template_name = "components/widgets/suggested.html"

    def __init__(self, names, attrs=None):
        self.names = names
        super().__init__(attrs)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["names"] = self.names()
        widget["attrs"]["list"] = f"{widget['attrs'].get('id', name)}-names"
        return context


class PhoneInput(forms.TextInput):
    """A phone number; the phone shows its number keys."""

    input_type = "tel"

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "tel-national", "inputmode": "tel", **(attrs or {})})


class DigitsInput(forms.TextInput):
    """Text made of digits (CPF, CEP, a code); the phone shows its number keys, the browser no spinner."""

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})
