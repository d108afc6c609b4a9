"""Who keeps the seal proves it, once for the batch that is being looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from sealdesk.gui.decision_dialog import DecisionDialog
from sealdesk.gui.people_sign import Signer
from sealdesk.gui.session import Session
from sealdesk.model.batch import BatchPlan
from sealdesk.model.people import Person
from sealdesk.service import batch_decisions
from sealdesk.service.batch_decisions import SealKeeper
from sealdesk.service.desk import Desk


class BatchKeeperDialog(DecisionDialog):
    """`decided` tells who signed in (`SealKeeper`)."""

    def __init__(
        self, session: Session, plan: BatchPlan, people: Sequence[Person], parent: QWidget | None = None
    ) -> None:
        super().__init__(session, parent=parent)
        self.setProperty("help_topic", "batch")
        self._plan = plan
        self.begin(
            self.tr("Who looks at the documents of this batch?"),
            self.tr("Sign in"),
            self.tr(
                "Only who keeps the seal “{seal}” confirms documents or sets them aside. What you say of them is "
                "signed with your own key; you are asked once for this batch."
            ).format(seal=plan.seal_name),
            (Signer(self.tr("Who keeps the seal"), tuple(people)),),
        )
        self.ready()

    def _use_case(self) -> Callable[[Desk], SealKeeper]:
        plan, (by,) = self._plan, self.sign.sign_ins()
        return lambda desk: batch_decisions.sign_in(desk, plan, by)
