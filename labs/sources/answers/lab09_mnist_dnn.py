# %% wrong="same images in both sets" id="q1_prepare"
def prepare(images, labels, num_train, num_val):
    rows = images.reshape(len(images), -1).astype("float32") / 255
    return rows[:num_train], labels[:num_train], rows[:num_val], labels[:num_val]

# %% wrong="pixels not scaled" id="q1_prepare"
def prepare(images, labels, num_train, num_val):
    end = num_train + num_val
    rows = images.reshape(len(images), -1).astype("float32")
    return rows[:num_train], labels[:num_train], rows[num_train:end], labels[num_train:end]

# %% wrong="float64 instead of float32" id="q1_prepare"
def prepare(images, labels, num_train, num_val):
    end = num_train + num_val
    rows = images.reshape(len(images), -1) / 255
    return rows[:num_train], labels[:num_train], rows[num_train:end], labels[num_train:end]

# %% wrong="validation is all the rest" id="q1_prepare"
def prepare(images, labels, num_train, num_val):
    rows = images.reshape(len(images), -1).astype("float32") / 255
    return rows[:num_train], labels[:num_train], rows[num_train:], labels[num_train:]

# %% wrong="argmax over the samples" id="q2_validate"
def validate(P, y):
    right = P.argmax(axis=0) == y
    return right.mean(), np.flatnonzero(~right)

# %% wrong="indices of the right ones" id="q2_validate"
def validate(P, y):
    right = P.argmax(axis=1) == y
    return right.mean(), np.flatnonzero(right)

# %% wrong="classes that were read, not indices" id="q2_validate"
def validate(P, y):
    predicted = P.argmax(axis=1)
    return np.mean(predicted == y), predicted[predicted != y]

# %% wrong="right if the probability is above one half" id="q2_validate"
def validate(P, y):
    right = P[np.arange(len(y)), y] > 0.5
    return right.mean(), np.flatnonzero(~right)

# %% wrong="last batch dropped" id="q3_updates"
def num_updates(num_samples, batch_size, num_epochs):
    return num_samples // batch_size * num_epochs


def last_batch(num_samples, batch_size):
    return num_samples % batch_size or min(batch_size, num_samples)


