"""Guards: readings under which a phrase is not the promise or slip that it looks like.

Each guard answers one question about one hit, within the hit's own clause. In real shop chats seven of ten mentions
of 保证, 肯定, 绝对 and 一定 are no promises at all; these are the reasons. What is in here is Chinese grammar; what a
shop thinks is in its policy.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping

from exam_tui.content.policy import GuardName, PromiseKind
from exam_tui.rubric.scanning import Group, Scan, Span

_REACH = 40
"""Characters of a clause that are looked at on either side of a hit: nobody writes longer ones."""


class Said:
    """A message as guards see it. `strength`: sets of the policy's lists `certain`, `usual`, `effort`, `asking`.
    `leave`: kinds of promises that the supervisor had given leave for."""

    def __init__(self, scan: Scan, strength: Mapping[str, int], *, leave: frozenset[PromiseKind] = frozenset()) -> None:
        self.scan = scan
        self.leave = leave
        self.text = scan.said.text
        self._strength = strength
        self._meant: dict[str, list[Span]] = {}
        self._kept: dict[int, list[Span]] = {}
        self._quotes: list[Span] | None = None
        self._sentence_ends: list[int] | None = None
        self._possible: int | None = None

    @property
    def possible(self) -> int:
        """Bits of the guards that could say yes to anything in this message; the others need not be asked."""
        if self._possible is None:
            self._possible = _possible(self.scan, self._strength)
        return self._possible

    def kept(self, allowed: Group) -> list[Span]:
        """What a rule allows: found once, however many hits there are."""
        spans = self._kept.get(id(allowed))
        if spans is None:
            spans = self._kept[id(allowed)] = self.scan.spans(allowed)
        return spans

    @property
    def quotes(self) -> list[Span]:
        """Spans between quotation marks, within a line."""
        if self._quotes is None:
            self._quotes = _quotes_in(self.text)
        return self._quotes

    def sentence(self, start: int, end: int) -> Span:
        """The half-open span of the sentence around `text[start:end]`."""
        if self._sentence_ends is None:
            self._sentence_ends = [found.start() for found in _SENTENCE_END.finditer(self.text)]
        ends = self._sentence_ends
        before, after = bisect_left(ends, start), bisect_left(ends, end)
        return (ends[before - 1] + 1 if before else 0), (ends[after] if after < len(ends) else len(self.text))

    def within(self, name: str, span: Span) -> bool:
        """Whether a word of one of the lists of strength lies within a span."""
        if name not in self._strength:
            return False
        if name not in self._meant:
            spans = self.scan.set_spans(self._strength[name])
            # 不可能 leaves no way out
            self._meant[name] = [one for one in spans if self.text[one[0] - 1 : one[0]] != "不"]
        spans = self._meant[name]
        at = bisect_left(spans, (span[0], 0))
        return at < len(spans) and spans[at][1] <= span[1]


def _quotes_in(text: str) -> list[Span]:
    spans: list[Span] = []
    for line in re.finditer(r"[^\n]+", text):
        for left, right in zip(_OPENING, _CLOSING, strict=True):
            inside: int | None = None
            for at in range(line.start(), line.end()):
                if text[at] == right and inside is not None:
                    spans.append((inside, at))
                    inside = None
                elif text[at] == left:
                    inside = at + 1
    return sorted(spans)


class Hit:
    """A phrase found at `start:end` of what was said, with the clause around it."""

    __slots__ = ("_around", "_clause", "_last", "end", "said", "start")

    def __init__(self, said: Said, start: int, end: int, last: int | None = None) -> None:
        self.said, self.start, self.end, self._last = said, start, end, last
        self._clause: Span | None = None
        self._around: tuple[str, str] | None = None

    @property
    def within(self) -> str:
        """The hit up to the last words of a phrase with a gap: what may turn them (今天还没|发货); else nothing."""
        return "" if self._last is None else self.said.text[self.start : self._last]

    @property
    def clause(self) -> Span:
        """Its half-open span."""
        if self._clause is None:
            self._clause = self.said.scan.clause(self.start, self.end)
        return self._clause

    @property
    def before(self) -> str:
        """The clause up to the hit."""
        return (self._around or self._look_around())[0]

    @property
    def after(self) -> str:
        """The clause from the hit on, with the mark that ends it."""
        return (self._around or self._look_around())[1]

    def _look_around(self) -> tuple[str, str]:
        text, (left, right) = self.said.text, self.clause
        before = text[max(left, self.start - _REACH) : self.start]
        self._around = before, text[self.end : min(right + 1, self.end + _REACH)]
        return self._around

    @property
    def phrase(self) -> str:
        """The words that were found."""
        return self.said.text[self.start : self.end]

    @property
    def lead(self) -> str:
        """The clause up to the hit, over a space behind a word that can't end a clause (不能 保证)."""
        left = self.said.scan.hard_clause(self.start, self.end)[0]
        before = self.said.text[max(left, self.start - _REACH) : self.start]
        cut = len(before) - len(self.before)
        return before if cut > 0 and _UNFINISHED.search(before[:cut]) else self.before

    @property
    def opens_firmly(self) -> bool:
        """Whether the phrase begins with a word that leaves no way out."""
        return self.said.within("certain", (self.start, self.start + _LONGEST_SURE))

    @property
    def firm(self) -> bool:
        """Whether the clause has a word that leaves no way out."""
        return self.said.within("certain", self.clause)


