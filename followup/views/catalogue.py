"""The catalogue under Configurações: products, price tables by validity, promotions (DIR-54)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, ProtectedError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup.forms.catalogue import PictureForm, PriceForm, ProductForm, PromotionForm, TableForm
from followup.models import Price, PriceTable, Product, Promotion
from followup.pictures import keep_picture, picture_response
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission

FORM = "followup/settings/form.html"
TABLE = "followup/settings/price_table.html"
SHOWN = 500


@requires(Permission.CATALOGUE)
@require_GET
def products(request):
    """Those in use first, with their price of today."""
    table = PriceTable.objects.in_force()
    prices = {}
    for price in table.prices.all() if table else []:
        prices.setdefault(price.product_id, []).append(price)
    shown = list(Product.objects.select_related("picture").order_by("-is_active", "kind", "name")[:SHOWN])
    for product in shown:
        product.today = prices.get(product.pk, [])
    return render(request, "followup/settings/products.html", {"products": shown, "table": table})


@requires(Permission.CATALOGUE)
@require_http_methods(["GET", "POST"])
def product_new(request):
    form = ProductForm(posted(request), initial={"name": request.GET.get("nome", "")[:80].replace("\0", "")})
    return _saved(request, form, "Novo produto", "Criar produto", lambda made: reverse("product", args=[made.pk]), back=reverse("products"))


@requires(Permission.CATALOGUE)
@require_http_methods(["GET", "POST"])
def product(request, pk):
    found = get_object_or_404(Product.objects.select_related("picture"), pk=pk)
    form = ProductForm(posted(request), instance=found)
    return _saved(request, form, found.name, "Gravar", lambda made: reverse("products"), back=reverse("products"), product=found, picture_form=PictureForm())  # fmt: skip


@transaction.non_atomic_requests  # UnitFile.objects.keep() begins the outermost transaction itself
@requires(Permission.CATALOGUE)
@require_POST
def product_picture(request, pk):
    found = get_object_or_404(Product, pk=pk)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        context = _context(ProductForm(instance=found), found.name, "Gravar", reverse("products"), product=found, picture_form=form)
        return render(request, FORM, context, status=422)
    found.picture = keep_picture(form, title=found.name, by=request.user)
    found.save(update_fields=["picture"])
    messages.success(request, "Foto guardada.")
    return redirect("product", pk)


@requires(Permission.LEAD_SEE)
@require_GET
def product_image(request, pk):
    found = get_object_or_404(Product.objects.select_related("picture"), pk=pk)
    if found.picture is None:
        raise Http404
    return picture_response(found.picture)


@requires(Permission.CATALOGUE)
@require_GET
def price_tables(request):
    tables = PriceTable.objects.annotate(count=Count("prices"))
    return render(request, "followup/settings/price_tables.html", {"tables": tables})


@requires(Permission.CATALOGUE)
@require_http_methods(["GET", "POST"])
def price_table_new(request):
    form = TableForm(posted(request), initial={"copy": PriceTable.objects.in_force()})
    return _saved(request, form, "Nova tabela de preços", "Criar tabela", lambda made: reverse("price_table", args=[made.pk]), back=reverse("price_tables"))  # fmt: skip


@requires(Permission.CATALOGUE)
@require_http_methods(["GET", "POST"])
def price_table(request, pk):
    """Its validity and its prices."""
    table = get_object_or_404(PriceTable, pk=pk)
    form = TableForm(posted(request), instance=table)
    if request.method == "POST" and form.is_valid() and _keeps(form):
        messages.success(request, "Gravado.")
        return go_to(request, reverse("price_table", args=[pk]))
    if form.errors:
        return render_form_again(request, TABLE, "table-form", _desk(table, form=form))
    return render(request, TABLE, _desk(table, form=form))


@requires(Permission.CATALOGUE)
@require_POST
def price_new(request, pk):
    table = get_object_or_404(PriceTable, pk=pk)
    form = PriceForm(request.POST, table=table)
    if not form.is_valid():
        return render_form_again(request, TABLE, "price-form", _desk(table, price_form=form))
    form.save()
    messages.success(request, "Preço incluído.")
    return go_to(request, reverse("price_table", args=[pk]))


@requires(Permission.CATALOGUE)
@require_POST
def price_removal(request, pk, price):
    """Out of the table; what was offered or sold at it keeps it."""
    get_object_or_404(Price, pk=price, table=pk).delete()
    messages.success(request, "Preço excluído.")
    return redirect("price_table", pk)


@requires(Permission.CATALOGUE)
@require_POST
def price_table_removal(request, pk):
    table = get_object_or_404(PriceTable, pk=pk)
    table.delete()
    messages.success(request, f"{table} foi excluída.")
    return redirect("price_tables")


@requires(Permission.CATALOGUE)
@require_GET
def promotions(request):
    return render(request, "followup/settings/promotions.html", {"promotions": Promotion.objects.prefetch_related("products")[:SHOWN]})


@requires(Permission.CATALOGUE)
@require_http_methods(["GET", "POST"])
def promotion_new(request):
    back = reverse("promotions")
    return _saved(request, PromotionForm(posted(request)), "Nova promoção", "Criar promoção", lambda made: back, back=back)


@requires(Permission.CATALOGUE)
@require_http_methods(["GET", "POST"])
def promotion(request, pk):
    found, back = get_object_or_404(Promotion, pk=pk), reverse("promotions")
    return _saved(request, PromotionForm(posted(request), instance=found), found.name, "Gravar", lambda made: back, back=back)


@requires(Permission.CATALOGUE)
@require_POST
def product_removal(request, pk):
    """Only one that was never offered, sold or priced; else it is put out of use."""
    found = get_object_or_404(Product, pk=pk)
    try:
        found.delete()
    except ProtectedError:
        messages.warning(request, f"{found} já está em tabelas, propostas ou pedidos. Tire-o de uso.")
        return redirect("product", pk)
    messages.success(request, f"{found} foi excluído.")
    return redirect("products")


def _keeps(form):
    """Saves; what the base refuses is said at its field."""
    try:
        form.made = form.save()
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    return True


def _saved(request, form, title, send, target, *, back, **more):
    if request.method == "POST" and form.is_valid() and _keeps(form):
        messages.success(request, "Gravado.")
        return go_to(request, target(form.made))
    context = _context(form, title, send, back, **more)
    return render_form_again(request, FORM, "catalogue-form", context) if form.errors else render(request, FORM, context)


def _context(form, title, send, back, **more):
    return {"form": form, "form_title": title, "form_send": send, "back": back, **more}


def _desk(table, *, form=None, price_form=None):
    prices = table.prices.select_related("product")
    return {"table": table, "form": form or TableForm(instance=table), "price_form": price_form or PriceForm(table=table), "prices": prices}
