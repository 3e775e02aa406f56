"""Asking a service over HTTP: tokens, tries, waits, and several requests in flight."""
