"""What can go wrong for a person using the product: a message and an HTTP status."""


class AppError(Exception):
    """An expected failure. ``message`` is shown to the person and says what to do next."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFoundError(AppError):
    """There is no such thing, or this person may not know of it."""

    status = 404

    def __init__(self, message: str = "There is nothing here, or it is not yours to see.") -> None:
        super().__init__(message)


class SignedOutError(AppError):
    """Nobody is signed in, or no longer. ``location`` is where to go for that."""

    status = 401

    def __init__(self, location: str = "/sign-in") -> None:
        super().__init__("You are not signed in, or no longer. Sign in to go on.")
        self.location = location


class ElsewhereError(AppError):
    """Something must be done at ``location`` first."""

    status = 403

    def __init__(self, message: str, location: str) -> None:
        super().__init__(message)
        self.location = location


class ForbiddenError(AppError):
    """The person may see this but not do that."""

    status = 403


class ConflictError(AppError):
    """The thing has changed, or its state does not allow this."""

    status = 409


class InvalidInputError(AppError):
    """What was entered can't be used. ``fields`` maps a field's name to its message."""

    status = 422

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class BusyError(AppError):
    """Too much is going on; the same request will work in ``retry_after`` seconds."""

    status = 503

    def __init__(self, message: str, retry_after: int = 2) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ThrottledError(AppError):
    """It went wrong too often. The next try is taken in ``retry_after`` seconds."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        minutes = -(-retry_after // 60)
        wait = "a minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__(f"This went wrong too often, so nothing was checked. Try again in {wait}.")
        self.retry_after = retry_after
