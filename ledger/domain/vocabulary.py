"""The closed lists of the field with their names, and the open ones with what is usual."""

from __future__ import annotations

from enum import StrEnum

from ledger.domain.wording import N_


class Channel(StrEnum):
    """How the research was done."""

    ONLINE = "online"
    FIELD = "field"


CHANNELS = {"online": N_("网上调研"), "field": N_("实地调研")}

ONLINE_MODES = {
    "browse": N_("浏览倾听"),
    "reply": N_("留言回复"),
    "live_qa": N_("在线访谈"),
    "video_meeting": N_("视频座谈"),
    "questionnaire": N_("网络问卷"),
    "data_analysis": N_("数据分析"),
    "reception": N_("网上接访"),
    "guide": N_("正面引导"),
    "publicise": N_("宣传阐释"),
}
FIELD_MODES = {
    "stationed": N_("蹲点调研"),
    "visit": N_("走访"),
    "forum": N_("座谈"),
    "supervision": N_("督查"),
    "case_study": N_("解剖麻雀"),
    "unannounced": N_("四不两直"),
}
MODES = {"online": ONLINE_MODES, "field": FIELD_MODES}

PLATFORMS = {
    "liuyanban": N_("领导留言板"),
    "hotline_12345": N_("12345热线"),
    "weibo": N_("政务微博"),
    "wechat": N_("微信"),
    "qq": "QQ",
    "forum": N_("论坛"),
    "short_video": N_("短视频"),
    "gov_site": N_("政府网站"),
    "petition": N_("网上信访"),
    "other": N_("其他"),
}

OUTCOME_KINDS = {
    "research_report": N_("调研报告"),
    "leader_instruction": N_("领导批示"),
    "policy_adopted": N_("转化为政策"),
    "info_adopted": N_("信息采用"),
    "problem_solved": N_("解决问题"),
    "message_closed": N_("留言办结"),
    "rumor_rebuttal": N_("辟谣"),
    "outreach": N_("政策宣讲"),
    "proposal": N_("提案"),
    "institution_built": N_("制度建设"),
}

LEVELS = {
    "central": N_("中央"),
    "province": N_("省级"),
    "city": N_("市级"),
    "county": N_("县级"),
    "township": N_("乡级"),
    "unit": N_("本单位"),
}
"""Levels of an outcome; the list is open, these are offered."""

COUNTS = {
    "households": N_("走访户数"),
    "special_households": N_("走访特殊群体户数"),
    "nights": N_("住村夜数"),
}
"""What an entry may count beside its time; the list is open, these have names."""

UNIT_LEVELS = {
    "central": N_("中央和国家机关"),
    "province": N_("省（部）级"),
    "city": N_("市（厅）级"),
    "county": N_("县（处）级"),
    "township": N_("乡（科）级"),
}

HALVES = {"am": N_("上午"), "pm": N_("下午")}

STATUSES = {
    "draft": N_("草稿"),
    "unconfirmed": N_("待本人确认"),
    "submitted": N_("待审核"),
    "approved": N_("已审核"),
    "returned": N_("已退回"),
    "withdrawn": N_("已撤回"),
}
OUTCOME_STATUSES = {
    "recorded": N_("待核实"),
    "verified": N_("已核实"),
    "refused": N_("未予认定"),
}
STANDINGS = {
    "met": N_("已达到"),
    "short": N_("尚差"),
    "not_applicable": N_("不适用"),
}
ROLES = {
    "cadre": N_("干部本人"),
    "delegate": N_("代录人"),
    "reviewer": N_("单位审核人"),
    "organisation": N_("组织部门"),
    "system": N_("系统管理员"),
    "security": N_("安全管理员"),
    "audit": N_("审计管理员"),
}
