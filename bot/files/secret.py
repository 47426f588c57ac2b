"""Whether a text bears the mark of a state secret (Law 117/2025/QH15: Mật, Tối mật, Tuyệt mật). What a picture hides is not seen."""

from __future__ import annotations

import re
import unicodedata

_MARK = r"(?:tuyệt mật|tối mật|mật)"
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_SPACED = re.compile(
    r"(?<!\w)(?:(?:T\s*U\s*Y\s*Ệ\s*T|T\s*Ố\s*I)\s+)?M\s+Ậ\s+T(?!\w)|(?<!\w)(?:T\s+U\s+Y\s+Ệ\s+T|T\s+Ố\s+I)\s+M\s*Ậ\s*T(?!\w)"
)
_ALONE = re.compile(rf"[\W_]*(?:độ|mức độ|mức|dấu|đóng dấu)?[\s:–-]*{_MARK}[\W_]*(?:\([a-c0-9]\))?[\W_]*", re.I)
_ALONE_BARE = re.compile(r"[\W_]*(?:TUYET MAT|TOI MAT|MAT)[\W_]*")
_LEVEL = re.compile(rf"(?<!\w)(?:độ mật|mức độ mật|dấu mật|dấu độ mật|độ khẩn, mật)\s*[:=–-]?\s*[\"“(\[]?\s*{_MARK}(?!\w)", re.I)
_BRACKETED = re.compile(r"[\[(<{*“\"]\s*(?:TUYỆT MẬT|TỐI MẬT|MẬT|Tuyệt mật|Tối mật|Mật)\s*[\])>}*”\"]")
_CAPITALS = re.compile(r"(?<!\w)(?:TUYỆT|TỐI)\s+MẬT(?!\w)|(?<!BẢO )(?<!BÍ )(?<!CƠ )(?<!\w)MẬT(?=\s*(?:$|[-–|/]))", re.M)
_STAMPED = re.compile(rf"(?:đóng dấu|tài liệu|văn bản|công văn|bản) (?:độ )?{_MARK}(?= (?:số|ngày|của|theo)|\s*[.,;)]|\s*$)", re.I)
_ORDINARY = "".join(f"(?<!{word})" for word in ("BẢO", "BÍ", "CƠ", "BAO", "BI", "CO", "RA", "GAP", "TIEN", "BE", "SO"))
"""What stands before the word where it is none of a secret's: bảo mật, ra mắt, gặp mặt."""
_NAME = re.compile(
    r"(?:^|[\s_.()\[\]-])(?:TUYET[ _-]?MAT|TOI[ _-]?MAT|TUYỆT[ _-]?MẬT|TỐI[ _-]?MẬT)(?=[\s_.()\[\]-]|$)"
    rf"|(?:^|{_ORDINARY}[\s_.()\[\]-])MẬT(?! ĐỘ| KHẨU)(?=[\s_.()\[\]-]|$)"
    rf"|(?:^|{_ORDINARY}[_.()\[\]-])\s*MAT(?=\s*(?:[_.()\[\]-]|$))"
)
LINE = 60
"""A mark stands on a line of its own or nearly."""


def is_secret(text: str) -> bool:
    """A mark of the document, not the word in a sentence: "bảo mật", "mật độ", "MẬT KHẨU" are none."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if _SPACED.search(text) or _LEVEL.search(text) or _BRACKETED.search(text) or _CAPITALS.search(text) or _STAMPED.search(text):
        return True
    lines = (line.strip() for line in text.splitlines())
    return any(len(line) <= LINE and bool(_ALONE.fullmatch(line) or _ALONE_BARE.fullmatch(line)) for line in lines if line)


def is_named_secret(name: str) -> bool:
    """Whether a file's name bears the mark, in capitals: "BC_MAT.docx"."""
    return bool(_NAME.search(unicodedata.normalize("NFC", name)))
