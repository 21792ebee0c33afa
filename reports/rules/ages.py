"""How long something has lasted, in the largest words that a reader needs."""

from datetime import timedelta

MONTH, YEAR = 30, 365


def age(passed: timedelta) -> str:
    """46 天, 7 个月, 1 年 3 个月: for the eye, not for a limit."""
    days = max(passed.days, 0)
    if days < 2 * MONTH:
        return f"{days} 天"
    years, months = days // YEAR, min(days % YEAR // MONTH, 11)
    if not years:
        return f"{months} 个月"
    return f"{years} 年 {months} 个月" if months else f"{years} 年"
