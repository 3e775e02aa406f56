"""The bundled demo: a synthetic catalogue and a Spotify-compatible server for it."""
