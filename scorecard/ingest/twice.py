"""Several columns that bear names of one field: settled by their content, else asked about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scorecard.ingest.header import Header
from scorecard.ingest.table import Column, Table


def settle_twice(table: Table, header: Header) -> tuple[Table, Header]:
    """Take the only column that is filled, or the first of columns that say the same.

    Fields whose columns differ stay in `header.twice`.
    """
    fields, left, columns = dict(header.fields), {}, dict(table.columns)
    for name, others in header.twice.items():
        places = [fields[name], *others]
        filled = [place for place in places if not table.column_at(place).blank().all()]
        chosen = (filled or places)[0]
        if all(_same(table.column_at(chosen), table.column_at(place)) for place in filled[1:]):
            fields[name], columns[name] = chosen, table.column_at(chosen)
        else:
            left[name] = others
    return replace(table, columns=columns, places=fields), replace(
        header, fields=fields, twice=left
    )


def _same(left: Column, right: Column) -> bool:
    if left is right:
        return True
    words = {word.strip(): number for number, word in enumerate(left.words)}
    numbers = np.array([words.get(word.strip(), -1) for word in right.words], dtype=np.int64)
    own = np.array([words[word.strip()] for word in left.words], dtype=np.int64)
    return bool((own[left.codes] == numbers[right.codes]).all())
