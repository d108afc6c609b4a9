"""What stands against changing a document: certification, locks of earlier signatures, dynamic forms.

ISO 32000-2 §12.8.2.2 (DocMDP), §12.8.2.4 (FieldMDP), §12.7.5.5 (signature field locks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.pades import objects

_FIELDS_AT_MOST = 100_000
_DYNAMIC_XFA = re.compile(rb"<dynamicRender[^>]*>\s*required\s*<")
_XFA_CONFIG_AT_MOST = 1 << 20


@dataclass(frozen=True)
class SignatureField:
    """A signature field of the form, in the order of the form.

    Attributes:
        name: Fully qualified.
        dictionary: Of the terminal field.
        signature: Its signature dictionary, None while the field is empty.
        position: Grows in the order of the form.
    """

    name: str
    reference: Any
    dictionary: Any
    signature: Any
    position: int = 0


class _Waiting(NamedTuple):
    """A node of the field tree with what it inherits."""

    reference: Any
    prefix: str = ""
    kind: str = ""
    value: Any = None
    above: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Standing:
    """What earlier signatures and the form say about changes.

    Attributes:
        filled, empty: Signature fields with and without a signature.
        certification: DocMDP level, None where the document is not certified.
        level: The strictest level by certification or by a lock (`/Lock` with `/P`); None: no limit.
        dynamic_xfa: The pages are made by an XFA form when it is opened; what is in the file is a stand-in.
    """

    filled: tuple[SignatureField, ...]
    empty: tuple[SignatureField, ...]
    names: frozenset[str]
    certification: int | None
    level: int | None
    locks: tuple[Any, ...]
    dynamic_xfa: bool

    @property
    def signed(self) -> bool:
        return bool(self.filled)

    @property
    def others(self) -> frozenset[str]:
        """Names of form fields that are no signature fields."""
        return self.names - {field.name for field in (*self.filled, *self.empty)}

    def locked(self, name: str) -> bool:
        """Whether an earlier signature locked the field of this name, or every field that might come."""
        return any(locks_name(lock, name) for lock in self.locks)


def standing_of(reader: Any) -> Standing:
    """Read the form, its signatures and what they permit."""
    form = objects.get_dict(reader.root, "/AcroForm")
    fields = list(_fields(form))
    signature_fields = [field for field, kind in fields if kind == "/Sig"]
    filled = tuple(field for field in signature_fields if field.signature is not None)
    certification = _certification(reader, filled)
    levels = [level for field in filled if (level := _lock_level(field)) is not None]
    if certification is not None:
        levels.append(certification)
    return Standing(
        filled=filled,
        empty=tuple(field for field in signature_fields if field.signature is None),
        names=frozenset(field.name for field, _ in fields),
        certification=certification,
        level=min(levels, default=None),
        locks=tuple(lock for field in filled for lock in _field_locks(field)),
        dynamic_xfa=_is_dynamic(reader.root, form),
    )


def check_changes(standing: Standing) -> None:
    """Refuse documents that permit no stamp at all, before anybody is asked for a PIN.

    Raises:
        SealDeskError: `DOCUMENT_FORBIDS_CHANGES` (certified or locked with level 1), `DOCUMENT_XFA_DYNAMIC`.
    """
    if standing.level == 1:
        raise SealDeskError(ErrorCode.DOCUMENT_FORBIDS_CHANGES, level=1)
    if standing.dynamic_xfa:
        raise SealDeskError(ErrorCode.DOCUMENT_XFA_DYNAMIC)


def _fields(form: Any) -> Iterator[tuple[SignatureField, str]]:
    """Terminal fields with their type; fields are found by the form's own tree (§12.7.4.2)."""
    waiting = [_Waiting(item) for item in reversed(objects.get_items(form, "/Fields"))]
    passed = 0
    while waiting:
        reference, prefix, kind, value, above = waiting.pop()
        passed += 1
        identity = objects.reference_of(reference)
        if identity in above or passed > _FIELDS_AT_MOST:
            raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, reason="the form's fields run in a circle")
        node = objects.resolved(reference)
        if not isinstance(node, objects.PdfDict):
            continue
        part = objects.get_text(node, "/T")
        name = f"{prefix}.{part}" if prefix and part else prefix or part
        kind = objects.get_name(node, "/FT") or kind
        value = objects.get(node, "/V") or value
        kids = [kid for kid in objects.get_items(node, "/Kids") if objects.get(objects.resolved(kid), "/T")]
        if kids:
            above = above | {identity} if identity else above
            waiting.extend(_Waiting(kid, name, kind, value, above) for kid in reversed(kids))
            continue
        signature = value if isinstance(value, objects.PdfDict) else None
        yield SignatureField(name, reference, node, signature, passed), kind


def _certification(reader: Any, filled: tuple[SignatureField, ...]) -> int | None:
    certifying = objects.get(objects.get_dict(reader.root, "/Perms"), "/DocMDP")
    levels = [
        _doc_mdp_level(signature)
        for signature in (certifying, *(field.signature for field in filled))
        if signature is not None
    ]
    return min((level for level in levels if level is not None), default=None)


def _doc_mdp_level(signature: Any) -> int | None:
    for parameters in _transforms(signature, "/DocMDP"):
        level = objects.get_int(parameters, "/P")
        return level if level in (1, 2, 3) else 2  # 2 is the default of Table 257
    return None


def _transforms(signature: Any, method: str) -> Iterator[Any]:
    for item in objects.get_items(signature, "/Reference"):
        reference = objects.resolved(item)
        if objects.get_name(reference, "/TransformMethod") == method:
            yield objects.get_dict(reference, "/TransformParams")


def _lock_level(field: SignatureField) -> int | None:
    level = objects.get_int(objects.get_dict(field.dictionary, "/Lock"), "/P")
    return level if level in (1, 2, 3) else None


def _field_locks(field: SignatureField) -> Iterator[Any]:
    yield from _transforms(field.signature, "/FieldMDP")
    lock = objects.get(field.dictionary, "/Lock")
    if isinstance(lock, objects.PdfDict):
        yield lock


def locks_name(lock: Any, name: str) -> bool:
    """Whether a lock (/Lock, or the parameters of FieldMDP) locks the field of this name."""
    action = objects.get_name(lock, "/Action")
    named = {str(objects.resolved(item)) for item in objects.get_items(lock, "/Fields")}
    listed = any(name == one or name.startswith(f"{one}.") for one in named)
    return action == "/All" or (action == "/Include" and listed) or (action == "/Exclude" and not listed)


def _is_dynamic(root: Any, form: Any) -> bool:
    xfa = objects.get(form, "/XFA")
    if xfa is None:
        return False
    if bool(objects.get(root, "/NeedsRendering")):
        return True
    packets = objects.items(xfa)
    named = dict(zip(packets[0::2], packets[1::2], strict=False)) if packets else {"config": xfa}
    config = next((packet for name, packet in named.items() if str(name) == "config"), None)
    config = objects.resolved(config)
    if not isinstance(config, objects.PdfStream) or len(config.encoded_data) > _XFA_CONFIG_AT_MOST:
        return False
    return _DYNAMIC_XFA.search(config.data) is not None
