"""The retry policy: wait at least the delay between requests, as long as the site asks for, up to a limit."""

from __future__ import annotations

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from survey.errors import FetchFailed

_NO_CAP_S = 10**9
_RETRIED = (429, 500, 502, 503, 504)


class _LimitedRetry(Retry):
    """urllib3's retries, waiting at least the delay between requests, with a limit to what Retry-After may ask for."""

    delay_s = 0.0
    longest_wait_s = 0.0

    def get_backoff_time(self) -> float:
        return max(super().get_backoff_time(), self.delay_s)

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        try:
            asked_s = super().get_retry_after(response)
        except InvalidHeader:  # a malformed header counts as none
            return None
        refuse_long_wait(asked_s or 0.0, self.longest_wait_s, "Retry-After")
        return asked_s


def retry_policy(tries: int, backoff_s: float, delay_s: float, longest_wait_s: float) -> Retry:
    """The retry policy of a session: failed connections and responses 429 and 5xx, ``tries`` times in all."""
    kind = type("_Policy", (_LimitedRetry,), {"delay_s": delay_s, "longest_wait_s": longest_wait_s})
    return kind(
        total=tries - 1,
        redirect=0,
        status_forcelist=_RETRIED,
        allowed_methods=("GET",),
        backoff_factor=backoff_s,
        backoff_jitter=backoff_s / 2,
        backoff_max=longest_wait_s,
        retry_after_max=_NO_CAP_S,  # a longer wait is refused above, not cut short
        respect_retry_after_header=True,
        raise_on_status=False,
        raise_on_redirect=False,
    )


def refuse_long_wait(asked_s: float, longest_s: float, header: str) -> None:
    """Give up where a site asks for a longer wait than the limit.

    Raises:
        FetchFailed: without an address, which the caller knows.
    """
    if asked_s > longest_s:
        raise FetchFailed(
            f"the site asks for a pause of {asked_s:,.0f} seconds ({header})",
            expected=f"at most {longest_s:,.0f} seconds",
            next_step="come back after that time, or save the file by hand and use survey add",
        )
