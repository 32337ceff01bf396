# SPDX-License-Identifier: BSL-1.0
"""Steps of one workload in JAX with optax, under the protocol of README.md.

usage: jax_step.py --workload NAME --threads N --config C
       jax_step.py --list train|infer
"""
import os

import protocol

CONFIGS = {
    # One call a step; many steps in one compiled loop.
    "train": ["jit", "scan"],
    "infer": ["jit"],
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


def make_parameters():
    """The layers' parameters, and their running statistics."""
    widths = workload["widths"]
    layers, statistics = [], []
    for i, (k, n) in enumerate(zip(widths, widths[1:])):
        bound = k ** -0.5
        layer = {"w": jnp.asarray(numbers.uniform(-bound, bound, (k, n)), jnp.float32)}
        if workload["batch_norm"] and i < len(widths) - 2:
            layer["scale"], layer["shift"] = jnp.ones(n), jnp.zeros(n)
            statistics.append({"mean": jnp.zeros(n), "variance": jnp.ones(n)})
        else:
            layer["b"] = jnp.asarray(numbers.uniform(-bound, bound, n), jnp.float32)
        layers.append(layer)
    return layers, statistics


def make_data():
    batch, widths = workload["batch"], workload["widths"]
    x = jnp.asarray(numbers.normal(size=(batch, widths[0])), jnp.float32)
    return x, jnp.asarray(numbers.integers(0, widths[-1], batch))


def batch_norm(x, layer, statistics):
    """In training; the mean of the squares less the square of the mean is how flax computes the variance."""
    rows = x.shape[0]
    mean = x.mean(0)
    variance = jnp.square(x).mean(0) - jnp.square(mean)
    running = {
        "mean": 0.9 * statistics["mean"] + 0.1 * mean,
        "variance": 0.9 * statistics["variance"] + 0.1 * variance * (rows / (rows - 1)),
    }
    return (x - mean) * (lax.rsqrt(variance + 1e-5) * layer["scale"]) + layer["shift"], running


def forward(layers, statistics, x, key):
    """The logits, and the new running statistics. Without a key there is no dropout."""
    p = workload["dropout"]
    keys = jax.random.split(key, len(layers) - 1) if p and key is not None else None
    running = []
    for i, layer in enumerate(layers):
        x = x @ layer["w"]
        if "b" in layer:
            x = x + layer["b"]
        if i == len(layers) - 1:
            break
        if "scale" in layer:
            x, new = batch_norm(x, layer, statistics[i])
            running.append(new)
        x = jnp.maximum(x, 0)
        if keys is not None:
            x = jnp.where(jax.random.bernoulli(keys[i], 1 - p, x.shape), x / (1 - p), 0.0)
    return x, running


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
