"""What people read while a seal is drawn: warnings of the rules, names of the presets."""

from __future__ import annotations

from collections.abc import Mapping

from sealdesk.policy.design_rules import DesignRule, DesignWarning
from sealdesk.texts.facts import fact_text
from sealdesk.texts.wording import Words, language_of

DESIGN_WARNINGS: Mapping[DesignRule, Words] = {
    DesignRule.NO_NAME: Words("印章还没有文字。", "The seal has no text yet."),
    DesignRule.TOO_LARGE: Words(
        "尺寸超过规定：{holder_kind}的公章不大于 {limit_mm} mm（国发〔1999〕25号）。",
        "Larger than allowed: a unit seal of this holder ({holder_kind}) is at most {limit_mm} mm wide"
        " (国发〔1999〕25号).",
    ),
    DesignRule.SIZE_UNUSUAL: Words(
        "尺寸少见：{kind}一般为 {least} 至 {most} mm。",
        "Unusual size: this kind of seal ({kind}) is usually {least} to {most} mm.",
    ),
    DesignRule.SHAPE_UNUSUAL: Words(
        "形状少见：{kind}一般不用{shape}。", "Unusual shape for this kind of seal ({kind}): {shape}."
    ),
    DesignRule.NAME_WITHOUT_KIND: Words(
        "{kind}的文字应含“{word}”，以区别于公章。",
        "The text of this kind of seal ({kind}) should contain “{word}”, to differ from the unit seal.",
    ),
    DesignRule.NAME_TAKEN: Words(
        "文字与另一枚印章“{seal}”（{kind}）相同。", "Another seal has the same text: “{seal}” ({kind})."
    ),
    DesignRule.STYLE_OF_UNIT_SEAL: Words(
        "样式与公章“{seal}”相近：合同、财务等专用章应与公章有明显区别（形状、尺寸或不带五角星）。",
        "Looks like the unit seal “{seal}”: contract, finance and other special seals must differ from it"
        " (shape, size, or no star).",
    ),
    DesignRule.EMBLEM_FORBIDDEN: Words(
        "{holder_kind}的印章不得使用国徽等徽标，中央应为五角星或留空。",
        "A seal of this holder ({holder_kind}) must not show an emblem; a star, or nothing, stands in the middle.",
    ),
    DesignRule.CODE_WRONG: Words(
        "防伪编码应为 {digits} 位数字，现为 {count} 位或含其他字符。",
        "The code has to be {digits} digits; it has {count} characters, or others than digits.",
    ),
    DesignRule.NAME_TOO_LONG: Words(
        "名称过长：一圈有 {count} 个字，超过 {limit} 个，可分作两圈。",
        "The name is too long: {count} characters on one arc, more than {limit}; divide it into two arcs.",
    ),
    DesignRule.LETTERS_TOO_SMALL: Words(
        "文字过小或过密：约 {size_mm} mm，小于 {limit_mm} mm 时盖出来难以辨认。",
        "The characters are too small or too close: about {size_mm} mm; below {limit_mm} mm they do not read.",
    ),
    DesignRule.CROWDED: Words(
        "有的部分相距只有 {white_mm} mm，小于 {limit_mm} mm 时盖出来会粘连：请减小字号、缩短文字或调整位置。",
        "Parts stand {white_mm} mm apart; below {limit_mm} mm they run together: use smaller characters, a shorter"
        " text, or other places.",
    ),
    DesignRule.BORDER_UNUSUAL: Words(
        "边框粗细少见：一般为 {least_mm} 至 {most_mm} mm。",
        "Unusual border: usually it is {least_mm} to {most_mm} mm thick.",
    ),
    DesignRule.COLOUR_NOT_RED: Words(
        "颜色不是印章红（#E60012 至 #FF0000）。", "The colour is not seal red (#E60012 to #FF0000)."
    ),
}

PRESET_NAMES: Mapping[str, Words] = {
    "company": Words("有限责任公司公章", "Limited company"),
    "joint_stock_company": Words("股份有限公司、国有企业公章", "Joint-stock or state company"),
    "institution": Words("事业单位、社会团体公章", "Institution, association"),
    "township": Words("乡镇人民政府公章", "Township government"),
    "government": Words("县、市级机关公章", "County or city government"),
    "individual_business": Words("个体工商户印章", "Individual business"),
    "foreign_invested": Words("外商投资企业公章（椭圆）", "Foreign-invested company, oval"),
    "foreign_invested_two_scripts": Words(
        "外商投资企业公章（中外文、双边）", "Foreign-invested company, two scripts, double border"
    ),
    "contract": Words("合同专用章", "Contract"),
    "contract_38": Words("合同专用章（38 mm）", "Contract, 38 mm"),
    "contract_42": Words("合同专用章（42 mm）", "Contract, 42 mm"),
    "contract_58": Words("合同专用章（58 mm，旧制）", "Contract, 58 mm, historic"),
    "contract_star": Words("合同专用章（带五角星）", "Contract, with star"),
    "finance": Words("财务专用章", "Finance"),
    "finance_square": Words("财务专用章（方形 25 mm）", "Finance, square, 25 mm"),
    "finance_square_22": Words("财务专用章（方形 22 mm）", "Finance, square, 22 mm"),
    "legal_affairs": Words("法务专用章", "Legal affairs"),
    "department": Words("部门章", "Department"),
    "department_38": Words("部门章（38 mm）", "Department, 38 mm"),
    "legal_representative": Words(
        "法定代表人章（朱文，右起竖读）", "Legal representative, red characters, columns"
    ),
    "legal_representative_negative": Words(
        "法定代表人章（白文，右起竖读）", "Legal representative, white characters, columns"
    ),
    "legal_representative_rows": Words("法定代表人章（朱文，左起横读）", "Legal representative, rows"),
    "legal_representative_16": Words("法定代表人章（16 mm）", "Legal representative, 16 mm"),
    "legal_representative_18": Words("法定代表人章（18 mm）", "Legal representative, 18 mm"),
    "legal_representative_22": Words("法定代表人章（22 mm）", "Legal representative, 22 mm"),
    "legal_representative_25": Words("法定代表人章（25 mm）", "Legal representative, 25 mm"),
    "legal_representative_row": Words("法定代表人章（20 × 10 mm）", "Legal representative, 20 × 10 mm"),
    "invoice": Words("发票专用章", "Invoice"),
}


def design_warning_text(warning: DesignWarning, language: str) -> str:
    """What a warning says, in one sentence."""
    chosen = language_of(language)
    facts = {name: fact_text(name, value, chosen) for name, value in warning.facts.items()}
    return DESIGN_WARNINGS[warning.rule].in_language(chosen).format(**facts)


def preset_name(key: str, language: str) -> str:
    """A preset's display name; the key where it has none."""
    words = PRESET_NAMES.get(key)
    return words.in_language(language_of(language)) if words else key
