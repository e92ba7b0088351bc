"""The form engine: documents and answers in, fields and problems out. It knows no database, no HTTP and no GraphQL."""
