"""The pipeline counted once: reports of the same opportunity become one deal with one amount.

Entry points (see `contract` for the frames they take and give):
    count_once(deals, as_of, decisions=(), settings=Settings(), weights=None) -> Counted
    bridge(counted, keep=None) -> Bridge          keep: deal_ids of the fates looked at
    explain(pair) -> tuple[Part, ...]             pair: one row of `Counted.pairs`
    at_most_one(probability, tender) -> ndarray   bids of one tender share one win
"""
