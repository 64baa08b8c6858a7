"""What stops a run.

Three kinds of wrong have three places. Wrong *data* is a `Finding` and never an exception. A wrong
*set-up* or a wrong call is one of the errors below, shown as one clear message (exit 2). Anything else is
a bug (exit 3).

    PipelineError
    ├── SetupError      config.yaml or a declaration does not say what it must
    ├── UsageError      the command asks for something that is not there
    └── PublishError    the output folder cannot be written
"""


class PipelineError(Exception):
    """One clear Chinese message for the user: what is wrong, and what to do."""


class SetupError(PipelineError):
    """The configuration or a declaration is wrong; carries every complaint at once."""

    def __init__(self, complaints: list[str]) -> None:
        """Keep `complaints`, each one line: file, line, path, what is wrong, what was perhaps meant."""
        self.complaints = complaints
        super().__init__("\n".join(complaints))


class UsageError(PipelineError):
    """The command names a period, unit or file that does not exist."""


class PublishError(PipelineError):
    """The release folder cannot be written; the last release is as it was."""
