"""Files of REFI-QDA, as other programs write them, and what is in those that are written here."""
import io
import uuid
import xml.etree.ElementTree as ElementTree
import zipfile
from xml.sax.saxutils import quoteattr

import pytest

from fixtures_words import words  # noqa: F401

SPACE = "{urn:QDA-XML:codebook:1.0}"


def guid(number):
    return str(uuid.UUID(int=(4 << 76) + (8 << 60) + number))


def tree(element):
    """What a codebook says, without order of attributes, blanks or letter case of numbers."""
    return [(c.get("guid").lower(), c.get("name"), c.get("isCodable"), c.get("color"),
             (c.findtext(f"{SPACE}Description") or "").strip() or None, tree(c)) for c in element.findall(f"{SPACE}Code")]


def codebook_tree(text):
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SPACE}CodeBook"
    return tree(root.find(f"{SPACE}Codes"))


def codebook(codes, space="urn:QDA-XML:codebook:1.0"):
    return f'<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="{space}" origin="Test"><Codes>{codes}</Codes></CodeBook>'


def code(number, name, inner="", **more):
    more = {"isCodable": "true", **more}
    rest = "".join(f" {n}={quoteattr(v)}" for n, v in more.items())
    return f'<Code guid="{guid(number)}" name={quoteattr(name)}{rest}>{inner}</Code>'


def source(number, name, inner="", text=None, path=None):
    where = f' plainTextPath={quoteattr(path)}' if path else ""
    content = f"<PlainTextContent>{text}</PlainTextContent>" if text is not None else ""
    return f'<TextSource guid="{guid(number)}" name={quoteattr(name)}{where}>{content}{inner}</TextSource>'


def selection(number, starts, ends, *codes, user=None, memo=None):
    by = f' creatingUser="{guid(user)}"' if user else ""
    note = f"<Description>{memo}</Description>" if memo else ""
    codings = "".join(f'<Coding guid="{guid(number * 100 + c)}"{by}><CodeRef targetGUID="{guid(c)}"/></Coding>' for c in codes)
    return f'<PlainTextSelection guid="{guid(number)}" name="x" startPosition="{starts}" endPosition="{ends}"{by}>{note}{codings}</PlainTextSelection>'


def project(codes, sources, users="", more=""):
    return ('<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="x" origin="Test" '
            f'creatingUserGUID="{guid(900)}"><Users><User guid="{guid(900)}" name="Ann"/>{users}</Users>'
            f'<CodeBook><Codes>{codes}</Codes></CodeBook><Sources>{sources}</Sources>{more}</Project>')


def qdpx(document, **files):
    """files: bytes by the name under Sources/."""
    return packed({"project.qde": document.encode(), **{f"Sources/{n}": b for n, b in files.items()}})


def packed(files):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


class Exchange:
    def __init__(self, words):
        self.words, self.api = words, words.api

    def bring(self, program, sent, status=201, book=None, **query):
        """Sends a project, a zip or an XML document; gives the reply."""
        query = {"codebook": book or self.words.codebook(), "version": "1", "pass": self.words.unique("pass"), **query}
        target = f"/v1/programs/{program}/projects?" + "&".join(f"{n}={v}" for n, v in query.items())
        kind = "application/xml" if isinstance(sent, str) else "application/zip"
        return self.api.post(target, body=sent, headers={"Content-Type": kind}, status=status)


@pytest.fixture
def exchange(words):  # noqa: F811
    return Exchange(words)
