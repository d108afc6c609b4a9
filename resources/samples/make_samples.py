"""Make the sample documents again: `python resources/samples/make_samples.py [FOLDER]`.

Three documents as they come over a custodian's desk: a contract of three pages, an official document with a
red head (GB/T 9704-2012), a certificate. People and organisations are invented. Needs Debian's fonts-noto-cjk
and fontTools; the same versions make the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from typesetting import INDENT, RED, Document, Face, make

HERE = Path(__file__).parent

# --- contract -------------------------------------------------------------------------------------------

CONTRACT_HEAD = (
    ("甲方（承租方）：", "城南建设有限公司"),
    ("统一社会信用代码：", "91420100MA4KTEST0X"),
    ("住所：", "湖北省武汉市江城区沿河大道188号"),
    ("法定代表人：", "李明远"),
    ("乙方（出租方）：", "江海机械设备租赁有限公司"),
    ("统一社会信用代码：", "91420100MA4KDEMO1Y"),
    ("住所：", "湖北省武汉市江城区工业一路26号"),
    ("法定代表人：", "许建川"),
)
CONTRACT_OPENING = (
    "甲方因城南产业园二期工程施工需要，向乙方租用塔式起重机等施工机械设备。根据《中华人民共和国民法典》"
    "及有关法律法规，双方在平等、自愿、公平和诚实信用的基础上，经协商一致，订立本合同，共同遵守。"
)
CONTRACT_ARTICLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "第一条　租赁设备",
        (
            "1.1　乙方向甲方出租的设备名称、型号、数量和租金见下表。设备的技术资料、产品合格证和备案证明"
            "由乙方随设备一并交付。",
            "TABLE",
            "1.2　设备的所有权属于乙方。租赁期内，甲方不得将设备转租、抵押或者作其他处分。",
        ),
    ),
    (
        "第二条　租赁期限与使用地点",
        (
            "2.1　租赁期限为十二个月，自2026年12月1日起至2027年11月30日止；实际起租日以双方签署的设备进场"
            "验收单所载日期为准。",
            "2.2　设备在城南产业园二期工程施工现场使用。未经乙方书面同意，甲方不得变更使用地点。",
            "2.3　甲方需要延长租赁期限的，应当在期满三十日前书面通知乙方，双方另行签订补充协议。",
        ),
    ),
    (
        "第三条　租金与支付方式",
        (
            "3.1　本合同租金总额为人民币壹佰陆拾贰万元整（¥1,620,000.00），含税，税率为13%。",
            "3.2　甲方于合同签订之日起十个工作日内支付租金总额的20%作为预付款；其余租金按月支付，"
            "每月25日前支付当月租金。",
            "3.3　乙方应当在甲方付款前五个工作日内开具等额的增值税专用发票。乙方迟延开票的，"
            "甲方付款时间相应顺延。",
            "3.4　乙方的收款账户为：江海机械设备租赁有限公司，江城银行工业路支行，账号6200 0000 1234 5678。",
        ),
    ),
    (
        "第四条　交付、安装与验收",
        (
            "4.1　乙方应当在2026年11月28日前将设备运抵施工现场，并负责安装、调试和"
            "办理使用登记所需的全部资料。",
            "4.2　设备安装完毕后，由双方会同有资质的检验检测机构验收。验收合格并取得使用登记证明后，"
            "设备方可投入使用。",
            "4.3　验收不合格的，乙方应当在七日内修复或者更换；由此造成的工期延误，由乙方承担责任。",
        ),
    ),
    (
        "第五条　使用、维护与安全",
        (
            "5.1　乙方配备持有相应特种作业操作证的操作人员，并按照使用说明书和安全技术规程对设备进行"
            "日常检查、定期保养和维修，费用由乙方承担。",
            "5.2　甲方提供符合要求的设备基础、电源和作业场地，不得要求操作人员违章作业或者超负荷使用设备。",
            "5.3　因乙方设备质量或者操作不当造成的人身、财产损失，由乙方承担赔偿责任；因甲方违章指挥造成的，"
            "由甲方承担赔偿责任。",
        ),
    ),
    (
        "第六条　违约责任",
        (
            "6.1　乙方逾期交付设备的，每逾期一日，按租金总额的千分之一向甲方支付违约金；逾期超过二十日的，"
            "甲方有权解除合同。",
            "6.2　甲方逾期支付租金的，每逾期一日，按应付未付金额的万分之五向乙方支付违约金。",
            "6.3　任何一方违反本合同其他约定，给对方造成损失的，应当承担赔偿责任。",
        ),
    ),
    (
        "第七条　争议解决与其他",
        (
            "7.1　履行本合同发生的争议，由双方协商解决；协商不成的，任何一方均可向"
            "工程所在地人民法院提起诉讼。",
            "7.2　本合同以可靠的电子签名签署，与纸质合同具有同等法律效力；合同各页加盖骑缝章。",
            "7.3　本合同未尽事宜，由双方另行签订补充协议，补充协议与本合同具有同等法律效力。",
            "7.4　本合同自双方盖章之日起生效，一式两份，双方各执一份。",
        ),
    ),
)
CONTRACT_TABLE = (
    ("设备名称", "型号", "数量", "月租金（元/台）", "租期（月）", "小计（元）"),
    ("塔式起重机", "QTZ80（6010）", "3台", "28,000.00", "12", "1,008,000.00"),
    ("施工升降机", "SC200/200", "2台", "16,500.00", "12", "396,000.00"),
    ("混凝土输送泵", "HBT80", "1台", "18,000.00", "12", "216,000.00"),
)


class Contract:
    """A contract: text pages, then the block where both sides put their seals."""

    LEFT, RIGHT, TOP, BOTTOM = 28.0, 182.0, 30.0, 262.0
    SIZE, LEADING = 11.5, 7.55

    def __init__(self, document: Document) -> None:
        self.document, self.number = document, 0
        self._page()

    def draw(self) -> None:
        document = self.document
        document.right(self.RIGHT, self.y, "合同编号：CN-ZL-2026-0117", 10.5)
        self.y += 17
        document.centred(self.y, "施工机械设备租赁合同", 22, Face.SERIF_BOLD, spread=0.8)
        self.y += 15
        for index, (label, value) in enumerate(CONTRACT_HEAD):
            bold = index in (0, 4)
            if index == 4:
                self.y += 2
            document.text(self.LEFT, self.y, label, self.SIZE, Face.SERIF_BOLD if bold else Face.SERIF)
            document.text(
                self.LEFT + document.width(label, self.SIZE, Face.SERIF),
                self.y,
                value,
                self.SIZE,
                Face.SERIF_BOLD if bold else Face.SERIF,
            )
            self.y += 7.2
        self.y += 3.5
        self._paragraph(CONTRACT_OPENING)
        for heading, clauses in CONTRACT_ARTICLES:
            self._article(heading, clauses)
        self._seals()

    def _article(self, heading: str, clauses: tuple[str, ...]) -> None:
        self.y += 2.6
        if self.y > self.BOTTOM - 2 * self.LEADING:
            self._page()
        self.document.text(self.LEFT, self.y, heading, self.SIZE + 0.5, Face.SERIF_BOLD)
        self.y += self.LEADING
        for clause in clauses:
            if clause == "TABLE":
                self._table()
            else:
                self._paragraph(clause)

    def _paragraph(self, text: str) -> None:
        text = INDENT + text
        lines = len(self.document.broken(text, self.RIGHT - self.LEFT, self.SIZE, Face.SERIF))
        if self.y + (lines - 1) * self.LEADING > self.BOTTOM:
            self._page()
        self.y = self.document.paragraph(self.LEFT, self.RIGHT, self.y, text, self.SIZE, self.LEADING)

    def _table(self) -> None:
        document, row, size = self.document, 8.2, 10.0
        edges = [self.LEFT, 55.0, 83.0, 96.0, 127.0, 149.0, self.RIGHT]
        top = self.y - 4.2
        for number, cells in enumerate(CONTRACT_TABLE):
            for x0, x1, cell in zip(edges, edges[1:], cells, strict=False):
                face = Face.SERIF if number else Face.SERIF_BOLD
                document.centred(top + number * row + 5.5, cell, size, face, middle=(x0 + x1) / 2)
        bottom = top + len(CONTRACT_TABLE) * row
        for number in range(len(CONTRACT_TABLE) + 1):
            document.line(self.LEFT, self.RIGHT, top + number * row, 0.25)
        for x in edges:
            document.line_down(x, top, bottom, 0.25)
        self.y = bottom + 7.4

    def _seals(self) -> None:
        self.y += 4
        self._sentence("（以下无正文，为签署部分）")
        self.y += 7
        size, step = 12, 12.5
        document, y = self.document, self.y
        for x, side, name in (
            (self.LEFT, "甲方（盖章）：", "城南建设有限公司"),
            (111.0, "乙方（盖章）：", "江海机械设备租赁有限公司"),
        ):
            document.text(x, y, side, size, Face.SERIF_BOLD)
            document.text(x, y + step, name, size)
            document.text(x, y + 2 * step, "法定代表人（签章）：", size)
            document.text(x, y + 3 * step, "签订日期：2026年11月20日", size)
        self.y += 4 * step

    def _sentence(self, text: str) -> None:
        self.document.centred(self.y, text, self.SIZE)
        self.y += self.LEADING

    def _page(self) -> None:
        self.document.new_page()
        self.number += 1
        self.document.centred(281, f"第 {self.number} 页　共 3 页", 9)
        self.y = self.TOP


def contract(document: Document) -> None:
    Contract(document).draw()


# --- official document ----------------------------------------------------------------------------------

OFFICIAL_BODY = (
    ("", "各部门、各项目经理部："),
    (
        "text",
        "为规范公司电子印章的使用和管理，防范用印风险，根据《中华人民共和国电子签名法》和《电子印章管理办法》，"
        "结合公司实际，现就进一步加强电子印章管理工作通知如下。",
    ),
    ("head", "一、明确管理职责"),
    (
        "text",
        "电子印章由办公室统一申请、制作、备案和注销。公章、合同专用章、财务专用章分别指定专人保管，"
        "印章载体与密钥分开存放，保管人不得将密码设备、口令交由他人使用。",
    ),
    ("head", "二、严格用印审批"),
    (
        "text",
        "使用电子印章实行一事一申请。经办人填写《电子印章使用申请表》，写明用途、文件、份数和期限；"
        "公章、合同专用章的使用由总经理或者其授权人审批，财务专用章的使用由财务总监审批。未经审批，任何人不得用印。",
    ),
    ("head", "三、规范用印操作"),
    (
        "text",
        "用印应当在专用计算机上由保管人办理。用印前，保管人应当核对文件与审批内容是否一致；用印后，"
        "应当当场验证签章，并由系统自动登记用印记录。用印记录保存期限不少于三年。",
    ),
    ("head", "四、加强监督检查"),
    (
        "text",
        "办公室每季度清点一次电子印章，审计部每半年抽查一次用印记录。发现印章或者密码设备遗失、损坏的，"
        "应当立即报告并冻结印章；违反规定用印的，依照公司有关规定追究责任。",
    ),
    ("text", "本通知自印发之日起施行。公司此前有关规定与本通知不一致的，以本通知为准。"),
)
FOOT = 37.0 + 225.0 + 11.0
"""Base line of the page number: its upper line 7 mm below the type area."""


def official(document: Document) -> None:
    """GB/T 9704-2012: type area 156 × 225 mm, 37 mm from the top, 28 mm from the left; 22 lines of 28."""
    left, right, top = 28.0, 184.0, 37.0
    size = 156.0 / 28 * 72 / 25.4  # 三号: 28 characters fill the line
    measure, line = right - left, 225.0 / 22
    document.new_page()
    # The head: 35 mm below the top of the type area.
    document.centred(top + 46, "城南建设有限公司文件", 40, Face.HEADLINE, RED, spread=1.6)
    document.centred(top + 67, "城建发〔2026〕18号", size)
    document.line(left, right, top + 71, 0.7, RED)
    document.centred(top + 92, "关于进一步加强电子印章管理工作的通知", 21.5, Face.SERIF_BOLD)
    y, number = top + 110, 1
    for kind, text in OFFICIAL_BODY:
        face = Face.SANS if kind == "head" else Face.SERIF
        words = text if kind == "" else INDENT + text
        for broken in document.broken(words, measure, size, face):
            if y > top + 225:
                document.right(right - 5.6, FOOT, f"— {number} —", 14)
                document.new_page()
                y, number = top + 8, number + 1
            document.set_line(left, right, y, broken, size, face)
            y += line
    # Issuer and date: two empty lines, the date's last character four characters from the right.
    y += 2 * line
    em = size * 25.4 / 72
    date = "2026年11月16日"
    date_right = right - 4 * em
    document.right(date_right, y, date, size)
    middle = date_right - document.width(date, size, Face.SERIF) / 2
    document.centred(y - line, "城南建设有限公司", size, middle=middle)
    _imprint(document, left, right)
    document.text(left + 5.6, FOOT, f"— {number} —", 14)


def _imprint(document: Document, left: float, right: float) -> None:
    """版记: copies to, printed by, between lines at the foot of the last page."""
    size, em = 14.0, 14.0 * 25.4 / 72
    document.line(left, right, 245.4, 0.35)
    document.text(left + em, 251.3, "抄送：董事会，监事会。", size)
    document.line(left, right, 253.7, 0.25)
    document.text(left + em, 259.6, "城南建设有限公司办公室", size)
    document.right(right - em, 259.6, "2026年11月16日印发", size)
    document.line(left, right, 262.0, 0.35)


# --- certificate ----------------------------------------------------------------------------------------

CERTIFICATE = (
    "兹证明孙晓雯同志（身份证件号码后四位：0426）系我公司正式员工，自2021年7月起在我公司工程部工作，"
    "现任造价工程师，劳动合同期限至2029年6月30日。",
    "该同志在职期间工作认真，遵守公司各项规章制度，近一年税前月平均收入为人民币12,600.00元"
    "（大写：壹万贰仟陆佰元整）。",
    "本证明仅用于办理个人住房公积金业务，不作为我公司对该同志的任何形式的担保。",
    "特此证明。",
)


def certificate(document: Document) -> None:
    left, right, size, line = 32.0, 178.0, 15.0, 11.5
    document.new_page()
    document.right(right, 40, "证明编号：CN-ZM-2026-0093", 10.5)
    document.centred(66, "在职及收入证明", 26, Face.SERIF_BOLD, spread=2.5)
    y = 92.0
    document.text(left, y, "江城市住房公积金管理中心：", size)
    y += line
    for text in CERTIFICATE:
        y = document.paragraph(left, right, y, INDENT + text, size, line)
    y += 2.2 * line
    document.centred(y, "城南建设有限公司", size, middle=142)
    document.centred(y + line, "2026年11月20日", size, middle=142)
    document.line(left, right, 262, 0.2)
    document.text(left, 268.5, "地址：湖北省武汉市江城区沿河大道188号", 9.5)
    document.right(right, 268.5, "联系电话：027-5550 0188　联系人：王慧", 9.5)


SAMPLES = (
    ("contract.pdf", "施工机械设备租赁合同", contract),
    ("official.pdf", "关于进一步加强电子印章管理工作的通知", official),
    ("certificate.pdf", "在职及收入证明", certificate),
)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    characters = set(Path(__file__).read_text("utf-8")) - {"\n"} | {"\u3000"}
    for name, title, draw in SAMPLES:
        make(draw, title, characters, folder / name)
        print(folder / name)


if __name__ == "__main__":
    main()
