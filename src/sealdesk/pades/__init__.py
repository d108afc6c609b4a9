"""Sealing of PDF files as an incremental update: a look at the document, ink, signature field, CMS.

The modules that read documents (`preflight`, `update`) take hostile input: run them through
`sealdesk.confined`. They import pyhanko when they are imported, so that a child forked afterwards has it
already; import them late.
"""
