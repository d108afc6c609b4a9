"""`python -m sealdesk`."""

from __future__ import annotations

import sys

from sealdesk.app import main

if __name__ == "__main__":
    sys.exit(main())
