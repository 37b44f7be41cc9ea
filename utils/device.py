"""Which device TensorFlow computes on, and whether long runs are live."""

import os


def report_device() -> None:
    """Print one line that names the device, and let a GPU's memory grow on demand.

    Otherwise TensorFlow takes a whole GPU at once, and a second notebook finds no
    memory left. A second line says so if it is too late for that.
    """
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        print("Device: CPU")
        return
    details = tf.config.experimental.get_device_details(gpus[0])
    print(f"Device: GPU, {details.get('device_name', 'unknown model')}")
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
