"""The page on which a community is played: the server on 127.0.0.1, and `static/`, what the browser shows."""
