"""Two publishers on this machine: a feature service and a police archive, with faults on demand.

A fault is put into `faults` under what it befalls (``"layer"``, ``"count"``, ``("page", offset)``,
``"months"``, ``("archive", nth)``) as a list: one fault for each time it is asked, then none.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

HTML = b"<!DOCTYPE html><html><head><title>Gateway problem</title></head><body>Oops</body></html>"
MISSING = {"error": {"code": 400, "message": "Invalid URL", "details": ["Invalid URL"]}}
BUSY = {"error": {"code": 504, "message": "Your request has timed out.", "details": []}}
WRONG = {"error": {"code": 400, "message": "Cannot perform query. Invalid query parameters."}}


@dataclass
class Publisher:
    """What both have: a log of what was asked, faults to come, and an address."""

    faults: dict[Any, list[str]] = field(default_factory=dict)
    asked: list[Any] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    def next_fault(self, what: Any) -> str | None:
        self.asked.append(what)
        waiting = self.faults.get(what) or []
        return waiting.pop(0) if waiting else None


class Answering(BaseHTTPRequestHandler):
    """Sends answers, whole or broken."""

    protocol_version = "HTTP/1.1"
    # Head and body are two writes; without this each answer waits for the other side's delay.
    disable_nagle_algorithm = True
    publisher: Publisher

    def log_message(self, *_: object) -> None:
        pass

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def send_json(self, content: object) -> None:
        self.send(200, json.dumps(content).encode(), {"Content-Type": "application/json"})

    def send_fault(self, fault: str, body: bytes) -> bool:
        """Send a fault that any answer can have; False where it is of another kind."""
        match fault:
            case "error 200":
                self.send_json(BUSY)
            case "wrong":
                self.send_json(WRONG)
            case "missing":
                self.send_json(MISSING)
            case "not found":
                self.send(404, HTML)
            case "html":
                self.send(200, HTML, {"Content-Type": "text/html"})
            case "unavailable":
                self.send(503, HTML)
            case "too many":
                self.send(429, b"", {"Retry-After": "7"})
            case "tomorrow":
                self.send(429, b"", {"Retry-After": "86400"})
            case "forbidden":
                self.send(403, HTML)
            case "cut off":
                self.close_connection = True
                self.send(200, body[: len(body) // 2], {"Content-Length": str(len(body))})
            case "cut json":
                self.send(200, body[: len(body) // 2])
            case "dropped":
                self.close_connection = True
            case "silent":
                self.close_connection = True
                self.publisher.over.wait(30)
            case _ if fault.startswith("elsewhere "):
                self.send(302, b"", {"Location": fault.removeprefix("elsewhere ")})
            case _:
                return False
        return True


# --- A feature service -------------------------------------------------------------------------


def square(at: int) -> dict[str, Any]:
    x, y = round(-2 + at / 100, 6), 52.5
    ring = [[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y + 0.01], [x, y]]
    return {"type": "Polygon", "coordinates": [[[round(a, 6), round(b, 6)] for a, b in ring]]}


@dataclass
class Portal(Publisher):
    """A folder of services, each with one layer of wards or a lookup."""

    services: tuple[str, ...] = ("WARDS",)
    lookups: tuple[str, ...] = ()
    wards: list[tuple[str, str, str]] = field(default_factory=list)
    fields: tuple[str, ...] = ("OBJECTID", "wd19cd", "wd19nm", "lad19cd")
    lookup_fields: tuple[str, ...] = ("WD19CD", "WD19NM", "LAD19CD")
    largest_page: int = 2000
    edited: int = 1
    ignores_offset: bool = False
    ignores_condition: bool = False
    own_limit: int = 10_000
    methods: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    on_page: Callable[[int], None] = lambda offset: None

    def selected(self, where: str) -> list[tuple[str, str, str]]:
        match = re.fullmatch(r"(\w+) IN \(((?:'\w+',?)+)\)", where)
        assert match, where
        codes = set(re.findall(r"'(\w+)'", match[2]))
        at = 2 if match[1].lower().startswith("lad") else 0
        chosen = [w for w in self.wards if self.ignores_condition or w[at] in codes]
        return sorted(chosen)


class PortalAnswering(Answering):
    publisher: Portal

    def do_GET(self) -> None:
        self._answer(
            {name: value[0] for name, value in parse_qs(urlsplit(self.path).query).items()}
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer({name: value[0] for name, value in parse_qs(body).items()})

    def _answer(self, form: dict[str, str]) -> None:
        portal = self.publisher
        portal.agents.add(self.headers["User-Agent"])
        portal.methods.append(self.command)
        portal.forms.append(form)
        path = re.fullmatch(r"/services/(\w+)/FeatureServer/0(/query)?", urlsplit(self.path).path)
        known = (*portal.services, *portal.lookups)
        if path is None or path[1] not in known:
            portal.asked.append("missing")
            self.send_json(MISSING)
        elif path[2] is None:
            self._describe(path[1] in portal.lookups)
        else:
            self._query(form, path[1] in portal.lookups)

    def _finish(self, what: Any, content: object) -> None:
        fault = self.publisher.next_fault(what)
        if fault is None or not self.send_fault(fault, json.dumps(content).encode()):
            self.send_json(self._altered(content, fault))

    def _altered(self, content: Any, fault: str | None) -> Any:
        if fault in ("half", "half with flag"):
            features = content["features"]
            flag = {"exceededTransferLimit": True} if fault == "half with flag" else {}
            return {**content, **flag, "features": features[: len(features) // 2]}
        if fault == "gaps":
            return {**content, "features": content["features"][::2]}
        if fault == "twice":
            return {**content, "features": [*content["features"][:-1], content["features"][0]]}
        if fault == "no shape":
            first, *others = content["features"]
            return {**content, "features": [{**first, "geometry": None}, *others]}
        if fault == "no code":
            first, *others = content["features"]
            return {**content, "features": [{**first, "properties": {}}, *others]}
        assert fault is None, fault
        return content

    def _describe(self, is_lookup: bool) -> None:
        fields = self.publisher.lookup_fields if is_lookup else self.publisher.fields
        told = {
            "fields": [{"name": each} for each in fields],
            "maxRecordCount": self.publisher.largest_page,
            "editingInfo": {"lastEditDate": self.publisher.edited},
        }
        self._finish("lookup" if is_lookup else "layer", told)

    def _query(self, form: dict[str, str], is_lookup: bool) -> None:
        portal = self.publisher
        chosen = portal.selected(form["where"])
        if form.get("returnCountOnly") == "true":
            self._finish("lookup count" if is_lookup else "count", {"count": len(chosen)})
            return
        offset, size = int(form["resultOffset"]), int(form["resultRecordCount"])
        assert form["orderByFields"].endswith(" ASC") and form["f"] == "geojson"
        start = 0 if portal.ignores_offset else offset
        rows = chosen[start : start + min(size, portal.largest_page, portal.own_limit)]
        names = dict(zip(("code", "name", "district"), portal.fields[-3:], strict=True))
        if is_lookup:
            names = dict(zip(("code", "name", "district"), portal.lookup_fields, strict=True))
        features = [
            {
                "type": "Feature",
                "id": 1,
                "geometry": None if is_lookup else square(portal.wards.index(row)),
                "properties": dict(zip(names.values(), row, strict=True)),
            }
            for row in rows
        ]
        content = {"type": "FeatureCollection", "features": features}
        portal.on_page(offset)
        self._finish(("lookup page" if is_lookup else "page", offset), content)


def wards_of(districts: Sequence[str], each: int) -> list[tuple[str, str, str]]:
    """Wards as (code, name, district)."""
    return [
        (f"E05{number:06d}", f"Ward & {number}", district)
        for number, district in enumerate(d for d in districts for _ in range(each))
    ]


# --- A police archive --------------------------------------------------------------------------


def street_csv(force: str, month: str, rows: int = 1000) -> bytes:
    """Something of the archive's kind that does not pack to nothing."""
    lines = ["Crime ID,Month,Reported by"]
    lines += [
        f"{hashlib.sha256(f'{force}{month}{row}'.encode()).hexdigest()},{month},{force}"
        for row in range(rows)
    ]
    return ("\n".join(lines) + "\n").encode()


