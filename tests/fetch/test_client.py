"""The client against a real server on loopback: polite, patient, and with limits."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

import box
from box import Box, Page
from survey.errors import FetchFailed
from survey.fetch.client import Client, FetchPolicy, Validators

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.slow]

HOST = "www.example.invalid"
URL = f"https://{HOST}/a/file.bin"
PATH = f"/{HOST}/a/file.bin"
GOOD = Page(bytes(range(256)) * 300, "application/octet-stream")
QUICK = FetchPolicy(
    "survey-test (test@example.invalid)",
    delay_s=0.0,
    timeout_s=2.0,
    total_s=2.0,
    max_bytes=5_000_000,
    tries=3,
    backoff_s=0.01,
    longest_wait_s=2.0,
)


@pytest.fixture
def server() -> Iterator[Box]:
    with box.opened() as opened:
        yield opened


def client(server: Box, **policy: object) -> Client:
    return Client(dataclasses.replace(QUICK, **policy), mirror=server.url)


def get(server: Box, **policy: object) -> bytes:
    return client(server, **policy).get(URL, {HOST}).content


def test_a_file_is_fetched_whole_and_says_who_asked(server: Box) -> None:
    server.routes[PATH] = GOOD
    assert get(server) == GOOD.content
    assert server.asked[-1][1]["User-Agent"] == QUICK.user_agent


@pytest.mark.parametrize("first", [box.too_many("1"), box.unavailable(), Page(b"", status=500)])
def test_an_answer_that_asks_for_patience_is_asked_again(server: Box, first: Page) -> None:
    server.routes[PATH] = [first, GOOD]
    assert get(server) == GOOD.content
    assert len(server.times(PATH)) == 2


def test_retry_after_is_waited_for(server: Box) -> None:
    server.routes[PATH] = [box.too_many("1"), GOOD]
    get(server)
    first, second = server.times(PATH)
    assert second - first >= 1.0


def test_a_file_cut_off_in_the_middle_is_asked_for_again(server: Box) -> None:
    server.routes[PATH] = [box.reset_in_the_middle(GOOD), box.cut_short(GOOD), GOOD]
    assert get(server) == GOOD.content


@pytest.mark.parametrize(
    "bad", [box.too_many("0"), box.unavailable(), box.reset_in_the_middle(GOOD), box.cut_short(GOOD)]
)
def test_a_server_that_never_gives_the_file_is_given_up_after_a_bounded_number_of_tries(server: Box, bad: Page) -> None:
    server.routes[PATH] = bad
    with pytest.raises(FetchFailed) as caught:
        get(server)
    assert URL in caught.value.where
    assert "survey add" in caught.value.next_step
    assert len(server.times(PATH)) <= QUICK.tries


def test_a_slow_drip_is_left_off(server: Box) -> None:
    server.routes[PATH] = box.dripping(GOOD)
    with pytest.raises(FetchFailed, match="took too long") as caught:
        get(server, total_s=0.5)
    assert URL in caught.value.where


def test_a_silent_server_is_left_off(server: Box) -> None:
    server.routes[PATH] = box.dripping(GOOD, pause_s=5.0)
    with pytest.raises(FetchFailed):
        get(server, timeout_s=0.3, tries=2)


def test_a_gzip_bomb_is_left_off_by_its_unpacked_size(server: Box) -> None:
    server.routes[PATH] = box.gzip_bomb(60)
    with pytest.raises(FetchFailed, match="larger than allowed"):
        get(server)


def test_a_redirect_within_the_publishers_sites_is_followed(server: Box) -> None:
    server.routes[PATH] = box.moved(f"https://{HOST}/a/new.bin")
    server.routes[f"/{HOST}/a/new.bin"] = GOOD
    answer = client(server).get(URL, {HOST})
    assert answer.content == GOOD.content
    assert answer.url == f"https://{HOST}/a/new.bin"


def test_a_redirect_that_the_mirror_writes_with_its_own_name_is_followed(server: Box) -> None:
    server.routes[PATH] = box.moved(f"/{HOST}/a/new.bin")
    server.routes[f"/{HOST}/a/new.bin"] = GOOD
    assert client(server).get(URL, {HOST}).url == f"https://{HOST}/a/new.bin"


@pytest.mark.parametrize(
    "target", ["https://other.example.invalid/x", "ftp://www.example.invalid/x", "file:///etc/hosts"]
)
def test_a_redirect_to_elsewhere_is_refused_without_asking_there(server: Box, target: str) -> None:
    server.routes[PATH] = box.moved(target)
    with pytest.raises(FetchFailed) as caught:
        get(server)
    assert target in caught.value.where
    assert server.paths() == [PATH]


def test_redirects_in_a_circle_end(server: Box) -> None:
    server.routes[PATH] = box.moved(URL)
    with pytest.raises(FetchFailed, match="redirects"):
        get(server)


def test_a_missing_page_is_named_with_its_status(server: Box) -> None:
    with pytest.raises(FetchFailed, match="404"):
        get(server)


def test_robots_txt_is_asked_first_and_obeyed_with_its_wildcards(server: Box) -> None:
    server.routes[f"/{HOST}/robots.txt"] = Page(b"User-agent: *\nDisallow: /a/*.bin\n", "text/plain")
    server.routes[PATH] = GOOD
    with pytest.raises(FetchFailed, match=r"robots\.txt"):
        get(server)
    assert server.paths() == []


def test_robots_txt_that_cannot_be_served_forbids_all(server: Box) -> None:
    server.routes[f"/{HOST}/robots.txt"] = box.unavailable()
    with pytest.raises(FetchFailed, match=r"robots\.txt could not be read"):
        get(server)
    assert server.paths() == []


def test_two_requests_to_one_site_keep_the_longer_of_the_delays(server: Box) -> None:
    server.routes[f"/{HOST}/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 1.5\n", "text/plain")
    server.routes[PATH] = GOOD
    slept: list[float] = []
    asking = Client(dataclasses.replace(QUICK, delay_s=0.5), server.url, sleep=slept.append, clock=lambda: 0.0)
    asking.get(URL, {HOST})
    asking.get(URL, {HOST})
    assert slept == [1.5, 1.5], "the first after robots.txt itself, the second after the file"


def test_a_retry_keeps_the_pause_between_two_requests(server: Box) -> None:
    server.routes[PATH] = [box.unavailable(), GOOD]
    get(server, delay_s=0.4)
    first, second = server.times(PATH)
    assert second - first >= 0.39


@pytest.mark.parametrize("robots", [b"User-agent: *\nCrawl-delay: 86400\n", b""])
def test_a_pause_longer_than_anybody_would_sit_through_ends_at_once_and_is_named(server: Box, robots: bytes) -> None:
    server.routes[f"/{HOST}/robots.txt"] = Page(robots, "text/plain")
    server.routes[PATH] = box.too_many("86400")
    with pytest.raises(FetchFailed, match="86,400 seconds") as caught:
        get(server)
    assert URL in caught.value.where


def test_a_retry_after_that_nobody_can_read_asks_for_nothing(server: Box) -> None:
    server.routes[PATH] = [box.too_many("soon"), GOOD]
    assert get(server) == GOOD.content


@pytest.mark.parametrize(
    "robots",
    [
        Page(b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", "text/plain"),
        box.moved(f"https://{HOST}/rules.txt"),
        box.too_many("0"),
    ],
    ids=["with a byte order mark", "moved", "429 for good"],
)
def test_robots_txt_is_obeyed_however_it_comes(server: Box, robots: Page) -> None:
    server.routes[f"/{HOST}/robots.txt"] = robots
    server.routes[f"/{HOST}/rules.txt"] = Page(b"User-agent: *\nDisallow: /\n", "text/plain")
    server.routes[PATH] = GOOD
    with pytest.raises(FetchFailed, match=r"robots\.txt"):
        get(server)
    assert PATH not in server.paths()


def test_a_packed_answer_is_unpacked_and_one_cut_short_is_asked_for_again(server: Box) -> None:
    server.routes[PATH] = [box.zipped(GOOD, cut=200), box.zipped(GOOD)]
    assert get(server) == GOOD.content
    assert len(server.times(PATH)) == 2


def test_headers_without_end_are_left_off(server: Box) -> None:
    server.routes[PATH] = box.dripping_headers()
    with pytest.raises(FetchFailed, match="took too long"):
        get(server, total_s=0.3, longest_wait_s=0.1)


def test_a_redirect_to_no_address_and_a_304_nobody_asked_for_are_named(server: Box) -> None:
    server.routes[PATH] = box.moved("https://[bad")
    with pytest.raises(FetchFailed) as caught:
        get(server)
    assert URL in caught.value.where
    server.routes[PATH] = Page(b"", status=304)
    with pytest.raises(FetchFailed, match="304"):
        get(server)


def test_a_mirror_that_passes_the_publishers_own_path_through_is_understood(server: Box) -> None:
    server.routes[PATH] = box.moved("/b/new.bin")
    server.routes[f"/{HOST}/b/new.bin"] = GOOD
    assert client(server).get(URL, {HOST}).url == f"https://{HOST}/b/new.bin"


def test_the_usual_port_and_capital_letters_name_the_same_site(server: Box) -> None:
    server.routes[f"/{HOST.upper()}:443/a/file.bin"] = GOOD
    assert client(server).get(f"https://{HOST.upper()}:443/a/file.bin", {HOST}).content == GOOD.content


def test_an_unchanged_file_is_not_sent_again(server: Box) -> None:
    server.routes[PATH] = box.validated(GOOD, '"v1"')
    asking = client(server)
    first = asking.get(URL, {HOST})
    second = asking.get(URL, {HOST}, first.validators)
    assert first.validators == Validators('"v1"', None)
    assert (second.is_unchanged, second.content) == (True, b"")


def test_without_a_mirror_a_private_address_is_never_asked(server: Box) -> None:
    server.routes["/x"] = GOOD
    address = server.url.removeprefix("http://")
    with pytest.raises(FetchFailed, match="private address"):
        Client(QUICK).get(f"{server.url}/x", {address})
    assert server.asked == []


@pytest.mark.parametrize(
    "url", ["ftp://www.example.invalid/x", "https://user:word@www.example.invalid/x", "https:///x"]
)
def test_only_plain_web_addresses_are_asked(server: Box, url: str) -> None:
    with pytest.raises(FetchFailed):
        client(server).get(url, {HOST})
    assert server.asked == []
