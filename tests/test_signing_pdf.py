"""Signatures in PDF files: what a standard reader says of them, with an authority made for the test."""

from __future__ import annotations

import io
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from asn1crypto import pem, x509  # type: ignore[import-untyped]
from cryptography import x509 as making
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from exports.fonts import Fonts, load_fonts
from exports.summary_pdf import summary_pdf
from ledger.config import ConfigError, SignatureFiles, load_config
from ledger.domain.wording import in_chinese
from ledger.signing_pdf import CertificateUnusableError, make_signer
from tests.exports.samples import make_summary

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
PASSWORD = "一个密码".encode()
BEGIN = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture(scope="session")
def fonts(request: pytest.FixtureRequest) -> Fonts:
    """The fonts of the papers."""
    assert request.config.cache is not None
    return load_fonts(request.config.cache.mkdir("fonts"))


def beside(what: Callable[..., T], *given: object) -> T:
    """What a function gives in a thread of its own: pyHanko starts a loop, and a browser's test keeps one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(what, *given).result()


def certificate(name: str, key: rsa.RSAPrivateKey, by: str, signer: rsa.RSAPrivateKey) -> making.Certificate:
    authority = name == by
    build = (
        making.CertificateBuilder()
        .subject_name(making.Name([making.NameAttribute(making.NameOID.COMMON_NAME, name)]))
        .issuer_name(making.Name([making.NameAttribute(making.NameOID.COMMON_NAME, by)]))
        .public_key(key.public_key())
        .serial_number(making.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(BEGIN + timedelta(days=30))
        .add_extension(making.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            making.KeyUsage(
                digital_signature=True,
                content_commitment=not authority,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=authority,
                crl_sign=authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    return build.sign(signer, hashes.SHA256())


class Office:
    """An authority and an office with a certificate of it, in files as an office gets them."""

    def __init__(self, folder: Path) -> None:
        authority_key = rsa.generate_private_key(65537, 2048)
        key = rsa.generate_private_key(65537, 2048)
        self.authority = certificate("测试根证书", authority_key, "测试根证书", authority_key)
        own = certificate("清溪县某办公室", key, "测试根证书", authority_key)
        self.pem, self.key = folder / "office.pem", folder / "office.key"
        self.p12, self.password = folder / "office.p12", folder / "password"
        texts = [one.public_bytes(serialization.Encoding.PEM) for one in (own, self.authority)]
        self.pem.write_bytes(b"".join(texts))
        secret = serialization.BestAvailableEncryption(PASSWORD)
        self.key.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secret)
        )
        self.p12.write_bytes(
            pkcs12.serialize_key_and_certificates(b"office", key, own, [self.authority], secret)
        )
        self.password.write_bytes(PASSWORD + b"\n")

    def root(self) -> x509.Certificate:
        """The authority's certificate as the validator takes it."""
        _, _, der = pem.unarmor(self.authority.public_bytes(serialization.Encoding.PEM))
        return x509.Certificate.load(der)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """One for all tests, as keys take their time."""
    return Office(tmp_path_factory.mktemp("office"))


@pytest.mark.parametrize("kind", ["p12", "pem"])
def test_a_standard_reader_trusts_the_signature_to_the_last_byte(
    office: Office, fonts: Fonts, kind: str
) -> None:
    files = SignatureFiles(office.p12, None, office.password)
    if kind == "pem":
        files = SignatureFiles(office.pem, office.key, office.password)
    plain = summary_pdf(make_summary(8), fonts, in_chinese)
    signed = beside(make_signer(files), plain)

    assert signed.startswith(plain)
    status = check(signed, office)
    assert status.trusted
    assert status.intact
    assert status.valid
    assert status.coverage.name == "ENTIRE_FILE"
    at = signed.index(b"/MediaBox")
    broken = signed[:at] + b"/mediaBox" + signed[at + 9 :]
    assert not check(broken, office).intact


def check(data: bytes, office: Office):  # type: ignore[no-untyped-def] # the validator's own value
    embedded = PdfFileReader(io.BytesIO(data)).embedded_signatures[0]
    assert str(embedded.sig_object["/SubFilter"]) == "/ETSI.CAdES.detached"
    return beside(validate_pdf_signature, embedded, ValidationContext(trust_roots=[office.root()]))


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_pdfsig_finds_the_signature_valid(office: Office, fonts: Fonts, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    sign = make_signer(SignatureFiles(office.p12, None, office.password))
    file.write_bytes(beside(sign, summary_pdf(make_summary(8), fonts, in_chinese)))

    said = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False).stdout

    assert "Signature is Valid" in said
    assert "清溪县某办公室" in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said


def test_a_wrong_password_is_said_in_a_sentence(office: Office, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("不是它")
    with pytest.raises(CertificateUnusableError, match="签名证书"):
        make_signer(SignatureFiles(office.p12, None, wrong))


def test_the_configuration_names_what_is_missing(office: Office, tmp_path: Path) -> None:
    def faults(**given: object) -> str:
        with pytest.raises(ConfigError) as refused:
            load_config(tmp_path, given=given, environ={})
        return str(refused.value)

    assert "sign_key" in faults(sign_certificate=str(office.pem))
    assert "没有的.p12" in faults(sign_certificate="没有的.p12")
    assert "也要写明证书" in faults(sign_key=str(office.key))
    config = load_config(tmp_path, given={"sign_certificate": str(office.p12)}, environ={})
    assert config.signature == SignatureFiles(office.p12)
    assert load_config(tmp_path, environ={}).signature is None