_SENTENCE_END = re.compile(r"[\u3002!?\n…]")
_OPENING, _CLOSING = '“「『‘"', '”」』’"'

_REASSURING = re.compile(
    r"(不用|不要|不必|别|无需|无须)(您|亲)?(再|太|这么)?(担心|着急|急|担忧|客气|紧张|操心|生气|催|难过|有压力)|不好意思|不客气|没问题"
    r"|没关系|没事|不错|不仅|不但|不光|不管|不论|不过|不同|不少|不久|不断|不止|不只|要不|不然|差不多|对不起|不妨|没准|没想到"
    r"|没收到|没到货?|没货|没有货|不行|不急|不见不散|是不是|能不能|会不会|要不要|可不可以|有没有|免不了|不得不|莫大|非常|没多久|别的|别人|别家|别处|分别|特别|区别|级别|性别|告别|不等|不一样|不一会|没几天|没过多久"
)
"""Words with a negation in them that negate nothing about what follows."""
_NEGATOR = (
    r"(?:不能|不会|不敢|不要|不用|不必|不可以|不可能|不便|不太|不再|不准|不许|不得|不曾|不是|不想|不该|不一定|不见得|没法|没办法"
    r"|没有办法|没有人|没有|没人|没|无法|无权|未必|未能|尚未|未|请勿|勿|别|难以|很难|难|并非|绝非|做不到|莫|岂能|哪能|哪敢|怎么能"
    r"|怎么敢|怎敢|谁也|谁都不|避免|防止|杜绝|禁止|拒绝|不)"
)
_FILLER = (
    r"(?:百分之百|百分百|100%|完全|十分|10分|绝对|轻易|轻率|随便|随意|直接|马上|立刻|现在|目前|暂时|这边|我们|我|跟|给|向|和|对|为|替|帮"
    r"|您们?|你们?|大家|亲|顾客|客户|能够?|会|敢|可以|太|说|讲|承诺|答应|保证|肯定|确定|一定|打包票|这个|这么|那么|时间|口头|办法|权限|资格"
    r"|权力|做|去|来|把|就|再|也|都|私下|私自|擅自|单独|单方面|另外|额外|任何|所谓的?|什么|人|的|是|有|让|每个?|每次|随口|在|去|往|主动|提前"
    r"|为了|用|靠|拿|以|先|必|必须|做出?|作出?|该|应该|存在|过|叫|要求|要|引导|鼓励|希望|支持|运费|收|拍胸脯|拍着胸脯|当面|口头上|嘴上|轻易地|硬|死|真|可|还|从不|从来|好评|敢说|参与|参加|哪[台瓶个款种件家位][^,]{0,3}|骗|骗您|瞎说|乱说|乱讲|乱|瞎|允许|让)"
)
_NEGATED_BEFORE = re.compile(rf"{_NEGATOR}{_FILLER}{{0,8}}$")
_NEGATED_WORD = re.compile(
    rf"(?:不能|不会|不敢|不可以|无法|没法|没办法|没有办法|难以|很难|未必|并不|不便|不|没|谁也不|谁都不){_FILLER}{{0,6}}?"
    r"(?:保证|打包票|打保票|承诺|确定|肯定|说死|答应|说准|许诺|担保|确保|做到|控制|把握|知道|清楚|断定|判断|说是|预估|一定)"
)
_NEGATED_AFTER = re.compile(
    r"^(?:您|你|我们?|这边|都|也|还|会|是|的|时间|效果|就|真的?|它){0,4}"
    r"(?:不了|不到|不住|不来|不起|没法|没办法|无法|不能(?!让)|不可能|不敢|不可以|做不到|到不了|来不及|发不了|发不出|送不到|赶不上|赶不及|办不到"
    r"|不太|不准|不一定|没戏|不行|不够|不算|不合适|不建议)"
    r"|^[^,]{0,4}?(?:这|这种|这样的|这句|这个|那种|一类的)?话(?:我|咱|客服)?(?:可|真|是|也|就)?(?:不敢|不好说|不能|没法|说不|不讲|不会)"
    r"|^[^,]{0,8}?(?:我们?|咱们?家?|店里|本店|小店|这边|客服)(?:家|店|店里|这边|这|可|都|也|是|真|暂时|目前|现在|实在|从来|并)*"
    r"(?:没有(?!问题)|没做|没搞|没办|不做|不搞|没法|做不[到了]|不敢|不能(?!让)|不会(?!让)|不可以|不给|不参加|说不了|开不了|答应不了|给不了|操作不了|改不了|做不了|办不了|弄不了|定不了)"
)
_NOT_DONE = re.compile(
    r"(?:不允许|不会|不可以|不能|不得|不做|不支持|不参加|不提供|不鼓励|不搞|不靠|没有|没|别|不要|禁止|杜绝|拒绝)[^,|但就才都可还却只而]{0,3}$"
)
"""Before what is no firm word itself, a verb may stand between: 不会寄空包."""
_LONGEST_SURE = 4
_UNFINISHED = re.compile(r"(?:不能|无法|没法|没办法|没有办法|不敢|难以|很难|不便|不能够|无权)$")

