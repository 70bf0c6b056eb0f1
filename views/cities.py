"""Cities and their time zones, by region, under the names of both languages; found also by what people type."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from babel.dates import get_timezone_location

from views.texts import Texts

REGIONS: dict[str, tuple[str, ...]] = {
    "China": (
        "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Macau", "Asia/Urumqi",
    ),
    "Asia": (
        "Asia/Singapore", "Asia/Kuala_Lumpur", "Asia/Tokyo", "Asia/Seoul", "Asia/Bangkok", "Asia/Jakarta",
        "Asia/Manila", "Asia/Ho_Chi_Minh", "Asia/Kolkata", "Asia/Dubai", "Asia/Karachi", "Asia/Dhaka",
        "Asia/Kathmandu", "Asia/Colombo", "Asia/Yangon", "Asia/Almaty", "Asia/Tashkent", "Asia/Tehran",
        "Asia/Riyadh", "Asia/Jerusalem",
    ),
    "Europe": (
        "Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Rome", "Europe/Amsterdam",
        "Europe/Zurich", "Europe/Vienna", "Europe/Stockholm", "Europe/Warsaw", "Europe/Prague",
        "Europe/Athens", "Europe/Istanbul", "Europe/Kyiv", "Europe/Moscow", "Europe/Lisbon", "Europe/Dublin",
        "Europe/Helsinki",
    ),
    "America": (
        "America/New_York", "America/Toronto", "America/Chicago", "America/Denver", "America/Los_Angeles",
        "America/Vancouver", "America/Anchorage", "America/Mexico_City", "America/Bogota", "America/Lima",
        "America/Santiago", "America/Sao_Paulo", "America/Buenos_Aires", "America/Halifax",
    ),
    "Africa": (
        "Africa/Cairo", "Africa/Lagos", "Africa/Nairobi", "Africa/Johannesburg", "Africa/Casablanca",
        "Africa/Algiers", "Africa/Accra", "Africa/Addis_Ababa",
    ),
    "Australia and the Pacific": (
        "Australia/Sydney", "Australia/Melbourne", "Australia/Brisbane", "Australia/Adelaide",
        "Australia/Perth", "Pacific/Auckland", "Pacific/Fiji", "Pacific/Honolulu",
    ),
}  # fmt: skip
"""What is offered by buttons. Whatever else the tables of time zones know is found by typing."""

_MORE = """
Asia/Shanghai: Beijing 北京, Shenzhen 深圳, Guangzhou 广州, Hangzhou 杭州, Chengdu 成都, Chongqing 重庆,
Asia/Shanghai: Wuhan 武汉, Nanjing 南京, Suzhou 苏州, Xi'an 西安, Tianjin 天津, Changsha 长沙, Zhengzhou 郑州,
Asia/Shanghai: Qingdao 青岛, Xiamen 厦门, Dalian 大连, Kunming 昆明, Shenyang 沈阳, Harbin 哈尔滨, Hefei 合肥,
Asia/Shanghai: Fuzhou 福州, Jinan 济南, Ningbo 宁波, Dongguan 东莞, Foshan 佛山, Zhuhai 珠海, Wuxi 无锡,
Asia/Shanghai: Nanchang 南昌, Guiyang 贵阳, Nanning 南宁, Haikou 海口, Lanzhou 兰州, Taiyuan 太原,
Asia/Shanghai: China 中国, Lhasa 拉萨, Sanya 三亚, Changchun 长春, Shijiazhuang 石家庄
Asia/Taipei: Kaohsiung 高雄, Taichung 台中, Taiwan 台湾
Asia/Tokyo: Osaka 大阪, Kyoto 京都, Yokohama 横滨, Japan 日本
Asia/Seoul: Busan 釜山, Korea 韩国
Asia/Kolkata: Delhi 德里, Mumbai 孟买, Bangalore 班加罗尔, Chennai 金奈, India 印度
Asia/Kuala_Lumpur: Penang 槟城, Johor 新山, Malaysia 马来西亚
Asia/Bangkok: Chiang Mai 清迈, Phuket 普吉, Thailand 泰国
Asia/Ho_Chi_Minh: Saigon 西贡, Vietnam 越南, Hanoi 河内
Asia/Jakarta: Bandung 万隆
Asia/Dubai: Abu Dhabi 阿布扎比
Europe/London: Manchester 曼彻斯特, Edinburgh 爱丁堡, Cambridge 剑桥, Oxford 牛津
Europe/Berlin: Munich 慕尼黑, Hamburg 汉堡, Frankfurt 法兰克福, Cologne 科隆, Germany 德国
Europe/Paris: Lyon 里昂, Marseille 马赛, France 法国
Europe/Madrid: Barcelona 巴塞罗那
Europe/Rome: Milan 米兰
Europe/Zurich: Geneva 日内瓦
Europe/Moscow: Saint Petersburg 圣彼得堡
America/New_York: Boston 波士顿, Washington 华盛顿, Philadelphia 费城, Miami 迈阿密, Atlanta 亚特兰大
America/Toronto: Ottawa 渥太华, Montreal 蒙特利尔
America/Chicago: Houston 休斯敦, Dallas 达拉斯, Austin 奥斯汀
America/Denver: Salt Lake City 盐湖城
America/Los_Angeles: San Francisco 旧金山, Seattle 西雅图, San Diego 圣迭戈, Silicon Valley 硅谷, LA 洛城
America/Sao_Paulo: Rio de Janeiro 里约热内卢
Australia/Sydney: Canberra 堪培拉
Pacific/Auckland: Wellington 惠灵顿
"""

_OWN_NAMES = {
    "Asia/Kolkata": ("加尔各答", "Kolkata"),
    "Asia/Ho_Chi_Minh": ("胡志明市", "Ho Chi Minh City"),
    "Asia/Kathmandu": ("加德满都", "Kathmandu"),
    "Asia/Yangon": ("仰光", "Yangon"),
    "Europe/Kyiv": ("基辅", "Kyiv"),
    "America/Buenos_Aires": ("布宜诺斯艾利斯", "Buenos Aires"),
}
"""Where the library's names are of former days."""

