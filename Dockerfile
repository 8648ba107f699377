# The app as one container: docs/deploy.md tells how it is run, with a proxy or on one machine alone.
#   docker build -t csp .
# Another base, of a mirror of your own or held by its digest, needs Python 3.11 to 3.14 and glibc:
#   docker build --build-arg BASE=python:3.14-slim -t csp .
ARG BASE=python:3.11-slim
FROM ${BASE}

WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY .streamlit .streamlit
COPY app.py .
COPY pages pages
COPY components components
COPY geo geo
COPY data data

# Compiled here, because the running app may not write beside its code: everything is root's, and the
# root file system may be read-only. It writes to the store, and to /tmp what it serves to browsers.
RUN python -m compileall -q app.py pages components geo data \
    && useradd --uid 10001 --no-create-home --home-dir /tmp app \
    && mkdir /store && chown app /store
USER app
VOLUME /store

# In front of a container there is always something that passes requests on, so that being asked by the
# name `localhost` proves nothing about where the reader is.
ENV CSP_STORE=/store CSP_BEHIND_PROXY=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

EXPOSE 8501
# Up, and able to read its store. The name is one that is always answered, whatever CSP_HOSTS says.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://localhost:8501/health', timeout=8)"]

# .streamlit/config.toml listens on this machine only; a container must listen to its host.
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]
