#!/usr/bin/env python3
"""Checks an export of Taizhang without Taizhang: one file, Python 3.8 or newer, nothing to install.

    python3 verify_taizhang.py EXPORT [--witness FILE] [--keys FILE] [--lang en]

EXPORT: the folder or ZIP file of `taizhang export-all`. Checked: files against the manifest, postings,
checkpoints (Merkle roots, RFC 9162; Ed25519, RFC 8032), seals. A witness: checkpoints kept elsewhere.
Status 0: nothing found; 1: damage, each piece named; 2: this is no export.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import sys
import zipfile
from pathlib import Path

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

TEXTS = {
    "missing": ("缺少文件", "the file is missing"),
    "extra": ("清单里没有这个文件", "the manifest does not name this file"),
    "digest": ("内容与清单的摘要值不符", "the content is not what the manifest says"),
    "rows": ("行数与清单不符", "the number of rows is not what the manifest says"),
    "json": ("这一行不是 JSON", "the line is not JSON"),
    "form": ("这一行不是导出的写法：改过", "the line is not written as an export is: it was changed"),
    "seq": ("序号不连续", "the sequence has a gap or a repetition"),
    "hash": ("内容与自身的散列不符：改过", "the content does not have its hash: it was changed"),
    "previous": ("与上一笔不相连", "it is not linked to the posting before it"),
    "clock": ("时间早于上一笔", "it is older than the posting before it"),
    "note": ("不是检查点", "it is no checkpoint"),
    "signature": ("没有一个已知密钥的有效签名", "no known key has signed it"),
    "chain": ("与上一个检查点不相连", "it is not linked to the checkpoint before it"),
    "shrunk": ("账册变短了：有记账被删去", "the journal is shorter: postings are gone"),
    "root": ("账册与检查点的根不符：记账被改写", "the journal was rewritten: another root"),
    "seal": ("封存内容与摘要值不符", "the seal does not have its digest"),
    "seals": ("封存与检查点不符", "the seals are not those of the checkpoint"),
    "witness": ("与见证不符：整本账册被换过", "not what the witness saw: replaced as a whole"),
    "none": ("没有检查点：只能查内部是否一致", "no checkpoint: only inner agreement was checked"),
    "no_export": ("这不是可以核验的导出：", "this is no export that can be checked: "),
    "last": ("最后的检查点：第 {} 号，{} 笔，{}，{}", "last checkpoint: no. {}, {} postings, {}, {}"),
    "ending": ("{} 笔，{} 个检查点，密钥 {}，{} 处损坏", "{} postings, {} checkpoints, keys {}, {} damaged"),
}


def point_of(packed):
    """The point of the curve that 32 bytes stand for, in extended coordinates; None for no point."""
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P  # a root of -1
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def add(one, other):
    """The sum of two points in extended coordinates."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    """A point added to itself so many times."""
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        number, point = number >> 1, add(point, point)
    return found


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signature_holds(key, message, signature):
    """Whether an Ed25519 signature is that of a key under a message (RFC 8032, 5.1.7)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = times(s, BASE), add(r, times(h, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def grow(nodes, size, leaf, algorithm):
    """Append the hash of a leaf to a Merkle tree of a size, kept as the roots of its perfect subtrees."""
    while size & 1:
        leaf = hash_bytes(algorithm, b"\x01" + nodes.pop() + leaf)
        size >>= 1
    nodes.append(leaf)


def root_of(nodes, algorithm):
    """The root of a Merkle tree (RFC 9162) that is not empty."""
    root = nodes[-1]
    for node in reversed(nodes[:-1]):
        root = hash_bytes(algorithm, b"\x01" + node + root)
    return root


def hash_bytes(algorithm, content):
    """The hash of bytes by SHA-256 or SM3."""
    return hashlib.new(algorithm, content).digest()


def digest(content, algorithm="sha256"):
    """The hash with the name of its algorithm before it."""
    return algorithm + ":" + hash_bytes(algorithm, content).hex()


def canonical(value):
    """A table of texts, whole numbers, lists and tables as canonical JSON (RFC 8785)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")


class Export:
    """The files of an export, in a folder or in a ZIP file, counted from where the manifest is."""

    def __init__(self, path):
        self.zip, self.path = None if os.path.isdir(path) else zipfile.ZipFile(path), path
        if self.zip:
            names = [name for name in self.zip.namelist() if not name.endswith("/")]
        else:
            found = (os.path.join(d, n) for d, _, names in os.walk(path) for n in names)
            names = [os.path.relpath(one, path).replace(os.sep, "/") for one in found]
        self.inside = min((n for n in names if n.split("/")[-1] == "manifest.json"), key=len)[:-13]
        self.names = {name[len(self.inside) :] for name in names if name.startswith(self.inside)}

    def open(self, name):
        """A file, to be read as bytes."""
        whole = self.inside + name
        return self.zip.open(whole) if self.zip else open(os.path.join(self.path, *whole.split("/")), "rb")

    def read(self, name):
        """All of a file that is a text."""
        with self.open(name) as file:
            return file.read().decode("utf-8")


def rows_of(export, name, damage):
    """The rows of a file of JSON lines with their numbers; a broken line is reported and left out."""
    with export.open(name) as file:
        for number, line in enumerate(file, 1):
            try:
                row = dict(json.loads(line.decode("utf-8")))
                if canonical(row) + b"\n" != line:
                    damage(name, number, "form")
                yield number, row
            except (ValueError, TypeError, RecursionError):
                damage(name, number, "json")


def check_files(export, manifest, damage):
    """Every file against the manifest: there, whole, with as many rows."""
    listed = {one["name"]: one for one in manifest["files"]}
    for name in sorted(export.names - set(listed) - {"manifest.json", "manifest.note", "manifest.sha256"}):
        damage(name, "", "extra")
    for name, one in sorted(listed.items()):
        if name not in export.names:
            damage(name, "", "missing")
            continue
        found, rows = hashlib.sha256(), 0
        with export.open(name) as file:
            for part in iter(lambda: file.read(1 << 20), b""):
                found.update(part)
                rows += part.count(b"\n")
        if found.hexdigest() != one["sha256"].replace("sha256:", ""):
            damage(name, "", "digest")
        if one.get("rows") is not None and name.endswith(".jsonl") and rows != one["rows"]:
            damage(name, "", "rows", f"{rows} / {one['rows']}")


def check_journal(export, wanted, damage):
    """The journal from its first posting on; gives its size and the roots at the sizes that are wanted."""
    previous, last_at, nodes, size, roots, expected, tree = "", "", [], 0, {}, 1, "sha256"
    for number, row in rows_of(export, "journal.jsonl", damage):
        kept, at = str(row.pop("hash", "")), str(row.get("at", ""))[:-1]
        algorithm, _, hexadecimal = kept.partition(":")
        if row.get("seq") != expected:
            damage("journal", row.get("seq"), "seq", f"({number})")
        expected = (row["seq"] if isinstance(row.get("seq"), int) else expected) + 1
        if algorithm not in ("sha256", "sm3") or digest(b"\0" + canonical(row), algorithm) != kept:
            damage("journal", row.get("seq"), "hash")
        if row.get("previous") != previous:
            damage("journal", row.get("seq"), "previous")
        if at < last_at:
            damage("journal", row.get("seq"), "clock")
        previous, last_at = kept, at
        tree = "sm3" if size == 0 and algorithm == "sm3" else tree
        leaf = bytes.fromhex(hexadecimal if re.fullmatch("[0-9a-f]{64}", hexadecimal) else "00" * 32)
        grow(nodes, size, leaf, tree)
        size += 1
        if size in wanted:
            roots[size] = root_of(nodes, tree)
    return size, roots


def read_key(line):
    """A public key as name+id+base64; gives (name, id) and the key."""
    name, key_id, packed = line.strip().split("+", 2)
    raw = base64.b64decode(packed, validate=True)
    if hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != key_id or raw[:1] != b"\x01":
        raise ValueError(line)
    return (name, key_id), raw[1:]


def read_note(note):
    """A checkpoint as a table of what it says, with its text and its signatures."""
    text, mark, signatures = note.rpartition("\n\n")
    lines = text.split("\n")
    if not mark or len(lines) < 4:
        raise ValueError(note)
    said = dict(line.partition(" ")[::2] for line in lines[3:])
    said.update(size=int(lines[1]), root=base64.b64decode(lines[2], validate=True))
    return dict(said, number=int(said["number"]), text=text + "\n", signed=read_signatures(signatures))


def read_signatures(lines):
    """The signatures under a text, each with the name and the id of its key."""
    parts = (line.split(" ") for line in lines.splitlines())
    raw = [(name, base64.b64decode(packed, validate=True)) for _, name, packed in parts]
    if "".join(f"\u2014 {name} {base64.b64encode(one).decode()}\n" for name, one in raw) != lines:
        raise ValueError(lines)
    return [((name, one[:4].hex()), one[4:]) for name, one in raw]


def read_notes(notes, where, damage):
    """The checkpoints that some texts hold."""
    found = []
    for number, note in notes:
        try:
            found.append(read_note(note))
        except (ValueError, KeyError, TypeError, AttributeError):
            damage(where, number, "note")
    return found


def is_signed(one, keys):
    """Whether a key that we know has signed a checkpoint."""
    text = one["text"].encode("utf-8")
    return any(key in keys and signature_holds(keys[key], text, found) for key, found in one["signed"])


def check_chain(points, damage):
    """The chain of checkpoints; only one that supersedes others may skip numbers."""
    before, number = "-", 0
    for one in points:
        wanted = max(one["number"], number + 1) if "supersedes" in one else number + 1
        if one["previous"] != before or one["number"] != wanted:
            damage("checkpoint", one["number"], "chain")
        before, number = digest(one["text"].encode("utf-8")), one["number"]


def check_roots(points, size, roots, keys, name, damage):
    """The signature of each checkpoint, and whether the journal begins with what it saw."""
    for one in points:
        if one["size"] > size:
            damage(name, one["number"], "shrunk", f"{one['size']} > {size}")
        elif not is_signed(one, keys):
            damage(name, one["number"], "signature")
        elif one["size"] and roots.get(one["size"]) != one["root"]:
            damage(name, one["number"], "root" if name == "checkpoint" else name)


def check_seals(export, points, damage):
    """Each seal against its digest, and all of them against every checkpoint."""
    digests = []
    for number, row in rows_of(export, "seals.jsonl", damage):
        digests.append(str(row.pop("digest", "")))
        if digest(canonical(row)) != digests[-1]:
            damage("seals", row.get("id", number), "seal")
    for one in points:
        count, kept = int(one["seals"].split(" ")[0]), one["seals"].partition(" ")[2]
        if count > len(digests) or kept != (digest("\n".join(digests[:count]).encode()) if count else "-"):
            damage("checkpoint", one["number"], "seals")


def check_manifest(export, keys, damage):
    """The manifest, held against its digest and the signature under it, where the export has them."""
    content = export.read("manifest.json")
    found = digest(content.encode("utf-8"))
    if "manifest.sha256" in export.names and export.read("manifest.sha256").partition(" ")[0] != found[7:]:
        damage("manifest.json", "", "digest")
    if "manifest.note" in export.names:
        text, _, lines = export.read("manifest.note").partition("\n\n")
        said = {"text": text + "\n", "signed": read_signatures(lines)}
        if not is_signed(said, keys) or text.split("\n")[-1] != found:
            damage("manifest.json", "", "signature")
    return json.loads(content)


def check(export, options, damage):
    """Everything; gives the checkpoints, the size of the journal and the names of the keys."""
    brought = json.loads(export.read("public_keys.json"))["keys"]
    lines = Path(options.keys).read_text("utf-8").splitlines() if options.keys else brought
    keys = dict(map(read_key, lines))
    check_files(export, check_manifest(export, keys, damage), damage)
    rows = [(row.get("number"), row.get("note")) for _, row in rows_of(export, "checkpoints.jsonl", damage)]
    points = read_notes(rows, "checkpoint", damage)
    notes = Path(options.witness).read_text("utf-8").split("----\n") if options.witness else []
    seen = read_notes(enumerate(notes, 1), "witness", damage)
    check_chain(points, damage)
    size, roots = check_journal(export, {one["size"] for one in points + seen}, damage)
    check_roots(points, size, roots, keys, "checkpoint", damage)
    check_roots(seen, size, roots, keys, "witness", damage)
    check_seals(export, points, damage)
    return points, size, " ".join(sorted(key_id for _, key_id in keys))


def main(arguments=None):
    """Check the export that the command line names; gives the status to end with."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("export")
    parser.add_argument("--witness", help="别处保存的检查点 / checkpoints kept elsewhere")
    parser.add_argument("--keys", help="从别处得来的公钥 / public keys had from elsewhere")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    options = parser.parse_args(arguments)
    found, tongue = [], 1 if options.lang == "en" else 0
    try:
        export = Export(options.export)
        points, size, key_ids = check(export, options, lambda *one: found.append(one))
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        print(TEXTS["no_export"][tongue] + str(error))
        return 2
    for where, key, what, *more in found:
        print(f"✗ {where} {key}: {TEXTS[what][tongue]}", *more)
    shown = ((one["number"], one["size"], one["root"].hex()[:16], one["time"]) for one in points[-1:])
    print(TEXTS["last" if points else "none"][tongue].format(*next(shown, ())))
    print(TEXTS["ending"][tongue].format(size, len(points), key_ids or "-", len(found)))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
