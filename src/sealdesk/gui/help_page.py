"""How a page of the help is set: margins, headings, tables. Markdown itself says nothing of that."""

from __future__ import annotations

from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrame,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from sealdesk.gui import palette

_HEADINGS_PX = {1: palette.LARGE_PX, 2: 16, 3: palette.BODY_PX}
_LINE_PERCENT = 145.0


def lay_out_page(document: QTextDocument) -> None:
    """Give the page its margins, its headings their sizes, its tables their lines."""
    document.setDocumentMargin(24)
    block = document.begin()
    while block.isValid():
        _set_block(block, document.defaultFont())
        block = block.next()
    for inside in document.rootFrame().childFrames():
        _set_table(inside)


def _set_block(block: QTextBlock, default: QFont) -> None:
    cursor = QTextCursor(block)
    form = QTextBlockFormat(block.blockFormat())
    level = form.headingLevel()
    in_table = cursor.currentTable() is not None
    form.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    form.setTopMargin(0 if in_table or level == 1 else 16 if level else 0)
    form.setBottomMargin(0 if in_table else 4 if block.textList() else 8)
    cursor.setBlockFormat(form)
    if level:
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        letters = QTextCharFormat()
        font = QFont(default)
        font.setPixelSize(_HEADINGS_PX.get(level, palette.BODY_PX))
        font.setWeight(QFont.Weight.DemiBold)
        letters.setFont(font)
        cursor.setCharFormat(letters)


def _set_table(inside: QTextFrame) -> None:
    if not isinstance(inside, QTextTable):
        return
    form = inside.format()
    form.setBorder(1)
    form.setBorderCollapse(True)
    form.setBorderBrush(QBrush(QColor(palette.current().line)))
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setCellPadding(6)
    form.setCellSpacing(0)
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    form.setTopMargin(4)
    form.setBottomMargin(12)
    inside.setFormat(form)
