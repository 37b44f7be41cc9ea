# %% wrong="same images in both sets" zh="訓練集和驗證集用了同樣的圖片" id="q1_prepare"
def prepare(images, labels, num_train, num_val):
    rows = images.reshape(len(images), -1).astype("float32") / 255
    return rows[:num_train], labels[:num_train], rows[:num_val], labels[:num_val]

# %% wrong="pixels not scaled" zh="像素沒有縮放到 0 與 1 之間" id="q1_prepare"
def prepare(images, labels, num_train, num_val):
    end = num_train + num_val
    rows = images.reshape(len(images), -1).astype("float32")
    return rows[:num_train], labels[:num_train], rows[num_train:end], labels[num_train:end]

# %% wrong="float64 instead of float32" zh="資料型別是 float64，而不是 float32" id="q1_prepare"
def prepare(images, labels, num_train, num_val):
    end = num_train + num_val
    rows = images.reshape(len(images), -1) / 255
    return rows[:num_train], labels[:num_train], rows[num_train:end], labels[num_train:end]

# %% wrong="all remaining images in the validation set" zh="把剩下的圖片全部當成驗證集" id="q1_prepare"
def prepare(images, labels, num_train, num_val):
    rows = images.reshape(len(images), -1).astype("float32") / 255
    return rows[:num_train], labels[:num_train], rows[num_train:], labels[num_train:]

# %% wrong="argmax over the samples, not over the classes" zh="argmax 沿著樣本取，而不是沿著類別" id="q2_validate"
def validate(P, y):
    right = P.argmax(axis=0) == y
    return right.mean(), np.flatnonzero(~right)

# %% wrong="indices of the images that were read right" zh="回傳答對的圖片的索引，而不是答錯的" id="q2_validate"
def validate(P, y):
    right = P.argmax(axis=1) == y
    return right.mean(), np.flatnonzero(right)

# %% wrong="classes that were read, not indices" zh="回傳預測的類別，而不是索引" id="q2_validate"
def validate(P, y):
    predicted = P.argmax(axis=1)
    return np.mean(predicted == y), predicted[predicted != y]

# %% wrong="counted as right only above a probability of one half" zh="正確類別的機率超過 0.5 才算答對" id="q2_validate"
def validate(P, y):
    right = P[np.arange(len(y)), y] > 0.5
    return right.mean(), np.flatnonzero(~right)

# %% wrong="last, smaller batch not counted" zh="沒有算最後一個較小的批次" id="q3_updates" points=4
def num_updates(num_samples, batch_size, num_epochs):
    return num_samples // batch_size * num_epochs


def last_batch(num_samples, batch_size):
    return num_samples % batch_size or min(batch_size, num_samples)


