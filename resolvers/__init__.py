"""One function per field: context and plain arguments in, models or dataclasses out."""
