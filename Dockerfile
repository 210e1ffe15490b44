# Shopwright with the plugins that come with it: `docker compose up` runs it with PostgreSQL and
# Valkey; alone, it keeps everything in the volume /var/lib/shopwright.

FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/shopwright
COPY . .
# A folder in plugins/ or themes/ is a distribution if it has a setup.cfg.
RUN parts=$(find . -path './plugins/*/setup.cfg' -o -path './themes/*/setup.cfg') \
    && parts=$(for part in $parts; do dirname "$part"; done) \
    && /opt/shopwright/bin/pip install --no-cache-dir ".[postgres]" $parts

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/shopwright --create-home shopwright
COPY --from=build /opt/shopwright /opt/shopwright
ENV PATH=/opt/shopwright/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SHOPWRIGHT_ENVIRONMENT=production \
    SHOPWRIGHT_HOST=0.0.0.0 \
    SHOPWRIGHT_DATA_DIR=/var/lib/shopwright
USER shopwright
WORKDIR /var/lib/shopwright
VOLUME /var/lib/shopwright
EXPOSE 8000
# The supervisor stops web and worker in order, each within ten seconds.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["shopwright", "serve"]
