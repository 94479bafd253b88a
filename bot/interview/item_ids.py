"""The ids of what the model is asked, drawn from the record. Pure.

They grow with the record, because a stored resumption handle covers every item up to one id: after a restart the next
id must lie above all that the handle may hold, and only the record is there to tell. By voice an item may be asked more
than once, so ids there may run ahead of these (`UtteranceControl`).
"""


def says(seq: int) -> int:
    """The item whose reply becomes the interviewer's turn `seq`."""
    return 2 * seq - 1


def hears(seq: int) -> int:
    """The item that the candidate's turn `seq` is asked as."""
    return 2 * seq


def turn_of(hears_id: int) -> int:
    """The turn of an id made by `hears`."""
    return hears_id // 2


def said_caption(item_id: int) -> int:
    """The key of the caption for what is said as this item; never a `heard_caption`, so that both are shown."""
    return 2 * item_id - 1


def heard_caption(item_id: int) -> int:
    """The key of the caption for what is heard as this item."""
    return 2 * item_id
