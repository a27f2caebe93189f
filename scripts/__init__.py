"""What prepares a checkout and keeps it honest; `make help` lists the commands that use it."""
