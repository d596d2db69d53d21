# The start of the history.

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import purifikar.lib.taxpayer
import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.CreateModel(
            name='Blueprint',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('statements', models.JSONField()),
                ('applied', models.JSONField()),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'molde de esquema',
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.CharField(error_messages={'unique': 'Já existe uma unidade com esse endereço.'}, max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9]*(-[a-z0-9]+)*$', 'Use letras minúsculas sem acento, números e hífens, começando por letra. Por exemplo: sao-vicente.')], verbose_name='endereço')),
                ('schema_name', models.CharField(editable=False, max_length=63, unique=True)),
                ('name', models.CharField(error_messages={'unique': 'Já existe uma unidade com esse nome.'}, max_length=80, unique=True, verbose_name='nome')),
                ('kind', models.CharField(choices=[('propria', 'Unidade própria'), ('franquia', 'Franquia')], default='franquia', max_length=8, verbose_name='tipo')),
                ('state', models.CharField(choices=[('criando', 'criando'), ('ativa', 'ativa'), ('suspensa', 'suspensa'), ('encerrada', 'encerrada')], default='criando', editable=False, max_length=10, verbose_name='situação')),
                ('legal_name', models.CharField(max_length=120, verbose_name='razão social')),
                ('cnpj', models.CharField(error_messages={'unique': 'Já existe uma unidade com esse CNPJ.'}, max_length=14, unique=True, validators=[purifikar.lib.taxpayer.validate_cnpj], verbose_name='CNPJ')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telefone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('postcode', models.CharField(blank=True, max_length=8, verbose_name='CEP')),
                ('street', models.CharField(blank=True, max_length=120, verbose_name='logradouro')),
                ('number', models.CharField(blank=True, max_length=12, verbose_name='número')),
                ('complement', models.CharField(blank=True, max_length=60, verbose_name='complemento')),
                ('district', models.CharField(blank=True, max_length=60, verbose_name='bairro')),
                ('city', models.CharField(max_length=60, verbose_name='município')),
                ('uf', models.CharField(choices=[('AC', 'Acre'), ('AL', 'Alagoas'), ('AP', 'Amapá'), ('AM', 'Amazonas'), ('BA', 'Bahia'), ('CE', 'Ceará'), ('DF', 'Distrito Federal'), ('ES', 'Espírito Santo'), ('GO', 'Goiás'), ('MA', 'Maranhão'), ('MT', 'Mato Grosso'), ('MS', 'Mato Grosso do Sul'), ('MG', 'Minas Gerais'), ('PA', 'Pará'), ('PB', 'Paraíba'), ('PR', 'Paraná'), ('PE', 'Pernambuco'), ('PI', 'Piauí'), ('RJ', 'Rio de Janeiro'), ('RN', 'Rio Grande do Norte'), ('RS', 'Rio Grande do Sul'), ('RO', 'Rondônia'), ('RR', 'Roraima'), ('SC', 'Santa Catarina'), ('SP', 'São Paulo'), ('SE', 'Sergipe'), ('TO', 'Tocantins')], max_length=2, verbose_name='UF')),
                ('time_zone', models.CharField(choices=[('America/Sao_Paulo', 'Brasília (UTC−3)'), ('America/Manaus', 'Manaus (UTC−4)'), ('America/Cuiaba', 'Cuiabá (UTC−4)'), ('America/Porto_Velho', 'Porto Velho (UTC−4)'), ('America/Boa_Vista', 'Boa Vista (UTC−4)'), ('America/Rio_Branco', 'Rio Branco (UTC−5)'), ('America/Noronha', 'Fernando de Noronha (UTC−2)')], default='America/Sao_Paulo', max_length=32, verbose_name='fuso horário')),
                ('process', models.CharField(default='purifikar', max_length=40, verbose_name='processo')),
                ('store_flow', models.BooleanField(default=False, help_text='Os Consultores registram e finalizam quem atendem na loja.', verbose_name='fluxo de loja')),
                ('attendant_role', models.CharField(choices=[('comercial', 'Assessor Comercial'), ('consultor', 'Consultor Comercial'), ('operacional', 'Assessor Operacional')], default='comercial', max_length=12, verbose_name='quem atende os leads')),
                ('schema_fingerprint', models.CharField(blank=True, editable=False, max_length=64)),
                ('schema_error', models.CharField(blank=True, editable=False, max_length=500)),
                ('opening_error', models.CharField(blank=True, editable=False, max_length=500)),
                ('opening_attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='criada em')),
                ('opened_at', models.DateTimeField(editable=False, null=True, verbose_name='aberta em')),
                ('state_note', models.CharField(blank=True, editable=False, max_length=200, verbose_name='motivo')),
            ],
            options={
                'verbose_name': 'unidade',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(max_length=120, verbose_name='nome')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telefone')),
                ('theme', models.CharField(choices=[('auto', 'Automática'), ('light', 'Clara'), ('dark', 'Escura')], default='auto', max_length=5, verbose_name='aparência')),
                ('is_active', models.BooleanField(default=True, verbose_name='ativo')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='criado em')),
                ('deactivated_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='desativado em')),
            ],
            options={
                'verbose_name': 'pessoa',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once'), models.CheckConstraint(condition=models.Q(models.Q(('deactivated_at', None), ('is_active', True)), models.Q(('deactivated_at__isnull', False), ('is_active', False)), _connector='OR'), name='user_deactivated_has_moment')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('consultor', 'Consultor Comercial'), ('operacional', 'Assessor Operacional'), ('recepcao', 'Recepção'), ('gerente', 'Gerente'), ('franqueado', 'Franqueado'), ('comercial', 'Assessor Comercial'), ('coordenador', 'Coordenador'), ('admin', 'Administrador'), ('midia', 'Mídia'), ('ranking', 'Ranking'), ('apoio', 'Apoio da Franqueadora')], max_length=12, verbose_name='papel')),
                ('receives_web_leads', models.BooleanField(default=True, help_text='Entra na distribuição dos leads que chegam pela internet.', verbose_name='recebe leads da web')),
                ('creates_flow_leads', models.BooleanField(default=False, help_text='Registra clientes atendidos na loja e os leva até o fim.', verbose_name='cria leads de fluxo')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='desde')),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='encerrado em')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='pessoa')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='tenants.unit', verbose_name='unidade')),
            ],
            options={
                'verbose_name': 'vínculo',
                'ordering': ['user__name'],
            },
        ),
        migrations.CreateModel(
            name='Centre',
            fields=[
                ('slug', models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='nome')),
                ('scope', models.CharField(choices=[('unidade', 'da unidade'), ('rede', 'da Franqueadora')], default='unidade', max_length=8, verbose_name='onde fica')),
                ('roles', models.JSONField(default=list, verbose_name='papéis')),
                ('members', models.ManyToManyField(blank=True, related_name='centres', to='tenants.membership', verbose_name='pessoas')),
            ],
            options={
                'verbose_name': 'centro de responsabilidade',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Network',
            fields=[
                ('only', models.BooleanField(default=True, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(default='Purifikar Franqueadora', max_length=120, verbose_name='nome')),
                ('store_flow_allowed', models.BooleanField(default=False, help_text='Depois de liberado aqui, cada unidade do Processo 2 pode ligar o fluxo de loja nas suas configurações.', verbose_name='fluxo de loja liberado na rede')),
            ],
            options={
                'verbose_name': 'rede',
                'constraints': [models.CheckConstraint(condition=models.Q(('only', True)), name='network_is_one')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='nome')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='tenants.unit', verbose_name='unidade')),
            ],
            options={
                'verbose_name': 'equipe',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='StateChange',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(max_length=10, verbose_name='situação')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='motivo')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='em')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='por')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='tenants.unit', verbose_name='unidade')),
            ],
            options={
                'verbose_name': 'mudança de situação',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='OpenWork',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('lead', 'lead'), ('request', 'solicitação'), ('work_order', 'ordem de serviço'), ('return', 'retorno'), ('alignment', 'alinhamento')], max_length=12)),
                ('subject', models.UUIDField()),
                ('centre', models.CharField(blank=True, max_length=40)),
                ('title', models.CharField(max_length=160)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('stage', models.CharField(blank=True, max_length=60)),
                ('address', models.CharField(max_length=200)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('priority', models.SmallIntegerField(choices=[(0, 'normal'), (1, 'alta'), (2, 'urgente')], default=0)),
                ('calls_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='open_work', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='open_work', to='tenants.unit')),
            ],
            options={
                'verbose_name': 'trabalho em aberto',
                'ordering': ['due_at', 'since'],
            },
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40, verbose_name='assunto de')),
                ('to', models.EmailField(max_length=254, verbose_name='para')),
                ('subject', models.CharField(max_length=200, verbose_name='assunto')),
                ('text', models.TextField(verbose_name='texto')),
                ('html', models.TextField(blank=True)),
                ('secret', models.BooleanField(default=False, help_text='Leva um endereço que abre uma conta: o texto some depois de enviado.')),
                ('message_id', models.CharField(editable=False, max_length=120, unique=True)),
                ('state', models.CharField(choices=[('fila', 'na fila'), ('enviando', 'enviando'), ('enviado', 'enviado'), ('incerto', 'incerto'), ('falhou', 'falhou')], default='fila', max_length=10, verbose_name='situação')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tentativas')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='erro')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='escrito em')),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='enviado em')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='tenants.unit', verbose_name='unidade')),
            ],
            options={
                'verbose_name': 'e-mail',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('name', models.CharField(max_length=120, verbose_name='nome')),
                ('role', models.CharField(choices=[('consultor', 'Consultor Comercial'), ('operacional', 'Assessor Operacional'), ('recepcao', 'Recepção'), ('gerente', 'Gerente'), ('franqueado', 'Franqueado'), ('comercial', 'Assessor Comercial'), ('coordenador', 'Coordenador'), ('admin', 'Administrador'), ('midia', 'Mídia'), ('ranking', 'Ranking'), ('apoio', 'Apoio da Franqueadora')], max_length=12, verbose_name='papel')),
                ('receives_web_leads', models.BooleanField(default=True, verbose_name='recebe leads da web')),
                ('creates_flow_leads', models.BooleanField(default=False, verbose_name='cria leads de fluxo')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='convidado em')),
                ('turn', models.PositiveSmallIntegerField(default=1)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='tenants.unit', verbose_name='unidade')),
            ],
            options={
                'verbose_name': 'convite',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='dia')),
                ('name', models.CharField(max_length=80, verbose_name='feriado')),
                ('yearly', models.BooleanField(default=True, verbose_name='todo ano')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='tenants.unit')),
            ],
            options={
                'verbose_name': 'feriado municipal',
                'ordering': [django.db.models.functions.datetime.ExtractMonth('day'), django.db.models.functions.datetime.ExtractDay('day'), models.F('name')],
            },
        ),
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('journey', models.UUIDField()),
                ('subject', models.UUIDField()),
                ('deed', models.CharField(max_length=40)),
                ('fires_at', models.DateTimeField()),
                ('retry_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('armado', 'armado'), ('feito', 'feito'), ('cancelado', 'cancelado')], default='armado', max_length=9)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('done_at', models.DateTimeField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='tenants.unit')),
            ],
            options={
                'verbose_name': 'alarme',
                'ordering': ['fires_at'],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('starts', models.DateField(verbose_name='de')),
                ('ends', models.DateField(verbose_name='até')),
                ('reason', models.CharField(choices=[('ferias', 'Férias'), ('licenca', 'Licença'), ('treinamento', 'Treinamento'), ('folga', 'Folga'), ('outro', 'Outro motivo')], default='ferias', max_length=12, verbose_name='motivo')),
                ('note', models.CharField(blank=True, max_length=120, verbose_name='observação')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='pessoa')),
            ],
            options={
                'verbose_name': 'ausência',
                'ordering': ['starts'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gte', models.F('starts'))), name='absence_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('user'), '='), (models.Func(models.F('starts'), models.F('ends'), models.Value('[]'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='absence_no_overlap', violation_error_message='Já há uma ausência marcada nesses dias.')],
            },
        ),
        migrations.CreateModel(
            name='TeamPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_principal', models.BooleanField(default=False, verbose_name='equipe principal')),
                ('leads', models.BooleanField(default=False, verbose_name='coordena')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='tenants.membership')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='tenants.team')),
            ],
            options={
                'verbose_name': 'lugar na equipe',
                'constraints': [models.UniqueConstraint(fields=('team', 'membership'), name='team_place_once'), models.UniqueConstraint(condition=models.Q(('is_principal', True)), fields=('membership',), name='one_principal_team'), models.CheckConstraint(condition=models.Q(('is_principal', True), ('leads', True), _negated=True), name='leading_is_no_principal_place')],
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField()),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='tenants.centre')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'vez',
                'constraints': [models.UniqueConstraint(fields=('centre', 'user'), name='turn_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.UniqueConstraint(models.F('unit'), django.db.models.functions.text.Lower('name'), name='team_name_once', nulls_distinct=False, violation_error_message='Já existe uma equipe com esse nome.'),
        ),
        migrations.AddIndex(
            model_name='openwork',
            index=models.Index(fields=['holder', 'due_at'], name='open_work_holder'),
        ),
        migrations.AddIndex(
            model_name='openwork',
            index=models.Index(fields=['unit', 'due_at'], name='open_work_unit'),
        ),
        migrations.AddIndex(
            model_name='openwork',
            index=models.Index(condition=models.Q(('holder', None)), fields=['centre', 'due_at'], name='open_work_centre'),
        ),
        migrations.AddConstraint(
            model_name='openwork',
            constraint=models.UniqueConstraint(fields=('unit', 'subject'), name='open_work_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'unit'), name='membership_once_a_unit', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('state', 'fila')), fields=['next_attempt_at'], name='mail_due'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(fields=['state', '-id'], name='mail_state'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=('email', 'unit'), name='invitation_waiting_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='holiday',
            constraint=models.UniqueConstraint(fields=('unit', 'day'), name='holiday_once_a_day'),
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=models.Index(condition=models.Q(('state', 'armado')), fields=['retry_at'], name='alarm_due'),
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=models.Index(fields=['unit', 'subject'], name='alarm_subject'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.UniqueConstraint(fields=('unit', 'subject', 'deed'), name='alarm_once'),
        ),
    ]
