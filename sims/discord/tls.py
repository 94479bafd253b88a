"""A throw-away authority and a certificate for Discord's host names, and the resolver that leads them to loopback."""

import datetime
import socket
import ssl
import tempfile
from pathlib import Path

from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOSTS = ("discord.com", "gateway.discord.gg", "*.discord.gg", "*.discord.media", "cdn.discordapp.com")


class Loopback(AbstractResolver):
    """Every name is 127.0.0.1 at the simulator's port; aiohttp honours the port.

    `unknown` names are not found first, and `refused` connections lead to a port where nobody listens.
    """

    def __init__(self, port: int, *, unknown: int = 0, refused: int = 0) -> None:
        self._port = port
        self.unknown = unknown
        self.refused = refused

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if self.unknown > 0:
            self.unknown -= 1
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        at = self._port if self.refused <= 0 else 9
        self.refused -= 1
        found: ResolveResult = {
            "hostname": host,
            "host": "127.0.0.1",
            "port": at,
            "family": socket.AF_INET,
            "proto": 0,
            "flags": socket.AI_NUMERICHOST,
        }
        return [found]

    async def close(self) -> None:
        """Nothing to close."""


def make() -> tuple[ssl.SSLContext, str]:
    """The server's context, and the authority's certificate as PEM for clients."""
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.UTC)
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def base(subject: str, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name("simulated CA"))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - day)
            .not_valid_after(now + 30 * day)
        )

    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    ca = (
        base("simulated CA", authority.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    certificate = (
        base("discord.com", key.public_key())
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "server.pem"
        file.write_bytes(private + certificate.public_bytes(pem))
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(file)
    return server, ca.public_bytes(pem).decode()
