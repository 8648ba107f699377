"""One polite connection: a name, a rate, time limits, and asking again after a passing fault."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential_jitter
from urllib3.exceptions import NewConnectionError

from data.fetching.addresses import checked_address, is_loopback, next_address
from data.fetching.faults import FetchError, NotConnected, NotThereError, PassingFault
from data.fetching.faults import UnreachableError as Unreachable

USER_AGENT = "community-safety-profile (python -m data fetch; one connection, rate limited)"
REDIRECTS = 5
BLOCK = 1 << 16
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_Answer = TypeVar("_Answer")


def _pause(seconds: float) -> None:
    # An event that nobody sets: a pause that Ctrl-C ends at once.
    threading.Event().wait(seconds)


@dataclass(frozen=True)
class Manners:
    """How a server is treated.

    Parameters
    ----------
    requests_per_second : float
        At most so many are sent; the publishers allow more.
    tries : int
        How often one thing is asked in all.
    tries_to_connect : int
        How often where no connection can be made at all.
    connect_timeout, read_timeout : float
        Seconds to wait for a connection, and for the next bytes.
    answer_timeout : float
        Seconds for a whole answer that is read into memory: a server that drips is given up.
    longest_wait : float
        Seconds; a server that asks for a longer pause is left alone, and the user told.
    largest_answer : int
        Bytes of an answer that is read into memory.
    sleep, clock : callable
        How time passes; tests put their own here.
    """

    requests_per_second: float = 2.0
    tries: int = 5
    tries_to_connect: int = 2
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    answer_timeout: float = 180.0
    longest_wait: float = 120.0
    largest_answer: int = 256 << 20
    sleep: Callable[[float], None] = _pause
    clock: Callable[[], float] = time.monotonic


class PoliteSession:
    """One connection to one publisher; use it in one thread and close it.

    Parameters
    ----------
    manners : Manners, optional
        How the server is treated.
    hosts : collection of str
        Other hosts that redirects may lead to.
    """

    def __init__(self, manners: Manners | None = None, hosts: Collection[str] = ()) -> None:
        self.manners = manners or Manners()
        self._hosts = frozenset(hosts)
        self._earliest = float("-inf")
        self._http = requests.Session()
        # Retries are ours: urllib3's cannot see an error that comes with status 200.
        self._http.mount("https://", HTTPAdapter(1, 1, max_retries=0))
        self._http.mount("http://", HTTPAdapter(1, 1, max_retries=0))
        self._http.headers["User-Agent"] = USER_AGENT
        self._backoff = wait_exponential_jitter(initial=1, max=60, jitter=1)

    def __enter__(self) -> PoliteSession:
        """Give the session itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._http.close()

    def persist(self, attempt: Callable[[], _Answer]) -> _Answer:
        """Call until no passing fault comes, with growing pauses; return what it returns.

        Raises
        ------
        FetchError
            If the fault stays, or is of a kind that does not pass.
        """
        retrying = Retrying(
            retry=retry_if_exception_type(PassingFault),
            stop=self._is_enough,
            wait=self._wait,
            sleep=self.manners.sleep,
            reraise=True,
        )
        try:
            return retrying(attempt)
        except PassingFault as fault:
            raise fault.final(self.manners.tries) from fault

    def _is_enough(self, state: RetryCallState) -> bool:
        fault = state.outcome.exception() if state.outcome else None
        allowed = (
            self.manners.tries_to_connect if isinstance(fault, NotConnected) else self.manners.tries
        )
        return state.attempt_number >= allowed

    def _wait(self, state: RetryCallState) -> float:
        fault = state.outcome.exception() if state.outcome else None
        asked = fault.wait if isinstance(fault, PassingFault) else None
        return max(self._backoff(state), asked or 0.0)

    @contextmanager
    def sending(
        self,
        address: str,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        post: bool = False,
        taken: Collection[int] = (),
    ) -> Iterator[requests.Response]:
        """Send one request, and give the answer with its body unread.

        Parameters
        ----------
        address : str
            Where to.
        query : mapping, optional
            Parameters; they go into the body where `post` is set.
        headers : mapping, optional
            Further headers.
        post : bool
            Send as POST.
        taken : collection of int
            Statuses over 400 that the caller deals with.

        Raises
        ------
        PassingFault
            If it is worth asking again.
        FetchError
            If it is not.
        """
        try:
            response = self._follow(address, query or {}, headers or {}, post)
            try:
                _refuse_status(response, taken, self.manners.longest_wait)
                yield response
            finally:
                response.close()
        except requests.exceptions.RequestException as error:
            raise _fault_of(error, urlsplit(address).netloc) from error

    def _follow(
        self, address: str, query: Mapping[str, str], headers: Mapping[str, str], post: bool
    ) -> requests.Response:
        asked: dict[str, Any] = {"data" if post else "params": query}
        for _ in range(REDIRECTS):
            self._keep_to_rate()
            # A proxy of the network must not be asked for this machine itself.
            self._http.trust_env = not is_loopback(address)
            response = self._http.request(
                "POST" if post else "GET",
                checked_address(address),
                headers=dict(headers),
                stream=True,
                allow_redirects=False,
                timeout=(self.manners.connect_timeout, self.manners.read_timeout),
                **asked,
            )
            if not response.is_redirect:
                return response
            response.close()
            address = next_address(response.url, response.headers["Location"], self._hosts)
            asked = {"data": query} if post else {}
        raise FetchError(f"{address}: sent on {REDIRECTS} times without arriving anywhere.")

    def _keep_to_rate(self) -> None:
        early = self._earliest - self.manners.clock()
        if early > 0:
            self.manners.sleep(early)
        self._earliest = self.manners.clock() + 1 / self.manners.requests_per_second

    def read_whole(self, response: requests.Response) -> bytes:
        """Return the body of an answer, within the limits of size and time."""
        begun = self.manners.clock()
        blocks: list[bytes] = []
        size = 0
        for block in response.iter_content(BLOCK):
            blocks.append(block)
            size += len(block)
            if size > self.manners.largest_answer:
                raise FetchError(f"{response.url}: the answer is larger than any expected.")
            if self.manners.clock() - begun > self.manners.answer_timeout:
                raise PassingFault(f"{urlsplit(response.url).netloc} answered too slowly")
        return b"".join(blocks)

    def ask(
        self,
        address: str,
        understood: Callable[[bytes], _Answer],
        query: Mapping[str, str] | None = None,
        *,
        post: bool = False,
    ) -> _Answer:
        """Ask once, and return the body as `understood` makes of it; call it by `persist`."""
        with self.sending(address, query, post=post) as response:
            return understood(self.read_whole(response))


