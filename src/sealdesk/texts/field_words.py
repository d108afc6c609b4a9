"""Names of what is filled in, as people know them, with the range it may have."""

from __future__ import annotations

from collections.abc import Mapping

from sealdesk.formats.seal_design import LONGEST_TEXT, MEASURES
from sealdesk.texts.wording import Language, Words

_MEASURES: Mapping[str, Words] = {
    "width_mm": Words("宽度", "width"),
    "height_mm": Words("高度", "height"),
    "border_mm": Words("边框粗细", "thickness of the border"),
    "inner_border_mm": Words("内圈线粗细", "thickness of the inner line"),
    "border_gap_mm": Words("边框与内圈线的间距", "gap between border and inner line"),
    "star_mm": Words("五角星大小", "size of the star"),
    "emblem_mm": Words("徽标大小", "size of the emblem"),
    "letter_mm": Words("名称字高", "height of the name's characters"),
    "second_letter_mm": Words("第二圈字高", "height of the second arc's characters"),
    "bottom_letter_mm": Words("下弧字高", "height of the characters along the bottom"),
    "middle_letter_mm": Words("中间号码字高", "height of the number"),
    "centre_letter_mm": Words("横排文字字高", "height of the line's characters"),
    "code_letter_mm": Words("编码字高", "height of the code's digits"),
    "middle_width_mm": Words("中间号码宽度", "width of the number"),
    "centre_width_mm": Words("横排文字宽度", "width of the line"),
    "span_deg": Words("名称弧度", "angle of the name"),
    "second_span_deg": Words("第二圈弧度", "angle of the second arc"),
    "bottom_span_deg": Words("下弧弧度", "angle along the bottom"),
    "code_span_deg": Words("编码弧度", "angle of the code"),
    "letter_stretch": Words("字宽比例", "width of the letters (1 is natural)"),
    "arc_gap_mm": Words("边框与名称的间距", "gap between border and name"),
    "ring_gap_mm": Words("两圈文字的间距", "gap between the arcs"),
    "arc_turn_deg": Words("弧形文字旋转角度", "turn of the arcs"),
    "star_drop_mm": Words("五角星下移", "star below the centre"),
    "centre_top_mm": Words("横排文字下移", "line below the centre"),
    "margin_mm": Words("边框与文字的间距", "gap between border and characters"),
}

_TEXTS: Mapping[str, Words] = {
    "arc_text": Words("名称（弧形文字）", "name on the arc"),
    "second_arc_text": Words("第二圈文字", "text of the second arc"),
    "bottom_text": Words("下弧文字", "text along the bottom"),
    "centre_text": Words("横排文字", "horizontal line"),
    "middle_text": Words("中间号码", "number in the middle"),
}
_LONGEST = Words("最多 {most} 字，不含控制字符", "at most {most} characters, no control characters")

_OTHERS: Mapping[str, Words] = {
    "code": Words(
        f"编码（最多 {LONGEST_TEXT} 位，不含控制字符）",
        f"code (at most {LONGEST_TEXT} digits, no control characters)",
    ),
    "colour": Words("颜色（#RRGGBB，例如 #e60012）", "colour (#RRGGBB, e.g. #e60012)"),
    "emblem": Words("徽标", "emblem"),
    "star": Words("五角星", "star"),
    "negative": Words("白文", "white on red"),
    "columns": Words("竖排", "columns"),
    "kind": Words("印章种类", "kind of seal"),
    "shape": Words("形状", "shape"),
    "format": Words("文件格式（“format”须为 1）", "file format (“format” has to be 1)"),
    "not JSON": Words("文件格式（不是 JSON）", "file format (it is not JSON)"),
    "a field stands twice": Words("文件内容（同一项出现两次）", "content of the file (a field stands twice)"),
    "length": Words("文件长度", "length of the file"),
}

