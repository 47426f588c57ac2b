"""What the command says of reminders."""

from __future__ import annotations

from collections.abc import Sequence

REMIND = "nhắc các đơn vị còn thiếu số liệu, như chương trình vẫn tự làm khi chạy"
DRY_RUN = "chỉ cho xem ai sẽ nhận gì và vì sao, không gửi"
AS_JSONL = "mỗi lời nhắc một dòng JSON"


def why(missing: Sequence[str], wanted: int, step: str, merged: Sequence[str]) -> str:
    named = "; ".join(missing[:5]) + ("; …" if len(missing) > 5 else "")
    return f"còn thiếu {len(missing)}/{wanted} số liệu ({named}); mốc {step}{_merged(merged)}"


def why_else(step: str, merged: Sequence[str]) -> str:
    return f"mốc {step}{_merged(merged)}"


def _merged(merged: Sequence[str]) -> str:
    return f", gộp các mốc: {', '.join(merged)}" if merged else ""


def reminder_shown(person: str, agency: str, channel: str, deadline: str, due_on: str, because: str) -> str:
    whom = f"{person} – {agency}"
    return f"{whom} ({channel}), kỳ {deadline}, hạn {due_on}: {because}"


def reminders_counted(count: int) -> str:
    return (
        f"{count} lời nhắc."
        if count
        else "Lúc này không có lời nhắc nào (ngoài giờ làm việc, chưa tới mốc, hoặc không đơn vị nào còn thiếu)."
    )
