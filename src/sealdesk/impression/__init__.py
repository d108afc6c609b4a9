"""Seals as pictures: drawn, imported, placed, and marked with what they were pressed on."""

import os

# numpy's linear algebra starts a thread for each core when it is imported. Nothing here needs them, and a process
# with threads cannot fork its limited children cheaply (`sealdesk.confined`).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
