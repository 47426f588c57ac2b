"""The labels by which reminding is decided; told apart from what is said with them, because every press is held against them."""

from __future__ import annotations

REMIND, DO_NOT_REMIND = "Nhắc", "Không nhắc"
WRITE_LEADER, DO_NOT_WRITE_LEADER = "Gửi lãnh đạo", "Không gửi lãnh đạo"
ASK_NOW, DO_NOT_ASK = "Hỏi ngay", "Không hỏi"
SET_DAY, DO_NOT_SET_DAY = "Đặt lịch", "Không đặt lịch"
SET_LADDER, DO_NOT_SET_LADDER = "Đặt lịch nhắc", "Không đặt lịch nhắc"
