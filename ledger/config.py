"""The configuration: a frozen value from the environment and one file, with all its faults named at once.

This is the only module that reads environment variables. What is said closer wins: the command line, then
TAIZHANG_* variables, then `taizhang.toml`, then the defaults of `ledger.settings`.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_, Say, Sentence, in_chinese
from ledger.resources import checkout_dir
from ledger.secret_key import ALLOWED, read_secret_key
from ledger.settings import FONT_SUFFIXES, SETTINGS, Setting

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA = "TAIZHANG_DATA"
FILE = "TAIZHANG_CONFIG"
FILE_NAME = "taizhang.toml"
ANSWERS = "TAIZHANG_INIT_"
OTHER_VARIABLES = (DATA, FILE)
OTHER_PREFIXES = (ANSWERS, "TAIZHANG_TEST_")
SIGNATURE = ("sign_certificate", "sign_key", "sign_password_file")
NOT_SHOWN = N_("（不显示）")


@dataclass(frozen=True)
class FontFiles:
    """An office's own fonts; None stands for the font that is shipped."""

    title: Path | None = None
    body: Path | None = None
    kai: Path | None = None
    hei: Path | None = None


@dataclass(frozen=True)
class SignatureFiles:
    """The certificate that signs summaries: one PKCS#12 file, or PEM with its key in a second file."""

    certificate: Path
    key: Path | None = None
    password_file: Path | None = None


@dataclass(frozen=True)
class Config:
    """All that an installation is told, checked; see docs/configuration.md."""

    data_dir: Path
    database_url: str = field(repr=False)
    secret_key_file: Path
    secret_key: str = field(repr=False)
    """"" before `taizhang init`."""
    signing_key_file: Path
    """Signs checkpoints; made by `taizhang init`."""
    signature: SignatureFiles | None
    """Signs summaries; None where no certificate is configured."""
    checkpoint_minutes: int
    host: str
    port: int
    threads: int
    trusted_hosts: tuple[str, ...]
    base_url: str
    proxy_hops: int
    language: str
    fonts: FontFiles
    upload_limit_mb: int
    result_days: int
    workers: int
    session_idle_minutes: int
    login_attempts: int
    login_lock_minutes: int
    journal_hash: str
    """The hash of new postings; those that stand keep their own."""
    month_grace_days: int

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the address that it listens on."""
        return is_loopback(self.host)


class ConfigError(LedgerError):
    """Settings that can't be used, each with its value and what is allowed."""

    text = N_("有 %(count)s 处设置不能用，请改好再运行：")

    def __init__(self, faults: tuple[Sentence, ...]) -> None:
        self.faults = faults
        super().__init__(count=len(faults))

    def say(self, say: Say = in_chinese) -> str:
        """A heading and one line for each fault."""
        return "\n".join([self.sentence.say(say), *(f"  - {fault.say(say)}" for fault in self.faults)])

    def __str__(self) -> str:
        return self.say()


class NoDataDirError(LedgerError):
    """An installed wheel has no folder of its own to keep data in."""

    text = N_("请说明数据目录：用 --data 目录，或环境变量 TAIZHANG_DATA。")


