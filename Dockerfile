# Two stages: the first builds a virtual environment from the lock, the second only runs it, as a user without rights.
# Voices are decoded by Debian's libopus, which gets Debian's repairs; opuslib-next-bundled's is for machines without one.

ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements-run.lock ./
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-run.lock
COPY pyproject.toml README.md LICENSE schema.sql ./
COPY bot ./bot
COPY cogs ./cogs
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM ${PYTHON_IMAGE}
RUN apt-get update && apt-get install -y --no-install-recommends libopus0 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin interview \
    && install -d -o interview -g interview -m 0700 /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATABASE_PATH=/data/interviews.db WEB_HOST=0.0.0.0
USER interview
WORKDIR /data
VOLUME /data
# The camera page of video interviews; only opened where PUBLIC_URL is set.
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["interview-bot", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["interview-bot"]
CMD ["run"]
