# Os comandos do projeto. `make` sozinho mostra a lista.

PYTHON ?= python3
VENV := .venv/bin/python
MANAGE := $(VENV) manage.py
WITH_SERVICES := $(VENV) -m purifikar.lib.services run --

# As settings of a production server, to be checked; no value here is a secret of anything.
PRODUCTION := env -u PURIFIKAR_DEMO SECRET_KEY="$$($(VENV) -c 'import secrets; print(secrets.token_urlsafe(60))')" \
	ALLOWED_HOSTS=crm.example.com PUBLIC_URL=https://crm.example.com TRUSTED_PROXIES=1 MFA_REQUIRED=1 \
	EMAIL_URL='smtp://user:password@mail.example.com:587?tls=starttls' EMAIL_FROM='Purifikar <nao-responda@example.com>' \
	FILES_DIR=/srv/purifikar/files

.DEFAULT_GOAL := help
.PHONY: help venv demo demo-reset test check mutations bench pictures lock

help:
	@echo "make demo        inicia a demonstração em http://127.0.0.1:8000 (outra porta: make demo PORT=8001)"
	@echo "make demo-reset  apaga os dados da demonstração e recomeça"
	@echo "make test        roda todos os testes (só alguns: make test PYTEST_ARGS='tests/leads -k perda')"
	@echo "make check       confere estilo, camadas, modelos de página, migrações e segurança"
	@echo "make mutations   tira cada proteção uma vez e confere que os testes notam (só algumas: make mutations GUARD=cache)"
	@echo "make bench       mede os tempos prometidos (só um: make bench BENCH=demo_start)"
	@echo "make pictures    refaz as fotos das telas do README"
	@echo "make lock        refaz requirements.lock a partir de pyproject.toml"

venv:
	@command -v $(PYTHON) >/dev/null || { echo "O Purifikar precisa do Python 3.12 ou mais novo, e $(PYTHON) não foi encontrado."; exit 1; }
	@$(PYTHON) purifikar/bootstrap.py $(firstword $(MAKECMDGOALS))

demo: venv
	@exec $(VENV) -m purifikar.demo

demo-reset: venv
	@exec $(VENV) -m purifikar.demo --reset

test: venv
	@exec $(WITH_SERVICES) $(VENV) -m pytest -n auto $(PYTEST_ARGS)

check: venv
	@echo "ruff check: erros e estilo do código"
	@$(VENV) -m ruff check --quiet .
	@echo "ruff format: forma do código"
	@$(VENV) -m ruff format --quiet --check .
	@echo "lint-imports: cada app só conhece os de baixo"
	@$(VENV) -c "from importlinter.cli import lint_imports_command as run; run()" --no-logo >.venv/lint-imports.log 2>&1 || { cat .venv/lint-imports.log; exit 1; }
	@echo "djlint: erros nos modelos de página"
	@$(VENV) -m djlint templates --lint --quiet
	@echo "makemigrations --check: as migrações dizem o que os modelos dizem"
	@$(PRODUCTION) $(WITH_SERVICES) $(MANAGE) makemigrations --check --dry-run
	@echo "check --deploy: configuração de produção, sem avisos"
	@$(PRODUCTION) $(WITH_SERVICES) $(MANAGE) check --deploy --fail-level WARNING

mutations: venv
	@exec $(WITH_SERVICES) $(VENV) -m tests.mutations $(GUARD)

bench: venv
	@exec $(VENV) -m purifikar.lib.services run --durable -- $(VENV) -m tests.bench $(BENCH)

pictures: venv
	@exec $(VENV) -m tests.pictures

lock:
	@command -v uv >/dev/null || { echo "Falta o uv, que refaz requirements.lock: pip install uv"; exit 1; }
	uv pip compile --universal --python-version 3.12 --generate-hashes --group dev --group embedded --no-header --no-annotate \
		--upgrade --quiet -o requirements.lock pyproject.toml
