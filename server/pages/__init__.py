"""The few pages people open in a browser: front page, verification, GraphiQL and the demo's sign-in."""
