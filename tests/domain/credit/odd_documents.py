"""Tables of a policy that are wrong in one way or another: a wrong type, misspelt, out of range."""

from __future__ import annotations

DAYS = '[[requirement]]\ncode = "r"\nmeasure = "days"\naccount = "field"\nat_least = "1d"\n'
VISITS = '[[requirement]]\ncode = "v"\nmeasure = "visits"\nat_least = 1\n'
STAY = '[[requirement]]\ncode = "s"\nmeasure = "longest_stay"\nat_least = "1d"\n'
PLACES = '[[requirement]]\ncode = "p"\nmeasure = "places"\nat_least = 1\n'
SUM = '[[requirement]]\ncode = "n"\nmeasure = "sum"\nwhat = "households"\nat_least = 1\n'
SHARE = '[[requirement]]\ncode = "w"\nmeasure = "share"\naccount = "field"\nat_least = "1/2"\n'
OUTCOMES = '[[requirement]]\ncode = "o"\nmeasure = "outcomes"\nat_least = 1\n'
RULE = '[[exchange]]\ncode = "x"\nfrom = "online"\nto = "field"\nrate = "1/2"\n'
ADOPTED = '[[exchange]]\ncode = "a"\nfrom = "policy_adopted"\nto = "field"\neach = "1d"\n'
CAP = '[[cap]]\naccount = "online"\nper = "day"\nat_most = "1h"\n'
CEILING = '[[ceiling]]\nto = "field"\nat_most = "1/2"\n'
WEIGHT = '[[weight]]\nchannel = "online"\nrate = "1/2"\n'

ODD = (
    'day = 1\ncount = "x"\nweight = {}\ncap = [1]\nceiling = 2\nexchange = ""\nrequirement = [[]]\n',
    '[day]\nminutes = "480"\nhours = 8\ntime_zone = 8\nholidays = 1\n',
    "[day]\nminutes = 1442\n",
    '[count]\nmin_minutes = 15\nlate_days = -1\nrest_days = 1\nleave_days = "yes"\n',
    "[count]\noutcome_required = 0\nx = 1\n",
    '[count]\nmin_minutes = "0.5m"\nlate_days = 1.5\n',
    '[count]\nmin_minutes = "2000000000m"\nlate_days = 20000000000\n',
    WEIGHT.replace('"1/2"', '"-1/2"'),
    WEIGHT + 'modes = "browse"\nplatforms = []\ntopics = [1]\nplace_levels = ["street"]\ncontact_point = 1\n',
    WEIGHT + 'weekdays = ["1"]\ngenerous = 1\n',
    WEIGHT + "weekdays = [8, true]\nmodes = [\"a\", \"a\"]\n",
    WEIGHT.replace("online", "phone"),
    CAP.replace('"1h"', '"1.001m"'),
    CAP.replace('"day"', "1"),
    CAP.replace('"day"', "{}"),
    CAP.replace('"day"', "{ months = 2, from = \"01-01\" }"),
    CAP.replace('"day"', '{ months = "2" }'),
    CAP.replace('"day"', "{ months = 0 }"),
    CAP.replace('"day"', '{ from = "01-01" }'),
    CAP.replace('"day"', '{ from = 1, to = "1-1" }'),
    CAP.replace('"day"', '{ from = "13-01", to = "00-10" }'),
    CAP + "colour = 1\n",
    CEILING.replace('"field"', '"policy_adopted"'),
    CEILING.replace('"1/2"', "1") + "x = 1\n",
    CEILING.replace('to = "field"\n', ""),
    RULE + 'title = 1\nkeep = "x"\nbeyond = 1\nat_most = "0.3m"\n',
    RULE + 'at_most = "x"\n' + RULE,
    RULE + "at_most = 1\ncolour = 1\n",
    RULE.replace('code = "x"\n', ""),
    RULE.replace('"x"', '""'),
    RULE.replace('from = "online"\n', ""),
    RULE.replace("online", "phone"),
    RULE.replace("field", "phone"),
    RULE.replace('"1/2"', '"abc"'),
    ADOPTED.replace('"1d"', "1"),
    ADOPTED + "spends = 1\ngenerous = true\n",
    ADOPTED.replace('"1d"', '"0.3m"'),
    DAYS + 'title = ""\nprorate = 1\nearned_only = "x"\nper = "year"\nof = 1\n',
    DAYS + 'who = 1\n',
    DAYS + 'who = { ranks = "111", unit_levels = [], posts = [1], tags = ["a", "a"], colour = 1 }\n',
    DAYS + 'kinds = ["research_report"]\nlist = ["330106"]\ntimes = 1\nsame_place = true\nwhat = "x"\n',
    DAYS.replace('"days"', "1"),
    DAYS.replace('account = "field"\n', ""),
    DAYS.replace('"1d"', '"abc"'),
    DAYS + VISITS.replace('"v"', '"r"'),
    DAYS + DAYS.replace('"1d"', '"2d"') + 'prorate = true\n',
    DAYS + 'at_least = 1\n',
    VISITS + 'each = "-4h"\naccount = "field"\n',
    VISITS + 'each = "0.3m"\n',
    VISITS.replace("= 1", "= -1"),
    VISITS.replace("= 1", '= "1"'),
    VISITS.replace("= 1", "= 1.5"),
    VISITS.replace("= 1", "= 10000000000"),
    STAY + "times = 0\n",
    STAY + 'times = "2"\nsame_place = 1\nplaces_at = "street"\n',
    PLACES + 'list = []\nplaces_at = 1\ntimes = 1.5\n',
    PLACES + 'list = ["33010", "x", 1]\n',
    SUM.replace('what = "households"\n', ""),
    SUM.replace('"households"', '""'),
    OUTCOMES + 'kinds = "research_report"\nlevels = []\n',
    OUTCOMES + 'kinds = ["research_report", "research_report"]\nchannel = "field"\nprorate = true\n',
    DAYS + '[[requirement]]\ncode = "h"\nmeasure = "days"\naccount = "field"\nat_least = "1d"\nof = "r"\n',
    DAYS + '[[requirement]]\ncode = "h"\nmeasure = "days"\naccount = "field"\nat_least = "1/2"\nof = "h"\n',
    "x = 1\ny = \"a\\nb\"\n",
    'x = "' + "a" * 200 + '"\n',
    "title2 = 1979-05-27\n",
    "years_to = \"2027\"\n",
    "years_to = 10000\n",
)  # fmt: skip
"""Each is written below a head that is sound."""
