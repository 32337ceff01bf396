# SPDX-License-Identifier: BSL-1.0
"""Steps of one workload in PyTorch, under the protocol of README.md.

usage: torch_step.py --workload NAME --threads N --config C
       torch_step.py --workload NAME --list
"""
import os

import protocol

CONFIGS = {
    # No compiler; torch.compile as users write it; the whole step as one inductor graph.
    ("mlp", "train"): ["eager", "compile", "whole"],
    # No compiler; inductor with the weights as constants.
    ("mlp", "infer"): ["eager", "freeze"],
    # With -cl in memory format channels_last, else with all pixels of a channel side by side.
    ("conv", "train"): ["eager", "eager-cl", "compile", "compile-cl", "whole", "whole-cl"],
    ("conv", "infer"): ["eager", "eager-cl", "freeze", "freeze-cl"],
    None: [],
}
given, workload = protocol.arguments(CONFIGS)
os.environ["OMP_NUM_THREADS"] = str(given.threads)  # read once, when torch is loaded

try:
    import torch
    import torch._inductor.config as inductor
    from torch import nn
    from torch.nn import functional as F
except Exception as error:
    protocol.fail(f"torch cannot be imported: {error!r}")

torch.set_num_threads(given.threads)
torch.set_num_interop_threads(1)

optimizer = workload["opt"]
l1, l2, clip = workload["l1"], workload["l2"], workload["clip"]
is_adam = optimizer is not None and optimizer["name"] in ("adam", "adamw")


class Residual(nn.Module):
    def __init__(self, body, shortcut):
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