_FILLED_IN: Mapping[str, Words] = {
    "name": Words("印章名称（1–200 字）", "name of the seal (1 to 200 characters)"),
    "holder": Words("所属单位（1–200 字）", "holder (1 to 200 characters)"),
    "department": Words("部门（最多 200 字）", "department (at most 200 characters)"),
    "id": Words(
        "印章编号（字母、数字、_ . -，最多 64 位）", "id of the seal (letters, digits, _ . -; at most 64)"
    ),
    "credit code": Words(
        "统一社会信用代码（18 位数字或大写字母）", "credit code (18 digits or capital letters)"
    ),
    "width": Words("宽度（大于 0，至多 100 mm）", "width (above 0, at most 100 mm)"),
    "height": Words("高度（大于 0，至多 100 mm）", "height (above 0, at most 100 mm)"),
    "years": Words("有效年限（1–30 年）", "how long it is valid (1 to 30 years)"),
    "materials": Words("材料名称（不含控制字符）", "labels of the materials (no control characters)"),
    "reason": Words("事由", "reason"),
    "filing_number": Words("备案号（最多 200 字）", "filing number (at most 200 characters)"),
    "impressions": Words("用印次数", "number of impressions"),
    "days": Words("有效天数", "days of validity"),
    "count": Words("清点结果（至少一枚印章）", "what was found (of one seal at least)"),
    "change": Words("变更内容（没有任何改动）", "what to change (nothing is different)"),
    "picture": Words(
        "图像——改名或改尺寸须同时给出新图像：--design 或 --picture",
        "picture; another name or size takes a new picture as well: --design or --picture",
    ),
    "--until": Words("--until（YYYY-MM-DD 或 YYYY-MM-DDTHH:MM）", "--until (YYYY-MM-DD or YYYY-MM-DDTHH:MM)"),
    "--remark": Words("--remark（印章编号=备注）", "--remark (SEAL=TEXT)"),
    "--credit-code": Words(
        "--credit-code（本单位其他印章上没有统一社会信用代码，或不止一个）",
        "--credit-code (the holder's other seals name none, or several)",
    ),
    "--kind": Words("--kind（文件没有说明印章种类）", "--kind (the file does not say it)"),
    "OUT.xlsx|OUT.pdf": Words("输出文件的扩展名（.xlsx 或 .pdf）", "extension of the output (.xlsx or .pdf)"),
    "make.output": Words(
        "输出文件：用 -o 指明（.png、.svg、.pdf、.json），或用 --test-sheet 输出测试盖章页",
        "what to write: -o FILE (.png, .svg, .pdf, .json), or --test-sheet FILE",
    ),
    "make.name": Words("印章名称：NAME 或 --line", "name of the seal: NAME or --line"),
}


def design_field_text(name: str, language: Language) -> str:
    """A field of a seal's design with its range, e.g. `宽度（5–100 mm）`; what is unknown stays as it is."""
    if name in _MEASURES:
        least, greatest = MEASURES[name]
        unit = " mm" if name.endswith("_mm") else "°" if name.endswith("_deg") else ""
        return _beside(_MEASURES[name], f"{least:g}–{greatest:g}{unit}", language)
    if name in _TEXTS:
        return _beside(_TEXTS[name], _LONGEST.in_language(language).format(most=LONGEST_TEXT), language)
    words = _OTHERS.get(name)
    return words.in_language(language) if words else name


def filled_in_text(names: str, language: Language) -> str:
    """`width, years`: everything that is filled in wrongly; what is unknown stays as it is."""
    comma = "、" if language is Language.ZH else ", "
    known = [(name, _FILLED_IN.get(name)) for name in names.split(", ")]
    if not any(words for _, words in known):
        return names
    return comma.join(words.in_language(language) if words else name for name, words in known)


def _beside(words: Words, bounds: str, language: Language) -> str:
    text = words.in_language(language)
    return f"{text}（{bounds}）" if language is Language.ZH else f"{text} ({bounds})"
