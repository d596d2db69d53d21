# The start of the history.

import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import purifikar.lib.taxpayer
import tenants.models.unit
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
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(max_length=120, verbose_name='nome')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telefone')),
                ('theme', models.CharField(choices=[('auto', 'Automática'), ('light', 'Clara'), ('dark', 'Escura')], default='auto', max_length=5, verbose_name='aparência')),
                ('channel_view', models.CharField(blank=True, max_length=5, verbose_name='leads mostrados')),
                ('agenda_token', models.CharField(editable=False, max_length=43, null=True, unique=True)),
                ('is_active', models.BooleanField(default=True, verbose_name='ativo')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='criado em')),
                ('deactivated_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='desativado em')),
            ],
            options={
                'verbose_name': 'pessoa',
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
            ],
            options={
                'verbose_name': 'ausência',
                'ordering': ['starts'],
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
            ],
            options={
                'verbose_name': 'alarme',
                'ordering': ['fires_at'],
            },
        ),
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
            name='Centre',
            fields=[
                ('slug', models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='nome')),
                ('scope', models.CharField(choices=[('unidade', 'da unidade'), ('rede', 'da Franqueadora')], default='unidade', max_length=8, verbose_name='onde fica')),
                ('roles', models.JSONField(default=list, verbose_name='papéis')),
            ],
            options={
                'verbose_name': 'centro de responsabilidade',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('mail', models.CharField(choices=[('agora', 'na hora'), ('resumo', 'no resumo da manhã'), ('nenhum', 'não enviar')], default='agora', max_length=6)),
            ],
            options={
                'verbose_name': 'canal de aviso',
            },
        ),
        migrations.CreateModel(
            name='Checkup',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('differences', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'conferência',
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject', models.UUIDField()),
                ('starts_at', models.DateTimeField(verbose_name='de')),
                ('ends_at', models.DateTimeField(verbose_name='até')),
                ('title', models.CharField(max_length=160, verbose_name='título')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='lugar')),
                ('address', models.CharField(blank=True, max_length=200)),
                ('excludes', models.BooleanField(default=True)),
            ],
            options={
                'verbose_name': 'compromisso',
                'ordering': ['starts_at'],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='dia')),
                ('name', models.CharField(max_length=80, verbose_name='feriado')),
                ('yearly', models.BooleanField(default=True, verbose_name='todo ano')),
            ],
            options={
                'verbose_name': 'feriado municipal',
                'ordering': [django.db.models.functions.datetime.ExtractMonth('day'), django.db.models.functions.datetime.ExtractDay('day'), models.F('name')],
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
            ],
            options={
                'verbose_name': 'convite',
                'ordering': ['-at'],
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
                ('repeatable', models.BooleanField(default=False, help_text='Interrompido no envio, vai de novo com o mesmo Message-ID.')),
                ('message_id', models.CharField(editable=False, max_length=120, unique=True)),
                ('state', models.CharField(choices=[('fila', 'na fila'), ('enviando', 'enviando'), ('enviado', 'enviado'), ('incerto', 'incerto'), ('falhou', 'falhou')], default='fila', max_length=10, verbose_name='situação')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tentativas')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='erro')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='escrito em')),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='enviado em')),
            ],
            options={
                'verbose_name': 'e-mail',
                'ordering': ['-id'],
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
            ],
            options={
                'verbose_name': 'vínculo',
                'ordering': ['user__name'],
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
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('prazo_chegando', 'Prazo chegando'), ('prazo_vencido', 'Prazo vencido'), ('prazo_da_equipe', 'Prazo vencido na equipe'), ('recebido', 'Trabalho que chega a você'), ('ocorrencia', 'Ocorrência registrada')], max_length=20)),
                ('title', models.CharField(max_length=160)),
                ('text', models.CharField(blank=True, max_length=400)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('late', models.DurationField(default=datetime.timedelta)),
                ('mail', models.CharField(choices=[('nenhum', 'sem e-mail'), ('agora', 'enviado na hora'), ('resumo', 'vai no resumo da manhã'), ('junto', 'vai junto com os outros atrasados'), ('escrito', 'foi num resumo')], default='nenhum', max_length=8)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'aviso',
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
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tentativas')),
                ('call_at', models.DateTimeField(blank=True, null=True, verbose_name='ligar de novo em')),
            ],
            options={
                'verbose_name': 'trabalho em aberto',
                'ordering': ['due_at', 'since'],
            },
        ),
        migrations.CreateModel(
            name='StateChange',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(max_length=10, verbose_name='situação')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='motivo')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='em')),
            ],
            options={
                'verbose_name': 'mudança de situação',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='nome')),
            ],
            options={
                'verbose_name': 'equipe',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='TeamPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_principal', models.BooleanField(default=False, verbose_name='equipe principal')),
                ('leads', models.BooleanField(default=False, verbose_name='coordena')),
            ],
            options={
                'verbose_name': 'lugar na equipe',
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'vez',
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
                ('working_hours', models.JSONField(default=tenants.models.unit.office_week, editable=False, verbose_name='horário de trabalho')),
                ('optional_rest', models.JSONField(default=list, editable=False, verbose_name='feriados facultativos')),
                ('calendar_fingerprint', models.CharField(blank=True, editable=False, max_length=64)),
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
            name='Morning',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('next_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'resumo da manhã',
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deactivated_at', None), ('is_active', True)), models.Q(('deactivated_at__isnull', False), ('is_active', False)), _connector='OR'), name='user_deactivated_has_moment'),
        ),
        migrations.AddField(
            model_name='absence',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='absence',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='pessoa'),
        ),
        migrations.AddField(
            model_name='channel',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='commitment',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to=settings.AUTH_USER_MODEL, verbose_name='pessoa'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='pessoa'),
        ),
        migrations.AddField(
            model_name='centre',
            name='members',
            field=models.ManyToManyField(blank=True, related_name='centres', to='tenants.membership', verbose_name='pessoas'),
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.CheckConstraint(condition=models.Q(('only', True)), name='network_is_one'),
        ),
        migrations.AddField(
            model_name='notice',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='openwork',
            name='calls_for',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='openwork',
            name='holder',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='open_work', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='statechange',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='por'),
        ),
        migrations.AddField(
            model_name='teamplace',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='tenants.membership'),
        ),
        migrations.AddField(
            model_name='teamplace',
            name='team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='tenants.team'),
        ),
        migrations.AddField(
            model_name='turn',
            name='centre',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='tenants.centre'),
        ),
        migrations.AddField(
            model_name='turn',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='team',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='tenants.unit', verbose_name='unidade'),
        ),
        migrations.AddField(
            model_name='statechange',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='tenants.unit', verbose_name='unidade'),
        ),
        migrations.AddField(
            model_name='openwork',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='open_work', to='tenants.unit'),
        ),
        migrations.AddField(
            model_name='notice',
            name='unit',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.unit'),
        ),
        migrations.AddField(
            model_name='membership',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='tenants.unit', verbose_name='unidade'),
        ),
        migrations.AddField(
            model_name='mail',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='tenants.unit', verbose_name='unidade'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='tenants.unit', verbose_name='unidade'),
        ),
        migrations.AddField(
            model_name='holiday',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='tenants.unit'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='tenants.unit', verbose_name='unidade'),
        ),
        migrations.AddField(
            model_name='alarm',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='tenants.unit'),
        ),
        migrations.AddIndex(
            model_name='morning',
            index=models.Index(fields=['next_at'], name='morning_due'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gte', models.F('starts'))), name='absence_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('user'), '='), (models.Func(models.F('starts'), models.F('ends'), models.Value('[]'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='absence_no_overlap', violation_error_message='Já há uma ausência marcada nesses dias.'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.UniqueConstraint(fields=('user', 'kind'), name='channel_once'),
        ),
        migrations.AddConstraint(
            model_name='teamplace',
            constraint=models.UniqueConstraint(fields=('team', 'membership'), name='team_place_once'),
        ),
        migrations.AddConstraint(
            model_name='teamplace',
            constraint=models.UniqueConstraint(condition=models.Q(('is_principal', True)), fields=('membership',), name='one_principal_team'),
        ),
        migrations.AddConstraint(
            model_name='teamplace',
            constraint=models.CheckConstraint(condition=models.Q(('is_principal', True), ('leads', True), _negated=True), name='leading_is_no_principal_place'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(fields=('centre', 'user'), name='turn_once'),
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
            index=models.Index(models.F('holder'), django.db.models.functions.comparison.Coalesce('call_at', 'due_at', models.Value(datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), models.F('id'), name='open_work_turn'),
        ),
        migrations.AddIndex(
            model_name='openwork',
            index=models.Index(condition=models.Q(('holder', None)), fields=['centre', 'due_at'], name='open_work_centre'),
        ),
        migrations.AddConstraint(
            model_name='openwork',
            constraint=models.UniqueConstraint(fields=('unit', 'subject'), name='open_work_once'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['user', '-id'], name='notice_user'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='notice_unread'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('mail__in', ['resumo', 'junto'])), fields=['user', 'mail'], name='notice_mail'),
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
            model_name='commitment',
            index=models.Index(fields=['user', 'starts_at'], name='commitment_of_user'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.UniqueConstraint(fields=('unit', 'subject'), name='commitment_once'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='commitment_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('excludes', True)), expressions=[(models.F('user'), '='), (models.Func(models.F('starts_at'), models.F('ends_at'), models.Value('[)'), function='TSTZRANGE', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='commitment_no_two_at_once'),
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=models.Index(condition=models.Q(('state', 'armado')), fields=['unit', 'retry_at'], name='alarm_due'),
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=models.Index(condition=models.Q(('attempts__gt', 0), ('state', 'armado')), fields=['attempts'], name='alarm_troubled'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.UniqueConstraint(fields=('subject', 'deed'), name='alarm_once'),
        ),
    ]
