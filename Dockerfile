# KAM Maturity in a container: docker build -t kam .
#   docker run -p 127.0.0.1:8000:8000 -e KAM_BASE_URL=http://127.0.0.1:8000 -v kam:/srv/kam/var kam
# The first start prints the set-up link to the container's log.

FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/kam
COPY . .
RUN python -m scripts.setup run \
 && .venv/bin/python -m compileall -q app \
 && .venv/bin/python -c 'from app.web.templates import compile_all; compile_all()' \
 && rm -rf node_modules

FROM python:3.11-slim-bookworm
WORKDIR /srv/kam
COPY scripts/ scripts/
RUN python -m scripts.setup machine \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 kam \
 && install -d -o kam var
COPY --from=build /srv/kam/ ./
USER kam
# The user has no home: without this matplotlib would list the fonts afresh at each start.
ENV MPLCONFIGDIR=/srv/kam/var/matplotlib KAM_HOST=0.0.0.0
VOLUME /srv/kam/var
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD [".venv/bin/python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD [".venv/bin/kam", "serve"]
