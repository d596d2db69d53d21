"""At the root of a unit: /u/<slug>/contatos/…, /clientes/<n>/contatos/… and /configuracoes/…"""

urlpatterns = []
