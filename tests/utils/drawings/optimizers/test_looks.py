"""Every rule of chapter 7 can be told from the others in every figure."""

from utils.drawings.optimizers.looks import LOOKS, SHAPES
from utils.nn.optimizers import RULES


def test_every_rule_has_a_look_of_its_own() -> None:
    assert list(LOOKS) == list(SHAPES) == list(RULES)
    assert len({(look["color"], str(look["linestyle"])) for look in LOOKS.values()}) == len(RULES)
    assert len(set(SHAPES.values())) == len(RULES)
