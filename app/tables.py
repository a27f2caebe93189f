"""Every table of the product, for Alembic and the tests."""

from sqlmodel import SQLModel

from app.accounts import models as accounts
from app.assessments import models as assessments
from app.plans import models as plans
from app.workshops import models as workshops

__all__ = ["accounts", "assessments", "metadata", "plans", "workshops"]

metadata = SQLModel.metadata
