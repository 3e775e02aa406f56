"""The conventions of the dbt project, checked over its manifest by dbt-score (`make lint`).

Each function is a rule: it gives back a violation, or nothing where a model, seed, source, exposure or macro keeps
to it. How many tests a model has, and of which columns, counts `python -m runner coverage`.
"""

import re

from dbt_score import Exposure, Macro, Model, RuleViolation, Seed, Source, rule

NAMES = {
    "models/staging/spotify/base": r"base_spotify__[a-z_]+s",
    "models/staging/spotify": r"stg_spotify__[a-z_]+s",
    "models/intermediate": r"int_[a-z_]+s",
    "models/marts": r"(?!stg_|int_|base_|fct_|dim_)[a-z_]+(s|_coverage)",
}
"""What the models of a folder are called: plural nouns, with the prefix of their layer. Coverage has no plural."""

LONGEST = 100
"""Lines of a model."""


def _folder(model: Model) -> str:
    return model.original_file_path.rpartition("/")[0]


def _is_mart(model: Model) -> bool:
    return _folder(model) == "models/marts"


def _is_public(exposure: Exposure, parent: str) -> bool:
    return any(
        node.unique_id == parent and isinstance(node, Model) and node.access == "public"
        for node in exposure.parents
    )


@rule
def model_is_named_after_its_layer(model: Model) -> RuleViolation | None:
    """A model's name tells its layer, and is a plural."""
    pattern = NAMES.get(_folder(model))
    if pattern is None or not re.fullmatch(pattern, model.name):
        return RuleViolation(f"{model.name} is no name for a model in {_folder(model)}")
    return None


@rule
def model_says_its_grain(model: Model) -> RuleViolation | None:
    """A description opens with the grain, and so does the file."""
    if not model.description.startswith("One row per "):
        return RuleViolation("the description does not open with 'One row per'")
    if not re.match(r"\{#-? One row per ", model.raw_code):
        return RuleViolation("the file does not open with a comment that says its grain")
    return None


@rule
def model_is_short_and_knows_no_engine(model: Model) -> RuleViolation | None:
    """No model is longer than LONGEST lines or asks which engine it runs on."""
    if (lines := model.raw_code.count("\n") + 1) > LONGEST:
        return RuleViolation(f"{lines} lines are more than {LONGEST}")
    if "target." in model.raw_code or "adapter." in model.raw_code:
        return RuleViolation("it asks for its engine: put the difference into a macro")
    return None


@rule
def columns_are_typed_and_described(model: Model) -> RuleViolation | None:
    """Every column has a data type and a description."""
    lacking = [
        column.name for column in model.columns if not column.data_type or not column.description
    ]
    if lacking or not model.columns:
        return RuleViolation(f"without data type or description: {', '.join(lacking) or 'all'}")
    return None


@rule
def mart_has_a_contract(model: Model) -> RuleViolation | None:
    """What others rely on is enforced."""
    if _is_mart(model) and not model.config["contract"]["enforced"]:
        return RuleViolation("its contract is not enforced")
    return None


@rule
def marts_alone_are_for_everyone(model: Model) -> RuleViolation | None:
    """Whatever is not a mart is private to a group, and may change without a word."""
    if not model.group:
        return RuleViolation("it is in no group")
    if (model.access == "public") != _is_mart(model):
        return RuleViolation(f"its access is {model.access}")
    return None


@rule
def mart_is_in_the_docs_site(model: Model) -> RuleViolation | None:
    """The exposure `docs_site` shows every mart."""
    if _is_mart(model) and "docs_site" not in {child.name for child in model.children}:
        return RuleViolation("the exposure docs_site does not depend on it")
    return None


@rule
def mart_is_tested(model: Model) -> RuleViolation | None:
    """A mart's key is unique and its columns have rules."""
    rules = [test for test in model.tests if test.type == "column_rules"]
    if _is_mart(model) and not rules:
        return RuleViolation("its columns have no rules")
    if _is_mart(model) and not any(test.kwargs.get("unique", True) for test in rules):
        return RuleViolation("no test says that its key is unique")
    return None


@rule
def only_the_first_layer_reads_raw_tables(model: Model) -> RuleViolation | None:
    """Sources are read by staging alone, and staging reads no mart."""
    reads_raw = any(parent.startswith("source.") for parent in model.depends_on["nodes"])
    if reads_raw and not _folder(model).startswith("models/staging"):
        return RuleViolation("it reads a raw table: go through staging")
    if not _is_mart(model) and not reads_raw and _folder(model).startswith("models/staging"):
        outside = [parent for parent in model.depends_on["nodes"] if ".base_" not in parent]
        if outside:
            return RuleViolation(f"staging reads {', '.join(outside)}")
    return None


@rule
def seed_has_typed_columns(seed: Seed) -> RuleViolation | None:
    """A seed says the type of every column, or engines guess differently."""
    lacking = {column.name for column in seed.columns} ^ set(seed.config["column_types"] or {})
    return RuleViolation(f"no column type: {', '.join(sorted(lacking))}") if lacking else None


@rule
def source_columns_are_typed_and_described(source: Source) -> RuleViolation | None:
    """The types of a raw table are those it is registered with."""
    lacking = [
        column.name for column in source.columns if not column.data_type or not column.description
    ]
    if lacking or not source.columns:
        return RuleViolation(f"without data type or description: {', '.join(lacking) or 'all'}")
    return None


@rule
def source_has_an_owner(source: Source) -> RuleViolation | None:
    """Somebody answers for a raw table."""
    return None if source.meta.get("owner") else RuleViolation("it has no owner")


@rule
def exposure_reads_marts_alone(exposure: Exposure) -> RuleViolation | None:
    """What people look at is made of what is kept stable for them, and has an owner."""
    if not exposure.owner.get("name") or not exposure.label:
        return RuleViolation("it has no owner or no label")
    outside = [name for name in exposure.depends_on["nodes"] if not _is_public(exposure, name)]
    return RuleViolation(f"it reads {', '.join(outside)}") if outside else None


@rule
def macro_says_what_it_takes(macro: Macro) -> RuleViolation | None:
    """Every argument has a type and a description."""
    lacking = [
        argument["name"]
        for argument in macro.arguments
        if not argument["type"] or not argument["description"]
    ]
    return RuleViolation(f"without type or description: {', '.join(lacking)}") if lacking else None
