import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('followup', '0005_service_cycles'),
        ('leads', '0016_who_keeps_a_lead'),
        ('workflow', '0005_kinds_and_series_of_appointments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MailingModel',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('folder', 'folder'), ('pos_venda', 'carta pós-venda'), ('informativo', 'informativo'), ('reajuste', 'aviso de reajuste de cobrança')], default='informativo', max_length=12, verbose_name='tipo')),
                ('name', models.CharField(max_length=80, verbose_name='nome')),
                ('subject', models.CharField(max_length=150, verbose_name='assunto do e-mail')),
                ('body', models.TextField(max_length=8000, verbose_name='texto')),
                ('roles', models.JSONField(default=list, verbose_name='papéis que podem usar')),
                ('is_active', models.BooleanField(default=True, verbose_name='em uso')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='feito em')),
                ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'modelo de envio',
                'verbose_name_plural': 'modelos de envio',
                'ordering': ['kind', 'name'],
            },
        ),
        migrations.CreateModel(
            name='MailingFile',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.unitfile')),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='followup.mailingmodel')),
            ],
            options={
                'verbose_name': 'anexo do modelo',
                'ordering': ['file__number_in_unit'],
            },
        ),
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='número')),
                ('state', models.CharField(choices=[('rascunho', 'rascunho'), ('enfileirando', 'preparando os e-mails'), ('enviado', 'enviado'), ('cancelado', 'cancelado')], default='rascunho', max_length=12, verbose_name='situação')),
                ('ordering', models.CharField(choices=[('nome', 'nome'), ('bairro', 'bairro e nome'), ('contato', 'data do último contato, o mais antigo primeiro'), ('codigo', 'código da pessoa')], default='nome', max_length=8, verbose_name='ordenação')),
                ('header_text', models.TextField(blank=True, max_length=1000, verbose_name='texto informativo')),
                ('company', models.CharField(choices=[('unidade', 'a unidade'), ('franqueadora', 'a Franqueadora')], default='unidade', max_length=12, verbose_name='empresa responsável')),
                ('chosen_by', models.CharField(blank=True, max_length=300, verbose_name='como foram escolhidas')),
                ('subject', models.CharField(blank=True, max_length=150, verbose_name='assunto')),
                ('body', models.TextField(blank=True, verbose_name='texto')),
                ('files', models.JSONField(default=list, verbose_name='anexos')),
                ('sender', models.JSONField(default=dict, verbose_name='remetente')),
                ('needs_consent', models.BooleanField(default=True)),
                ('total', models.PositiveIntegerField(default=0, verbose_name='pessoas')),
                ('tally', models.JSONField(default=dict)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='erro')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='começado em')),
                ('started_at', models.DateTimeField(null=True, verbose_name='enviado em')),
                ('finished_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True, verbose_name='cancelado em')),
                ('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='por')),
                ('cancelled_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mailings', to='followup.contact', verbose_name='contato')),
                ('model', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='followup.mailingmodel', verbose_name='modelo')),
            ],
            options={
                'verbose_name': 'envio',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='MailingSender',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('only', models.BooleanField(default=True, editable=False, unique=True)),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='nome de quem envia')),
                ('reply_to', models.EmailField(blank=True, max_length=254, verbose_name='responder para')),
                ('signature', models.TextField(blank=True, max_length=1000, verbose_name='assinatura')),
            ],
            options={
                'verbose_name': 'remetente dos envios',
                'constraints': [models.CheckConstraint(condition=models.Q(('only', True)), name='mailing_sender_only')],
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('escolhida', 'escolhida'), ('fila', 'com e-mail'), ('suprimida', 'não recebe'), ('cancelada', 'cancelada')], default='escolhida', max_length=10, verbose_name='situação')),
                ('why', models.CharField(blank=True, choices=[('', ''), ('inativo', 'cadastro inativo ou eliminado'), ('sem_email', 'sem e-mail'), ('descadastrou', 'pediu para não receber e-mails'), ('sem_consentimento', 'sem consentimento para e-mails'), ('nao_cliente', 'não é cliente: o aviso de reajuste só vai a quem comprou ou alugou'), ('repetido', 'outra pessoa do envio tem o mesmo e-mail'), ('sem_acesso', 'não está mais entre as suas pessoas')], default='', max_length=18, verbose_name='motivo')),
                ('left_at', models.DateTimeField(null=True, verbose_name='descadastrou-se em')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='followup.contact', verbose_name='contato')),
                ('mailing', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='followup.mailing')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='leads.person', verbose_name='pessoa')),
            ],
            options={
                'verbose_name': 'pessoa do envio',
            },
        ),
        migrations.CreateModel(
            name='OptOut',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('address', models.CharField(blank=True, max_length=254, verbose_name='e-mail')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='nome')),
                ('origin', models.GenericIPAddressField(null=True, verbose_name='origem')),
                ('one_click', models.BooleanField(default=False, verbose_name='pelo botão do programa de e-mail')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='em')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opt_outs', to='leads.person', verbose_name='pessoa')),
                ('recipient', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='opt_out', to='followup.recipient')),
            ],
            options={
                'verbose_name': 'descadastro',
                'ordering': ['-at'],
            },
        ),
        migrations.AddConstraint(
            model_name='mailingmodel',
            constraint=models.UniqueConstraint(fields=('name',), name='mailing_model_once'),
        ),
        migrations.AddIndex(
            model_name='recipient',
            index=models.Index(fields=['mailing', 'state', 'why'], name='mailing_recipient_state'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.UniqueConstraint(fields=('mailing', 'person'), name='mailing_once_a_person'),
        ),
        migrations.AddIndex(
            model_name='optout',
            index=models.Index(fields=['address'], name='opt_out_address'),
        ),
    ]
