"""At the root of a unit: /u/<slug>/propostas/…, /pedidos/…, and what they add to the pages of person, lead, contact and settings."""

from django.urls import path

from followup.views import catalogue, orders, proposal, proposal_out, proposals, sales_rules

lists = [
    path("propostas/", proposals.proposals, name="proposals"),
    path("propostas/nova/", proposals.proposal_new, name="proposal_new"),
    path("clientes/<int:number>/propostas/", proposals.customer_proposals, name="customer_proposals"),
    path("leads/<int:number>/propostas/", proposals.lead_proposals, name="lead_proposals"),
    path("contatos/<int:number>/propostas/", proposals.contact_proposals, name="contact_proposals"),
    path("contatos/<int:number>/proposta/", proposals.contact_proposal, name="contact_proposal"),
]

one_proposal = [
    path("propostas/<int:number>/", proposal.proposal, name="proposal"),
    path("propostas/<int:number>/itens/novo/", proposal.proposal_item_new, name="proposal_item_new"),
    path("propostas/<int:number>/itens/<uuid:pk>/", proposal.proposal_item, name="proposal_item"),
    path("propostas/<int:number>/itens/<uuid:pk>/exclusao/", proposal.proposal_item_removal, name="proposal_item_removal"),
    path("propostas/<int:number>/textos/<slug:slug>/", proposal.proposal_text, name="proposal_text"),
    path("propostas/<int:number>/textos/<slug:slug>/modelo/", proposal.proposal_text_restore, name="proposal_text_restore"),
    path("propostas/<int:number>/dados/", proposal.proposal_refresh, name="proposal_refresh"),
    path("propostas/<int:number>/validade/", proposal.proposal_terms, name="proposal_terms"),
    path("propostas/<int:number>/variaveis/", proposal.proposal_variables, name="proposal_variables"),
    path("propostas/<int:number>/previa/", proposal_out.proposal_preview, name="proposal_preview"),
    path("propostas/<int:number>/proposta.pdf", proposal_out.proposal_pdf, name="proposal_pdf"),
    path("propostas/<int:number>/logotipo/", proposal_out.proposal_logo, name="proposal_logo"),
    path("propostas/<int:number>/pedir-aprovacao/", proposal_out.proposal_ask, name="proposal_ask"),
    path("propostas/<int:number>/pedir-aprovacao/retirada/", proposal_out.proposal_ask_back, name="proposal_ask_back"),
    path("propostas/<int:number>/aprovacao/", proposal_out.proposal_approval, name="proposal_approval"),
    path("propostas/<int:number>/envio/", proposal_out.proposal_send, name="proposal_send"),
    path("propostas/<int:number>/resposta/", proposal_out.proposal_told, name="proposal_told"),
    path("propostas/<int:number>/versao/", proposal_out.proposal_version_new, name="proposal_version_new"),
    path("propostas/<int:number>/retirada/", proposal_out.proposal_withdrawal, name="proposal_withdrawal"),
    path("propostas/<int:number>/pedido/", orders.proposal_order, name="proposal_order"),
]

sold = [
    path("pedidos/", orders.orders, name="orders"),
    path("pedidos/<int:number>/", orders.order, name="order"),
    path("pedidos/<int:number>/excedente/", orders.order_surplus, name="order_surplus"),
    path("pedidos/<int:number>/exclusao/", orders.order_removal, name="order_removal"),
    path("contatos/<int:number>/venda/", orders.contact_sale, name="contact_sale"),
]

settings = [
    path("configuracoes/produtos/", catalogue.products, name="products"),
    path("configuracoes/produtos/novo/", catalogue.product_new, name="product_new"),
    path("configuracoes/produtos/<uuid:pk>/", catalogue.product, name="product"),
    path("configuracoes/produtos/<uuid:pk>/foto/", catalogue.product_picture, name="product_picture"),
    path("configuracoes/produtos/<uuid:pk>/imagem/", catalogue.product_image, name="product_image"),
    path("configuracoes/produtos/<uuid:pk>/exclusao/", catalogue.product_removal, name="product_removal"),
    path("configuracoes/precos/", catalogue.price_tables, name="price_tables"),
    path("configuracoes/precos/nova/", catalogue.price_table_new, name="price_table_new"),
    path("configuracoes/precos/<uuid:pk>/", catalogue.price_table, name="price_table"),
    path("configuracoes/precos/<uuid:pk>/exclusao/", catalogue.price_table_removal, name="price_table_removal"),
    path("configuracoes/precos/<uuid:pk>/novo/", catalogue.price_new, name="price_new"),
    path("configuracoes/precos/<uuid:pk>/<uuid:price>/exclusao/", catalogue.price_removal, name="price_removal"),
    path("configuracoes/promocoes/", catalogue.promotions, name="promotions"),
    path("configuracoes/promocoes/nova/", catalogue.promotion_new, name="promotion_new"),
    path("configuracoes/promocoes/<uuid:pk>/", catalogue.promotion, name="promotion"),
    path("configuracoes/propostas/", sales_rules.sales_rules, name="sales_rules"),
    path("configuracoes/propostas/logotipo/", sales_rules.sales_logo, name="sales_logo"),
    path("configuracoes/propostas/logotipo/retirada/", sales_rules.sales_logo_removal, name="sales_logo_removal"),
    path("configuracoes/propostas/variaveis/", sales_rules.proposal_placeholders, name="proposal_placeholders"),
    path("configuracoes/propostas/modelos/novo/", sales_rules.proposal_template_new, name="proposal_template_new"),
    path("configuracoes/propostas/modelos/<uuid:pk>/", sales_rules.proposal_template, name="proposal_template"),
]

urlpatterns = lists + one_proposal + sold + settings
