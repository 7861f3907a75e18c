"""Moments as this system writes them."""

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale


def clock(at: datetime) -> str:
    """The time of day here, as this system writes it; with the day if it was another one."""
    local, short = QDateTime.fromSecsSinceEpoch(int(at.timestamp())), QLocale.FormatType.ShortFormat
    time = QLocale().toString(local.time(), short)
    if local.date() == QDate.currentDate():
        return time
    return f"{QLocale().toString(local.date(), short)}, {time}"
