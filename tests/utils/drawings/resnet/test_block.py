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
        (down,) = (arrow for arrow in arrows if arrow not in level)  # the shortcut's last part
        assert down.xyann == (down.xy[0], 1.6) and down.xy[0] == (7.0 if way > 0 else 0.9)
    words = [text.get_text() for text in forward.texts]
    assert "x" in words and "H(x) = F(x) + x" in words
    words = [text.get_text() for text in backward.texts]
    assert "(1 + F'(x)) δ" in words and "F'(x) δ" in words and words.count("δ") == 3
    # Each copy's name stands at its own arrow: F'(x) δ above the layers, δ left of the branch.
    places = {text.get_text(): text.get_position() for text in backward.texts}
    assert 0.95 < places["F'(x) δ"][0] < 1.94 and places["F'(x) δ"][1] < 0.7
    assert (0.8, 1.0) in [t.get_position() for t in backward.texts if t.get_text() == "δ"]
    assert (forward.get_title(), backward.get_title()) == (
        "Forward: the sum adds",
        "Backward: the sum copies",
    )