def epochs_for(num_samples, batch_size, updates):
    return -(-updates // -(-num_samples // batch_size))

# %% wrong="rounded up at the end only" id="q3_updates"
def num_updates(num_samples, batch_size, num_epochs):
    return int(np.ceil(num_samples / batch_size * num_epochs))


def last_batch(num_samples, batch_size):
    return num_samples % batch_size or min(batch_size, num_samples)


def epochs_for(num_samples, batch_size, updates):
    return -(-updates // -(-num_samples // batch_size))

# %% wrong="one batch too many when it divides" id="q3_updates"
def num_updates(num_samples, batch_size, num_epochs):
    return (num_samples // batch_size + 1) * num_epochs


def last_batch(num_samples, batch_size):
    return num_samples % batch_size or min(batch_size, num_samples)


def epochs_for(num_samples, batch_size, updates):
    return -(-updates // -(-num_samples // batch_size))

# %% wrong="rest 0 when it divides" id="q3_updates"
def num_updates(num_samples, batch_size, num_epochs):
    return -(-num_samples // batch_size) * num_epochs


def last_batch(num_samples, batch_size):
    return num_samples % batch_size


def epochs_for(num_samples, batch_size, updates):
    return -(-updates // -(-num_samples // batch_size))

# %% wrong="epochs rounded down" id="q3_updates"
def num_updates(num_samples, batch_size, num_epochs):
    return -(-num_samples // batch_size) * num_epochs


def last_batch(num_samples, batch_size):
    return num_samples % batch_size or min(batch_size, num_samples)


def epochs_for(num_samples, batch_size, updates):
    return updates // -(-num_samples // batch_size)

# %% wrong="always one epoch more" id="q3_updates"
def num_updates(num_samples, batch_size, num_epochs):
    return -(-num_samples // batch_size) * num_epochs


def last_batch(num_samples, batch_size):
    return num_samples % batch_size or min(batch_size, num_samples)


def epochs_for(num_samples, batch_size, updates):
    return updates // -(-num_samples // batch_size) + 1

# %% wrong="batch larger than the data forgotten" id="q3_updates"
def num_updates(num_samples, batch_size, num_epochs):
    return -(-num_samples // batch_size) * num_epochs


def last_batch(num_samples, batch_size):
    return num_samples % batch_size if num_samples > batch_size and num_samples % batch_size else batch_size


def epochs_for(num_samples, batch_size, updates):
    return -(-updates // -(-num_samples // batch_size))

# %% wrong="one layer too many" id="q4_build_dnn"
def build_dnn(num_inputs, num_layers, units, initializer):
    model = keras.Sequential([keras.Input((num_inputs,))])
    for _ in range(num_layers):
        model.add(keras.layers.Dense(units, "relu", kernel_initializer=initializer))
    model.add(keras.layers.Dense(10, "softmax", kernel_initializer=initializer))
    return model


def look_inside(X, num_layers, units, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = build_dnn(X.shape[1], num_layers, units, initializer)
    return [np.array(array) for array in model.get_weights()], np.array(model(X))

# %% wrong="no activation in hidden layers" id="q4_build_dnn"
def build_dnn(num_inputs, num_layers, units, initializer):
    model = keras.Sequential([keras.Input((num_inputs,))])
    for _ in range(num_layers - 1):
        model.add(keras.layers.Dense(units, kernel_initializer=initializer))
    model.add(keras.layers.Dense(10, "softmax", kernel_initializer=initializer))
    return model


def look_inside(X, num_layers, units, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = build_dnn(X.shape[1], num_layers, units, initializer)
    return [np.array(array) for array in model.get_weights()], np.array(model(X))

# %% wrong="initializer in the first layer only" id="q4_build_dnn"
def build_dnn(num_inputs, num_layers, units, initializer):
    model = keras.Sequential([keras.Input((num_inputs,))])
    model.add(keras.layers.Dense(units, "relu", kernel_initializer=initializer))
    for _ in range(num_layers - 2):
        model.add(keras.layers.Dense(units, "relu"))
    model.add(keras.layers.Dense(10, "softmax"))
    return model


def look_inside(X, num_layers, units, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = build_dnn(X.shape[1], num_layers, units, initializer)
    return [np.array(array) for array in model.get_weights()], np.array(model(X))

# %% wrong="initializer for the biases too" id="q4_build_dnn"
def build_dnn(num_inputs, num_layers, units, initializer):
    both = {"kernel_initializer": initializer, "bias_initializer": initializer}
    model = keras.Sequential([keras.Input((num_inputs,))])
    for _ in range(num_layers - 1):
        model.add(keras.layers.Dense(units, "relu", **both))
    model.add(keras.layers.Dense(10, "softmax", **both))
    return model


def look_inside(X, num_layers, units, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = build_dnn(X.shape[1], num_layers, units, initializer)
    return [np.array(array) for array in model.get_weights()], np.array(model(X))

# %% wrong="softmax forgotten" id="q4_build_dnn"
def build_dnn(num_inputs, num_layers, units, initializer):
    model = keras.Sequential([keras.Input((num_inputs,))])
    for _ in range(num_layers - 1):
        model.add(keras.layers.Dense(units, "relu", kernel_initializer=initializer))
    model.add(keras.layers.Dense(10, kernel_initializer=initializer))
    return model


def look_inside(X, num_layers, units, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = build_dnn(X.shape[1], num_layers, units, initializer)
    return [np.array(array) for array in model.get_weights()], np.array(model(X))

# %% wrong="depth and width typed in" id="q4_build_dnn"
def build_dnn(num_inputs, num_layers, units, initializer):
    units = 20 if num_layers == 3 else 128
    num_layers = 3 if num_layers == 3 else 5
    model = keras.Sequential([keras.Input((num_inputs,))])
    for _ in range(num_layers - 1):
        model.add(keras.layers.Dense(units, "relu", kernel_initializer=initializer))
    model.add(keras.layers.Dense(10, "softmax", kernel_initializer=initializer))
    return model


def look_inside(X, num_layers, units, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = build_dnn(X.shape[1], num_layers, units, initializer)
    return [np.array(array) for array in model.get_weights()], np.array(model(X))

# %% wrong="sigmoid in hidden layers" id="q4_build_dnn"
def build_dnn(num_inputs, num_layers, units, initializer):
    layers = [keras.layers.Dense(units, "sigmoid", kernel_initializer=initializer)
              for _ in range(num_layers - 1)]
    last = keras.layers.Dense(10, "softmax", kernel_initializer=initializer)
    return keras.Sequential([keras.Input((num_inputs,)), *layers, last])


def look_inside(X, num_layers, units, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = build_dnn(X.shape[1], num_layers, units, initializer)
    return [np.array(array) for array in model.get_weights()], np.array(model(X))

# %% wrong="typed in the numbers of the basic question" id="q5_train_dnn"
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    P_val = np.eye(10)[y_val]
    return [0.5] * 19 + [0.04], [0.9] * 19 + [0.99], [1.0] * 20, 200, P_val

# %% wrong="batch size left at 32" id="q5_train_dnn"
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=32, epochs=2,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            int(model.optimizer.iterations), model.predict(X_val, verbose=0))

# %% wrong="validated on the training images" id="q5_train_dnn" slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X, y), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            int(model.optimizer.iterations), model.predict(X_val, verbose=0))

# %% wrong="fit without batch size" id="q5_train_dnn" slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=None, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            int(model.optimizer.iterations), model.predict(X_val, verbose=0))

# %% wrong="learning rate typed in" id="q5_train_dnn" slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=0.02),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            int(model.optimizer.iterations), model.predict(X_val, verbose=0))

# %% wrong="initializer ignored" id="q5_train_dnn" slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, "glorot_uniform")
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            int(model.optimizer.iterations), model.predict(X_val, verbose=0))

# %% wrong="classes instead of probabilities" id="q5_train_dnn" slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            int(model.optimizer.iterations),
            model.predict(X_val, verbose=0).argmax(axis=1))

# %% wrong="epochs counted as updates" id="q5_train_dnn" slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            num_epochs, model.predict(X_val, verbose=0))

# %% wrong="updates computed without the last batch" id="q5_train_dnn" slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            len(X) // batch_size * num_epochs, model.predict(X_val, verbose=0))

# %% wrong="last numbers instead of lists" id="q5_train_dnn" slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"][-1], history["accuracy"][-1], history["val_accuracy"][-1],
            int(model.optimizer.iterations), model.predict(X_val, verbose=0))

# %% wrong="first k instead of last k" id="q6_verdict"
def level(curve, k):
    return np.mean(curve[:k])


def verdict(a, b, k):
    A, B = [np.mean(c[-k:]) for c in a], [np.mean(c[-k:]) for c in b]
    if min(A) > max(B):
        return "a"
    return "b" if min(B) > max(A) else "tie"

# %% wrong="means compared, never a tie" id="q6_verdict"
def level(curve, k):
    return np.mean(curve[-k:])


def verdict(a, b, k):
    A, B = np.mean(a[:, -k:]), np.mean(b[:, -k:])
    return "a" if A > B else "b"

# %% wrong="last epoch only" id="q6_verdict"
def level(curve, k):
    return np.mean(curve[-k:])


def verdict(a, b, k):
    A, B = [np.mean(c[-1:]) for c in a], [np.mean(c[-1:]) for c in b]
    if min(A) > max(B):
        return "a"
    return "b" if min(B) > max(A) else "tie"

# %% wrong="b can never win" id="q6_verdict"
def level(curve, k):
    return np.mean(curve[-k:])


def verdict(a, b, k):
    A, B = [np.mean(c[-k:]) for c in a], [np.mean(c[-k:]) for c in b]
    return "a" if min(A) > max(B) else "tie"

# %% wrong="best run against best run" id="q6_verdict"
def level(curve, k):
    return np.mean(curve[-k:])


def verdict(a, b, k):
    A, B = [np.mean(c[-k:]) for c in a], [np.mean(c[-k:]) for c in b]
    if max(A) > max(B) and min(A) > min(B):
        return "a"
    return "b" if max(B) > max(A) and min(B) > min(A) else "tie"

# %% wrong="runs paired one by one" id="q6_verdict"
def level(curve, k):
    return np.mean(curve[-k:])


def verdict(a, b, k):
    pairs = [(np.mean(c[-k:]), np.mean(d[-k:])) for c, d in zip(a, b)]
    if all(c > d for c, d in pairs):
        return "a"
    return "b" if all(d > c for c, d in pairs) else "tie"

# %% wrong="typed in the visible verdicts" id="q6_verdict"
def level(curve, k):
    return 0.55


def verdict(a, b, k):
    if k == 3:
        return "tie"
    return "a" if a[0, 0] < b[0, 0] else "b"

# %% wrong="one tenth and ln 10" id="q7_zeros"
def zeros_outcome(y):
    return 0.1, np.log(10)


def distinct_units(kernels):
    return [np.unique(W, axis=1).shape[1] for W in kernels]

# %% wrong="base 2" id="q7_zeros"
def zeros_outcome(y):
    shares = np.bincount(y) / len(y)
    seen = shares[shares > 0]
    return shares.max(), -np.sum(seen * np.log2(seen))


def distinct_units(kernels):
    return [np.unique(W, axis=1).shape[1] for W in kernels]

# %% wrong="sign of the entropy" id="q7_zeros"
def zeros_outcome(y):
    shares = np.bincount(y) / len(y)
    seen = shares[shares > 0]
    return shares.max(), np.sum(seen * np.log(seen))


def distinct_units(kernels):
    return [np.unique(W, axis=1).shape[1] for W in kernels]

# %% wrong="nan for absent classes" id="q7_zeros"
def zeros_outcome(y):
    shares = np.bincount(y, minlength=10) / len(y)
    return shares.max(), -np.sum(shares * np.log(shares))


def distinct_units(kernels):
    return [np.unique(W, axis=1).shape[1] for W in kernels]

# %% wrong="minus log of the largest share" id="q7_zeros"
def zeros_outcome(y):
    share = np.bincount(y).max() / len(y)
    return share, -np.log(share)


def distinct_units(kernels):
    return [np.unique(W, axis=1).shape[1] for W in kernels]

# %% wrong="rows instead of columns" id="q7_zeros"
def zeros_outcome(y):
    shares = np.bincount(y) / len(y)
    seen = shares[shares > 0]
    return shares.max(), -np.sum(seen * np.log(seen))


def distinct_units(kernels):
    return [np.unique(W, axis=0).shape[0] for W in kernels]

# %% wrong="only the first weight compared" id="q7_zeros"
def zeros_outcome(y):
    shares = np.bincount(y) / len(y)
    seen = shares[shares > 0]
    return shares.max(), -np.sum(seen * np.log(seen))


def distinct_units(kernels):
    return [len(set(W[0].tolist())) for W in kernels]

# %% wrong="different numbers counted" id="q7_zeros"
def zeros_outcome(y):
    shares = np.bincount(y) / len(y)
    seen = shares[shares > 0]
    return shares.max(), -np.sum(seen * np.log(seen))


def distinct_units(kernels):
    return [len(np.unique(W)) for W in kernels]

# %% wrong="noise forgotten" id="q8_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = w_0**2
    for _ in range(num_updates):
        M = (1 - lr) ** 2 * M
    return M / 2

# %% wrong="square of 1 - lr forgotten" id="q8_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = w_0**2
    for _ in range(num_updates):
        M = (1 - lr) * M + lr**2 * sigma**2 / batch_size
    return M / 2

# %% wrong="batch size squared" id="q8_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = w_0**2
    for _ in range(num_updates):
        M = (1 - lr) ** 2 * M + (lr * sigma / batch_size) ** 2
    return M / 2

# %% wrong="batch size forgotten" id="q8_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = w_0**2
    for _ in range(num_updates):
        M = (1 - lr) ** 2 * M + lr**2 * sigma**2
    return M / 2

# %% wrong="one half forgotten" id="q8_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = w_0**2
    for _ in range(num_updates):
        M = (1 - lr) ** 2 * M + lr**2 * sigma**2 / batch_size
    return M

# %% wrong="w_0 not squared" id="q8_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = 2 * w_0
    for _ in range(num_updates):
        M = (1 - lr) ** 2 * M + lr**2 * sigma**2 / batch_size
    return M / 2

# %% wrong="one update too few" id="q8_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = w_0**2
    for _ in range(num_updates - 1):
        M = (1 - lr) ** 2 * M + lr**2 * sigma**2 / batch_size
    return M / 2

# %% wrong="index instead of rate" id="q9_choose"
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    losses = [given.bowl_loss(w_0, lr, batch_size, sigma, num_updates) for lr in rates]
    return int(np.argmin(losses))


def turning_point(fast, slow, w_0, batch_size, sigma):
    n = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, n)
           >= given.bowl_loss(w_0, fast, batch_size, sigma, n)):
        n += 1
    return n

# %% wrong="the smallest rate is always best" id="q9_choose"
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return min(rates)


def turning_point(fast, slow, w_0, batch_size, sigma):
    n = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, n)
           >= given.bowl_loss(w_0, fast, batch_size, sigma, n)):
        n += 1
    return n

# %% wrong="large rate for few updates, small for many, by guess" id="q9_choose"
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return max(rates) if num_updates < 10 else min(rates)


def turning_point(fast, slow, w_0, batch_size, sigma):
    n = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, n)
           >= given.bowl_loss(w_0, fast, batch_size, sigma, n)):
        n += 1
    return n

# %% wrong="highest loss" id="q9_choose"
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return max(rates, key=lambda lr: given.bowl_loss(
        w_0, lr, batch_size, sigma, num_updates))


def turning_point(fast, slow, w_0, batch_size, sigma):
    n = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, n)
           >= given.bowl_loss(w_0, fast, batch_size, sigma, n)):
        n += 1
    return n

# %% wrong="first update at which fast is ahead" id="q9_choose"
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return min(rates, key=lambda lr: given.bowl_loss(
        w_0, lr, batch_size, sigma, num_updates))


def turning_point(fast, slow, w_0, batch_size, sigma):
    n = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, n)
           <= given.bowl_loss(w_0, fast, batch_size, sigma, n)):
        n += 1
    return n

# %% wrong="one update before" id="q9_choose"
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return min(rates, key=lambda lr: given.bowl_loss(
        w_0, lr, batch_size, sigma, num_updates))


def turning_point(fast, slow, w_0, batch_size, sigma):
    n = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, n)
           >= given.bowl_loss(w_0, fast, batch_size, sigma, n)):
        n += 1
    return n - 1

# %% wrong="typed in the turning point" id="q9_choose"
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return min(rates, key=lambda lr: given.bowl_loss(
        w_0, lr, batch_size, sigma, num_updates))


def turning_point(fast, slow, w_0, batch_size, sigma):
    return 13

# %% wrong="plan: one update an epoch" id="q10_study"
def study(X, y, X_val, y_val, settings, seed):
    rows = []
    for lr, batch_size, num_epochs in settings:
        _, accuracies, val_accuracies, updates, _ = given.train(
            X, y, X_val, y_val, lr, batch_size, num_epochs, "glorot_uniform", seed)
        rows.append((updates, accuracies[-1], val_accuracies[-1]))
    return rows, int(np.argmax([row[2] for row in rows]))


def my_plan():
    return 2000, 5

# %% wrong="plan: too many updates" id="q10_study"
def study(X, y, X_val, y_val, settings, seed):
    rows = []
    for lr, batch_size, num_epochs in settings:
        _, accuracies, val_accuracies, updates, _ = given.train(
            X, y, X_val, y_val, lr, batch_size, num_epochs, "glorot_uniform", seed)
        rows.append((updates, accuracies[-1], val_accuracies[-1]))
    return rows, int(np.argmax([row[2] for row in rows]))


def my_plan():
    return 100, 20

# %% wrong="plan: the core lab's batch, too few epochs" id="q10_study"
def study(X, y, X_val, y_val, settings, seed):
    rows = []
    for lr, batch_size, num_epochs in settings:
        _, accuracies, val_accuracies, updates, _ = given.train(
            X, y, X_val, y_val, lr, batch_size, num_epochs, "glorot_uniform", seed)
        rows.append((updates, accuracies[-1], val_accuracies[-1]))
    return rows, int(np.argmax([row[2] for row in rows]))


def my_plan():
    return 300, 1

# %% wrong="best is always the first" id="q10_study"
def study(X, y, X_val, y_val, settings, seed):
    rows = []
    for lr, batch_size, num_epochs in settings:
        _, accuracies, val_accuracies, updates, _ = given.train(
            X, y, X_val, y_val, lr, batch_size, num_epochs, "glorot_uniform", seed)
        rows.append((updates, accuracies[-1], val_accuracies[-1]))
    return rows, 0


def my_plan():
    return 100, 10

# %% wrong="best by training accuracy" id="q10_study"
def study(X, y, X_val, y_val, settings, seed):
    rows = []
    for lr, batch_size, num_epochs in settings:
        _, accuracies, val_accuracies, updates, _ = given.train(
            X, y, X_val, y_val, lr, batch_size, num_epochs, "glorot_uniform", seed)
        rows.append((updates, accuracies[-1], val_accuracies[-1]))
    return rows, int(np.argmax([row[1] for row in rows]))


def my_plan():
    return 100, 10

# %% wrong="first epoch instead of last" id="q10_study"
def study(X, y, X_val, y_val, settings, seed):
    rows = []
    for lr, batch_size, num_epochs in settings:
        _, accuracies, val_accuracies, updates, _ = given.train(
            X, y, X_val, y_val, lr, batch_size, num_epochs, "glorot_uniform", seed)
        rows.append((updates, accuracies[0], val_accuracies[0]))
    return rows, int(np.argmax([row[2] for row in rows]))


def my_plan():
    return 100, 10

# %% wrong="epochs instead of updates" id="q10_study"
def study(X, y, X_val, y_val, settings, seed):
    rows = []
    for lr, batch_size, num_epochs in settings:
        _, accuracies, val_accuracies, updates, _ = given.train(
            X, y, X_val, y_val, lr, batch_size, num_epochs, "glorot_uniform", seed)
        rows.append((num_epochs, accuracies[-1], val_accuracies[-1]))
    return rows, int(np.argmax([row[2] for row in rows]))


def my_plan():
    return 100, 10

# %% wrong="learning rate not passed on" id="q10_study"
def study(X, y, X_val, y_val, settings, seed):
    rows = []
    for lr, batch_size, num_epochs in settings:
        _, accuracies, val_accuracies, updates, _ = given.train(
            X, y, X_val, y_val, 0.003, batch_size, num_epochs, "glorot_uniform", seed)
        rows.append((updates, accuracies[-1], val_accuracies[-1]))
    return rows, int(np.argmax([row[2] for row in rows]))


def my_plan():
    return 100, 10

# %% wrong="trained without looking at the labels" id="q10_study"
def study(X, y, X_val, y_val, settings, seed):
    rows = [(e * -(-len(X) // b), 0.9, 0.9 if lr == 0.003 else 0.1) for lr, b, e in settings]
    return rows, int(np.argmax([row[2] for row in rows]))


def my_plan():
    return 100, 10

# %% right="plain loops and lists" id="q1_prepare"
def prepare(images, labels, num_train, num_val):
    def rows(first, last):
        flat = [np.ravel(image) for image in images[first:last]]
        return np.array(flat, dtype=np.float32) / np.float32(255)

    end = num_train + num_val
    return [rows(0, num_train), list(labels[:num_train]),
            rows(num_train, end), list(labels[num_train:end])]

# %% right="plain loops and lists" id="q2_validate"
def validate(P, y):
    wrong = []
    for i, row in enumerate(P):
        if list(row).index(max(row)) != y[i]:
            wrong.append(i)
    return 1 - len(wrong) / len(y), wrong

# %% right="plain loops and lists" id="q3_updates"
def num_updates(num_samples, batch_size, num_epochs):
    updates = 0
    for _ in range(num_epochs):
        for _ in range(0, num_samples, batch_size):
            updates += 1
    return updates


def last_batch(num_samples, batch_size):
    while num_samples > batch_size:
        num_samples -= batch_size
    return num_samples


def epochs_for(num_samples, batch_size, updates):
    epochs = 0
    while num_updates(num_samples, batch_size, epochs) < updates:
        epochs += 1
    return epochs

# %% right="plain loops and lists" id="q6_verdict"
def level(curve, k):
    total = 0
    for i in range(len(curve) - k, len(curve)):
        total += curve[i]
    return total / k


def verdict(a, b, k):
    wins = [np.sign(level(c, k) - level(d, k)) for c in a for d in b]
    if all(w == 1 for w in wins):
        return "a"
    if all(w == -1 for w in wins):
        return "b"
    return "tie"

# %% right="plain loops and lists" id="q7_zeros"
def zeros_outcome(y):
    counts = {}
    for label in y:
        counts[int(label)] = counts.get(int(label), 0) + 1
    loss = 0.0
    for count in counts.values():
        loss += count / len(y) * np.log(len(y) / count)
    return max(counts.values()) / len(y), loss


def distinct_units(kernels):
    return [len({tuple(column) for column in W.T}) for W in kernels]

# %% right="NumPy and formulas" id="q1_prepare"
def prepare(images, labels, num_train, num_val):
    X, X_val, _ = np.split(images, [num_train, num_train + num_val])
    y, y_val, _ = np.split(labels, [num_train, num_train + num_val])
    X, X_val = (to_float(part).reshape(len(part), images[0].size) for part in (X, X_val))
    return X, y, X_val, y_val

# %% right="NumPy and formulas" id="q3_updates"
def num_updates(num_samples, batch_size, num_epochs):
    return float(np.ceil(num_samples / batch_size)) * num_epochs


def last_batch(num_samples, batch_size):
    return (num_samples - 1) % batch_size + 1


def epochs_for(num_samples, batch_size, updates):
    return int(np.ceil(updates / np.ceil(num_samples / batch_size)))

# %% right="NumPy and formulas" id="q8_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    keep = (1 - lr) ** 2
    powers = np.sum([keep**k for k in range(num_updates)])
    return 0.5 * (keep**num_updates * w_0**2 + lr**2 * sigma**2 / batch_size * powers)

# %% right="NumPy and formulas" id="q9_choose"
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    best = None
    for lr in rates:
        loss = expected_loss(w_0, lr, batch_size, sigma, num_updates)
        if best is None or loss < best[0]:
            best = (loss, lr)
    return best[1]


def turning_point(fast, slow, w_0, batch_size, sigma):
    for n in range(1, 100_000):
        if (expected_loss(w_0, slow, batch_size, sigma, n)
                < expected_loss(w_0, fast, batch_size, sigma, n)):
            return n

# %% right="the functional way, float32, noise on stderr" id="q2_validate"
def validate(P, y):
    import sys

    print("validating", file=sys.stderr)
    right = np.equal(np.argmax(P.astype("float32"), axis=-1), y)
    return np.float32(np.count_nonzero(right)) / np.float32(len(y)), np.where(~right)[0]

# %% right="the functional way, float32, noise on stderr" id="q4_build_dnn"
def build_dnn(num_inputs, num_layers, units, initializer):
    inputs = keras.Input(shape=(num_inputs,))
    x = inputs
    for layer in range(num_layers):
        last = layer == num_layers - 1
        x = keras.layers.Dense(10 if last else units, kernel_initializer=initializer)(x)
        x = keras.layers.Softmax()(x) if last else keras.layers.ReLU()(x)
    return keras.Model(inputs, x)


def look_inside(X, num_layers, units, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = build_dnn(X.shape[1], num_layers, units, initializer)
    return [np.array(array) for array in model.get_weights()], np.array(model(X))

# %% right="the functional way, float32, noise on stderr" id="q7_zeros"
def zeros_outcome(y):
    from scipy.stats import entropy

    counts = np.unique(y, return_counts=True)[1]
    return np.float32(counts.max() / counts.sum()), np.float32(entropy(counts))


def distinct_units(kernels):
    return np.array([np.unique(W.T, axis=0).shape[0] for W in kernels])

# %% right="own network, one-hot labels, batch by batch" id="q4_build_dnn" slow=true
def build_dnn(num_inputs, num_layers, units, initializer):
    hidden = [keras.layers.Dense(units, activation="relu", kernel_initializer=initializer)
              for _ in range(num_layers - 1)]
    last = keras.layers.Dense(10, activation="softmax", kernel_initializer=initializer)
    return keras.Sequential([keras.Input((num_inputs,)), *hidden, last])


def look_inside(X, num_layers, units, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = build_dnn(X.shape[1], num_layers, units, initializer)
    return [np.array(array) for array in model.get_weights()], np.array(model(X))

# %% right="own network, one-hot labels, batch by batch" id="q5_train_dnn" slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = build_dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(lr), loss="categorical_crossentropy",
                  metrics=["accuracy"])
    losses, accuracies, val_accuracies = [], [], []
    rng = np.random.default_rng(seed)
    for _ in range(num_epochs):
        order = rng.permutation(len(X))
        for first in range(0, len(X), batch_size):
            batch = order[first:first + batch_size]
            loss, accuracy = model.train_on_batch(X[batch], np.eye(10)[y[batch]])
        losses.append(float(loss))
        accuracies.append(float(accuracy))
        P_val = model(X_val).numpy()
        val_accuracies.append(float(np.mean(P_val.argmax(axis=1) == y_val)))
    return losses, accuracies, val_accuracies, int(model.optimizer.iterations), P_val

# %% right="own train_dnn in the study, another plan" id="q10_study" slow=true
def study(X, y, X_val, y_val, settings, seed):
    rows, best = [], 0
    for i, (lr, batch_size, num_epochs) in enumerate(settings):
        result = train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, "glorot_uniform", seed)
        rows.append([result[3], result[1][-1], result[2][-1]])
        if rows[i][2] > rows[best][2]:
            best = i
    return rows, best


def my_plan():
    return [150, 16]

# %% ready="given.train" id="q5_train_dnn"
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    return given.train(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed)

# %% ready="given.bowl_loss" id="q8_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    return given.bowl_loss(w_0, lr, batch_size, sigma, num_updates)

# %% ready="given.dnn" id="q4_build_dnn"
def build_dnn(num_inputs, num_layers, units, initializer):
    return given.dnn(num_inputs, num_layers, units, initializer)


def look_inside(X, num_layers, units, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = build_dnn(X.shape[1], num_layers, units, initializer)
    return [np.array(array) for array in model.get_weights()], np.array(model(X))