def archive_of(months: Sequence[str], forces: Sequence[str], without: Sequence[str] = ()) -> bytes:
    """A zip in the archive's layout; `without` names members as ``month/force``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for month in months:
            for force in forces:
                if f"{month}/{force}" not in without:
                    packed.writestr(f"{month}/{month}-{force}-street.csv", street_csv(force, month))
                packed.writestr(f"{month}/{month}-{force}-outcomes.csv", "Crime ID\n")
    return out.getvalue()


@dataclass
class Archive(Publisher):
    """The site: months on offer, and archives by month."""

    months: list[str] = field(default_factory=list)
    archives: dict[str, bytes] = field(default_factory=dict)
    in_parts: bool = True
    moved_to: str = ""
    sent: int = 0
    after: dict[int, Callable[[], None]] = field(default_factory=dict)
    requests: int = 0


class ArchiveAnswering(Answering):
    publisher: Archive

    def do_GET(self) -> None:
        site = self.publisher
        site.agents.add(self.headers["User-Agent"])
        if self.path == "/api/crimes-street-dates":
            told = [{"date": month, "stop-and-search": ["some-force"]} for month in site.months]
            fault = site.next_fault("months")
            if fault is None or not self.send_fault(fault, json.dumps(told).encode()):
                self.send_json(told)
            return
        name = re.fullmatch(r"/(data/archive|moved)/(\d{4}-\d{2})\.zip", self.path)
        content = site.archives.get(name[2]) if name else None
        if name is None or content is None:
            site.asked.append("missing")
            self.send(404, HTML)
        elif name[1] == "data/archive" and site.moved_to:
            self.send(302, b"", {"Location": f"{site.moved_to}/moved/{name[2]}.zip"})
        else:
            self._send_file(content)

    def _send_file(self, content: bytes) -> None:
        site = self.publisher
        site.requests += 1
        asked = self.headers.get("Range")
        fault = site.next_fault(("archive", asked))
        waiting = site.faults.get("archive") or []
        fault = fault or (waiting.pop(0) if waiting else None)
        version = f'"{hashlib.md5(content).hexdigest()}"'
        headers = {"ETag": version, "Accept-Ranges": "bytes"}
        part = re.fullmatch(r"bytes=(\d+)-(\d*)", asked or "")
        unchanged = self.headers.get("If-Range") in (None, version)
        # Before the answer is sent: the next request may come in another thread.
        if site.requests in site.after:
            site.after[site.requests]()
        if fault and self.send_fault(fault, content):
            return
        if part and site.in_parts and unchanged:
            self._send_part(content, int(part[1]), part[2], headers, fault)
        else:
            self._send_body(200, content, headers, fault)

    def _send_part(
        self, content: bytes, start: int, last: str, headers: dict[str, str], fault: str | None
    ) -> None:
        if start >= len(content):
            self.send(416, b"", {"Content-Range": f"bytes */{len(content)}"})
            return
        stop = min(int(last) + 1, len(content)) if last else len(content)
        told = f"bytes {start}-{stop - 1}/{len(content)}"
        self._send_body(206, content[start:stop], {**headers, "Content-Range": told}, fault)

    def _send_body(
        self, status: int, body: bytes, headers: dict[str, str], fault: str | None
    ) -> None:
        if fault == "half":
            self.close_connection = True
            headers = {**headers, "Content-Length": str(len(body))}
            body = body[: len(body) // 2]
        elif fault == "short":
            body = body[: len(body) // 2]
            headers = {**headers, "Content-Length": str(len(body))}
        elif fault == "flipped":
            middle = len(body) // 3
            body = body[:middle] + bytes([body[middle] ^ 0xFF]) + body[middle + 1 :]
        else:
            assert fault is None, fault
        self.publisher.sent += len(body)
        self.send(status, body, headers)


@contextmanager
def serving(publisher: Publisher) -> Iterator[Publisher]:
    """Have a publisher answer on a free port of this machine."""
    kind = PortalAnswering if isinstance(publisher, Portal) else ArchiveAnswering
    handler = type("Handler", (kind,), {"publisher": publisher})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    publisher.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield publisher
    finally:
        publisher.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