_PURPOSE = re.compile(
    r"(?:为了?|以|以便|(?<![从以本原后出过回起])来|好|才能|确保|是想|用来|为的是|目的是)(?:更好地?|充分|切实|能够?|可以|大家|您的?|给您|更)*$"
)
_WANTED = re.compile(r"^(?:因为|那|想|如果|要是|这样|也是)?(?:要|想要|想)$")
_TO_CUSTOMER_BEFORE = re.compile(
    r"(?:请|麻烦|劳烦|烦请|辛苦|拜托|记得|务必|建议|需要|需|要求|得|提醒)(?:您|亲|你|大家|顾客|收件人|家里人|对方|到时候?|一下|先|在|收货|签收|寄回|退货|时|的|把|当面|也|都|千万|那边)*$"
)
_TO_CUSTOMER_AFTER = re.compile(
    r"^(?:要|得(?:先|要|把|按|提前|自己|您)|需要?|记得|记住|先|注意|当面|请|把|别|不要|不能|按|收好|保管|保留|留意|留好|看清|核对|检查|仔细|确认|拍|写|备注|告诉|联系|跟我|和我|找我"
    r"|提前|避开|稀释|戴|盖|洗|远离|完好|完整|不影响|没有?(?:拆|用|洗|剪)|未)"
)
_KEPT_WHOLE = re.compile(
    r"^(?:商品|包装|吊牌|产品|货品|物品|配件|标签|衣服|东西|外观|原包装|赠品|附件)[^,]{0,8}(?:完好|全新|完整|齐全|不影响|没[穿洗拆剪用])"
    r"(?!.{0,4}[送到发])"
)
"""What is asked of somebody who returns a thing."""
_OWN_ACTOR = re.compile(r"我|咱|仓库|这边|客服|店里|小店|主管|同事|本店|放心|快递|厂家|小二")

