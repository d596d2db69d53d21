FROM python:3.13-slim-bookworm AS packages
# uv takes versions and hashes for pyproject.toml from a lock that also holds the tools of development; pip can't.
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /build
COPY pyproject.toml requirements.lock ./
RUN uv venv --python /usr/local/bin/python3 /venv \
    && uv pip install --python /venv/bin/python --no-cache --compile-bytecode \
        --require-hashes --constraint requirements.lock --requirement pyproject.toml


FROM python:3.13-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/purifikar --shell /usr/sbin/nologin purifikar \
    && install --directory --owner purifikar --mode 0700 /srv/purifikar/files

WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

# No value here is kept or used by a running container: the settings are complete or they don't load.
RUN SECRET_KEY=only-while-the-image-is-built-only-while-the-image-is-built \
    DATABASE_URL=postgresql://nobody@localhost/nothing REDIS_URL=redis://localhost \
    ALLOWED_HOSTS=localhost PUBLIC_URL=https://localhost EMAIL_URL=smtp://localhost?tls=none \
    EMAIL_FROM=nobody@localhost FILES_DIR=/srv/purifikar/files \
    python manage.py collectstatic --noinput --verbosity 0

ARG RELEASE=""
ENV RELEASE=$RELEASE FILES_DIR=/srv/purifikar/files BIND=0.0.0.0:8000
USER purifikar
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "-c", "purifikar/gunicorn.py"]
