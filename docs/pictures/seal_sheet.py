"""Draw a sheet of forty seals, true to scale, and measure that nothing on them crowds.

    python docs/pictures/seal_sheet.py [OUT.png]

Every kind and shape, names of 4 to 40 characters, Latin and minority names, two arcs, double borders, an emblem,
white on red. Without an argument it renews `docs/pictures/seal-sheet.png`. Ends with 1 where parts of a seal stand
closer than `CLEAR_MM`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pymupdf

from sealdesk.impression import outline
from sealdesk.impression.clearance import CLEAR_MM, Clearance, clearances
from sealdesk.impression.drawing import compose, shapes
from sealdesk.impression.emblem import emblem_of
from sealdesk.impression.presets import presets
from sealdesk.impression.typeface import seal_typeface
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_design import SealDesign

COLUMNS, CELL_MM, CAPTION_MM, DPI = 8, 50.0, 5.0, 84
TOWN = "新疆维吾尔自治区巴音郭楞蒙古自治州和静县巴音布鲁克镇人民政府城乡建设管理办公室"
CODE = "4201001234567"
TAX = "91420100MA4K2X3Y7Z"
GEAR = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path fill-rule="evenodd" d="M50 2L58 22L79 12'
    b"L77 35L98 42L82 58L94 78L71 78L66 98L50 84L34 98L29 78L6 78L18 58L2 42L23 35L21 12L42 22Z"
    b'M50 32A18 18 0 0 1 50 68A18 18 0 0 1 50 32Z"/></svg>'
)
"""A made-up emblem: a cogwheel with a hole."""


def designs() -> Mapping[str, SealDesign]:
    """The seals of the sheet, by what they show."""
    made = presets()
    emblem = emblem_of(GEAR)
    assert isinstance(emblem, tuple)

    def unit(name: str, size: float = 42.0, **more: object) -> SealDesign:
        values = {"border_mm": 1.2, "star": True, "arc_text": name, **more}
        return SealDesign(SealKind.UNIT, SealShape.ROUND, size, size, **values)  # type: ignore[arg-type]

    two_scripts = made["foreign_invested_two_scripts"]
    return {
        "4 字": made["company"].design("城南小学"),
        "5 字": made["institution"].design("城南图书馆"),
        "6 字 编码": made["company"].design("城南建设公司", code=CODE),
        "8 字 编码": made["company"].design("城南建设有限公司", code=CODE),
        "10 字": made["company"].design("江海机械设备有限公司"),
        "14 字": made["joint_stock_company"].design("江海机械设备租赁股份有限公司", code=CODE),
        "18 字": made["joint_stock_company"].design("北京市海淀区城南建设工程股份有限公司", code=CODE),
        "24 字": made["joint_stock_company"].design("内蒙古自治区呼和浩特市城南新能源装备制造股份公司"),
        "30 字": unit(TOWN[:30]),
        "39 字": unit(TOWN),
        "40 字 横排": unit(f"{TOWN}处", centre_text="财务科"),
        "机关 45": made["government"].design("城南县人民政府"),
        "徽标": replace(made["government"].design("城南县人民政府"), emblem=emblem),
        "徽标 横排": replace(made["government"].design("城南县人民政府", line="办公室"), emblem=emblem),
        "乡镇": made["township"].design("城南县江海镇人民政府"),
        "个体": made["individual_business"].design("城南区老李面馆"),
        "合同 38": made["contract_38"].design("城南建设有限公司", code=CODE),
        "合同 40": made["contract"].design("江海机械设备租赁有限公司", line="合同专用章（1）"),
        "合同 42": made["contract_42"].design("北京市海淀区城南建设工程股份有限公司", code=CODE),
        "合同 带星": made["contract_star"].design("城南建设有限公司", code=CODE),
        "财务 圆": made["finance"].design("城南建设有限公司"),
        "财务 方 25": made["finance_square"].design("城南建设有限公司财务专用章"),
        "财务 方 22": made["finance_square_22"].design("城南建设\n有限公司\n财务专用章"),
        "法务": made["legal_affairs"].design("江海机械设备租赁有限公司"),
        "部门": made["department"].design("城南建设有限公司", line="工程技术部"),
        "部门 38": made["department_38"].design("北京市海淀区城南建设工程公司", line="人力资源部"),
        "外商 椭圆": made["foreign_invested"].design("城南（上海）贸易有限公司"),
        "外商 椭圆 横排": made["foreign_invested"].design("江海国际贸易（上海）有限公司", line="合同专用章"),
        "发票": made["invoice"].design("城南建设有限公司", number=TAX),
        "发票 20 字": made["invoice"].design("江海国际机械设备租赁（上海）股份有限公司", number=TAX),
        "中外文 两圈": replace(
            two_scripts.design("CHENGNAN TRADING (SHANGHAI) CO., LTD."),
            second_arc_text="城南贸易（上海）有限公司",
        ),
        "中外文 下弧": replace(
            two_scripts.design("城南贸易（上海）有限公司"), bottom_text="Chengnan Trading"
        ),
        "拉丁文": made["company"].design("MERIDIAN AVIATION TAXATION WAVES LTD"),
        "朝鲜文 两圈": unit("연변조선족자치주 교육국", second_arc_text="延边朝鲜族自治州教育局"),
        "壮文 两圈": unit("Gvangjsih Bouxcuengh Swcigih", second_arc_text="广西壮族自治区民族事务委员会"),
        "长名 两圈": unit(TOWN[:19], second_arc_text=TOWN[19:], code=CODE),
        "白文 圆": replace(made["company"].design("城南建设有限公司"), negative=True),
        "法人 竖 朱文": made["legal_representative"].design("李明远印"),
        "法人 竖 白文": made["legal_representative_negative"].design("欧阳文轩之印"),
        "法人 横 / 长方": made["legal_representative_row"].design("李明远"),
    }


def crowded(design: SealDesign) -> tuple[Clearance, ...]:
    """What stands closer together on a seal than `CLEAR_MM`."""
    return clearances(compose(design), CLEAR_MM)


def sheet(shown: Mapping[str, SealDesign]) -> pymupdf.Pixmap:
    """The seals side by side at true scale, with captions."""
    rows = -(-len(shown) // COLUMNS)
    width, height = COLUMNS * CELL_MM, rows * (CELL_MM + CAPTION_MM)
    unit = 72 / 25.4
    lines = [f"{unit:.6f} 0 0 {-unit:.6f} 0 {height * unit:.6f} cm", "1 g", f"0 0 {width} {height} re f"]
    for at, (caption, design) in enumerate(shown.items()):
        x, y = at % COLUMNS * CELL_MM, at // COLUMNS * (CELL_MM + CAPTION_MM)
        left, top = x + (CELL_MM - design.width_mm) / 2, y + (CELL_MM - design.height_mm) / 2
        red, green, blue = (channel / 255 for channel in design.colour)
        lines.append(f"q 1 0 0 1 {left:.4f} {top:.4f} cm {red:.4f} {green:.4f} {blue:.4f} rg")
        lines += [outline.operators(shape) for shape in shapes(design)]
        lines += ["Q 0.35 g", _words(caption, x + CELL_MM / 2, y + CELL_MM + 2.0, 2.6)]
    with pymupdf.Document() as document:
        page = document.new_page(width=width * unit, height=height * unit)
        stream = document.get_new_xref()
        document.update_object(stream, "<<>>")
        document.update_stream(stream, "\n".join(lines).encode("ascii"))
        page.set_contents(stream)
        return page.get_pixmap(dpi=DPI)


def _words(words: str, cx: float, y: float, height: float) -> str:
    typeface = seal_typeface()
    x = cx - sum(map(typeface.advance, words)) * height / 2
    drawn = []
    for character in words:
        drawn.append(outline.operators(typeface.outline(character).mapped((height, 0, 0, height, x, y))))
        x += typeface.advance(character) * height
    return "\n".join(drawn)


def main(words: list[str]) -> int:
    shown = designs()
    target = Path(words[0]) if words else Path(__file__).with_name("seal-sheet.png")
    sheet(shown).save(target)
    trouble = {name: found for name, design in shown.items() if (found := crowded(design))}
    for name, found in trouble.items():
        for one in found:
            sys.stdout.write(f"{name}: {one.one} – {one.other}: {one.white_mm:.2f} mm\n")
    sys.stdout.write(f"{len(shown)} seals, {len(trouble)} crowded: {target}\n")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