_DEGREE = re.compile(
    r"^(?:的(?!$|[呀哦呢哈啊亲,。!~])|程度|范围|量(?!足)|数量|比例|时间内|难度|条件|影响|差异|色差|误差|周期|额度|金额|年限|次数|几率|概率|规模|是|会员|风险|温差)"
)
_ANSWER = re.compile(r"^的?[呀哦呢哈啊嘛哒噢喔滴亲的]{0,3}[,\u3002!?~\n]?$")
_NOUN_BEFORE = re.compile(
    r"(?:您的|你的|大家的|顾客的|亲的|对我们的|们的|得到|获得|收到|给予|感谢|谢谢|值得|受到|赢得|离不开|一份|支持和|支持与|赞美与|赞美和|赞美|表扬和|认可和|信任和|鼓励和|有|有了|是|就是|最大的|最好的|是对)(?:您的?|亲的?|大家的?|顾客的?)?(?:支持|认可|信任|鼓励)?(?:和|与|及|、)?$"
)
_NOUN_PAIR = re.compile(r"(?:赞美|支持|认可|鼓励|信任|理解|表扬|赞扬|夸奖|喜爱|喜欢|赞赏)(?:与|和|、|及|以及)$")
_ASSURED = re.compile(r"(?:品质|质量|服务|安全|售后|正品|有|信誉|品牌|权益|健康)(?:是)?(?:有|的)?$")
"""Before 保证 these make a noun (质量保证); before 肯定 or 绝对 they are what is promised (质量绝对可靠)."""
_NOUN_AFTER = re.compile(
    r"^(?:金|书|卡(?!丢)|值(?![得这那当])|责任|条款|人|性|和支持|与支持|和认可|是我们|就是我们|是对我们|是小店|词|句)"
)
_QUESTION_END = re.compile(r"(?:[?]|吗|么|嘛\?|没有?\?|不\?)[呀哦呢哈啊\u3002!~\n?]*$")
_TAG = re.compile(r"(?:好|行|可以|成|怎么样|如何|好不好|行不行|可不可以|ok)(?:吗|么|不|吧)?[?呀哦呢哈啊\u3002!~\n]*$")
_ASKED_BEFORE = re.compile(
    r"(?:是不是|能不能|会不会|有没有|可不可以|要不要|是否|能否|可否|有无|好不好|行不行|算不算|怎么|怎样|如何|哪一?[款种个天]|多久|(?<![过这前])几天|什么时候|什么|难道|到底)[^,都也随]*$"
)
_CUSTOMER_BEFORE = re.compile(
    r"(?:您|你|顾客|客户|买家|亲|客人|对方|朋友)(?:们)?(?:刚才|刚刚|刚|上次|之前|前面|是|也|应该|可能|要是|如果|真的|这边|那边|心里|等了?这么久|那么|这么)*"
    r"(?:是想|是要|是问|想问|问的?|说的?|讲的?|提到的?|提的|写的|担心|以为|觉得|认为|希望|想要|要求|想|问我|期待|盼|怕|关心|要的(?!话)|需要)[^,]*$|(?:您|你|顾客|亲)(?:们)?(?:要是|如果)[^,我]*$|(?:您|她|他)(?:的)?(?:朋友|同事|闺蜜|家人|妈妈|姐妹|邻居)[^,我]{0,4}$"
)
_CUSTOMER_FEELS = re.compile(
    r"^(?:也|很|会|是|都|还|特别|非常|非|更|就|在|觉得|心里|已经|早就?|要|又|有点|有些)*(?:着急|急|等急|等得|等很?久|等了|难受|生气|担心|累|忙|不开心|不高兴|心情|委屈|失望|知道|明白"
    r"|理解|看到|遇到|想|希望|记得|觉得|心疼|难过|不舒服|气|烦|失落|纠结|犹豫|辛苦|不好受|不是滋味|郁闷|火大|等着急|等着|扫兴|糟心|窝火|不踏实|不痛快|闹心|憋屈|担忧|心慌|急坏|急死|气坏|伤心|无语|怀疑|介意|考虑|比较过|对比|听说)"
)
_CUSTOMER_SUBJECT = re.compile(
    r"(?:您|你|您们|换|换作|换做|换成|换了|心里|家里人|谁|换作是|换成是|妈妈|宝宝|家人|朋友|孩子|长辈)(?:谁|我|这会儿|现在|等了?这么久|心里|也|都|那边|的心情|自己|收到后|看了|看到)*$"
)
_CONTRAST = re.compile(r"不过|但是?|可是|可您|只是|您这|我就|我跟您")
"""Behind these, what was said to be usual no longer holds: 一般3-5天,不过您这单周三就到."""
_FEELING = re.compile(
    r"^(?:也|很|会|是|都|还|特别|非常|挺|更|就|有点|有些|让人|让您)*"
    r"(?:着急|等急|等得|等着急|难受|生气|不开心|不高兴|委屈|失望|心疼|难过|不舒服|郁闷|火大|扫兴|糟心|窝火|不踏实|不痛快|闹心|憋屈|不好受|不是滋味|急坏|急死|气坏|伤心)"
)
"""Feelings: whoever the sentence names, it is the customer who has them."""
_PAST_BEFORE = re.compile(
    r"(?:已经(?!在)|已(?!经)|昨天|昨晚|昨日|前天|上周|上个?月|刚刚|刚才|刚|显示|查到|(?:^|您|我们?|客服)之前|上次|当时|原本|本来|今天上午|今早|早就|曾|最近更新|物流信息)[^,]*$"
)
_PAST_AFTER = re.compile(r"^(?:货|出去?|给您)?(?:了|过了|过(?![去来]))(?!就|的话)")
_COMING = re.compile(r"[给帮替][您你]|百分百|准|必|就|快|马上|要|会|能|明天|明早|后天|下周|一定|肯定|保证|绝对|立刻")


