"""Codecs of what is signed, stored or sent: one module a format, strict both ways, pure."""