def load_config(
    data: Path | None = None,
    *,
    given: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Config:
    """The configuration of the installation whose data is in `data`.

    Args:
        data: the data directory; None takes TAIZHANG_DATA, else `data` in the checkout.
        given: settings from the command line, by name; None in it stands for nothing said.
        environ: the environment variables; None takes the process's own.

    Raises:
        ConfigError: some settings are wrong; it names all of them.
        NoDataDirError: nothing says where the data is.
    """
    environ = os.environ if environ is None else environ
    data_dir = find_data_dir(data, environ)
    reader = _Reader(data_dir, [])
    reader.refuse_unknown_variables(environ)
    in_file = reader.read_file(environ)
    said = {setting.name: _said(setting, given or {}, environ, in_file) for setting in SETTINGS}
    values = {setting.name: reader.read(setting, *said[setting.name]) for setting in SETTINGS}
    config = reader.assemble(values)
    if reader.faults:
        raise ConfigError(tuple(reader.faults))
    return config


def find_data_dir(data: Path | None, environ: Mapping[str, str] | None = None) -> Path:
    """Where everything of an installation lives, as an absolute path; it need not exist yet."""
    variable = (os.environ if environ is None else environ).get(DATA, "")
    root = checkout_dir()
    if data is None and not variable and root is None:
        raise NoDataDirError
    return (data or (Path(variable) if variable else Path(root or "", "data"))).expanduser().resolve()


def read_answers(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """What TAIZHANG_INIT_* say, by the rest of the name in small letters: what `init` would ask for."""
    environ = os.environ if environ is None else environ
    return {k.removeprefix(ANSWERS).lower(): v for k, v in environ.items() if k.startswith(ANSWERS)}


def prefer_language(language: str) -> None:
    """Lets everything in this process that asks gettext for texts, as click does, have them in a language."""
    os.environ["LANGUAGE"] = language


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is this machine's alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class _Reader:
    """Reads settings one after another and keeps what is wrong with each."""

    data_dir: Path
    faults: list[Sentence]

    def refuse(self, name: str, value: object, source: str, allowed: str) -> None:
        """Notes a setting that can't be used."""
        line = N_("%(name)s = %(value)s（来自 %(source)s）；应为：%(allowed)s")
        terms = {"allowed": allowed}
        self.faults.append(Sentence(line, {"name": name, "value": value, "source": source}, terms))

    def refuse_unknown_variables(self, environ: Mapping[str, str]) -> None:
        """Notes variables that no setting listens to: most often a slip of the pen."""
        known = {setting.variable for setting in SETTINGS} | set(OTHER_VARIABLES)
        for name in sorted(environ):
            if name.startswith("TAIZHANG_") and name not in known and not name.startswith(OTHER_PREFIXES):
                self.refuse(name, environ[name], N_("环境变量"), N_("没有这项设置，见 docs/configuration.md"))

    def read_file(self, environ: Mapping[str, str]) -> dict[str, tuple[object, str]]:
        """What the file says: a value and the file's name for each dotted name in it."""
        chosen = environ.get(FILE, "")
        path = Path(chosen).expanduser() if chosen else self.data_dir / FILE_NAME
        if not path.is_file():
            if chosen:
                self.refuse(FILE, chosen, N_("环境变量"), N_("已有的 TOML 文件"))
            return {}
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            self.refuse(path.name, error, str(path), N_("可以读取的 TOML 文件（UTF-8）"))
            return {}
        written = {name: (value, str(path)) for name, value in _dotted(table)}
        for name in sorted(written.keys() - {setting.name for setting in SETTINGS}):
            self.refuse(name, written[name][0], str(path), N_("没有这项设置，见 docs/configuration.md"))
        return written

    def read(self, setting: Setting, written: object, source: str) -> Any:
        """The value of a setting; its default, and a fault, where what was written is not allowed."""
        if written is None:
            return setting.default
        try:
            return setting.read(written)
        except ValueError:
            shown = NOT_SHOWN if setting.secret else repr(written)
            self.refuse(setting.name, shown, source, setting.allowed)
            return setting.default

    def assemble(self, values: dict[str, Any]) -> Config:
        """The configuration of checked values, with what depends on one another filled in."""
        fonts = FontFiles(**{slot: self.font(slot, values.pop(f"fonts.{slot}")) for slot in _slots()})
        values["signature"] = self.signature(*(values.pop(name) for name in SIGNATURE))
        key_file = self.data_dir / values.pop("secret_key_file")
        values["signing_key_file"] = self.data_dir / values["signing_key_file"]
        values["trusted_hosts"] = self.hosts(values["host"], values["trusted_hosts"])
        values["base_url"] = values["base_url"] or f"http://{_reachable(values['host'])}:{values['port']}"
        values["database_url"] = values["database_url"] or f"sqlite:///{self.data_dir / 'taizhang.sqlite'}"
        return Config(
            **values,
            data_dir=self.data_dir,
            fonts=fonts,
            secret_key_file=key_file,
            secret_key=self.secret_key(key_file),
        )

    def font(self, slot: str, path: Path | None) -> Path | None:
        """The font file of a slot, which must be there."""
        if path is None:
            return None
        path = self.data_dir / path
        if not path.is_file() or path.suffix.lower() not in FONT_SUFFIXES:
            self.refuse(f"fonts.{slot}", path, FILE_NAME, N_("已有的 TrueType 字体文件（.ttf 或 .ttc）"))
        return path

    def signature(self, *named: Path | None) -> SignatureFiles | None:
        """The files of the certificate, which must be there; the key is the office's and no other's."""
        files = [None if path is None else self.data_dir / path for path in named]
        for name, path in zip(SIGNATURE, files, strict=True):
            if path is not None and not path.is_file():
                self.refuse(name, path, FILE_NAME, N_("已有的文件"))
        certificate, key, password_file = files
        if certificate is None:
            if key is not None or password_file is not None:
                self.refuse(SIGNATURE[0], "", FILE_NAME, N_("写明私钥或密码时也要写明证书"))
            return None
        if importlib.util.find_spec("pyhanko") is None:
            self.refuse(
                SIGNATURE[0], certificate, FILE_NAME, N_("先安装签名组件：pip install 'taizhang[sign]'")
            )
        if key is None and certificate.suffix.lower() not in (".p12", ".pfx"):
            self.refuse(SIGNATURE[1], "", FILE_NAME, N_("PEM 证书要写明私钥文件"))
        return SignatureFiles(certificate, key, password_file)

    def hosts(self, host: str, trusted: tuple[str, ...]) -> tuple[str, ...]:
        """The names under which the site answers; one open to the network must be told its own."""
        if trusted:
            return trusted
        if not is_loopback(host):
            allowed = N_("对外监听时要写明站点的主机名，例如 taizhang.example.gov.cn")
            self.refuse("trusted_hosts", "", f"host = {host}", allowed)
        return ("127.0.0.1", "localhost", "[::1]")

    def secret_key(self, path: Path) -> str:
        """The key, or a fault that says what is wrong with it but never what it is."""
        try:
            return read_secret_key(path)
        except ValueError as error:
            self.refuse("secret_key_file", Sentence(str(error)), str(path), ALLOWED)
            return ""


def _said(
    setting: Setting,
    given: Mapping[str, object],
    environ: Mapping[str, str],
    in_file: Mapping[str, tuple[object, str]],
) -> tuple[object, str]:
    """What was written for a setting and where; (None, "") for nothing. An empty variable says nothing."""
    if given.get(setting.name) is not None:
        return given[setting.name], N_("命令行")
    if environ.get(setting.variable, "").strip():
        return environ[setting.variable], setting.variable
    return in_file.get(setting.name, (None, ""))


def _dotted(table: Mapping[str, Any], before: str = "") -> list[tuple[str, object]]:
    """The values of nested tables by dotted names."""
    found: list[tuple[str, object]] = []
    for name, value in table.items():
        found += _dotted(value, f"{before}{name}.") if isinstance(value, dict) else [(before + name, value)]
    return found


def _slots() -> tuple[str, ...]:
    """The names of the font slots."""
    return tuple(FontFiles.__dataclass_fields__)


def _reachable(host: str) -> str:
    """An address that a browser on this machine can open, for one that is listened on."""
    if re.fullmatch(r"0\.0\.0\.0|\[?::\]?", host):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
