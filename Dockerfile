FROM python:3.11-slim AS packages
COPY requirements-run.lock .
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements-run.lock

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home sopbot
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
# .dockerignore lets through only what runs.
COPY . .
USER sopbot
ENV PATH="/opt/venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL="sqlite+aiosqlite:////data/sopbot.db"
VOLUME /data
CMD ["python", "-m", "bot", "run"]
