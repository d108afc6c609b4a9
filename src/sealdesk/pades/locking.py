"""What a signature forbids from then on: DocMDP and FieldMDP (ISO 32000-2 §12.8.2.2, §12.8.2.4)."""

from __future__ import annotations

from typing import Any

from sealdesk.pades import objects

_VERSION = "/1.2"
_NO_CHANGES = 1
EVERYTHING = {"/Type": "/SigFieldLock", "/Action": "/All", "/P": _NO_CHANGES}
"""The lock of a new field whose signature is to be the last (table 236)."""


def certifying() -> Any:
    """The signature reference of a certification that permits no change; for a first signature alone."""
    parameters = {"/Type": "/TransformParams", "/P": _NO_CHANGES, "/V": _VERSION}
    return _reference("/DocMDP", parameters)


def locking(writer: Any, lock: Any) -> Any:
    """The signature reference by which a signature locks fields, as its field's /Lock says.

    Args:
        lock: A signature field lock dictionary.
    """
    parameters: dict[str, Any] = {
        "/Type": "/TransformParams",
        "/Action": objects.get_name(lock, "/Action") or "/All",
        "/V": _VERSION,
    }
    fields = [objects.Text(str(objects.resolved(item))) for item in objects.get_items(lock, "/Fields")]
    if fields:
        parameters["/Fields"] = fields
    # Required for this method (table 255): the object that the transform is about, which is the catalog.
    root = writer.root_ref
    catalog = objects.reference(root.idnum, root.generation, writer)
    return _reference("/FieldMDP", parameters, {"/Data": catalog})


def certify(writer: Any, signature: Any) -> None:
    """Name the certifying signature in the catalog (§12.8.6); other permissions stay."""
    root = writer.root
    permissions = objects.get(root, "/Perms")
    if not isinstance(permissions, objects.PdfDict):
        root["/Perms"] = objects.dictionary({"/DocMDP": signature})
        writer.update_root()
        return
    permissions["/DocMDP"] = signature
    reference = objects.raw(root, "/Perms")
    if objects.reference_of(reference) is not None:
        writer.mark_update(reference)
    else:
        root["/Perms"] = permissions
        writer.update_root()


def _reference(method: str, parameters: dict[str, Any], more: dict[str, Any] | None = None) -> Any:
    entries = {"/Type": "/SigRef", "/TransformMethod": method, "/TransformParams": parameters}
    return objects.dictionary({**entries, **(more or {})})
