"""What uvicorn runs: settings, identity, HTTP, pages and the command line. Nothing below imports it."""
