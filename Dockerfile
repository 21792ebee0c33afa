# The back office as one image; docker-compose.yml runs it as web server, worker, clock and one-off set-up.
FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt /requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --no-compile -r /requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOTLINE_STAGE=production \
    HOTLINE_VAR=/var/lib/hotline
RUN useradd --system --uid 10001 --home-dir /var/lib/hotline --create-home hotline
COPY --from=packages /venv /venv
COPY . /app
WORKDIR /app
USER hotline
VOLUME /var/lib/hotline
EXPOSE 8000
CMD ["script/run-web"]
