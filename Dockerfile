# The app as one container: docker build -t csp . && docker run -p 8501:8501 csp
FROM python:3.11-slim

WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

# Not root: the app only writes the drawings that it makes for the browser.
RUN useradd --create-home app && mkdir /store && chown app /store
USER app
ENV CSP_STORE=/store

COPY .streamlit .streamlit
COPY app.py .
COPY pages pages
COPY components components
COPY geo geo
COPY data data

EXPOSE 8501
# .streamlit/config.toml listens on this machine only; a container must listen to its host.
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]
