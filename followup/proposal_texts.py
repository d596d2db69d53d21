"""The texts of a proposal as a unit begins with them. Placeholders: followup/placeholders.py."""

READY = [
    {
        "slug": "abertura",
        "title": "",
        "body": "Olá, {{cliente.primeiro_nome}}!\n\nFoi um prazer falar com você. Esta é a proposta da Purifikar {{unidade.nome}} para água "
        "purificada todos os dias, sem galão e sem preocupação com a troca do refil.",
    },
    {"slug": "itens", "title": "O que propomos", "body": "{{proposta.itens}}"},
    {"slug": "valores", "title": "Quanto custa", "body": "{{proposta.valores}}"},
    {
        "slug": "pagamento",
        "title": "Pagamento",
        "body": "- Venda: à vista no Pix ou em até 10 vezes no cartão, sem juros.\n- Locação: mensalidade por boleto ou cartão, com refil e "
        "manutenção incluídos.",
    },
    {
        "slug": "instalacao",
        "title": "Instalação e garantia",
        "body": "Instalamos em até 3 dias úteis depois do pedido, com conferência do ponto de água, da pressão e da tomada. O equipamento tem "
        "12 meses de garantia. A troca do refil é agendada por nós.",
    },
    {
        "slug": "validade",
        "title": "Validade",
        "body": "Esta proposta vale até {{proposta.validade}}. Qualquer dúvida, fale comigo: {{consultor.nome}}, {{consultor.telefone}}.",
    },
]  # fmt: skip
