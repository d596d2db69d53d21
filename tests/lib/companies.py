"""A service of company data on this machine, and what a right one answers."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RAINHA = {
    "cnpj": "11444777000161", "razao_social": "PADARIA RAINHA DO GONZAGA LTDA", "nome_fantasia": "RAINHA DO GONZAGA",
    "descricao_situacao_cadastral": "ATIVA", "descricao_tipo_de_logradouro": "RUA", "logradouro": "JOSE CABALLERO", "numero": "88",
    "complemento": "LOJA 2", "bairro": "GONZAGA", "municipio": "SANTOS", "uf": "SP", "cep": "11055300",
    "ddd_telefone_1": "1332841100", "ddd_telefone_2": "", "email": "CONTATO@RAINHA.EXAMPLE", "qsa": [{"nome_socio": "Z"}], "porte": None,
}  # fmt: skip


class Service:
    """Answers each question by `answer`, a tuple of status, kind and body, or by `tell(handler)`; counts the questions by address."""

    def __init__(self):
        self.asked, self.tell, self.is_over = [], None, threading.Event()
        self.says(RAINHA)

    def says(self, facts, *, status=200, kind="application/json"):
        body = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
        self.answer = status, kind, body

    def __call__(self, handler):
        self.asked.append(handler.path)
        if self.tell:
            self.tell(handler)
            return
        status, kind, body = self.answer
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.end_headers()
        handler.wfile.write(body)


@contextmanager
def serving():
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            try:
                service(self)
            except OSError:  # whoever asked has gone
                self.close_connection = True

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}/api/cnpj/v1/{{cnpj}}?fonte=teste"
    running = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    running.start()
    try:
        yield service
    finally:
        service.is_over.set()
        server.shutdown()
        server.server_close()
        running.join(timeout=60)