FOUND = 6
"""Cities offered for what was typed."""


@dataclass(frozen=True, slots=True)
class City:
    """A place people know by name, and its zone."""

    zone: str
    zh: str
    en: str

    def called(self, locale: str) -> str:
        """Its name in `zh` or `en`."""
        return self.zh if locale == "zh" else self.en


def name_of(texts: Texts, zone: str) -> str:
    """The city that a zone is named for."""
    return _named(zone, texts.locale)


def find(text: str) -> Sequence[City]:
    """Cities whose name in either language, or zone, is or begins like what was typed; the exact ones first."""
    wanted = _plain(text)
    if not wanted:
        return ()
    exact, like = [], []
    for city in _cities():
        names = {_plain(city.zh), _plain(city.en)}
        if wanted in names or wanted == _plain(city.zone):
            exact.append(city)
        elif any(name.startswith(wanted) for name in names):
            like.append(city)
    by_zone = {city.zone: city for city in reversed(exact or like)}
    return list(reversed(by_zone.values()))[:FOUND]


def region_of(number: int) -> tuple[str, ...]:
    """The zones of a region, by its place in the list."""
    return list(REGIONS.values())[number]


@cache
def _cities() -> tuple[City, ...]:
    offered = [zone for zones in REGIONS.values() for zone in zones]
    others = sorted(zone for zone in available_timezones() - set(offered) if _is_a_city(zone))
    named = [City(zone, _named(zone, "zh"), _named(zone, "en")) for zone in (*offered, *others)]
    return (*named, *(city for line in _MORE.strip().splitlines() for city in _more(line)))


def _is_a_city(zone: str) -> bool:
    """Whether it goes by its own name, not by a former one of another zone."""
    return "/" in zone and _plain(zone.rpartition("/")[2]) == _plain(_named(zone, "en"))


def _more(line: str) -> Iterator[City]:
    zone, _, names = line.partition(": ")
    for name in filter(None, (part.strip() for part in names.split(","))):
        english, _, chinese = name.rpartition(" ")
        yield City(zone, chinese, english)


@cache
def _named(zone: str, locale: str) -> str:
    if zone in _OWN_NAMES:
        return _OWN_NAMES[zone][locale != "zh"]
    return get_timezone_location(zone, locale=locale, return_city=True)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold().replace("_", " ")
    return "".join(char for char in folded if char.isalnum())
