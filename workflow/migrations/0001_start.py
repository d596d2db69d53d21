# The start of the history.

import datetime
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
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
            name='Limit',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=60, verbose_name='nome')),
                ('amount', models.PositiveSmallIntegerField(default=0, verbose_name='quanto')),
                ('clock', models.CharField(choices=[('horas', 'horas corridas'), ('horas_uteis', 'horas úteis'), ('dias_uteis', 'dias úteis'), ('fim_do_mes', 'fim do mês')], default='horas', max_length=12, verbose_name='relógio')),
            ],
            options={
                'verbose_name': 'prazo',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=60, verbose_name='nome')),
                ('order', models.PositiveSmallIntegerField(verbose_name='ordem')),
                ('requires', models.JSONField(blank=True, default=list, verbose_name='o que pede')),
                ('question', models.CharField(blank=True, max_length=120, verbose_name='pergunta')),
                ('reasons', models.JSONField(blank=True, default=list, verbose_name='motivos')),
                ('kinds', models.JSONField(blank=True, default=list, verbose_name='tipos de compromisso')),
                ('answers', models.JSONField(blank=True, default=list, verbose_name='formulário')),
            ],
            options={
                'verbose_name': 'decisão',
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Process',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=60, verbose_name='nome')),
                ('kind', models.CharField(choices=[('lead', 'lead'), ('request', 'solicitação'), ('work_order', 'ordem de serviço')], default='lead', max_length=10, verbose_name='para')),
                ('summary', models.CharField(blank=True, max_length=400, verbose_name='resumo')),
            ],
            options={
                'verbose_name': 'processo',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Journey',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('turn', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField(null=True)),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('result', models.CharField(blank=True, choices=[('', 'não encerra'), ('ganho', 'encerra como ganho'), ('perdido', 'encerra como perdido'), ('feito', 'encerra como concluído')], max_length=8, verbose_name='resultado')),
                ('due_at', models.DateTimeField(null=True, verbose_name='prazo')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tentativas')),
                ('call_at', models.DateTimeField(null=True, verbose_name='ligar de novo em')),
                ('priority', models.SmallIntegerField(choices=[(0, 'normal'), (1, 'alta'), (2, 'urgente')], default=0)),
                ('title', models.CharField(blank=True, max_length=160)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('creator', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holder', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='com')),
            ],
            options={
                'verbose_name': 'andamento',
            },
        ),
        migrations.CreateModel(
            name='ArmedLimit',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('correndo', 'correndo'), ('pausado', 'pausado'), ('cumprido', 'cumprido'), ('cancelado', 'cancelado')], default='correndo', max_length=9)),
                ('started_at', models.DateTimeField()),
                ('counts_from', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('consumed', models.DurationField(default=datetime.timedelta)),
                ('left', models.DurationField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('pause_note', models.CharField(blank=True, max_length=200)),
                ('settled_at', models.DateTimeField(null=True)),
                ('paused_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='armed_limits', to='workflow.journey')),
                ('limit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.limit')),
            ],
            options={
                'verbose_name': 'prazo em curso',
            },
        ),
        migrations.CreateModel(
            name='Occurrence',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('limit', models.CharField(max_length=60, verbose_name='prazo')),
                ('stage', models.CharField(max_length=60, verbose_name='etapa')),
                ('due_at', models.DateTimeField(verbose_name='venceu em')),
                ('late', models.DurationField(default=datetime.timedelta, verbose_name='atraso')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='registrada em')),
                ('armed_limit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='occurrence', to='workflow.armedlimit')),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occurrences', to='workflow.journey')),
                ('person', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'ocorrência',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='LimitAlarm',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('percent', models.PositiveSmallIntegerField(default=100, verbose_name='em % do prazo')),
                ('minutes_after', models.SmallIntegerField(default=0, verbose_name='e mais minutos')),
                ('deed', models.CharField(choices=[('avisar_responsavel', 'avisar quem está com ele'), ('avisar_gerente', 'avisar o Gerente'), ('repassar', 'passar ao próximo da vez'), ('ocorrencia', 'registrar ocorrência'), ('decidir', 'tomar uma decisão')], max_length=20, verbose_name='o que faz')),
                ('limit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='workflow.limit')),
                ('outcome', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workflow.outcome', verbose_name='decisão')),
            ],
            options={
                'verbose_name': 'alarme do prazo',
                'ordering': ['percent', 'minutes_after'],
            },
        ),
        migrations.CreateModel(
            name='ProcessVersion',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='versão')),
                ('state', models.CharField(choices=[('rascunho', 'rascunho'), ('publicada', 'publicada'), ('antiga', 'antiga')], default='rascunho', max_length=10, verbose_name='situação')),
                ('published_at', models.DateTimeField(null=True)),
                ('begun_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='workflow.process')),
                ('published_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'versão do processo',
                'ordering': ['-number'],
            },
        ),
        migrations.AddField(
            model_name='limit',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='limits', to='workflow.processversion'),
        ),
        migrations.AddField(
            model_name='journey',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='journeys', to='workflow.processversion', verbose_name='processo'),
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=60, verbose_name='nome')),
                ('order', models.PositiveSmallIntegerField(verbose_name='ordem')),
                ('centre', models.CharField(blank=True, max_length=40, verbose_name='centro de responsabilidade')),
                ('picks', models.CharField(choices=[('mantem', 'quem já está com ele'), ('rodizio', 'o próximo da vez no centro'), ('retorna', 'quem esteve com ele neste centro pela última vez'), ('escolhido', 'a pessoa escolhida na decisão'), ('criador', 'quem registrou'), ('fila', 'ninguém: espera na fila do centro')], default='mantem', max_length=10, verbose_name='quem recebe')),
                ('ends', models.CharField(blank=True, choices=[('', 'não encerra'), ('ganho', 'encerra como ganho'), ('perdido', 'encerra como perdido'), ('feito', 'encerra como concluído')], default='', max_length=8, verbose_name='encerra')),
                ('channel', models.CharField(blank=True, choices=[('', 'nenhum: chega-se a ela por uma decisão'), ('web', 'leads da web'), ('fluxo', 'leads de fluxo de loja')], default='', max_length=5, verbose_name='começo de')),
                ('hint', models.CharField(blank=True, max_length=200, verbose_name='o que fazer agora')),
                ('actions', models.JSONField(blank=True, default=list, verbose_name='ao entrar na etapa')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='workflow.processversion')),
            ],
            options={
                'verbose_name': 'etapa',
                'ordering': ['order'],
            },
        ),
        migrations.AddField(
            model_name='outcome',
            name='stage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='workflow.stage'),
        ),
        migrations.AddField(
            model_name='outcome',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='arrivals', to='workflow.stage', verbose_name='leva a'),
        ),
        migrations.AddField(
            model_name='limit',
            name='starts',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='limits', to='workflow.stage', verbose_name='conta de'),
        ),
        migrations.AddField(
            model_name='limit',
            name='until',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workflow.stage', verbose_name='até entrar em'),
        ),
        migrations.AddField(
            model_name='journey',
            name='stage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='journeys', to='workflow.stage', verbose_name='etapa'),
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
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('details', models.JSONField(default=dict)),
                ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='workflow.journey')),
            ],
            options={
                'verbose_name': 'acontecimento',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['journey', 'id'], name='event_of_journey')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='número')),
                ('kind', models.CharField(choices=[('visita', 'visita'), ('apresentacao', 'apresentação'), ('instalacao', 'instalação'), ('retorno', 'retorno'), ('ligacao', 'ligação')], max_length=12, verbose_name='tipo')),
                ('starts_at', models.DateTimeField(verbose_name='de')),
                ('ends_at', models.DateTimeField(verbose_name='até')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='lugar')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='observação')),
                ('state', models.CharField(choices=[('marcado', 'marcado'), ('feito', 'feito'), ('cancelado', 'cancelado'), ('movido', 'movido')], default='marcado', max_length=10, verbose_name='situação')),
                ('result', models.TextField(blank=True, verbose_name='resultado')),
                ('left_at', models.DateTimeField(null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('left_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('moved_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='moved_from', to='workflow.appointment')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='com quem')),
                ('journey', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='workflow.journey', verbose_name='andamento')),
            ],
            options={
                'verbose_name': 'compromisso',
                'ordering': ['starts_at'],
                'indexes': [models.Index(fields=['person', 'starts_at'], name='appointment_of_person'), models.Index(fields=['journey', 'starts_at'], name='appointment_of_journey')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='appointment_ends_after_start')],
            },
        ),
        migrations.AddConstraint(
            model_name='armedlimit',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['correndo', 'pausado'])), fields=('journey', 'limit'), name='armed_once'),
        ),
        migrations.AddConstraint(
            model_name='armedlimit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paused_at__isnull', False), ('state', 'pausado')), models.Q(models.Q(('state', 'pausado'), _negated=True), ('paused_at', None)), _connector='OR'), name='pause_has_moment'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(fields=['person', '-id'], name='occurrence_person'),
        ),
        migrations.AddConstraint(
            model_name='limitalarm',
            constraint=models.UniqueConstraint(fields=('limit', 'percent', 'minutes_after', 'deed'), name='limit_alarm_once'),
        ),
        migrations.AddConstraint(
            model_name='limitalarm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deed', 'decidir'), ('outcome__isnull', False)), models.Q(models.Q(('deed', 'decidir'), _negated=True), ('outcome', None)), _connector='OR'), name='only_a_decision_names_an_outcome'),
        ),
        migrations.AddConstraint(
            model_name='processversion',
            constraint=models.UniqueConstraint(fields=('process', 'number'), name='version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='processversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'rascunho')), fields=('process',), name='one_draft'),
        ),
        migrations.AddConstraint(
            model_name='processversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'publicada')), fields=('process',), name='one_published'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(fields=('version', 'slug'), name='stage_slug_once'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(condition=models.Q(('channel', ''), _negated=True), fields=('version', 'channel'), name='one_beginning_a_channel'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.UniqueConstraint(fields=('stage', 'slug'), name='outcome_slug_once'),
        ),
        migrations.AddConstraint(
            model_name='limit',
            constraint=models.UniqueConstraint(fields=('version', 'slug'), name='limit_slug_once'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(django.db.models.functions.comparison.Coalesce('due_at', models.Value(datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), models.F('id'), condition=models.Q(('ended_at', None)), name='journey_due'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(models.F('stage'), django.db.models.functions.comparison.Coalesce('due_at', models.Value(datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), models.F('id'), condition=models.Q(('ended_at', None)), name='journey_stage'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(models.F('holder'), django.db.models.functions.comparison.Coalesce('due_at', models.Value(datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), models.F('id'), condition=models.Q(('ended_at', None)), name='journey_holder'),
        ),
        migrations.AddConstraint(
            model_name='journey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('result', '')), models.Q(('ended_at__isnull', False), models.Q(('result', ''), _negated=True)), _connector='OR'), name='journey_end_has_result'),
        ),
        migrations.AddConstraint(
            model_name='unitfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='unit_file_removed_pair'),
        ),
    ]
