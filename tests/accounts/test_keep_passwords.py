"""How passwords are kept."""

import subprocess
import sys

from app.settings import ROOT


def test_a_server_hashes_them_with_argon2id_at_64_mebibytes() -> None:
    code = "from app.accounts import passwords; print(passwords.hash_password('nine verticals and a band'))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
