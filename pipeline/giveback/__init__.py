"""Return copies (退改件): a fresh form of the current version that carries everything a unit typed, faults marked.

The original is never touched. A row keeps its row number where it can, so that the copy's cells are those that
the messages name; what the form did not have is put in (an open item that is missing, a lost column).
"""

from pipeline.giveback.copies import copy_notice, return_copies

__all__ = ["copy_notice", "return_copies"]
