# syntax=docker/dockerfile:1
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements/postgres.txt requirements/metrics.txt requirements/
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes \
 -r requirements/postgres.txt -r requirements/metrics.txt
COPY pyproject.toml README.md LICENSE manifest.yml ./
COPY tracker tracker
COPY blocks blocks
COPY bot bot
COPY sandbox sandbox
RUN /venv/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
# Names in charts: Noto has the letters that matplotlib's own font lacks.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-core fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 spendwatch \
 && install -d -o spendwatch -g spendwatch /app/data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp/matplotlib
WORKDIR /app
USER spendwatch
VOLUME /app/data
HEALTHCHECK --interval=60s --timeout=10s --start-period=120s CMD ["spendwatch", "health"]
CMD ["spendwatch", "run"]
