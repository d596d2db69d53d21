"""The words every template may use; registered as builtins, so no page has to load them."""

from datetime import datetime
from functools import lru_cache

from django import template
from django.template.base import TemplateSyntaxError
from django.template.loader import get_template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html

from purifikar.lib import formats, links

register = template.Library()

STATE_ICONS = {
    "late": "circle-alert",
    "today": "circle-dot",
    "internal": "lock",
    "open": "circle",
    "closed": "circle-check",
    "good": "circle-check",
}

register.simple_tag(links.network_url)
register.simple_tag(links.unit_url)


@register.simple_tag
@lru_cache(maxsize=1024)  # a page has fifty of them, and there are not many kinds
def icon(name, css_class=""):
    """An icon of our one sprite; the word beside it (or aria-label around it) is the page's to write."""
    classes = f"pk-i {css_class}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        classes,
        static("icons.svg"),
        name,
    )


@register.simple_tag
def state(kind, words, css_class=""):
    """A deadline's or a thing's state: colour, icon and word together, never one alone."""
    if kind not in STATE_ICONS:
        raise TemplateSyntaxError(f"{kind!r} is no state; there are {', '.join(STATE_ICONS)}")
    classes = f"pk-state is-{kind} {css_class}".strip()
    return format_html('<span class="{}">{}{}</span>', classes, icon(STATE_ICONS[kind]), words)


@register.simple_tag
def state_icon(kind):
    """The icon alone, for a legend that writes its own link around it."""
    return icon(STATE_ICONS[kind])


@register.simple_tag
@lru_cache(maxsize=4096)  # the menu stands twice on every page and hardly ever changes
def nav_item(item):
    """An entry of the menu: an Item of the shell."""
    return get_template("components/nav_item.html").render({"item": item})


@register.simple_tag
def moment(value, css_class=""):
    """A date in words that tells the whole of it on hover and to machines."""
    if not value:
        return ""
    local = _local(value)
    return format_html(
        '<time datetime="{}" title="{}" class="{}">{}</time>',
        local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat(),
        formats.full_moment(local),
        f"pk-num {css_class}".strip(),
        when(local),
    )


@register.simple_tag(takes_context=True)
def same_as_block(context, name):
    """What the page wrote into that block, once more: the title is said once and stands in the tab and in the h1."""
    return context.render_context[BLOCK_CONTEXT_KEY].get_block(name).render(context)


@register.filter
def when(value):
    """hoje 14:30."""
    return formats.when(_local(value), timezone.localtime()) if value else ""


@register.filter
def in_full(value):
    """terça-feira, 24 de novembro de 2026, 14:30."""
    return formats.full_moment(_local(value)) if value else ""


register.filter("phone", formats.phone)
register.filter("cpf", formats.cpf)
register.filter("cnpj", formats.cnpj)
register.filter("cep", formats.cep)
register.filter("brl", formats.brl)
register.filter("thousands", formats.thousands)
register.filter("initials", formats.initials)
register.filter("capped", formats.capped)
register.filter("file_size", formats.file_size)


def _local(value):
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
