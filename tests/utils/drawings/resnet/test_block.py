"""The diagram of a residual block: what stands on its two paths, and which way arrows point."""

from matplotlib.text import Annotation

from utils.drawings import resnet as draw


def test_both_passes_name_the_same_layers_and_run_opposite_ways() -> None:
    forward, backward = draw.plot_block().axes
    for axes, way in ((forward, 1), (backward, -1)):
        words = [text.get_text() for text in axes.texts]
        assert [w for w in words if w in ("w₁", "ReLU", "w₂", "+", "shortcut: unchanged")] == [
            "w₁", "ReLU", "w₂", "+", "shortcut: unchanged",
        ]  # fmt: skip
        arrows = [text for text in axes.texts if isinstance(text, Annotation)]
        level = [arrow for arrow in arrows if arrow.xy[1] == arrow.xyann[1] == 0.4]
        assert len(level) == 6
        for arrow in level:
            assert (arrow.xy[0] - arrow.xyann[0]) * way > 0
    words = [text.get_text() for text in forward.texts]
    assert "x" in words and "H(x) = F(x) + x" in words
    words = [text.get_text() for text in backward.texts]
    assert "(1 + F'(x)) δ" in words and "F'(x) δ" in words and words.count("δ") == 2
    assert (forward.get_title(), backward.get_title()) == (
        "Forward: the sum adds",
        "Backward: the sum copies",
    )