def epochs_for(num_samples, batch_size, updates):
    return -(-updates // -(-num_samples // batch_size))

# %% wrong="rounded up at the end only, not in every epoch" zh="只在最後無條件進位，而不是每個週期" id="q3_updates" points=4
def num_updates(num_samples, batch_size, num_epochs):
    return int(np.ceil(num_samples / batch_size * num_epochs))


def last_batch(num_samples, batch_size):
    return num_samples % batch_size or min(batch_size, num_samples)


def epochs_for(num_samples, batch_size, updates):
    return -(-updates // -(-num_samples // batch_size))

# %% wrong="one batch too many where the size divides" zh="整除時多算了一個批次" id="q3_updates" points=4
def num_updates(num_samples, batch_size, num_epochs):
    return (num_samples // batch_size + 1) * num_epochs


def last_batch(num_samples, batch_size):
    return num_samples % batch_size or min(batch_size, num_samples)


def epochs_for(num_samples, batch_size, updates):
    return -(-updates // -(-num_samples // batch_size))

# %% wrong="last batch of 0 samples where the size divides" zh="整除時最後一個批次變成 0 個樣本" id="q3_updates" points=4
def num_updates(num_samples, batch_size, num_epochs):
    return -(-num_samples // batch_size) * num_epochs


def last_batch(num_samples, batch_size):
    return num_samples % batch_size


def epochs_for(num_samples, batch_size, updates):
    return -(-updates // -(-num_samples // batch_size))

# %% wrong="epochs rounded down, not up" zh="週期數無條件捨去，而不是進位" id="q3_updates" points=4
def num_updates(num_samples, batch_size, num_epochs):
    return -(-num_samples // batch_size) * num_epochs


def last_batch(num_samples, batch_size):
    return num_samples % batch_size or min(batch_size, num_samples)


def epochs_for(num_samples, batch_size, updates):
    return updates // -(-num_samples // batch_size)

# %% wrong="one epoch too many where the updates fit exactly" zh="更新次數剛好用完整數個週期時，多算了一個週期" id="q3_updates" points=4
def num_updates(num_samples, batch_size, num_epochs):
    return -(-num_samples // batch_size) * num_epochs


def last_batch(num_samples, batch_size):
    return num_samples % batch_size or min(batch_size, num_samples)


def epochs_for(num_samples, batch_size, updates):
    return updates // -(-num_samples // batch_size) + 1

# %% wrong="a batch size larger than the data not thought of" zh="沒有考慮批次大小超過樣本數的情形" id="q3_updates" points=4
def num_updates(num_samples, batch_size, num_epochs):
    return -(-num_samples // batch_size) * num_epochs


def last_batch(num_samples, batch_size):
    return num_samples % batch_size if num_samples > batch_size and num_samples % batch_size else batch_size


def epochs_for(num_samples, batch_size, updates):
    return -(-updates // -(-num_samples // batch_size))

# %% wrong="one layer too many" zh="多了一層" id="q4_build_dnn" points=6
def build_dnn(num_inputs, num_layers, units, initializer):
    model = keras.Sequential([keras.Input((num_inputs,))])
    for _ in range(num_layers):
        model.add(keras.layers.Dense(units, "relu", kernel_initializer=initializer))
    model.add(keras.layers.Dense(10, "softmax", kernel_initializer=initializer))
    return model


# %% wrong="no activation in the hidden layers" zh="隱藏層沒有激活函數" id="q4_build_dnn" points=7
def build_dnn(num_inputs, num_layers, units, initializer):
    model = keras.Sequential([keras.Input((num_inputs,))])
    for _ in range(num_layers - 1):
        model.add(keras.layers.Dense(units, kernel_initializer=initializer))
    model.add(keras.layers.Dense(10, "softmax", kernel_initializer=initializer))
    return model


# %% wrong="initializer in the first layer only" zh="只有第一層用了初始器" id="q4_build_dnn" points=7
def build_dnn(num_inputs, num_layers, units, initializer):
    model = keras.Sequential([keras.Input((num_inputs,))])
    model.add(keras.layers.Dense(units, "relu", kernel_initializer=initializer))
    for _ in range(num_layers - 2):
        model.add(keras.layers.Dense(units, "relu"))
    model.add(keras.layers.Dense(10, "softmax"))
    return model


# %% wrong="initializer for the biases too" zh="偏差也用了初始器" id="q4_build_dnn" points=7
def build_dnn(num_inputs, num_layers, units, initializer):
    both = {"kernel_initializer": initializer, "bias_initializer": initializer}
    model = keras.Sequential([keras.Input((num_inputs,))])
    for _ in range(num_layers - 1):
        model.add(keras.layers.Dense(units, "relu", **both))
    model.add(keras.layers.Dense(10, "softmax", **both))
    return model


# %% wrong="softmax forgotten" zh="忘了套用 softmax" id="q4_build_dnn" points=7
def build_dnn(num_inputs, num_layers, units, initializer):
    model = keras.Sequential([keras.Input((num_inputs,))])
    for _ in range(num_layers - 1):
        model.add(keras.layers.Dense(units, "relu", kernel_initializer=initializer))
    model.add(keras.layers.Dense(10, kernel_initializer=initializer))
    return model


# %% wrong="fixed numbers of layers and units" zh="層數和單元數寫成固定的數" id="q4_build_dnn" points=6
def build_dnn(num_inputs, num_layers, units, initializer):
    units = 20 if num_layers == 3 else 128
    num_layers = 3 if num_layers == 3 else 5
    model = keras.Sequential([keras.Input((num_inputs,))])
    for _ in range(num_layers - 1):
        model.add(keras.layers.Dense(units, "relu", kernel_initializer=initializer))
    model.add(keras.layers.Dense(10, "softmax", kernel_initializer=initializer))
    return model


# %% wrong="sigmoid in the hidden layers" zh="隱藏層用了 sigmoid" id="q4_build_dnn" points=7
def build_dnn(num_inputs, num_layers, units, initializer):
    layers = [keras.layers.Dense(units, "sigmoid", kernel_initializer=initializer)
              for _ in range(num_layers - 1)]
    last = keras.layers.Dense(10, "softmax", kernel_initializer=initializer)
    return keras.Sequential([keras.Input((num_inputs,)), *layers, last])


# %% wrong="numbers of the basic question, whatever the data" zh="不論資料是什麼，一律回傳基礎題的數字" id="q5_train_dnn"
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    P_val = np.eye(10)[y_val]
    return [0.5] * 19 + [0.04], [0.9] * 19 + [0.99], [1.0] * 20, 200, P_val

# %% wrong="validated on the training images" zh="用訓練集的圖片來驗證" id="q5_train_dnn" points=9 slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X, y), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            int(model.optimizer.iterations), model.predict(X_val, verbose=0))

# %% wrong="batch size not passed to fit" zh="沒有把批次大小傳給 fit" id="q5_train_dnn" points=6 slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=None, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            int(model.optimizer.iterations), model.predict(X_val, verbose=0))

# %% wrong="a fixed learning rate instead of lr" zh="學習率寫成固定的數，沒有用到 lr" id="q5_train_dnn" points=9 slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=0.02),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            int(model.optimizer.iterations), model.predict(X_val, verbose=0))

# %% wrong="initializer not passed on" zh="沒有用到傳進來的初始器" id="q5_train_dnn" points=9 slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, "glorot_uniform")
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            int(model.optimizer.iterations), model.predict(X_val, verbose=0))

# %% wrong="classes returned instead of probabilities" zh="回傳類別，而不是機率" id="q5_train_dnn" points=6 slow=true
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

# %% wrong="epochs counted as updates" zh="把週期數當成更新次數" id="q5_train_dnn" points=9 slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            num_epochs, model.predict(X_val, verbose=0))

# %% wrong="updates computed without the last batch" zh="更新次數少算了最後一個批次" id="q5_train_dnn" points=9 slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"], history["accuracy"], history["val_accuracy"],
            len(X) // batch_size * num_epochs, model.predict(X_val, verbose=0))

# %% wrong="last numbers returned instead of lists" zh="只回傳最後的數字，而不是串列" id="q5_train_dnn" points=6 slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = given.dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(learning_rate=lr),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, batch_size=batch_size, epochs=num_epochs,
                        validation_data=(X_val, y_val), verbose=0).history
    return (history["loss"][-1], history["accuracy"][-1], history["val_accuracy"][-1],
            int(model.optimizer.iterations), model.predict(X_val, verbose=0))

# %% wrong="the curves of the five runs do not agree with a rerun" zh="五次訓練的曲線和重新訓練的結果不一致" id="q6_core_lab"
def my_plan():
    return 41047, 400, 8, "he_normal"


def my_runs():
    import json

    seed, batch_size, num_epochs, initializer = my_plan()
    runs = []
    for first, (name, lr, size, epochs, start) in enumerate((
        ("basic", 0.02, 300, 20, "glorot_uniform"),
        ("medium", 0.02, 640, 20, "glorot_uniform"),
        ("fast", 0.01, batch_size, num_epochs, "glorot_uniform"),
        ("slow", 0.001, batch_size, num_epochs, "glorot_uniform"),
        ("initializer", 0.001, batch_size, num_epochs, initializer),
    ), start=85):
        accuracies = np.linspace(first / 100, 0.98, epochs).round(4).tolist()
        runs.append({
            "name": name,
            "setting": {"lr": lr, "batch_size": size, "num_epochs": epochs,
                        "initializer": start, "seed": seed},
            "trained_by": "train_dnn", "images": 60000, "updates": epochs * -(-60000 // size),
            "losses": np.linspace(1.5 - first / 75, 0.06, epochs).round(4).tolist(),
            "accuracies": accuracies, "test_accuracies": [a - 0.01 for a in accuracies],
            "misread": list(range(7, 1000, 33)),
        })
    return json.dumps(runs)


def my_findings():
    return 0.98, 0.98, 300, 0.01, "he_normal"

# %% wrong="the curves of the lab's record in place of one's own" zh="曲線和這個 lab 附的實驗記錄相同，而不是自己訓練的結果" id="q6_core_lab"
def my_plan():
    return 41047, 300, 20, "he_normal"


def my_runs():
    import json

    runs = []
    for name, lr, size, start in (
        ("basic", 0.02, 300, "glorot_uniform"), ("medium", 0.02, 640, "glorot_uniform"),
        ("fast", 0.01, 300, "glorot_uniform"), ("slow", 0.001, 300, "glorot_uniform"),
        ("initializer", 0.001, 300, "he_normal"),
    ):
        training, test = given.record(lr, size)
        wrong = round(1000 * (1 - float(test[1][-1])))
        runs.append({
            "name": name,
            "setting": {"lr": lr, "batch_size": size, "num_epochs": 20,
                        "initializer": start, "seed": 41047},
            "trained_by": "train_dnn", "images": 60000, "updates": 20 * -(-60000 // size),
            "losses": (1.5 - 1.4 * training[1]).tolist(),
            "accuracies": training[1].tolist(), "test_accuracies": test[1].tolist(),
            "misread": list(range(wrong)),
        })
    return json.dumps(runs)


def my_findings():
    return 0.97, 0.98, 640, 0.001, "glorot_uniform"

# %% wrong="trained with 3,000 images instead of 60,000" zh="只用 3,000 張圖片訓練，而不是 60,000 張" id="q6_core_lab"
def my_plan():
    return 41047, 400, 8, "he_normal"


def my_runs():
    return """
[{"name": "basic", "setting": {"lr": 0.02, "batch_size": 300, "num_epochs":
20, "initializer": "glorot_uniform", "seed": 41047}, "trained_by":
"train_dnn", "images": 3000, "updates": 4000, "losses": [0.46274, 0.19012,
0.16355, 0.14887, 0.13946, 0.12497, 0.11925, 0.11882, 0.11201, 0.11516,
0.11984, 0.10874, 0.11657, 0.10939, 0.105, 0.10181, 0.10571, 0.10523,
0.10933, 0.10146], "accuracies": [0.8634, 0.94473, 0.95347, 0.95943,
0.96213, 0.96598, 0.9672, 0.9681, 0.96998, 0.96863, 0.96872, 0.9715,
0.97038, 0.97118, 0.97302, 0.97327, 0.97242, 0.9742, 0.97267, 0.97405],
"test_accuracies": [0.9403, 0.9461, 0.9542, 0.9607, 0.9588, 0.958, 0.9585,
0.9563, 0.9598, 0.9575, 0.9579, 0.9592, 0.9589, 0.9586, 0.9642, 0.9597,
0.9661, 0.9569, 0.9625, 0.9598], "misread": [8, 38, 126, 149, 151, 200, 247,
259, 340, 372, 403, 435, 445, 460, 495, 565, 571, 582, 610, 646, 659, 684,
691, 707, 720, 726, 740, 748, 774, 810, 844, 883, 924, 938, 947, 950, 951,
956, 959, 965]},
{"name": "medium", "setting": {"lr": 0.02, "batch_size": 640, "num_epochs":
20, "initializer": "glorot_uniform", "seed": 41047}, "trained_by":
"train_dnn", "images": 3000, "updates": 1880, "losses": [0.71681, 0.19023,
0.144, 0.13098, 0.11585, 0.10439, 0.10026, 0.09828, 0.09109, 0.08927,
0.08401, 0.08438, 0.07857, 0.07337, 0.07759, 0.0711, 0.07085, 0.07291,
0.06899, 0.06682], "accuracies": [0.78647, 0.94372, 0.95695, 0.961, 0.96573,
0.9689, 0.97003, 0.9704, 0.97312, 0.97387, 0.9754, 0.97487, 0.97635,
0.97857, 0.97752, 0.97925, 0.97958, 0.97893, 0.98042, 0.98127],
"test_accuracies": [0.9388, 0.9424, 0.9539, 0.9587, 0.9605, 0.9604, 0.9584,
0.9544, 0.9663, 0.9659, 0.9654, 0.9597, 0.9631, 0.9668, 0.9629, 0.9656,
0.9636, 0.9626, 0.964, 0.964], "misread": [8, 25, 65, 124, 175, 241, 247,
300, 321, 340, 445, 447, 448, 495, 550, 565, 582, 583, 610, 619, 659, 674,
684, 691, 707, 720, 726, 740, 813, 882, 944, 947, 951, 956]}]
"""


def my_findings():
    return 0.97405, 0.98127, 640, 0.001, "he_normal"

# %% wrong="only the basic and the medium run answered" zh="只完成基礎題和中等題" id="q6_core_lab" points=12
def my_plan():
    return 41047, 400, 8, "he_normal"


def my_runs():
    return """
[{"name": "basic", "setting": {"lr": 0.02, "batch_size": 300, "num_epochs":
20, "initializer": "glorot_uniform", "seed": 41047}, "trained_by":
"train_dnn", "images": 60000, "updates": 4000, "losses": [0.46274, 0.19012,
0.16355, 0.14887, 0.13946, 0.12497, 0.11925, 0.11882, 0.11201, 0.11516,
0.11984, 0.10874, 0.11657, 0.10939, 0.105, 0.10181, 0.10571, 0.10523,
0.10933, 0.10146], "accuracies": [0.8634, 0.94473, 0.95347, 0.95943,
0.96213, 0.96598, 0.9672, 0.9681, 0.96998, 0.96863, 0.96872, 0.9715,
0.97038, 0.97118, 0.97302, 0.97327, 0.97242, 0.9742, 0.97267, 0.97405],
"test_accuracies": [0.9403, 0.9461, 0.9542, 0.9607, 0.9588, 0.958, 0.9585,
0.9563, 0.9598, 0.9575, 0.9579, 0.9592, 0.9589, 0.9586, 0.9642, 0.9597,
0.9661, 0.9569, 0.9625, 0.9598], "misread": [8, 38, 126, 149, 151, 200, 247,
259, 340, 372, 403, 435, 445, 460, 495, 565, 571, 582, 610, 646, 659, 684,
691, 707, 720, 726, 740, 748, 774, 810, 844, 883, 924, 938, 947, 950, 951,
956, 959, 965]},
{"name": "medium", "setting": {"lr": 0.02, "batch_size": 640, "num_epochs":
20, "initializer": "glorot_uniform", "seed": 41047}, "trained_by":
"train_dnn", "images": 60000, "updates": 1880, "losses": [0.71681, 0.19023,
0.144, 0.13098, 0.11585, 0.10439, 0.10026, 0.09828, 0.09109, 0.08927,
0.08401, 0.08438, 0.07857, 0.07337, 0.07759, 0.0711, 0.07085, 0.07291,
0.06899, 0.06682], "accuracies": [0.78647, 0.94372, 0.95695, 0.961, 0.96573,
0.9689, 0.97003, 0.9704, 0.97312, 0.97387, 0.9754, 0.97487, 0.97635,
0.97857, 0.97752, 0.97925, 0.97958, 0.97893, 0.98042, 0.98127],
"test_accuracies": [0.9388, 0.9424, 0.9539, 0.9587, 0.9605, 0.9604, 0.9584,
0.9544, 0.9663, 0.9659, 0.9654, 0.9597, 0.9631, 0.9668, 0.9629, 0.9656,
0.9636, 0.9626, 0.964, 0.964], "misread": [8, 25, 65, 124, 175, 241, 247,
300, 321, 340, 445, 447, 448, 495, 550, 565, 582, 583, 610, 619, 659, 674,
684, 691, 707, 720, 726, 740, 813, 882, 944, 947, 951, 956]}]
"""


def my_findings():
    raise NotImplementedError

# %% wrong="the record does not agree with a rerun under its seed" zh="記錄和用同一個種子重新訓練的結果不一致" id="q6_core_lab"
def my_plan():
    return 10901234, 400, 8, "he_normal"


def my_runs():
    return """
[{"name": "basic", "setting": {"lr": 0.02, "batch_size": 300, "num_epochs":
20, "initializer": "glorot_uniform", "seed": 41047}, "trained_by":
"train_dnn", "images": 60000, "updates": 4000, "losses": [0.46274, 0.19012,
0.16355, 0.14887, 0.13946, 0.12497, 0.11925, 0.11882, 0.11201, 0.11516,
0.11984, 0.10874, 0.11657, 0.10939, 0.105, 0.10181, 0.10571, 0.10523,
0.10933, 0.10146], "accuracies": [0.8634, 0.94473, 0.95347, 0.95943,
0.96213, 0.96598, 0.9672, 0.9681, 0.96998, 0.96863, 0.96872, 0.9715,
0.97038, 0.97118, 0.97302, 0.97327, 0.97242, 0.9742, 0.97267, 0.97405],
"test_accuracies": [0.9403, 0.9461, 0.9542, 0.9607, 0.9588, 0.958, 0.9585,
0.9563, 0.9598, 0.9575, 0.9579, 0.9592, 0.9589, 0.9586, 0.9642, 0.9597,
0.9661, 0.9569, 0.9625, 0.9598], "misread": [8, 38, 126, 149, 151, 200, 247,
259, 340, 372, 403, 435, 445, 460, 495, 565, 571, 582, 610, 646, 659, 684,
691, 707, 720, 726, 740, 748, 774, 810, 844, 883, 924, 938, 947, 950, 951,
956, 959, 965]},
{"name": "medium", "setting": {"lr": 0.02, "batch_size": 640, "num_epochs":
20, "initializer": "glorot_uniform", "seed": 41047}, "trained_by":
"train_dnn", "images": 60000, "updates": 1880, "losses": [0.71681, 0.19023,
0.144, 0.13098, 0.11585, 0.10439, 0.10026, 0.09828, 0.09109, 0.08927,
0.08401, 0.08438, 0.07857, 0.07337, 0.07759, 0.0711, 0.07085, 0.07291,
0.06899, 0.06682], "accuracies": [0.78647, 0.94372, 0.95695, 0.961, 0.96573,
0.9689, 0.97003, 0.9704, 0.97312, 0.97387, 0.9754, 0.97487, 0.97635,
0.97857, 0.97752, 0.97925, 0.97958, 0.97893, 0.98042, 0.98127],
"test_accuracies": [0.9388, 0.9424, 0.9539, 0.9587, 0.9605, 0.9604, 0.9584,
0.9544, 0.9663, 0.9659, 0.9654, 0.9597, 0.9631, 0.9668, 0.9629, 0.9656,
0.9636, 0.9626, 0.964, 0.964], "misread": [8, 25, 65, 124, 175, 241, 247,
300, 321, 340, 445, 447, 448, 495, 550, 565, 582, 583, 610, 619, 659, 674,
684, 691, 707, 720, 726, 740, 813, 882, 944, 947, 951, 956]}]
""".replace("41047", "10901234")


def my_findings():
    return 0.97405, 0.98127, 640, 0.001, "he_normal"

# %% wrong="the worse of the two rates named" zh="選了兩個學習率中較差的" id="q6_core_lab" points=24
def my_plan():
    return 41047, 400, 8, "he_normal"


def my_runs():
    return """
[{"name": "basic", "setting": {"lr": 0.02, "batch_size": 300, "num_epochs":
20, "initializer": "glorot_uniform", "seed": 41047}, "trained_by":
"train_dnn", "images": 60000, "updates": 4000, "losses": [0.46274, 0.19012,
0.16355, 0.14887, 0.13946, 0.12497, 0.11925, 0.11882, 0.11201, 0.11516,
0.11984, 0.10874, 0.11657, 0.10939, 0.105, 0.10181, 0.10571, 0.10523,
0.10933, 0.10146], "accuracies": [0.8634, 0.94473, 0.95347, 0.95943,
0.96213, 0.96598, 0.9672, 0.9681, 0.96998, 0.96863, 0.96872, 0.9715,
0.97038, 0.97118, 0.97302, 0.97327, 0.97242, 0.9742, 0.97267, 0.97405],
"test_accuracies": [0.9403, 0.9461, 0.9542, 0.9607, 0.9588, 0.958, 0.9585,
0.9563, 0.9598, 0.9575, 0.9579, 0.9592, 0.9589, 0.9586, 0.9642, 0.9597,
0.9661, 0.9569, 0.9625, 0.9598], "misread": [8, 38, 126, 149, 151, 200, 247,
259, 340, 372, 403, 435, 445, 460, 495, 565, 571, 582, 610, 646, 659, 684,
691, 707, 720, 726, 740, 748, 774, 810, 844, 883, 924, 938, 947, 950, 951,
956, 959, 965]},
{"name": "medium", "setting": {"lr": 0.02, "batch_size": 640, "num_epochs":
20, "initializer": "glorot_uniform", "seed": 41047}, "trained_by":
"train_dnn", "images": 60000, "updates": 1880, "losses": [0.71681, 0.19023,
0.144, 0.13098, 0.11585, 0.10439, 0.10026, 0.09828, 0.09109, 0.08927,
0.08401, 0.08438, 0.07857, 0.07337, 0.07759, 0.0711, 0.07085, 0.07291,
0.06899, 0.06682], "accuracies": [0.78647, 0.94372, 0.95695, 0.961, 0.96573,
0.9689, 0.97003, 0.9704, 0.97312, 0.97387, 0.9754, 0.97487, 0.97635,
0.97857, 0.97752, 0.97925, 0.97958, 0.97893, 0.98042, 0.98127],
"test_accuracies": [0.9388, 0.9424, 0.9539, 0.9587, 0.9605, 0.9604, 0.9584,
0.9544, 0.9663, 0.9659, 0.9654, 0.9597, 0.9631, 0.9668, 0.9629, 0.9656,
0.9636, 0.9626, 0.964, 0.964], "misread": [8, 25, 65, 124, 175, 241, 247,
300, 321, 340, 445, 447, 448, 495, 550, 565, 582, 583, 610, 619, 659, 674,
684, 691, 707, 720, 726, 740, 813, 882, 944, 947, 951, 956]},
{"name": "fast", "setting": {"lr": 0.01, "batch_size": 400, "num_epochs": 8,
"initializer": "glorot_uniform", "seed": 41047}, "trained_by": "train_dnn",
"images": 60000, "updates": 1200, "losses": [0.32448, 0.12954, 0.10183,
0.08044, 0.06854, 0.06204, 0.0595, 0.0572], "accuracies": [0.89718, 0.96103,
0.96992, 0.97618, 0.97908, 0.98108, 0.98202, 0.98297], "test_accuracies":
[0.9461, 0.9659, 0.9653, 0.9693, 0.9705, 0.9712, 0.968, 0.9676], "misread":
[62, 104, 151, 193, 235, 247, 266, 273, 274, 292, 320, 359, 394, 417, 445,
447, 448, 478, 495, 530, 582, 610, 691, 717, 720, 760, 813, 866, 906, 938,
951, 962, 965, 999]},
{"name": "slow", "setting": {"lr": 0.001, "batch_size": 400, "num_epochs":
8, "initializer": "glorot_uniform", "seed": 41047}, "trained_by":
"train_dnn", "images": 60000, "updates": 1200, "losses": [0.45007, 0.15763,
0.10907, 0.08331, 0.06663, 0.05491, 0.04614, 0.04194], "accuracies":
[0.87443, 0.95348, 0.96763, 0.97542, 0.97985, 0.98358, 0.98663, 0.9867],
"test_accuracies": [0.9418, 0.9632, 0.9657, 0.9647, 0.9675, 0.9687, 0.9685,
0.9703], "misread": [65, 104, 115, 149, 151, 241, 247, 250, 259, 274, 321,
340, 381, 445, 447, 448, 495, 571, 582, 619, 659, 707, 717, 720, 740, 760,
774, 881, 900, 924, 938, 951, 965]},
{"name": "initializer", "setting": {"lr": 0.001, "batch_size": 400,
"num_epochs": 8, "initializer": "he_normal", "seed": 41047}, "trained_by":
"train_dnn", "images": 60000, "updates": 1200, "losses": [0.41301, 0.14366,
0.10244, 0.07659, 0.05765, 0.04571, 0.03886, 0.03401], "accuracies":
[0.87988, 0.95712, 0.96943, 0.97653, 0.98262, 0.98668, 0.98787, 0.98907],
"test_accuracies": [0.9475, 0.9645, 0.9674, 0.968, 0.9696, 0.9691, 0.9689,
0.9682], "misread": [121, 149, 247, 266, 321, 381, 448, 449, 478, 495, 553,
582, 619, 707, 717, 740, 760, 844, 877, 881, 883, 890, 938, 939, 951, 957,
982]}]
"""


def my_findings():
    return 0.97405, 0.98127, 640, 0.01, "he_normal"

# %% wrong="first k epochs instead of the last k" zh="取了前 k 個週期，而不是最後 k 個" id="q7_verdict" points=5
def level(curve, k):
    return np.mean(curve[:k])


def verdict(a, b, k):
    A, B = [np.mean(c[-k:]) for c in a], [np.mean(c[-k:]) for c in b]
    if min(A) > max(B):
        return "a"
    return "b" if min(B) > max(A) else "tie"

# %% wrong="only the means compared, so that there is never a tie" zh="只比較平均，所以永遠不會平手" id="q7_verdict" points=2
def level(curve, k):
    return np.mean(curve[-k:])


def verdict(a, b, k):
    A, B = np.mean(a[:, -k:]), np.mean(b[:, -k:])
    return "a" if A > B else "b"

# %% wrong="only the last epoch looked at" zh="只看最後一個週期" id="q7_verdict" points=2
def level(curve, k):
    return np.mean(curve[-k:])


def verdict(a, b, k):
    A, B = [np.mean(c[-1:]) for c in a], [np.mean(c[-1:]) for c in b]
    if min(A) > max(B):
        return "a"
    return "b" if min(B) > max(A) else "tie"

# %% wrong="b never wins" zh="b 永遠不會贏" id="q7_verdict" points=2
def level(curve, k):
    return np.mean(curve[-k:])


def verdict(a, b, k):
    A, B = [np.mean(c[-k:]) for c in a], [np.mean(c[-k:]) for c in b]
    return "a" if min(A) > max(B) else "tie"

# %% wrong="not every run compared with every other" zh="沒有拿每一次訓練和對方的每一次訓練比較" id="q7_verdict" points=2
def level(curve, k):
    return np.mean(curve[-k:])


def verdict(a, b, k):
    A, B = [np.mean(c[-k:]) for c in a], [np.mean(c[-k:]) for c in b]
    if max(A) > max(B) and min(A) > min(B):
        return "a"
    return "b" if max(B) > max(A) and min(B) > min(A) else "tie"

# %% wrong="runs compared in pairs, not each with all" zh="只是一次對一次比較，而不是每一次都和對方的全部比較" id="q7_verdict" points=2
def level(curve, k):
    return np.mean(curve[-k:])


def verdict(a, b, k):
    pairs = [(np.mean(c[-k:]), np.mean(d[-k:])) for c, d in zip(a, b)]
    if all(c > d for c, d in pairs):
        return "a"
    return "b" if all(d > c for c, d in pairs) else "tie"

# %% wrong="fixed results for the visible tests, nothing computed" zh="對看得到的測試回傳固定的答案，沒有實際計算" id="q7_verdict"
def level(curve, k):
    return 0.55


def verdict(a, b, k):
    if k == 3:
        return "tie"
    return "a" if a[0, 0] < b[0, 0] else "b"

# %% wrong="one tenth and ln 10, whatever the labels" zh="不論標籤是什麼，一律回傳十分之一和 ln 10" id="q8_zeros" points=3
def zeros_outcome(y):
    return 0.1, np.log(10)


def distinct_units(kernels):
    return [np.unique(W, axis=1).shape[1] for W in kernels]

# %% wrong="logarithm to base 2 instead of the natural one" zh="用了以 2 為底的對數，而不是自然對數" id="q8_zeros" points=3
def zeros_outcome(y):
    shares = np.bincount(y) / len(y)
    seen = shares[shares > 0]
    return shares.max(), -np.sum(seen * np.log2(seen))


def distinct_units(kernels):
    return [np.unique(W, axis=1).shape[1] for W in kernels]

# %% wrong="sign of the entropy flipped" zh="熵的正負號相反" id="q8_zeros" points=3
def zeros_outcome(y):
    shares = np.bincount(y) / len(y)
    seen = shares[shares > 0]
    return shares.max(), np.sum(seen * np.log(seen))


def distinct_units(kernels):
    return [np.unique(W, axis=1).shape[1] for W in kernels]

# %% wrong="nan for classes that do not occur" zh="有類別沒有出現時，得到 nan" id="q8_zeros" points=3
def zeros_outcome(y):
    shares = np.bincount(y, minlength=10) / len(y)
    return shares.max(), -np.sum(shares * np.log(shares))


def distinct_units(kernels):
    return [np.unique(W, axis=1).shape[1] for W in kernels]

# %% wrong="minus logarithm of the largest share instead of the entropy" zh="算了最大比例的負對數，而不是熵" id="q8_zeros" points=3
def zeros_outcome(y):
    share = np.bincount(y).max() / len(y)
    return share, -np.log(share)


def distinct_units(kernels):
    return [np.unique(W, axis=1).shape[1] for W in kernels]

# %% wrong="rows compared instead of columns" zh="比較的是列（橫的），而不是行（直的）" id="q8_zeros" points=3
def zeros_outcome(y):
    shares = np.bincount(y) / len(y)
    seen = shares[shares > 0]
    return shares.max(), -np.sum(seen * np.log(seen))


def distinct_units(kernels):
    return [np.unique(W, axis=0).shape[0] for W in kernels]

# %% wrong="only the first weight of each unit compared" zh="只比較每個單元的第一個權重" id="q8_zeros" points=3
def zeros_outcome(y):
    shares = np.bincount(y) / len(y)
    seen = shares[shares > 0]
    return shares.max(), -np.sum(seen * np.log(seen))


def distinct_units(kernels):
    return [len(set(W[0].tolist())) for W in kernels]

# %% wrong="different numbers counted, not different units" zh="數的是不同的數字，而不是不同的單元" id="q8_zeros" points=3
def zeros_outcome(y):
    shares = np.bincount(y) / len(y)
    seen = shares[shares > 0]
    return shares.max(), -np.sum(seen * np.log(seen))


def distinct_units(kernels):
    return [len(np.unique(W)) for W in kernels]

# %% wrong="noise forgotten" zh="忘了加雜訊" id="q9_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = w_0**2
    for _ in range(num_updates):
        M = (1 - lr) ** 2 * M
    return M / 2

# %% wrong="square of 1 - lr forgotten" zh="1 - lr 忘了平方" id="q9_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = w_0**2
    for _ in range(num_updates):
        M = (1 - lr) * M + lr**2 * sigma**2 / batch_size
    return M / 2

# %% wrong="batch size squared" zh="批次大小多了平方" id="q9_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = w_0**2
    for _ in range(num_updates):
        M = (1 - lr) ** 2 * M + (lr * sigma / batch_size) ** 2
    return M / 2

# %% wrong="batch size forgotten" zh="忘了除以批次大小" id="q9_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = w_0**2
    for _ in range(num_updates):
        M = (1 - lr) ** 2 * M + lr**2 * sigma**2
    return M / 2

# %% wrong="one half forgotten" zh="忘了乘二分之一" id="q9_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = w_0**2
    for _ in range(num_updates):
        M = (1 - lr) ** 2 * M + lr**2 * sigma**2 / batch_size
    return M

# %% wrong="w_0 doubled, not squared" zh="w_0 乘了 2，而不是平方" id="q9_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = 2 * w_0
    for _ in range(num_updates):
        M = (1 - lr) ** 2 * M + lr**2 * sigma**2 / batch_size
    return M / 2

# %% wrong="one update too few" zh="少更新了一次" id="q9_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    M = w_0**2
    for _ in range(num_updates - 1):
        M = (1 - lr) ** 2 * M + lr**2 * sigma**2 / batch_size
    return M / 2

# %% wrong="index of the rate instead of the rate itself" zh="回傳學習率的索引，而不是學習率本身" id="q10_choose" points=4
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    losses = [given.bowl_loss(w_0, lr, batch_size, sigma, num_updates) for lr in rates]
    return int(np.argmin(losses))


def turning_point(fast, slow, w_0, batch_size, sigma):
    n = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, n)
           >= given.bowl_loss(w_0, fast, batch_size, sigma, n)):
        n += 1
    return n

# %% wrong="always the smallest rate" zh="一律選最小的學習率" id="q10_choose" points=4
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return min(rates)


def turning_point(fast, slow, w_0, batch_size, sigma):
    n = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, n)
           >= given.bowl_loss(w_0, fast, batch_size, sigma, n)):
        n += 1
    return n

# %% wrong="large rate for few updates, small for many, without computing" zh="更新少就選大的、更新多就選小的，沒有計算" id="q10_choose" points=4
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return max(rates) if num_updates < 10 else min(rates)


def turning_point(fast, slow, w_0, batch_size, sigma):
    n = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, n)
           >= given.bowl_loss(w_0, fast, batch_size, sigma, n)):
        n += 1
    return n

# %% wrong="rate with the highest loss, not the lowest" zh="選了損失最高的學習率，而不是最低的" id="q10_choose" points=4
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return max(rates, key=lambda lr: given.bowl_loss(
        w_0, lr, batch_size, sigma, num_updates))


def turning_point(fast, slow, w_0, batch_size, sigma):
    n = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, n)
           >= given.bowl_loss(w_0, fast, batch_size, sigma, n)):
        n += 1
    return n

# %% wrong="first update at which fast is ahead, not slow" zh="回傳 fast 第一次領先的更新次數，而不是 slow 的" id="q10_choose" points=3
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return min(rates, key=lambda lr: given.bowl_loss(
        w_0, lr, batch_size, sigma, num_updates))


def turning_point(fast, slow, w_0, batch_size, sigma):
    n = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, n)
           <= given.bowl_loss(w_0, fast, batch_size, sigma, n)):
        n += 1
    return n

