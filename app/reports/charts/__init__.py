"""Charts as SVG bytes. Importing this imports matplotlib: the serving process must not."""

from app.reports.charts.bandline import bandline
from app.reports.charts.changes import changes
from app.reports.charts.overlay import overlay
from app.reports.charts.profile import profile
from app.reports.charts.radar import radar
from app.reports.charts.radar_overlay import radar_overlay
from app.reports.charts.slope import slope
from app.reports.charts.timeline import timeline

__all__ = ["bandline", "changes", "overlay", "profile", "radar", "radar_overlay", "slope", "timeline"]
