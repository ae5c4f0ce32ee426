"""The credit engine: a policy and facts in, an assessment out; pure, exact, one step to a file.

document (TOML → Policy) and case (JSON → facts) refuse with all their faults at once. `assess` then goes
admit → weigh → overlap → cap → total → exchange → require → judge, over the pieces that `pieces` cuts,
inside the `frame` that a policy and a year make. `report` writes the JSON, `explain` the derivation of any
figure, `article` the policy in plain words.
"""
