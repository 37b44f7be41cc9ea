"""What `pip install .` asks to build a package: this project is none, and says what to do."""

SENTENCE = (
    "This course is not a package to install: it runs from its folder. Run `make lab`, "
    "or `pip install -c constraints.txt -r requirements.txt`, as README.md says."
)


def build_wheel(*_args: object, **_options: object) -> str:
    """Stop with the sentence.

    Raises:
        SystemExit: always.
    """
    raise SystemExit(SENTENCE)


prepare_metadata_for_build_wheel = build_wheel
build_editable = prepare_metadata_for_build_editable = build_wheel
build_sdist = build_wheel
