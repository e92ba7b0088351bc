"""Use cases: load, permit, validate, change, record. No GraphQL and no HTTP here."""