def _negated(hit: Hit) -> bool:
    if _NEGATED_BEFORE.search(_REASSURING.sub("|", hit.within)):
        return True
    before = _REASSURING.sub("|", hit.lead)
    if not hit.opens_firmly and _NOT_DONE.search(before):
        return True
    return bool(_NEGATED_BEFORE.search(before) or _NEGATED_WORD.search(before))


def _denied(hit: Hit) -> bool:
    return bool(_NEGATED_AFTER.match(hit.after))


def _degree(hit: Hit) -> bool:
    if _DEGREE.match(hit.after):
        return True
    return hit.before == "" and hit.after != "" and hit.opens_firmly and bool(_ANSWER.match(hit.after))


def _noun(hit: Hit) -> bool:
    if (
        hit.phrase == "保证"
        and _ASSURED.search(hit.before)
        and not hit.after.startswith(("您", "不", "能", "会", "给"))
    ):
        return True
    if _NOUN_AFTER.match(hit.after) or (hit.phrase == "肯定" and _NOUN_PAIR.search(hit.before)):
        return True
    return hit.phrase in ("肯定", "保证") and bool(_NOUN_BEFORE.search(hit.before)) and not hit.after[:1].isalnum()


def _purpose(hit: Hit) -> bool:
    if _PURPOSE.search(hit.before):
        return True
    return hit.phrase.startswith("保证") and bool(_WANTED.search(hit.before))


def _to_customer(hit: Hit) -> bool:
    if "放心" in hit.before:
        return False
    if hit.phrase.startswith("保证") and _KEPT_WHOLE.match(hit.phrase[2:] + hit.after):
        return True
    if _TO_CUSTOMER_BEFORE.search(hit.before):
        return True
    return bool(_TO_CUSTOMER_AFTER.match(hit.after)) and not _OWN_ACTOR.search(hit.before + hit.phrase)


def _customer(hit: Hit) -> bool:
    if "放心" in hit.before:
        return False
    if _CUSTOMER_BEFORE.search(hit.before):
        return True
    if _FEELING.match(hit.after):
        return True
    return bool(_CUSTOMER_SUBJECT.search(hit.before)) and bool(_CUSTOMER_FEELS.match(hit.after))


