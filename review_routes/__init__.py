"""The review engine: a route as a document, a state and a command in, events or a refusal out. It knows no database."""
