"""Extension points to the outside: documents, and in time stores, signers, registries and channels."""
