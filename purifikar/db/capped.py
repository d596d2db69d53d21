"""How many rows a question has, counted no further than its slice, as one column of another question."""

from django.db.models import IntegerField, Subquery


class RowsOf(Subquery):
    """`User.objects.filter(pk=key).values_list(RowsOf(some), RowsOf(others))`: several counters in one question."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, queryset, most):
        super().__init__(queryset.order_by().values("pk")[: most + 1])
