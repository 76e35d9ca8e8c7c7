FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 DATA_DIR=/data KEYS_DIR=/keys
WORKDIR /srv/coprod

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt

COPY . .
RUN for file in locale/*/LC_MESSAGES/django.po; do \
      pybabel --quiet compile --input-file "$file" --output-file "${file%.po}.mo"; \
    done \
    && useradd --system coprod && mkdir --mode 700 /data /keys && chown coprod /data /keys

USER coprod
VOLUME /data /keys
EXPOSE 8000
CMD ["gunicorn", "coprod.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--no-control-socket"]
