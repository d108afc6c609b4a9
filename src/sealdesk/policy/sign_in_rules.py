"""How many wrong passwords somebody may enter, and how long nobody may try after that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LEAST_PASSWORD = 8
"""Characters a password has at least."""


@dataclass(frozen=True)
class SignInRules:
    """What a wrong password costs.

    Attributes:
        tries: After so many wrong ones since the last right one nobody may try for a while; then once more.
        locked_minutes: How long that is, from the last wrong one.
    """

    tries: int = 5
    locked_minutes: int = 15

    def locked_until(self, failures: Sequence[datetime]) -> datetime | None:
        """Until when nobody may try, by the times of the wrong passwords since the last right one; None: now.

        Whether that time is still to come is the caller's to say.
        """
        if len(failures) < self.tries:
            return None
        return max(failures) + timedelta(minutes=self.locked_minutes)