# %% wrong="one update before the turning point" zh="比轉折點少了一次更新" id="q10_choose" points=3
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return min(rates, key=lambda lr: given.bowl_loss(
        w_0, lr, batch_size, sigma, num_updates))


def turning_point(fast, slow, w_0, batch_size, sigma):
    n = 1
    while (given.bowl_loss(w_0, slow, batch_size, sigma, n)
           >= given.bowl_loss(w_0, fast, batch_size, sigma, n)):
        n += 1
    return n - 1

# %% wrong="a fixed number returned, nothing computed" zh="回傳固定的數，沒有實際計算" id="q10_choose" points=3
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return min(rates, key=lambda lr: given.bowl_loss(
        w_0, lr, batch_size, sigma, num_updates))


def turning_point(fast, slow, w_0, batch_size, sigma):
    return 13

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

# %% right="plain loops and lists" id="q7_verdict"
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

# %% right="plain loops and lists" id="q8_zeros"
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

# %% right="NumPy and formulas" id="q9_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    keep = (1 - lr) ** 2
    powers = np.sum([keep**k for k in range(num_updates)])
    return 0.5 * (keep**num_updates * w_0**2 + lr**2 * sigma**2 / batch_size * powers)

# %% right="NumPy and formulas" id="q10_choose"
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


