# The start of the history.

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('kind', models.CharField(max_length=30, primary_key=True, serialize=False)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'contador',
            },
        ),
        migrations.CreateModel(
            name='UnitFile',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number_in_unit', models.PositiveIntegerField(unique=True, verbose_name='número')),
                ('title', models.CharField(max_length=120, verbose_name='título')),
                ('kind', models.CharField(choices=[('contrato', 'Contrato'), ('alvara', 'Alvará ou licença'), ('manual', 'Manual ou treinamento'), ('tabela', 'Tabela de preços'), ('outro', 'Outro')], default='outro', max_length=10, verbose_name='tipo')),
                ('file_name', models.CharField(max_length=120)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(verbose_name='tamanho')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='guardado em')),
                ('removed_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'documento da unidade',
                'ordering': ['-number_in_unit'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='unit_file_removed_pair')],
            },
        ),
    ]
