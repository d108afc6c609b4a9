"""`sealdesk templates`, and `stamp --template`, as another program calls them."""

from __future__ import annotations

from sealdesk.model.document import DocumentClass
from sealdesk.model.placing_rule import FixedRule, FromX, FromY, KeywordRule, PlacingTemplate, StraddleRule
from sealdesk.service.templates import save_template
from sealdesk.settings.layout import Layout

from .conftest import Answer, Workspace

CONTRACT = PlacingTemplate(
    "合同",
    (FixedRule("last", 60.0, 70.0, FromX.LEFT, FromY.BOTTOM), StraddleRule()),
    DocumentClass.CONTRACT,
)


def stamp(workspace: Workspace, template: str) -> Answer:
    return workspace.command(
        "stamp", workspace.contract, "--output", workspace.folder / "out.pdf", "--seal", workspace.seal(),
        "--request", workspace.request, "--template", template, "--pin-file", workspace.home / "pin", "--json",
    )  # fmt: skip


def test_a_template_is_listed_shown_used_and_deleted(workspace: Workspace) -> None:
    save_template(Layout(workspace.home), CONTRACT)
    listed = workspace.command("templates", "list")
    assert listed.status == 0 and "合同" in listed.out and "2" in listed.out
    shown = workspace.command("templates", "show", "合同")
    assert shown.out.splitlines() == [
        "the last page, 60 mm from the left, 70 mm from the bottom",
        "straddle seal: Right edge, all pages",
    ]
    facts = workspace.command("templates", "show", "合同", "--json").json
    assert facts["class"] == "contract" and [rule["rule"] for rule in facts["rules"]] == ["fixed", "straddle"]
    done = stamp(workspace, "合同")
    assert done.status == 0, done.err
    (intended,) = workspace.entries("act.intended")
    assert len(intended["impressions"]) == 2
    assert workspace.command("templates", "delete", "合同").status == 0
    gone = workspace.command("templates", "show", "合同")
    assert gone.status == 4 and "template.unknown" in gone.err


def test_a_template_that_leads_nowhere_stamps_nothing(workspace: Workspace) -> None:
    save_template(Layout(workspace.home), PlacingTemplate("词", (KeywordRule("没有这句话"),)))
    refused = stamp(workspace, "词")
    assert refused.status == 4 and "template.unfit" in refused.err
    assert not (workspace.folder / "out.pdf").exists()
    assert workspace.entries("act.intended") == []
