from form_templates.problems import Problem, ProblemCode, Severity


def test_codes_only_ever_grow() -> None:
    """Clients rely on them: a name taken away here is a breaking change."""
    assert [code.value for code in ProblemCode] == [
        *("REQUIRED", "TYPE", "FORMAT", "ENUM", "LENGTH", "RANGE", "PATTERN", "COUNT", "UNIQUE"),
        *("RULE", "RULE_NOT_EVALUABLE", "UNKNOWN_FIELD", "READ_ONLY"),
        *("UNKNOWN_SECTION", "UNKNOWN_TEMPLATE", "UNKNOWN_ENTRY", "TOO_LARGE", "TOO_DEEP"),
        *("LINT_SHAPE", "LINT_KEYWORD", "LINT_TITLE", "LINT_TEXTS", "LINT_PATTERN", "LINT_REF", "LINT_CONDITION"),
        *("LINT_RULE", "LINT_EXAMPLE", "LINT_DEPTH", "LINT_SIZE", "LINT_DISCRIMINATOR"),
    ]


def test_a_problem_without_numbers_has_empty_params() -> None:
    assert Problem("REQUIRED", Severity.ERROR, "/title", "请填写。").params == {}
