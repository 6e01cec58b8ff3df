# Heartline in a container: what pyproject.toml asks for under the pins of constraints.txt, run by a user without rights.
# Only /data is ever written, so the root file system can be read-only. Secrets come as files (NAME_FILE); see
# docs/operations.md and compose.yaml.
FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE manifest.yml ./
COPY bot bot
COPY handlers handlers
COPY sandbox sandbox
COPY storage storage
RUN python -m venv /opt/heartline \
    && /opt/heartline/bin/pip install --no-cache-dir --disable-pip-version-check --constraint constraints.txt .

FROM python:3.12-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin heartline \
    && install --directory --owner heartline --group heartline --mode 0700 /data
COPY --from=build /opt/heartline /opt/heartline
# HOME: a library wants one as it is imported, and a user of the operator's choice has none.
ENV PATH=/opt/heartline/bin:$PATH \
    HOME=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HEARTLINE_PORT=8788
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 8788
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=5 CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['HEARTLINE_PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["heartline"]
CMD ["run"]
