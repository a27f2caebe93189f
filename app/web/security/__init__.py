"""What every answer carries and every request must pass: small ASGI middlewares, one subject each."""
