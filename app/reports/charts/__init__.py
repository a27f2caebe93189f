"""Charts of an assessment as SVG bytes. Importing this imports matplotlib: the serving process must not."""

from app.reports.charts.profile import profile
from app.reports.charts.radar import radar

__all__ = ["profile", "radar"]
