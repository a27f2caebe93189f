"""Measures the application against a bare one on the same machine in the same run: `python -m bench`."""
