from django.db import migrations

# slug, name, where it is, the roles whose people belong to it ("@atendente": whatever role a unit made its attendant)
CENTRES = [
    ("atendimento", "Atendimento", "rede", ["@atendente"]),
    ("vendas", "Vendas", "unidade", ["consultor"]),
    ("operacao", "Operação", "unidade", ["operacional"]),
    ("gerencia", "Gerência", "unidade", ["gerente", "franqueado"]),
    ("recepcao", "Recepção", "unidade", ["recepcao", "operacional"]),
    ("financeiro", "Financeiro", "rede", []),
    ("juridico", "Jurídico", "rede", []),
    ("marketing", "Marketing", "rede", []),
    ("compras", "Compras", "rede", []),
    ("rh", "Recursos Humanos", "rede", []),
]


def make_centres(apps, schema_editor):
    Centre = apps.get_model("tenants", "Centre")
    rows = [Centre(slug=slug, name=name, scope=scope, roles=roles) for slug, name, scope, roles in CENTRES]
    Centre.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    """The centros de responsabilidade that every network begins with."""

    dependencies = [("tenants", "0001_start")]
    operations = [migrations.RunPython(make_centres, migrations.RunPython.noop, elidable=False)]
