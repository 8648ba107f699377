"""What the files for a server must say; whether a server does what they say is told in docs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from components.served.gate import CLOSED, FRAMES, LOOPBACK, WITH_EVERY_ANSWER

ROOT = Path(__file__).parents[1]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
MIB = 1024 * 1024


def text(name: str) -> str:
    """A file without its comments, and with each instruction in one line."""
    whole = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in whole.splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("#"))


def directives(name: str, instruction: str) -> list[str]:
    return re.findall(rf"^{instruction} (.+)$", text(name), re.M)


# --- The app by itself ------------------------------------------------------------------------


def test_without_a_word_the_app_is_for_its_own_machine():
    assert CONFIG["server"]["address"] in LOOPBACK
    # By default pages on Streamlit's own hosts may steer it by messages.
    assert CONFIG["client"]["allowedOrigins"] == []


def test_nothing_that_protects_the_app_is_switched_off():
    off = ("enableCORS", "enableXsrfProtection", "enableAgentApi", "enableStaticServing")
    assert not set(off) & set(CONFIG["server"])


# --- Dockerfile and compose.yaml --------------------------------------------------------------


def test_the_base_image_is_an_argument_of_the_build():
    assert re.match(r"ARG BASE=\S+\nFROM \$\{BASE\}\n", text("Dockerfile"))


def test_the_image_is_filled_from_the_lock_and_run_without_rights():
    lines = text("Dockerfile").splitlines()
    assert [line for line in lines if "pip install" in line] == [
        "RUN pip install --no-cache-dir --require-hashes -r requirements.lock"
    ]
    started = next(n for n, line in enumerate(lines) if line.startswith("CMD"))
    assert lines.index("USER app") < lines.index("VOLUME /store") < started
    assert re.search(r"chown app /store$", text("Dockerfile"), re.M)


def test_the_image_says_that_a_proxy_is_in_front_and_allows_no_changes():
    told = dict(one.split("=") for one in directives("Dockerfile", "ENV")[0].split())
    assert told["CSP_STORE"] == "/store" and told["CSP_BEHIND_PROXY"] == "1"
    assert not {"CSP_ALLOW_CHANGES", "CSP_SHOW_RESTRICTED", "CSP_HOSTS"} & set(told)


def test_the_image_is_started_as_everywhere_and_asked_for_its_health_by_a_name_it_answers_to():
    (start,) = directives("Dockerfile", "CMD")
    assert json.loads(start)[:3] == ["streamlit", "run", "app.py"]
    (check,) = directives("Dockerfile", "HEALTHCHECK")
    asked = re.search(r"http://(\w+):(\d+)/health'", check)
    assert asked is not None and asked[1] in LOOPBACK
    assert asked[2] == json.loads(start)[-1] == directives("Dockerfile", "EXPOSE")[0]


def test_what_is_copied_is_let_through_and_nothing_else():
    copied = {one for line in directives("Dockerfile", "COPY") for one in line.split()[:-1]}
    assert [one for one in copied if not (ROOT / one).exists()] == []
    ignored = text(".dockerignore").splitlines()
    assert ignored[0] == "*" and {one[1:] for one in ignored if one[0] == "!"} == copied
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "docs"}
    assert copied >= {*rooms, "pages", "app.py"}


def test_two_processes_of_the_image_stand_on_one_store_behind_the_proxy():
    compose = text("compose.yaml")
    for line in ("read_only: true", "tmpfs: [/tmp]", "cap_drop: [ALL]", 'CSP_BEHIND_PROXY: "1"'):
        assert line in compose, line
    assert re.findall(r"^app\d: \*app$", compose, re.M) == ["app1: *app", "app2: *app"]
    assert "CSP_APPS: app1:8501 app2:8501" in compose and "store:/store" in compose
    # Only the proxy is reached from outside.
    assert re.findall(r"^ports: (.+)$", compose, re.M) == ['["80:80", "443:443"]']


# --- deploy/Caddyfile -------------------------------------------------------------------------

PROXY = text("deploy/Caddyfile")


def test_the_proxy_sends_the_headers_of_the_app_and_that_it_has_tls():
    assert f'Content-Security-Policy "{FRAMES}"' in PROXY
    for name, value in WITH_EVERY_ANSWER.items():
        assert f"{name} {value}" in PROXY
    assert 'Strict-Transport-Security "max-age=31536000"' in PROXY
    # Set when the answer is written: else its own bear none, or the app's stand there twice.
    assert re.search(r"^header \{\ndefer$", PROXY, re.M)


def test_the_proxy_closes_what_the_app_closes():
    (closed,) = re.findall(r"^@closed path (.+)$", PROXY, re.M)
    assert closed.split() == [f"*{path}*" for path in CLOSED]
    assert re.search(r"^respond @closed .+ 404$", PROXY, re.M)


def test_the_proxy_refuses_what_the_app_would_refuse_as_too_large():
    (limit,) = re.findall(r"^@long expression .+ > (\d+)$", PROXY, re.M)
    # Streamlit allows 1 MiB for what wraps a file in its request.
    assert int(limit) == (CONFIG["server"]["maxUploadSize"] + 1) * MIB
    assert re.search(r"^respond @long .+ 413$", PROXY, re.M)
    assert re.search(r"^respond @unmeasured .+ 411$", PROXY, re.M)


def test_the_proxy_keeps_a_reader_with_one_of_two_processes_that_are_well():
    assert "reverse_proxy {$CSP_APPS:127.0.0.1:8501 127.0.0.1:8502} {" in PROXY
    for line in ("lb_policy cookie csp_app", "health_uri /health", "lb_try_duration"):
        assert re.search(rf"^{line}", PROXY, re.M), line
    (name,) = re.findall(r"health_headers \{\nHost (\S+)\n\}", PROXY)
    assert name in LOOPBACK


@pytest.fixture
def caddy(tmp_path: Path) -> Any:
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("Caddy is not installed, so it cannot say whether it understands its file.")
    homes = {name: str(tmp_path) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        told = {key: value for key, value in os.environ.items() if not key.startswith("CSP_")}
        return subprocess.run(
            [program, *words, "--adapter", "caddyfile", "--config", "deploy/Caddyfile"],
            cwd=ROOT,
            env={**told, **homes, **settings},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_caddy_understands_its_file(caddy):
    done = caddy("validate")
    assert done.returncode == 0, done.stderr


def test_the_settings_of_the_proxy_reach_it(caddy):
    done = caddy("adapt", CSP_SITE="csp.example.org", CSP_APPS="app1:8501 app2:8501 app3:8501")
    assert done.returncode == 0, done.stderr
    dials = re.findall(r'"dial":"([^"]+)"', done.stdout)
    assert dials == ["app1:8501", "app2:8501", "app3:8501"]
    assert '"csp.example.org"' in done.stdout
