"""The networks of V10 are those of the paper, and what is measured in them is right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from experiments import depth, models


@pytest.fixture(autouse=True)
def keras() -> Any:
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(0)
    return keras


def ready(keras: Any, shortcuts: bool, layers: int = 8) -> Any:
    return models.compiled(depth.resnet(layers, shortcuts), keras.optimizers.SGD(0.1))


def digits(n: int = 64) -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    return rng.random((n, 14, 14, 1)).astype(np.float32), rng.integers(0, 10, n).astype(np.uint8)


@pytest.mark.parametrize("layers", [8, 20])
def test_depth_counts_weight_layers(layers: int) -> None:
    counts = set()
    for shortcuts in (True, False):
        model = depth.resnet(layers, shortcuts)
        kinds = [type(layer).__name__ for layer in model.layers]
        assert kinds.count("Conv2D") + kinds.count("Dense") == layers
        assert kinds.count("BatchNormalization") == layers - 1
        assert model.output_shape == (None, 10)
        counts.add(model.count_params())
    assert len(counts) == 1


def test_depth_must_be_6n_plus_2() -> None:
    for layers in (2, 9):
        with pytest.raises(ValueError, match="the depth must be 6n \\+ 2"):
            depth.resnet(layers)


def test_the_papers_size_has_the_papers_parameters() -> None:
    """He et al., table 6: 0.27 million parameters for 20 layers, 0.85 million for 56."""
    for layers, millions in ((20, 0.27), (56, 0.85)):
        model = depth.resnet(layers, True, (32, 32, 3), 16)
        trained = sum(int(np.prod(v.shape)) for v in model.trainable_variables)
        assert round(trained / 1e6, 2) == millions


def test_decay_adds_half_the_squares_of_the_kernels(keras: Any) -> None:
    model = models.compiled(depth.resnet(8, decay=0.1), keras.optimizers.SGD())
    kernels = [v.numpy() for v in model.trainable_variables if v.ndim > 1]
    assert len(kernels) == 8
    expected = 0.05 * sum((k**2).sum() for k in kernels)
    assert float(sum(model.losses)) == pytest.approx(expected, rel=1e-5)


def test_shortcuts_alone_carry_the_image_through() -> None:
    """With scale 0 in the last normalisation of each pair the network passes its input on."""
    model, plain = depth.resnet(8, shortcuts=True), depth.resnet(8, shortcuts=False)
    weights = model.get_weights()
    for first in (5, 15, 25):
        weights[first + 6][...] = 0
    model.set_weights(weights)
    plain.set_weights(weights)
    image = np.random.default_rng(0).random((1, 14, 14, 1)).astype(np.float32)
    first = np.maximum(model.layers[2](model.layers[1](image)).numpy(), 0)
    # Strides 1, 2, 2 keep pixels 0, 4, 8, 12; 24 new channels are zero.
    pooled = np.pad(first[:, ::4, ::4].mean(axis=(1, 2)), [(0, 0), (0, 24)])
    expected = pooled @ weights[-2] + weights[-1]
    np.testing.assert_allclose(model(image), expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(plain(image), weights[-1][None], atol=1e-6)


def test_the_rate_rises_and_is_divided_twice() -> None:
    rate = depth.rates(0.4, 1000, 100)
    found = [float(rate(step)) for step in (0, 49, 99, 499, 500, 749, 750, 999)]
    np.testing.assert_allclose(found, [0.004, 0.2, 0.4, 0.4, 0.04, 0.04, 0.004, 0.004], rtol=1e-5)
    assert float(depth.rates(0.4, 1000, 1)(0)) == pytest.approx(0.4)


@pytest.mark.parametrize("shortcuts", [True, False])
def test_what_is_measured_at_the_start(
    keras: Any, shortcuts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tensorflow as tf

    monkeypatch.setattr(depth, "BATCHES", 2)
    monkeypatch.setattr(depth, "LINE_RATES", [0.001, 0.1])
    model = ready(keras, shortcuts)
    X, y = digits()
    before = model.get_weights()
    found = depth.at_the_start(model, X, y)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    kernels = [v for v in model.trainable_variables if v.ndim > 1]
    assert len(kernels) == 8

    def gradients(images: Any, labels: Any) -> tuple[float, list[Any]]:
        with tf.GradientTape() as tape:
            loss = model.loss(labels, model(images, training=True))
        return float(loss), [g.numpy() for g in tape.gradient(loss, [v.value for v in kernels])]

    loss, expected = gradients(X, y)
    assert found["start_loss"] == pytest.approx(loss, rel=1e-4)
    np.testing.assert_allclose(
        found["start_gradients"], [np.linalg.norm(g) for g in expected], rtol=1e-3
    )
    np.testing.assert_allclose(
        found["start_kernels"], [np.linalg.norm(v.numpy()) for v in kernels], rtol=1e-5
    )
    cosines = []
    halves = [gradients(X[i : i + 32], y[i : i + 32])[1] for i in (0, 32)]
    for one, two in zip(*halves, strict=True):
        cosines.append((one * two).sum() / np.linalg.norm(one) / np.linalg.norm(two))
    np.testing.assert_allclose(found["gradient_likeness"], cosines, rtol=1e-2, atol=1e-4)
    for v, g in zip(kernels, expected, strict=True):
        v.assign(v - 0.001 * g)
    # Normalisation and the last bias are moved, too, which changes little at this rate.
    slope = sum((g**2).sum() for g in expected)
    assert found["start_line"][0] < loss - 0.0005 * slope
    assert found["start_line"][0] == pytest.approx(gradients(X, y)[0], abs=2e-3)


@pytest.mark.proof
@pytest.mark.parametrize("shortcuts", [True, False])
def test_a_lesion_leaves_the_network_built_without_the_pair(keras: Any, shortcuts: bool) -> None:
    model = ready(keras, shortcuts, 14)
    rng = np.random.default_rng(0)
    # Scales, shifts and statistics as after a training, or all images would get one answer.
    weights = [
        w if w.ndim > 1 else w + rng.uniform(0, 1, w.shape).astype(np.float32)
        for w in model.get_weights()
    ]
    shorter = _without_second_pair(keras, weights, shortcuts)
    X, _ = digits(256)
    weights[-1] = weights[-1] - shorter.predict(X, verbose=0).mean(axis=0)
    model.set_weights(weights)
    shorter.set_weights([*shorter.get_weights()[:-1], weights[-1]])
    labels = shorter.predict(X, verbose=0).argmax(1).astype(np.uint8)
    assert len(set(labels)) > 4
    found = depth.lesions(model, shortcuts, X, labels)
    # Where the size changes a plain network has no identity.
    lost = [bool(np.isnan(error)) for error in found["lesion_errors"]]
    assert lost == [not shortcuts and pair in (2, 4) for pair in range(6)]
    assert found["lesion_errors"][1] == pytest.approx(0, abs=0.005)
    assert found["lesion_whole"] > 0.05
    assert found["lesion_whole"] == pytest.approx(
        np.mean(model.predict(X, verbose=0).argmax(1) != labels), abs=1e-6
    )
    for a, b in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def _without_second_pair(keras: Any, weights: list[Any], shortcuts: bool) -> Any:
    """Build the 14-layer network less its second pair, with layers of Keras only."""
    from keras import Input, Model, layers

    x = inputs = Input((14, 14, 1))

    def conv(x: Any, filters: int, stride: int = 1) -> Any:
        x = layers.Conv2D(filters, 3, stride, padding="same", use_bias=False)(x)
        return layers.BatchNormalization()(x)

    x = layers.ReLU()(conv(x, 8))
    for filters, stride in ((8, 1), (16, 2), (16, 1), (32, 2), (32, 1)):
        y = conv(layers.ReLU()(conv(x, filters, stride)), filters)
        if shortcuts:
            new = filters - x.shape[-1]
            x = layers.AveragePooling2D(1, stride)(x)
            zeros = layers.Lambda(lambda z, n=new: keras.ops.pad(z, [[0, 0]] * 3 + [[0, n]]))
            y = layers.Add()([y, zeros(x)])
        x = layers.ReLU()(y)
    x = layers.Dense(10)(layers.GlobalAveragePooling2D()(x))
    model = Model(inputs, x)
    model.set_weights(weights[:15] + weights[25:])
    return model
