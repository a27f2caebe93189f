"""Every table of the product, for Alembic and the tests."""

from sqlmodel import SQLModel

from app.accounts import models as accounts
from app.assessments import models as assessments
from app.plans import models as plans

__all__ = ["accounts", "assessments", "metadata", "plans"]

metadata = SQLModel.metadata
