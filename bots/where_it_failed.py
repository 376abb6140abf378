"""Where in the code something failed: all that the diagnostics tell of a failure besides its kind."""

from __future__ import annotations


def where_it_failed(problem: BaseException) -> str:
    """File and line where a problem arose, as `file.py:line`, without its words; "" when it was never raised."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
