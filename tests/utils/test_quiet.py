"""TensorFlow's start-up notes stay off stderr, and nothing else does."""

from tests.utils.fresh import python


def test_tensorflow_imports_without_a_line_on_stderr() -> None:
    result = python("import utils, tensorflow; tensorflow.zeros(1); print('done')")
    assert (result.stdout, result.stderr) == ("done\n", "")


def test_what_is_not_a_note_still_reaches_stderr() -> None:
    code = (
        "import os; from utils import _quiet;\n"
        "with _quiet._without_notes():\n"
        "    os.write(2, b'I0000 00:00:17.2 1 cudart_stub.cc:31] no GPU\\n')\n"
        "    os.write(2, b'It broke\\n')\n"
    )
    assert python(code).stderr == "It broke\n"
