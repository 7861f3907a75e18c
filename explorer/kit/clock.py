"""Moments as this system writes them."""

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, Qt

from explorer.kit.language import near_date


def clock(at: datetime) -> str:
    """The time of day here, as this system writes it; with the day if it was another one."""
    local, short = QDateTime.fromSecsSinceEpoch(int(at.timestamp())), QLocale.FormatType.ShortFormat
    time = QLocale().toString(local.time(), short)
    if local.date() == QDate.currentDate():
        return time
    return f"{near_date(local.date())}, {time}"


def moment(at: datetime) -> str:
    """ "29 Nov, 21:48"."""
    time = QDateTime.fromSecsSinceEpoch(int(at.timestamp())).time()
    return f"{near_day(at)}, {QLocale().toString(time, QLocale.FormatType.ShortFormat)}"


def near_day(at: datetime | str) -> str:
    """Day and month, "29 Nov"; of another year that too. ``at``: or a day that is kept as "2026-12-01"."""
    if isinstance(at, str):
        day = QDate.fromString(at, Qt.DateFormat.ISODate)
    else:
        day = QDateTime.fromSecsSinceEpoch(int(at.timestamp())).date()
    return near_date(day)
