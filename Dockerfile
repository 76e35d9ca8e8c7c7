# What is needed to build stays in the first stage; what runs has no compiler, no secrets, and no rights.
FROM python:3.11-slim AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /srv/coprod

COPY requirements.txt .
RUN pip install --require-hashes --requirement requirements.txt

COPY . .
# The example's keys open nothing: they are there for this one step, because settings insist on some.
# What is collected is its maker's alone, and somebody else runs it: hence chmod.
RUN for file in locale/*/LC_MESSAGES/django.po; do \
      pybabel --quiet compile --input-file "$file" --output-file "${file%.po}.mo"; \
    done \
    && cp .env.example .env \
    && DATA_DIR=/tmp/data STATIC_ROOT=/srv/static python manage.py collectstatic --no-input --verbosity 0 \
    && rm -r .env /tmp/data \
    && chmod -R a+rX /srv \
    && python -m compileall -q /opt/venv /srv/coprod


FROM python:3.11-slim

ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp \
    DATA_DIR=/data KEYS_DIR=/keys STATIC_ROOT=/srv/static \
    BIND=0.0.0.0:8000 LOG_FORMAT=json
RUN useradd --system --uid 10001 --no-create-home coprod \
    && mkdir --mode 700 /data /keys && chown coprod /data /keys
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv /srv

USER 10001
WORKDIR /srv/coprod
VOLUME /data /keys
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.py", "coprod.wsgi"]
