"""A small invented case: a tabloid runs two articles, WeChat accounts publish them as their own, captions echo them.

Everything is invented: places, papers, accounts. Of one caption only the day is known.
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2031, 5, 6, 2, 0, tzinfo=UTC)
PAPER = "北海环视报"
FIRST = (
    "北港市长周二突然下令关闭东岸渡轮码头三十一天，理由是检修，却没有任何书面通知。记者在现场看到，近四百名通勤者被拦在铁门外，"
    "有人等了两个小时才知道当天没有船。码头工会说，这是十二年来第一次不经商量就停航。市议会财务委员会的一份内部文件显示，"
    "停航每天会让渡轮公司损失约八万元，而检修合同在招标前就已经给了市长竞选时的捐款人。市长办公室拒绝对此回应，只说安全第一。"
)
SECOND = (
    "就在渡轮停航的同一周，北港图书馆的预算被砍掉了四分之一，三家分馆将在夏天关门。馆员们是从新闻里读到这个消息的。"
    "一位在分馆工作了二十年的管理员告诉本报，孩子们放学后无处可去。市政厅的说法是，这笔钱要用来修码头的停车场，"
    "可停车场的设计图至今没有公开，连负责的工程师也说没有见过。居民已经开始自发收集签名，要求召开听证会。"
)
HEADLINE = "北港市长周二突然下令关闭东岸渡轮码头三十一天，理由是检修，却没有任何书面通知。"
COMMENT = "【写在前面】身边很多朋友都在问这件事，今天一次说清楚，看完请转给家里的老人。"
CLOSING = "这就是我们每天交税养着的市政厅。你怎么看？欢迎在留言区说说。"
DENIAL = HEADLINE.replace("突然下令关闭", "并没有下令关闭")
QUOTING = f"据{PAPER}报道，“{HEADLINE}”我更关心的是工人的工资谁来付，合同里写了什么。"
CHECKED = f"网传消息不实。{DENIAL}码头照常开放，渡轮班次没有变化。"
ORDINARY = (
    "周末带孩子去河边放风筝，风太大线断了两次。", "新开的面馆汤头不错，就是座位太挤，得早点去。",
    "地铁三号线今天早上又晚点，站台上全是人。", "阳台上的番茄终于红了第一个，舍不得摘。",
    "学校下周开家长会，老师说要带户口本复印件。", "电影院换了新座椅，可是爆米花涨到了九块钱。",
    "凌晨看球输得太惨，今天上班整个人是飘的。", "邻居家的猫又跑到我们屋顶上晒太阳了。",
    "图书馆借的小说超期三天，罚了一块五。", "超市鸡蛋打折，排队的大妈把门都挤歪了。",
    "第一次自己修好了漏水的水龙头，很得意。", "同事送了一盆薄荷，放在窗边长得飞快。",
    "公交司机今天心情不错，一路都在哼歌。", "妈妈寄来的腊肉到了，整个楼道都是香味。",
    "体检报告说血脂偏高，从明天开始跑步。", "楼下施工的电钻声从七点响到中午十二点。",
    "孩子换了第一颗牙，非要把它埋进花盆里。", "眼镜腿断了，用胶带缠着先撑到发工资。",
    "老同学聚会，发现大家最关心的都是颈椎。", "雨下得太大，外卖小哥全身湿透还在道歉。",
    "买到一本旧地图，上面连我们村都没有标。", "健身卡办了一年，去了两回，都是去洗澡。",
    "隔壁开了家修鞋铺，手艺好得不像这年头。", "今晚的月亮特别圆，可惜手机拍不出来。",
)  # fmt: skip
#: id, account, name, hours after the first article, title, text, link
Row = tuple[str, str, str, float, str, str, str]
#: Posts of which the capture holds the day only.
COARSE = frozenset({"v3"})
PAPERS: list[Row] = [
    ("a1", "huanshi.example", PAPER, 0, "渡轮码头一关三十一天", FIRST, ""),
    ("a2", "huanshi.example", PAPER, 5, "图书馆的夏天没有了", SECOND, ""),
]
WECHAT: list[Row] = [
    ("w1", "gh_beigang", "北港新鲜事", 25, "炸锅了！码头说关就关", f"{COMMENT}{FIRST}{CLOSING}", ""),
    ("w2", "gh_huaren", "华人生活圈", 25.3, "码头说关就关，凭什么", f"{COMMENT}{FIRST}{CLOSING}", ""),
    ("w3", "gh_redian", "今日热点谈", 29, "孩子们放学去哪儿", f"{SECOND}{CLOSING}", ""),
    ("w4", "gh_dushu", "读书与城市", 30, "转一篇", f"来源：{PAPER}\n{FIRST}", "https://huanshi.example/a1"),
    ("w5", "gh_pinglun", "老周评论", 33, "说说停航", QUOTING, ""),
    ("w6", "gh_hecha", "事实核查站", 50, "核查：码头并未关闭", CHECKED, ""),
]  # fmt: skip
VIDEOS: list[Row] = [
    ("v1", "dy_one", "海风看世界", 27, "", HEADLINE, ""),
    ("v2", "dy_two", "北港视角", 27.5, "", f"{HEADLINE}#北港 #渡轮", ""),
    ("v3", "dy_three", "一点快讯", 24, "", HEADLINE, ""),
]
VIDEO = "https://www.douyin.com/video/"
EVENTS = (
    "at,label,kind,comparable\n"
    "2031-04-22T20:00Z,Budget debate,debate,yes\n"
    "2031-04-29T20:00Z,Harbour debate,debate,yes\n"
    "2031-05-06T20:00Z,Mayors’ debate,debate,no\n"
)


def write_case(folder: Path) -> list[Path]:
    """Write one capture per platform, and ``events.csv``; return the captures."""
    folder.mkdir(parents=True, exist_ok=True)
    ordinary: list[Row] = [
        (f"o{n}", f"gh_p{n}", f"读者{n}", 48.0 * n - 900, "", text, "") for n, text in enumerate(ORDINARY)
    ]
    (folder / "events.csv").write_text(EVENTS, encoding="utf-8")
    return [
        _write(folder / "paper.csv", "web", PAPERS, "https://huanshi.example/"),
        _write(folder / "wechat.csv", "wechat", [*WECHAT, *ordinary], "https://mp.weixin.qq.com/s/"),
        _write(folder / "douyin.csv", "douyin", [row for row in VIDEOS if row[0] not in COARSE], VIDEO),
        _write(folder / "douyin-list.csv", "douyin", [row for row in VIDEOS if row[0] in COARSE], VIDEO),
    ]


def _write(path: Path, platform: str, rows: list[Row], address: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["post_id", "platform", "account_id", "display_name", "created_at", "title", "text", "links", "url"])
        for post, account, name, hours, title, text, link in rows:
            at = (START + timedelta(hours=hours)).isoformat()
            write(
                [
                    post,
                    platform,
                    account,
                    name,
                    at[:10] if post in COARSE else at,
                    title,
                    text,
                    link,
                    f"{address}{post}",
                ]
            )
    return path
