"""Which days can be entered."""

from datetime import date

# Days that a calendar on any machine can hold, and that no slip of the finger reaches.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
