"""The window: it shows the session and tells it what a person wants; nothing here trains or reads runs."""
