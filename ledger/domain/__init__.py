"""The words of the ledger and what follows from them; the standard library is all it needs.

Entry 台账条目: one logged piece of research, online (网上调研) or in the field (实地调研).
Outcome 成果: what came of entries: a report, an instruction, a policy, a problem solved.
Cadre 干部: the person whose year it is. Actor: who is doing it now.
Appointment 任职: an interval of rank, unit and post.
Policy 折算办法: a versioned document of requirements, caps and exchanges.
Credit 折算: the minutes an entry earned, with its steps.
Standing 达标情况: reached, required, short.
Assessment 核算: what the engine finds for a cadre and a year.
Review 审核: a reviewer's decision on an entry. Audit 抽查: the organisation department's case.
Journal 记账流水: append-only postings. Trail 操作留痕: who did and saw what.
Summary 年度总结: the year on paper and on screen.
"""