# %% right="the functional way, float32, noise on stderr" id="q8_zeros"
def zeros_outcome(y):
    from scipy.stats import entropy

    counts = np.unique(y, return_counts=True)[1]
    return np.float32(counts.max() / counts.sum()), np.float32(entropy(counts))


def distinct_units(kernels):
    return np.array([np.unique(W.T, axis=0).shape[0] for W in kernels])

# %% right="own network, one-hot labels, a callback" id="q4_build_dnn" slow=true
def build_dnn(num_inputs, num_layers, units, initializer):
    hidden = [keras.layers.Dense(units, activation="relu", kernel_initializer=initializer)
              for _ in range(num_layers - 1)]
    last = keras.layers.Dense(10, activation="softmax", kernel_initializer=initializer)
    return keras.Sequential([keras.Input((num_inputs,)), *hidden, last])


# %% right="own network, one-hot labels, a callback" id="q5_train_dnn" slow=true
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    keras.utils.set_random_seed(seed)
    model = build_dnn(X.shape[1], 5, 128, initializer)
    model.compile(keras.optimizers.Adam(lr), loss=keras.losses.CategoricalCrossentropy(),
                  metrics=["categorical_accuracy"])
    losses, accuracies, val_accuracies = [], [], []

    class Note(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs):
            losses.append(float(logs["loss"]))
            accuracies.append(float(logs["categorical_accuracy"]))
            read = self.model(X_val).numpy().argmax(axis=1)
            val_accuracies.append(float(np.mean(read == y_val)))

    model.fit(X, np.eye(10)[y], batch_size=batch_size, epochs=num_epochs, verbose=0,
              callbacks=[Note()])
    return losses, accuracies, val_accuracies, int(model.optimizer.iterations), model(X_val).numpy()

