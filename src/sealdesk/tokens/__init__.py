"""PKCS#11 tokens: vendor modules in child processes of their own, and what they answer.

`client` is the program's side; `process` is the child; `softhsm` makes software tokens.
"""
