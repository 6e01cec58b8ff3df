"""A Slack that says yes: who we are, and that a message has arrived; 429 where a message is one too many."""

from __future__ import annotations

import asyncio
import math
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import orjson
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks.speed.clicks import WORKSPACE

ME = {"ok": True, "team_id": WORKSPACE, "team": "Speed", "user_id": "U0BOT", "bot_id": "B0BOT", "url": "https://x"}
SMALLEST_BURST = 5


class Slack:
    """How slow it is, how many messages a second it takes (0: any number), and when they came."""

    def __init__(self, latency: float = 0.0) -> None:
        self.latency = latency
        self.budget = 0.0
        self.refused = 0
        self.posted: list[float] = []
        self._level, self._level_at = 0.0, 0.0

    async def answer(self, request: web.Request) -> web.Response:
        """Answer any method: half of the latency before it takes effect, half after."""
        await request.read()
        is_message = request.match_info["method"] == "chat.postMessage"
        await asyncio.sleep(self.latency / 2)
        if is_message and self._is_too_much():
            self.refused += 1
            return web.Response(status=429, headers={"Retry-After": "1"}, text='{"ok":false,"error":"ratelimited"}')
        if is_message:
            self.posted.append(time.perf_counter())
        await asyncio.sleep(self.latency / 2)
        said = {"ok": True, "channel": "D0SPEED01", "ts": f"1772445600.{len(self.posted):06d}"} if is_message else ME
        return web.Response(body=orjson.dumps(said), content_type="application/json")

    def _is_too_much(self) -> bool:
        """Whether the bucket, which leaks evenly and holds what a second may bring, has no room."""
        if not self.budget:
            return False
        now = time.perf_counter()
        self._level = max(0.0, self._level - (now - self._level_at) * self.budget)
        self._level_at = now
        if self._level + 1 > max(SMALLEST_BURST, self.budget):
            return True
        self._level += 1
        return False

    def rate(self) -> float:
        """Messages a second, from the first to the last; not a number where there are none."""
        if len(self.posted) < 2:
            return math.nan
        return (len(self.posted) - 1) / (self.posted[-1] - self.posted[0])


@asynccontextmanager
async def slack(latency: float = 0.0, tls: ssl.SSLContext | None = None) -> AsyncIterator[tuple[Slack, str]]:
    """Such a Slack on this machine, and its API's address."""
    made, site = Slack(latency), web.Application()
    site.add_routes([web.route("*", "/api/{method}", made.answer)])
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    try:
        yield made, f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()


def certified(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """What a server on this machine needs for TLS, and the certificate to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)  # noqa: TID251 - a certificate lives in real time
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate, both = folder / "certificate.pem", folder / "both.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    both.write_bytes(secret + certificate.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, certificate