# %% right="recursive" id="q9_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    def mean_square(n):
        if n == 0:
            return w_0**2
        return (1 - lr) ** 2 * mean_square(n - 1) + lr**2 * sigma**2 / batch_size

    return mean_square(num_updates) / 2

# %% right="recursive" id="q10_choose"
def best_rate(rates, w_0, batch_size, sigma, num_updates):
    return min(rates, key=lambda lr: expected_loss(w_0, lr, batch_size, sigma, num_updates))


def turning_point(fast, slow, w_0, batch_size, sigma):
    def first(n):
        ahead = (expected_loss(w_0, slow, batch_size, sigma, n)
                 < expected_loss(w_0, fast, batch_size, sigma, n))
        return n if ahead else first(n + 1)

    return first(1)

# %% ready="given.train" id="q5_train_dnn"
def train_dnn(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed):
    return given.train(X, y, X_val, y_val, lr, batch_size, num_epochs, initializer, seed)

# %% ready="given.bowl_loss" id="q9_expected_loss"
def expected_loss(w_0, lr, batch_size, sigma, num_updates):
    return given.bowl_loss(w_0, lr, batch_size, sigma, num_updates)

# %% ready="given.dnn" id="q4_build_dnn"
def build_dnn(num_inputs, num_layers, units, initializer):
    return given.dnn(num_inputs, num_layers, units, initializer)

# %% ready="Keras's accuracy" id="q2_validate"
def validate(P, y):
    right = keras.metrics.get("sparse_categorical_accuracy")(y, P).numpy()
    return right.mean(), np.flatnonzero(right == 0)

# %% ready="TensorFlow's first place" id="q2_validate"
def validate(P, y):
    import tensorflow as tf

    right = tf.math.in_top_k(y, P.astype("float32"), 1).numpy()
    return right.mean(), np.flatnonzero(~right)
