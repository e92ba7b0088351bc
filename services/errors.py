"""What a use case refuses. `Refused` is for a person to mend; the others end the request."""

from collections.abc import Sequence

from services.problems import Problem


class ServiceError(Exception):
    """The root of everything a service raises; `code` is stable and is what a client switches on."""

    code = "INTERNAL"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(ServiceError):
    """The input or the moment is wrong: fix it and ask again. Nothing was changed."""

    code = "REFUSED"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class NotSignedIn(ServiceError):
    """Sign in and ask again."""

    code = "NOT_SIGNED_IN"

    def __init__(self) -> None:
        super().__init__("Sign in first. · 请先登录。")


class NotFound(ServiceError):
    """There is no such thing, or the viewer may not know of it: the two look the same on purpose."""

    code = "NOT_FOUND"

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}, or you may not see it. · 不存在或无权查看。")
        self.what = what


class NotPermitted(ServiceError):
    """The viewer sees the thing but may not do this to it."""

    code = "NOT_PERMITTED"

    def __init__(self, action: str) -> None:
        super().__init__(f"You may not {action}. · 您没有此操作的权限。")
        self.action = action


class InvalidInput(ServiceError):
    """An argument is not of the form it must have: an id, a cursor, a page size."""

    code = "INVALID_INPUT"
