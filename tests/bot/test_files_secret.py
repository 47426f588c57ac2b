"""Files that bear the mark of a state secret: refused before they are kept; the word in a sentence is no mark."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from bot.files.keep import Files
from bot.files.secret import is_named_secret, is_secret
from tests.bot.papers_in import a_document, a_sheet

LEVELS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
MARKS = (
    "{}", "  {}  ", "[{}]", "({})", "« {} »", "*** {} ***", "“{}”", "Độ mật: {}", "Mức độ mật: {}", "ĐỘ MẬT: {}", "Dấu mật: {}",
    "- {} -", "{}\t", "{} (A)", "Độ: {}", "* {} *", "{}.", "| {} |",
)  # fmt: skip
BODIES = (
    "UỶ BAN NHÂN DÂN TỈNH GIA LAI\n{}\nSố: 12/BC-UBND\nBÁO CÁO kết quả thực hiện",
    "{}\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
    "BÁO CÁO\nVề việc bảo đảm an sinh xã hội năm 2026\n{}\n1. Kết quả: 1.250 căn hộ",
    "Sở Xây dựng\n\n\n{}\n\nKính gửi: Sở Y tế",
    "Nơi nhận: như trên\n{}",
)
NORMAL = (
    "bảo mật thông tin cá nhân", "mật độ dân số 105 người/km²", "giữ bí mật nghề nghiệp", "chất lượng mật ong", "mật khẩu đăng nhập",
    "đơn vị bảo vệ bí mật nhà nước", "công tác bảo mật", "thân mật", "viêm túi mật", "sỏi mật", "mật thiết", "cơ mật viện", "gan mật tụy",
    "Luật Bảo vệ bí mật nhà nước số 117/2025/QH15", "không chứa nội dung mật", "MẬT ĐỘ DÂN SỐ", "MẬT KHẨU", "BẢO MẬT DỮ LIỆU",
    "bảo mật tuyệt đối",
    "Không gửi tài liệu mật qua mạng", "BẢO VỆ BÍ MẬT NHÀ NƯỚC", "BÍ MẬT GIA TRUYỀN", "mật mía", "rừng rậm mật tập", "tai mat",
    "ra mat san pham",
    "gap mat dau nam", "mặt bằng", "MẶT TRẬN TỔ QUỐC", "bề mặt", "có mặt 12/15 người", "Ủy ban MTTQ", "tiền mặt", "mất điện", "mát mẻ",
)  # fmt: skip
FILLERS = (
    "Báo cáo nêu: {}.",
    "1. {}",
    "{}",
    "- {};",
    "Về {} năm 2026",
    "{}: 1.250",
    "Kết quả {} đạt 94,2%",
    "Đề nghị các đơn vị chú ý {}.",
)


def marked() -> list[str]:
    return [body.format(mark.format(level)) for body, mark, level in itertools.product(BODIES, MARKS, LEVELS)] + [
        body.format(" ".join(level)) for body, level in itertools.product(BODIES, LEVELS)
    ] + [body.format(mark.format(level.capitalize())) for body, mark, level in itertools.product(BODIES, MARKS[:14], LEVELS)] + [
        body.format(level.replace("Ậ", "A\u0323\u0302").replace("Ố", "O\u0302\u0301")) for body, level in itertools.product(BODIES, LEVELS)
    ]  # fmt: skip


def normal() -> list[str]:
    chance = random.Random(743)
    texts = []
    for phrase, filler, body in itertools.product(NORMAL, FILLERS, BODIES):
        texts.append(body.format(filler.format(phrase)))
        if chance.random() < 0.5:
            texts.append(f"{filler.format(phrase)} {filler.format(chance.choice(NORMAL))}")
    return texts


def test_every_mark_is_seen() -> None:
    texts = marked()
    assert len(texts) >= 500
    missed = [text for text in texts if not is_secret(text)]
    assert not missed, (len(missed), missed[:5])


def test_the_word_in_a_sentence_is_no_mark() -> None:
    texts = normal()
    assert len(texts) >= 2_000
    wronged = [text for text in texts if is_secret(text)]
    assert not wronged, (len(wronged), wronged[:5])


@pytest.mark.parametrize("name", ["BC_MAT.docx", "TỐI MẬT - báo cáo.docx", "MẬT.docx", "báo cáo (MẬT).pdf", "TUYET_MAT.pdf"])
def test_a_name_can_bear_the_mark(name: str) -> None:
    assert is_named_secret(name)


@pytest.mark.parametrize(
    "name", ["bao-mat.docx", "MAT DO DAN SO.xlsx", "ra mat.pdf", "Mật độ.xlsx", "GAP MAT 2026.docx", "BẢO MẬT.docx", "bí mật.pdf"]
)
def test_a_name_with_the_word_is_none(name: str) -> None:
    assert not is_named_secret(name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", a_document("BÁO CÁO", header="TỐI MẬT")),
        ("a.docx", a_document("MẬT", "BÁO CÁO")),
        ("a.xlsx", a_sheet([["TUYỆT MẬT"], ["Chỉ tiêu", "Kết quả"]])),
        ("a.xlsx", a_sheet([["Chỉ tiêu"]], [[None, "Độ mật: Mật"]])),
        ("a.txt", "Số: 12/BC\nMẬT\nBáo cáo".encode()),
        ("BC_MAT.docx", a_document("Báo cáo")),
    ],
)
def test_a_marked_file_leaves_no_trace(name: str, data: bytes, tmp_path: Path) -> None:
    found = Files(tmp_path).take_bytes(data, name)
    assert (found.refused, found.name, found.path, found.digest, found.sheets) == ("secret", "", "", "", ())
    assert not list(tmp_path.rglob("*.*"))