def _question(hit: Hit) -> bool:
    if _QUESTION_END.search(hit.after.rstrip(" ")) and not _TAG.search(hit.after):
        return True
    return bool(_ASKED_BEFORE.search(hit.before + hit.within))


def _quoted(hit: Hit) -> bool:
    quotes = hit.said.quotes
    at = bisect_right(quotes, (hit.start, len(hit.said.text)))
    return any(start <= hit.start and hit.end <= end for start, end in quotes[max(0, at - 2) : at])


def _past(hit: Hit) -> bool:
    if _PAST_BEFORE.search(hit.before):
        return True
    return bool(_PAST_AFTER.match(hit.after)) and not _COMING.search(hit.before + hit.phrase)


def _hedged(hit: Hit) -> bool:
    if any(hit.said.within(name, hit.clause) for name in ("usual", "effort")):
        return True
    if hit.firm:
        return False
    sentence = hit.said.sentence(hit.start, hit.end)
    contrast = max(
        (found.end() for found in _CONTRAST.finditer(hit.said.text, sentence[0], hit.start)), default=sentence[0]
    )
    return hit.said.within("usual", (contrast, sentence[1]))


def _asking(hit: Hit) -> bool:
    if hit.said.within("asked", (0, len(hit.said.text))):
        return False  # who has been asked and has agreed is no way out any more: the grants say what may be promised
    if hit.said.within("asking", hit.clause):
        return True
    return not hit.firm and hit.said.within("asking", hit.said.sentence(hit.start, hit.end))


GUARDS: dict[GuardName, Callable[[Hit], bool]] = {
    "negated": _negated,
    "denied": _denied,
    "degree": _degree,
    "noun": _noun,
    "purpose": _purpose,
    "to_customer": _to_customer,
    "customer": _customer,
    "question": _question,
    "quoted": _quoted,
    "past": _past,
    "hedged": _hedged,
    "asking": _asking,
}
"""Name of each guard to the question it asks: true means the hit does not count."""
_BITS = {name: 1 << number for number, name in enumerate(GUARDS)}

_SIGNS: dict[GuardName, str] = {
    "negated": "不没无未勿别难非莫岂哪怎谁避防杜禁拒",
    "denied": "不没无",
    "purpose": "为以来好才确想用目要",
    "question": "?吗么嘛没不否无怎何哪久几什难底",
    "quoted": _CLOSING,
    "past": "已昨前上刚显查之当原本今早曾最物了过",
}
"""Characters without which a guard never says yes."""
_STRENGTHS: dict[GuardName, tuple[str, ...]] = {"hedged": ("usual", "effort"), "asking": ("asking",)}
"""Lists without a word of which a guard never says yes."""
_SIGN_BITS = {
    sign: sum(_BITS[name] for name, signs in _SIGNS.items() if sign in signs) for sign in set("".join(_SIGNS.values()))
}
_ANY_SIGN = re.compile(f"[{re.escape(''.join(sorted(_SIGN_BITS)))}]")
_ALWAYS = sum(bit for name, bit in _BITS.items() if name not in _SIGNS and name not in _STRENGTHS)


def _possible(scan: Scan, strength: Mapping[str, int]) -> int:
    bits = _ALWAYS
    for sign in _ANY_SIGN.findall(scan.text):
        bits |= _SIGN_BITS[sign]
    for name, lists in _STRENGTHS.items():
        if any(strength.get(one) in scan.present for one in lists):
            bits |= _BITS[name]
    return bits


def bits_of(guards: Iterable[GuardName]) -> int:
    """The guards as bits, to be compared with `Said.possible`."""
    return sum(_BITS[name] for name in set(guards))


def first_of(guards: Iterable[GuardName], hit: Hit) -> GuardName | None:
    """The first of some guards, in their order, that says that the hit does not count."""
    possible = hit.said.possible
    return next((name for name in guards if _BITS[name] & possible and GUARDS[name](hit)), None)
