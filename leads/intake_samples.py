"""A delivery of each format, as its maker publishes it, to try an integration with."""

META = """{
  "object": "page",
  "entry": [{"id": "153125381133", "time": 1438292065, "changes": [{"field": "leadgen", "value": {
    "leadgen_id": "123123123123", "form_id": "12312312312", "created_time": 1440120384,
    "field_data": [
      {"name": "full_name", "values": ["Marina Alves"]},
      {"name": "phone_number", "values": ["+5513997410022"]},
      {"name": "email", "values": ["marina@example.com"]},
      {"name": "quantas_pessoas_em_casa", "values": ["4"]}
    ]}}]}]
}"""
GOOGLE = """{
  "lead_id": "TeSter-123",
  "user_column_data": [
    {"column_name": "Full Name", "string_value": "Marina Alves", "column_id": "FULL_NAME"},
    {"column_name": "User Phone", "string_value": "+5513997410022", "column_id": "PHONE_NUMBER"},
    {"column_name": "User Email", "string_value": "marina@example.com", "column_id": "EMAIL"}
  ],
  "api_version": "1.0", "form_id": 40000000000, "campaign_id": 123456, "google_key": "a chave desta integração", "is_test": false
}"""
RD = """{
  "event_type": "WEBHOOK.CONVERTED", "entity_type": "CONTACT", "event_identifier": "orcamento-site",
  "event_timestamp": "2026-03-13T14:07:04.254-03:00",
  "contact": {
    "uuid": "c2f3d2b3-7250-4d27-97f4-eef38be32f7f", "name": "Marina Alves", "email": "marina@example.com",
    "mobile_phone": "13 99741-0022", "city": "Santos", "cf_tipo_de_imovel": ["Apartamento"]
  }
}"""
JSON = """{
  "pedido": 4711,
  "cliente": {"nome": "Marina Alves", "telefones": [{"numero": "13 99741-0022"}], "email": "marina@example.com"},
  "interesse": "Purificador de bancada"
}"""
SAMPLES = {"meta": META, "google": GOOGLE, "rd": RD, "json": JSON}
