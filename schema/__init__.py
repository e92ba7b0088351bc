"""The GraphQL surface: types, inputs and fields. Decisions are made below; here they are named and described."""
