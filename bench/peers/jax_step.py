# SPDX-License-Identifier: BSL-1.0
"""Steps of one workload in JAX with optax, under the protocol of README.md.

usage: jax_step.py --workload NAME --threads N --config C
       jax_step.py --workload NAME --list
"""
import math
import os

import protocol

CONFIGS = {
    # One call a step; many steps in one compiled loop.
    ("mlp", "train"): ["jit", "scan"],
    ("mlp", "infer"): ["jit"],
    ("conv", "train"): ["jit"],
    ("conv", "infer"): ["jit"],
    None: ["scan"],
}
given, workload = protocol.arguments(CONFIGS)

os.environ["JAX_PLATFORMS"] = "cpu"
if given.threads == 1:
    os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"

try:
    import jax
    import numpy as np
    import optax
    from jax import lax
    from jax import numpy as jnp
except Exception as error:
    protocol.fail(f"jax, optax or numpy cannot be imported: {error!r}")

numbers = np.random.default_rng(0)


def uniform(fan_in, *shape):
    bound = fan_in ** -0.5
    return jnp.asarray(numbers.uniform(-bound, bound, shape), jnp.float32)


def parameters_of(layer, shape):
    """Of a layer whose examples have a shape, [channels] or [height, width, channels]: its parameters, its running
    statistics, and the shape of what it gives."""
    *extents, channels = shape
    op = layer["op"]
    if op in ("dense", "conv"):
        size, units = ((), layer["units"]) if op == "dense" else ((layer["kernel"],) * 2, layer["channels"])
        fan_in = math.prod(size) * channels
        own = {"w": uniform(fan_in, *size, channels, units)} | ({"b": uniform(fan_in, units)} if layer["bias"] else {})
        return own, {}, [*(-(-n // layer["stride"]) for n in extents), units]
    if op == "batch_norm":
        n = channels
        return {"scale": jnp.ones(n), "shift": jnp.zeros(n)}, {"mean": jnp.zeros(n), "variance": jnp.ones(n)}, shape
    if op == "max_pool":
        return {}, {}, [*(n // layer["size"] for n in extents), channels]
    if op == "flatten":
        return {}, {}, [math.prod(shape)]
    if op == "global_average_pool":
        return {}, {}, [channels]
    if op == "residual":
        body, body_statistics, after = parameters_of_all(layer["body"], shape)
        shortcut, shortcut_statistics, _ = parameters_of_all(layer["shortcut"], shape)
        return [body, shortcut], [body_statistics, shortcut_statistics], after
    return {}, {}, shape


def parameters_of_all(layers, shape):
    parameters, statistics = [], []
    for layer in layers:
        own, running, shape = parameters_of(layer, shape)
        parameters.append(own)
        statistics.append(running)
    return parameters, statistics, shape


def make_parameters():
    """The layers' parameters, and their running statistics."""
    return parameters_of_all(workload["layers"], workload["input"])[:2]


def make_data():
    batch = workload["batch"]
    x = jnp.asarray(numbers.normal(size=(batch, *workload["input"])), jnp.float32)
    return x, jnp.asarray(numbers.integers(0, workload["layers"][-1]["units"], batch))


def batch_norm(x, layer, statistics):
    """In training; the mean of the squares less the square of the mean is how flax computes the variance."""
    over = tuple(range(x.ndim - 1))
    count = x.size // x.shape[-1]
    mean = x.mean(over)
    variance = jnp.square(x).mean(over) - jnp.square(mean)
    running = {
        "mean": 0.9 * statistics["mean"] + 0.1 * mean,
        "variance": 0.9 * statistics["variance"] + 0.1 * variance * (count / (count - 1)),
    }
    return (x - mean) * (lax.rsqrt(variance + 1e-5) * layer["scale"]) + layer["shift"], running


def apply(layer, own, running, x, keys):
    """What a layer gives, and its new running statistics. Without keys there is no dropout."""
    op = layer["op"]
    if op == "dense":
        x = x @ own["w"]
    elif op == "conv":
        strides = (layer["stride"],) * 2
        x = lax.conv_general_dilated(x, own["w"], strides, "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
    elif op == "batch_norm":
        return batch_norm(x, own, running)
    elif op == "relu":
        return jnp.maximum(x, 0), running
    elif op == "dropout" and keys is not None:
        p = layer["rate"]
        shape = (x.shape[0], 1, 1, x.shape[-1]) if layer["per_channel"] else x.shape
        return jnp.where(jax.random.bernoulli(next(keys), 1 - p, shape), x / (1 - p), 0.0), running
    elif op == "max_pool":
        window = (1, layer["size"], layer["size"], 1)
        return lax.reduce_window(x, -jnp.inf, lax.max, window, window, "VALID"), running
    elif op == "flatten":
        return x.reshape(x.shape[0], -1), running
    elif op == "global_average_pool":
        return x.mean((1, 2)), running
    elif op == "residual":
        y, body = apply_all(layer["body"], own[0], running[0], x, keys)
        beside, shortcut = apply_all(layer["shortcut"], own[1], running[1], x, keys)
        return y + beside, [body, shortcut]
    return x + own["b"] if "b" in own else x, running


def apply_all(layers, parameters, statistics, x, keys):
    new = []
    for layer, own, running in zip(layers, parameters, statistics, strict=True):
        x, running = apply(layer, own, running, x, keys)
        new.append(running)
    return x, new


def dropouts(layers):
    """How many there are."""
    return sum(dropouts(layer["body"]) + dropouts(layer["shortcut"]) if layer["op"] == "residual"
               else layer["op"] == "dropout" for layer in layers)


def forward(parameters, statistics, x, key):
    """The logits, and the new running statistics. Without a key there is no dropout."""
    count = dropouts(workload["layers"])
    keys = iter(jax.random.split(key, count)) if count and key is not None else None
    return apply_all(workload["layers"], parameters, statistics, x, keys)


def kernels(parameters):
    """Regularizers and weight decay are for kernels only: not for biases, nor for batch norm's scale and shift."""
    return jax.tree.map(lambda p: p.ndim >= 2, parameters)


def make_optimizer():
    chain = []
    if workload["l2"]:
        chain.append(optax.add_decayed_weights(workload["l2"], kernels))
    if workload["l1"]:
        def add_signs(gradients, parameters):
            return jax.tree.map(lambda g, w: g + workload["l1"] * jnp.sign(w), gradients, parameters)

        chain.append(optax.masked(optax.stateless(add_signs), kernels))
    if workload["clip"]:
        chain.append(optax.clip_by_global_norm(workload["clip"]))
    o = workload["opt"]
    if o["name"] == "sgdm":
        chain.append(optax.sgd(o["lr"], o["momentum"]))
    elif o["name"] == "adam":
        chain.append(optax.adam(o["lr"], o["b1"], o["b2"], o["eps"]))
    else:
        chain.append(optax.adamw(o["lr"], o["b1"], o["b2"], o["eps"], weight_decay=o["wd"], mask=kernels))
    return optax.chain(*chain)


def make_training():
    layers, statistics = make_parameters()
    x, y = make_data()
    optimizer = make_optimizer()
    state = (layers, statistics, optimizer.init(layers), jax.random.key(0))

    def step(state, x, y):
        layers, statistics, moments, key = state
        key, own_key = jax.random.split(key)

        def loss_of(layers):
            logits, running = forward(layers, statistics, x, own_key)
            return optax.softmax_cross_entropy_with_integer_labels(logits, y).mean(), running

        (loss, running), gradients = jax.value_and_grad(loss_of, has_aux=True)(layers)
        updates, moments = optimizer.update(gradients, moments, layers)
        return (optax.apply_updates(layers, updates), running, moments, key), loss

    # Donated: the new state is written where the old one was.
    one = jax.jit(step, donate_argnums=0)

    def loop(state, x, y, steps):
        return lax.fori_loop(0, steps, lambda _, carry: step(carry[0], x, y), (state, jnp.float32(0)))

    many = jax.jit(loop, donate_argnums=0)

    def run(steps):
        nonlocal state
        if given.config == "scan":
            state, loss = many(state, x, y, steps)
        else:
            for _ in range(steps):
                state, loss = one(state, x, y)
        jax.block_until_ready((state, loss))
        return loss

    return run


def make_inference():
    layers, statistics = make_parameters()
    x, _ = make_data()
    one = jax.jit(lambda layers, x: forward(layers, statistics, x, None)[0])

    def run(steps):
        jax.block_until_ready([one(layers, x) for _ in range(steps)])

    return run


protocol.serve("jax", jax.__version__, given.config, make_inference if workload["opt"] is None else make_training)
