"""A signature in a PDF file (PAdES B-B), made with the certificate of an office by pyHanko.

Importing this takes a second and needs the extra `sign`: ledger/papers.py does so where a certificate is
configured, and nobody else.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pyhanko.keys import pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ledger.config import SignatureFiles

FIELD = "Signature"
PKCS12 = (".p12", ".pfx")

# These are without types.
_load_pkcs12: Any = SimpleSigner.load_pkcs12
_load_certificates: Any = pemder.load_certs_from_pemder
_load_key: Any = pemder.load_private_key_from_pemder
_new_registry: Any = SimpleCertificateStore


class CertificateUnusableError(LedgerError):
    """The configured certificate, key and password do not open together."""

    text = N_(
        "签名证书 %(path)s 不能使用：证书、私钥或密码不对。"
        "请检查 sign_certificate、sign_key、sign_password_file。"
    )


def make_signer(files: SignatureFiles) -> Callable[[bytes], bytes]:
    """Gives what signs a PDF file: the same pages with a signature behind them.

    Raises:
        CertificateUnusableError: the certificate can't be opened.
    """
    signer = load(files)
    metadata = PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)

    def sign(data: bytes) -> bytes:
        signing = PdfSigner(metadata, signer)
        signed = signing.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), output=io.BytesIO())
        return bytes(signed.getvalue())

    return sign


def load(files: SignatureFiles) -> SimpleSigner:
    """The certificate with its key, from one PKCS#12 file or two PEM files.

    Raises:
        CertificateUnusableError: they can't be opened.
    """
    certificate, password = files.certificate, _password(files.password_file)
    found = None
    try:
        if certificate.suffix.lower() in PKCS12:
            found = _load_pkcs12(str(certificate), passphrase=password)
        else:
            # The file may hold the chain behind the certificate itself; a reader gets all of it.
            own, *chain = _load_certificates([str(certificate)])
            registry = _new_registry()
            registry.register_multiple(chain)
            found = SimpleSigner(own, _load_key(str(files.key), password), registry)
    except (ValueError, TypeError, OSError) as error:
        raise CertificateUnusableError(path=certificate) from error
    if not isinstance(found, SimpleSigner):
        raise CertificateUnusableError(path=certificate)
    return found


def _password(file: Path | None) -> bytes | None:
    return None if file is None else file.read_bytes().strip()
