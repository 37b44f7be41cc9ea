"""Which device TensorFlow computes on, and whether long runs are live."""

from __future__ import annotations

import os


def report_device() -> None:
    """Print one line that names the device, and set a GPU up for the chapters.

    Its memory grows on demand: otherwise TensorFlow takes a whole GPU at once, and a
    second notebook finds no memory left. A line says so if it is too late for that.
    And it multiplies in full float32: newer GPUs round to the ten bits of TF32
    otherwise, and a result by hand would no longer equal Keras' to five digits.
    """
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        print("Device: CPU")
        return
    details = tf.config.experimental.get_device_details(gpus[0])
    print(f"Device: GPU, {details.get('device_name', 'unknown model')}")
    tf.config.experimental.enable_tensor_float_32_execution(False)
    try:
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:
        print("Memory growth is off: restart the kernel and call report_device first.")


def full_run() -> bool:
    """Tell whether to run at full size: with `COURSE_FULL=1`, or with a GPU."""
    if os.environ.get("COURSE_FULL") == "1":
        return True
    import tensorflow as tf

    return bool(tf.config.list_physical_devices("GPU"))
