"""The demo: invented people, organisations and activities, sign-in by a click, and a clock that can be moved."""
