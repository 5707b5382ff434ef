"""Places as Chinese platforms name them: the countries behind the names, where a name says one and nothing else."""

from __future__ import annotations

from typing import NamedTuple


def _words(text: str) -> list[str]:
    return text.split()


#: Names beside "IP 属地". Only names that mean one territory of ISO 3166-1; provinces of China are not in here.
_COUNTRIES = _words(
    "CN 中国 HK 中国香港 HK 香港 MO 中国澳门 MO 澳门 TW 中国台湾 TW 台湾 US 美国 CA 加拿大 GB 英国 AU 澳大利亚 "
    "NZ 新西兰 JP 日本 KR 韩国 KP 朝鲜 SG 新加坡 MY 马来西亚 TH 泰国 VN 越南 PH 菲律宾 ID 印度尼西亚 MM 缅甸 "
    "KH 柬埔寨 LA 老挝 BN 文莱 IN 印度 PK 巴基斯坦 BD 孟加拉国 NP 尼泊尔 LK 斯里兰卡 MN 蒙古 KZ 哈萨克斯坦 "
    "UZ 乌兹别克斯坦 KG 吉尔吉斯斯坦 RU 俄罗斯 UA 乌克兰 BY 白俄罗斯 DE 德国 FR 法国 IT 意大利 ES 西班牙 "
    "PT 葡萄牙 NL 荷兰 BE 比利时 LU 卢森堡 CH 瑞士 AT 奥地利 IE 爱尔兰 SE 瑞典 NO 挪威 DK 丹麦 FI 芬兰 IS 冰岛 "
    "PL 波兰 CZ 捷克 HU 匈牙利 RO 罗马尼亚 BG 保加利亚 GR 希腊 RS 塞尔维亚 HR 克罗地亚 TR 土耳其 IL 以色列 "
    "SA 沙特阿拉伯 AE 阿联酋 AE 阿拉伯联合酋长国 QA 卡塔尔 IR 伊朗 IQ 伊拉克 EG 埃及 ZA 南非 NG 尼日利亚 "
    "KE 肯尼亚 ET 埃塞俄比亚 MX 墨西哥 BR 巴西 AR 阿根廷 CL 智利 PE 秘鲁 CO 哥伦比亚 VE 委内瑞拉 PA 巴拿马"
)
ISO2_BY_NAME = dict(zip(_COUNTRIES[1::2], _COUNTRIES[::2], strict=True))
#: The platform's own number for China is that of ISO 3166-1; it is used where no name is written.
_CHINA = "156"


class Region(NamedTuple):
    """A place beside a name.

    Attributes:
        shown: What the page shows: the province within China, else the country.
        iso2: Two letters, where the country's name says it.
        province: Province, as written.
    """

    shown: str
    iso2: str | None = None
    province: str | None = None


def country_iso2(name: str | None) -> str | None:
    """Return the two letters of a country by its Chinese name; ``None`` if the name is not known to mean one.

    Example:
        >>> country_iso2("加拿大"), country_iso2("四川"), country_iso2("刚果")
        ('CA', None, None)
    """
    return ISO2_BY_NAME.get(name.strip()) if name else None


def region(country: str | None, country_id: str | None, province: str | None, city: str | None = None) -> Region | None:
    """Return a place made of its parts as WeChat gives them; ``None`` if all are empty.

    Example:
        >>> region("中国", "156", "四川"), region("加拿大", "124", "")
        (Region(shown='四川', iso2='CN', province='四川'), Region(shown='加拿大', iso2='CA', province=None))
    """
    country, province = (country or "").strip(), (province or "").strip()
    shown = province if province and (not country or country_id == _CHINA) else country
    shown = shown or province or (city or "").strip()
    if not shown:
        return None
    # Hong Kong, Macao and Taiwan come as provinces of 中国; as territories of ISO 3166-1 they have letters of their own
    iso2 = country_iso2(province) or country_iso2(country) or ("CN" if country_id == _CHINA else None)
    return Region(shown, iso2, province or None)