def module_of(layer, shape):
    """The module of a layer whose examples have a shape, [channels] or [height, width, channels]; and what it gives."""
    *extents, channels = shape
    op = layer["op"]
    if op == "dense":
        return nn.Linear(channels, layer["units"], bias=layer["bias"]), [layer["units"]]
    if op == "conv":
        size, stride = layer["kernel"], layer["stride"]
        module = nn.Conv2d(channels, layer["channels"], size, stride, padding=size // 2, bias=layer["bias"])
        return module, [*(-(-n // stride) for n in extents), layer["channels"]]
    if op == "batch_norm":
        return (nn.BatchNorm2d if extents else nn.BatchNorm1d)(channels), shape
    if op == "relu":
        return nn.ReLU(), shape
    if op == "dropout":
        return (nn.Dropout2d if layer["per_channel"] else nn.Dropout)(layer["rate"]), shape
    if op == "max_pool":
        return nn.MaxPool2d(layer["size"]), [*(n // layer["size"] for n in extents), channels]
    if op == "flatten":
        return nn.Flatten(), [extents[0] * extents[1] * channels]
    if op == "global_average_pool":
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), [channels]
    if op == "residual":
        body, after = sequence_of(layer["body"], shape)
        return Residual(body, sequence_of(layer["shortcut"], shape)[0]), after
    raise ValueError(f"no layer {op}")


def sequence_of(layers, shape):
    modules = []
    for layer in layers:
        module, shape = module_of(layer, shape)
        modules.append(module)
    return nn.Sequential(*modules), shape


def in_format(what):
    """A model or images, in the memory format of the configuration."""
    return what.to(memory_format=torch.channels_last) if given.config.endswith("-cl") else what


def make_model():
    torch.manual_seed(0)
    return in_format(sequence_of(workload["layers"], workload["input"])[0])


def make_data():
    generator = torch.Generator().manual_seed(0)
    *extents, channels = workload["input"]
    x = torch.randn(workload["batch"], channels, *extents, generator=generator)
    y = torch.randint(0, workload["layers"][-1]["units"], (workload["batch"],), generator=generator)
    return in_format(x), y


def is_kernel(parameter):
    """Regularizers and weight decay are for kernels only: not for biases, nor for batch norm's scale and shift."""
    return parameter.dim() >= 2


# Configurations eager and compile ----------------------------------------------------------------------------------


def l2_of_optimizer():
    """Adam's own weight_decay is the coupled l2, and cheaper than a pass of ours; clipping has to come between."""
    return l2 if optimizer["name"] == "adam" and not clip else 0


def make_optimizer(model):
    if optimizer["name"] == "sgdm":
        return torch.optim.SGD(model.parameters(), lr=optimizer["lr"], momentum=optimizer["momentum"], fused=True)
    adamw = optimizer["name"] == "adamw"
    decay = optimizer["wd"] if adamw else l2_of_optimizer()
    groups = [
        {"params": [p for p in model.parameters() if is_kernel(p)], "weight_decay": decay},
        {"params": [p for p in model.parameters() if not is_kernel(p)], "weight_decay": 0},
    ]
    kind = torch.optim.AdamW if adamw else torch.optim.Adam
    return kind(groups, lr=optimizer["lr"], betas=(optimizer["b1"], optimizer["b2"]), eps=optimizer["eps"], fused=True)


def make_eager_step(model, loss_of, x, y):
    parameters = list(model.parameters())
    kernels = [p for p in parameters if is_kernel(p)]
    update = make_optimizer(model)
    own_l2 = l2 - l2_of_optimizer()

    def step():
        update.zero_grad(set_to_none=True)
        loss = loss_of(x, y)
        loss.backward()
        if own_l2 or l1:
            with torch.no_grad():
                gradients = [p.grad for p in kernels]
                if own_l2:
                    torch._foreach_add_(gradients, kernels, alpha=own_l2)
                if l1:
                    torch._foreach_add_(gradients, torch._foreach_sign(kernels), alpha=l1)
        if clip:
            nn.utils.clip_grad_norm_(parameters, clip, foreach=True)
        update.step()
        return loss.detach()

    return step


# Configuration whole -----------------------------------------------------------------------------------------------


def regularized(parameters, gradients):
    """The gradients after l2, l1 and clipping."""
    out = []
    for p, g in zip(parameters, gradients):
        if is_kernel(p):
            if l2:
                g = g + l2 * p
            if l1:
                g = g + l1 * torch.sign(p)
        out.append(g)
    if clip:
        norm = torch.sqrt(sum((g * g).sum() for g in out))
        factor = torch.clamp(clip / (norm + 1e-6), max=1.0)  # as clip_grad_norm_ has it
        out = [g * factor for g in out]
    return out


def apply_adam(parameters, gradients, firsts, seconds, number):
    number.add_(1)
    rate = optimizer["lr"] / (1 - optimizer["b1"] ** number)
    correction = 1 / (1 - optimizer["b2"] ** number)
    for p, g, m, v in zip(parameters, gradients, firsts, seconds):
        new_m = optimizer["b1"] * m + (1 - optimizer["b1"]) * g
        new_v = optimizer["b2"] * v + (1 - optimizer["b2"]) * g * g
        decayed = p * (1 - optimizer["lr"] * optimizer["wd"]) if optimizer.get("wd") and is_kernel(p) else p
        p.copy_(decayed - rate * new_m / ((new_v * correction).sqrt() + optimizer["eps"]))
        m.copy_(new_m)
        v.copy_(new_v)


def apply_sgdm(parameters, gradients, momenta):
    for p, g, m in zip(parameters, gradients, momenta):
        new_m = optimizer["momentum"] * m + g
        p.copy_(p - optimizer["lr"] * new_m)
        m.copy_(new_m)


def make_whole_step(model, x, y):
    """Forward, backward, regularizers and optimizer as one graph, compiled by inductor with a C++ wrapper."""
    import torch._inductor.lowering  # registers what the decompositions need
    from torch._inductor.compile_fx import compile_fx
    from torch._inductor.decomposition import select_decomp_table
    from torch.fx.experimental.proxy_tensor import make_fx

    inductor.cpp_wrapper = True
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.num_batches_tracked = None  # a counter that momentum 0.1 does not need
    parameter_names = [name for name, _ in model.named_parameters()]
    buffer_names = [name for name, _ in model.named_buffers()]
    parameters = [p.detach() for p in model.parameters()]
    buffers = list(model.buffers())
    firsts = [torch.zeros_like(p) for p in parameters]
    seconds = [torch.zeros_like(p) for p in parameters] if is_adam else []
    number = torch.zeros(())

    def whole(*flat):
        """A graph has a flat list of inputs: the parts are cut out of it in the order of `inputs`."""
        rest = iter(flat)
        p, b, m, v = ([next(rest) for _ in part] for part in (parameters, buffers, firsts, seconds))
        n, images, labels = rest
        leaves = [one.detach().requires_grad_() for one in p]
        state = dict(zip(parameter_names + buffer_names, leaves + b))
        loss = F.cross_entropy(torch.func.functional_call(model, state, (images,)), labels)
        gradients = torch.autograd.grad(loss, leaves)
        with torch.no_grad():
            gradients = regularized(p, gradients)
            if is_adam:
                apply_adam(p, gradients, m, v, n)
            else:
                apply_sgdm(p, gradients, m)
        return (loss.detach(),)

    inputs = [*parameters, *buffers, *firsts, *seconds, number, x, y]
    graph = make_fx(whole, decomposition_table=select_decomp_table(), tracing_mode="fake")(*inputs)
    with torch.no_grad():
        compiled = compile_fx(graph, inputs)
    return lambda: compiled(*inputs)[0]


# All configurations ------------------------------------------------------------------------------------------------


def make_training():
    model = make_model().train()
    x, y = make_data()

    def loss_of(x, y):
        return F.cross_entropy(model(x), y)

    if given.config.startswith("whole"):
        step = make_whole_step(model, x, y)
    else:
        step = make_eager_step(model, torch.compile(loss_of) if given.config.startswith("compile") else loss_of, x, y)

    def run(steps):
        for _ in range(steps):
            loss = step()
        return loss

    return run


def make_inference():
    model = make_model().eval()
    x, _ = make_data()
    freeze = given.config.startswith("freeze")
    if freeze:
        inductor.freezing = True
        inductor.cpp_wrapper = True
        model = torch.compile(model)
    # Freezing is done only under no_grad; inference_mode is the cheaper of the two where there is no compiler.
    guard = torch.no_grad if freeze else torch.inference_mode

    def run(steps):
        with guard():
            for _ in range(steps):
                model(x)

    return run


protocol.serve("torch", torch.__version__, given.config, make_inference if optimizer is None else make_training)