def _refuse_status(response: requests.Response, taken: Collection[int], longest: float) -> None:
    status = response.status_code
    if status < HTTPStatus.BAD_REQUEST or status in taken:
        return
    host = urlsplit(response.url).netloc
    if status in _PASSING:
        wait = _seconds_asked(response.headers.get("Retry-After"))
        if wait is not None and wait > longest:
            raise FetchError(
                f"{host} asks to be left alone for {wait / 60:.0f} minutes (status {status}). What "
                "had arrived is kept; run the same command again after that."
            )
        raise PassingFault(f"{host} answered with status {status}", wait)
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        raise NotThereError(f"{response.url.split('?')[0]}: there is nothing there ({status}).")
    raise FetchError(f"{host} refused the request with status {status}. Download it by hand.")


def _seconds_asked(retry_after: str | None) -> float | None:
    """Retry-After is a number of seconds or a date; anything else is as if it were not there."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _fault_of(error: requests.exceptions.RequestException, host: str) -> Exception:
    """What an error of the HTTP library means to us."""
    if isinstance(error, requests.exceptions.SSLError):
        return Unreachable(
            f"The certificate of {host} is not trusted. Where the network inspects encrypted "
            "traffic, ask its administrator for the certificate and name its file in the "
            "environment variable REQUESTS_CA_BUNDLE."
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return Unreachable(f"The network's proxy does not let this machine reach {host}.")
    if isinstance(error, requests.exceptions.ConnectTimeout) or _was_never_connected(error):
        return NotConnected(f"{host} cannot be reached from this machine")
    if isinstance(error, requests.exceptions.ReadTimeout):
        return PassingFault(f"{host} did not answer in time")
    if isinstance(error, (ConnectionError, requests.exceptions.ConnectionError)):
        return PassingFault(f"The connection to {host} broke off")
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return PassingFault(f"The answer of {host} broke off")
    return PassingFault(f"The answer of {host} could not be read ({type(error).__name__})")


def _was_never_connected(error: BaseException) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError)
