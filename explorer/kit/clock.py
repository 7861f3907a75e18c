"""Moments as this system writes them."""

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, Qt


def clock(at: datetime) -> str:
    """The time of day here, as this system writes it; with the day if it was another one."""
    local, short = QDateTime.fromSecsSinceEpoch(int(at.timestamp())), QLocale.FormatType.ShortFormat
    time = QLocale().toString(local.time(), short)
    if local.date() == QDate.currentDate():
        return time
    return f"{QLocale().toString(local.date(), short)}, {time}"


def day_text(day: str) -> str:
    """A day that is kept as "2026-12-01", as this system writes it."""
    return QLocale().toString(QDate.fromString(day, Qt.DateFormat.ISODate), QLocale.FormatType.ShortFormat)
