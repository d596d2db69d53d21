from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0016_notice_of_who_is_watched'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='mail',
            name='mail_due',
        ),
        migrations.AddField(
            model_name='mail',
            name='batch',
            field=models.UUIDField(blank=True, null=True, verbose_name='envio'),
        ),
        migrations.AddField(
            model_name='mail',
            name='files',
            field=models.JSONField(blank=True, null=True, verbose_name='anexos'),
        ),
        migrations.AddField(
            model_name='mail',
            name='priority',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='prioridade'),
        ),
        migrations.AddField(
            model_name='mail',
            name='sender_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=80, verbose_name='nome de quem envia'),
        ),
        migrations.AddField(
            model_name='mail',
            name='unsubscribe_url',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='endereço de descadastro'),
        ),
        migrations.AddField(
            model_name='network',
            name='sender_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=80, verbose_name='nome de quem envia'),
        ),
        migrations.AddField(
            model_name='network',
            name='sender_reply_to',
            field=models.EmailField(blank=True, db_default='', default='', max_length=254, verbose_name='responder para'),
        ),
        migrations.AddField(
            model_name='network',
            name='sender_signature',
            field=models.TextField(blank=True, db_default='', default='', max_length=1000, verbose_name='assinatura'),
        ),
        migrations.AlterField(
            model_name='mail',
            name='state',
            field=models.CharField(choices=[('fila', 'na fila'), ('enviando', 'enviando'), ('enviado', 'enviado'), ('incerto', 'incerto'), ('falhou', 'falhou'), ('cancelado', 'cancelado')], default='fila', max_length=10, verbose_name='situação'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('state', 'fila')), fields=['priority', 'next_attempt_at'], name='mail_in_turn'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch', 'to'], name='mail_batch'),
        ),
    ]
