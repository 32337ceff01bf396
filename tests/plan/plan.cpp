// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

using namespace lagom;

namespace {

template <class Net, class Terms, class Updates, plan::fusion How = plan::fusion::fused, class T = float>
using training_plan =
    plan::compiled<Net, std::remove_const_t<decltype(expr::as_objective(Terms{}))>,
                   std::remove_const_t<decltype(expr::as_chain(Updates{}))>, plan::purpose::train, How, T>;

constexpr auto net = input<64> | standardize | dense<128> | batch_norm | relu | dropout(0.3) | dense<64> |
    relu | dropout(0.2) | dense<10>;
constexpr auto terms = cross_entropy + l2(1e-4) + l1(1e-5).on(first<1> && kernel);
constexpr auto updates = adam(1e-3);
constexpr auto clipped = clip_norm(1.0) | adam(1e-3);

using net_type = std::remove_const_t<decltype(net)>;
using terms_type = std::remove_const_t<decltype(terms)>;
using fused_plan = training_plan<net_type, terms_type, std::remove_const_t<decltype(updates)>>;
using stepwise_plan =
    training_plan<net_type, terms_type, std::remove_const_t<decltype(updates)>, plan::fusion::stepwise>;
using clipped_plan = training_plan<net_type, terms_type, std::remove_const_t<decltype(clipped)>>;

/// No two tensors that are needed at the same time share storage, at any batch size.
template <class Plan>
constexpr auto arena_is_sound(long batch) -> bool
{
    constexpr auto n = static_cast<std::size_t>(Plan::residents.items.count);
    long at[n]{};
    int scratch[n]{};
    auto const items = plan::span_of(plan::tables<Plan>::residents);
    long const total =
        plan::offsets(items, Plan::residents.carried, batch, Plan::panel, {at, n}, {scratch, n});
    for (std::size_t a = 0; a < n; ++a) {
        long const end = at[a] + plan::room(items[a].size, batch, Plan::panel);
        if (at[a] % Plan::panel != 0 || end > total) {
            return false;
        }
        for (std::size_t b = 0; b < a; ++b) {
            bool const alive = items[a].born <= items[b].dies && items[b].born <= items[a].dies;
            bool const overlap = at[a] < at[b] + plan::room(items[b].size, batch, Plan::panel) && at[b] < end;
            if (alive && overlap) {
                return false;
            }
        }
    }
    return true;
}

/// Every operand of an op is made in an earlier segment, or stage, or part of a stage.
template <class Plan>
constexpr auto order_is_sound() -> bool
{
    auto const& g = Plan::graph;
    auto const& f = Plan::fused;
    auto const when = [&](int op) {
        return f.of[op].segment * 16 + f.of[op].stage * 2 + (f.of[op].reduced ? 1 : 0);
    };
    for (int i = 0; i < g.ops.count; ++i) {
        for (int k = 0; k < g.ops[i].arity; ++k) {
            short const p = g.tensors[g.ops[i].in[k]].producer;
            if (p >= 0 && f.of[p].segment >= 0 && f.of[i].segment >= 0 && when(p) > when(i)) {
                return false;
            }
        }
    }
    return true;
}

/// Nothing is overwritten before its last reader has run.
template <class Plan>
constexpr auto no_early_overwrite() -> bool
{
    auto const& g = Plan::graph;
    auto const& f = Plan::fused;
    for (int w = 0; w < g.ops.count; ++w) {
        short const home = g.tensors[g.ops[w].out].home;
        if (home == g.ops[w].out) {
            continue;
        }
        for (int r = 0; r < w; ++r) { // readers of the value from before
            for (int k = 0; k < g.ops[r].arity; ++k) {
                bool const reads = g.tensors[g.ops[r].in[k]].home == home;
                bool const whole = g.ops[r].what == graphs::op_kind::matmul ||
                    g.ops[r].what == graphs::op_kind::outer || g.ops[r].what == graphs::op_kind::matmul_back;
                auto const a = f.of[r], b = f.of[w];
                bool const too_late =
                    a.segment > b.segment || (a.segment == b.segment && (a.stage > b.stage || whole));
                if (reads && a.segment >= 0 && too_late) {
                    return false;
                }
            }
        }
    }
    return true;
}

template <class Plan>
constexpr auto is_sound() -> bool
{
    return order_is_sound<Plan>() && no_early_overwrite<Plan>() && arena_is_sound<Plan>(1) &&
        arena_is_sound<Plan>(7) && arena_is_sound<Plan>(64) && arena_is_sound<Plan>(1000);
}

constexpr auto everything = input<21> | standardize | dense<33> | batch_norm | relu | dropout(0.2) |
    residual(dense<48> | layer_norm | silu | dropout(0.4) | dense<33>) | gaussian_noise(0.1) |
    (branch(dense<7>, dense<30> | tanh, softmax) | concat) | dense<43> |
    repeat<3>(residual(dense<43> | gelu | dense<43>)) | dense<4>;
constexpr auto all_updates = clip_norm(0.5) | adam(1e-2) | decay(0.01) | max_norm(1.5);
using everything_plan = training_plan<std::remove_const_t<decltype(everything)>, terms_type,
                                      std::remove_const_t<decltype(all_updates)>>;

} // namespace

// The whole step of the quickstart's network: batch norm costs no segment, each backward step two, and the
// update none.
static_assert(fused_plan::fused.segments.count == 17); // six of them numbers
static_assert(stepwise_plan::fused.segments.count > 80);
static_assert(fused_plan::fused.segments[7].what == graphs::nest::matmul &&
              fused_plan::fused.segments[7].stages == 3);
// Clipping by the global norm needs two phases: the sweeps over the parameters come after the total.
static_assert(clipped_plan::fused.segments.count > fused_plan::fused.segments.count);
static_assert(order_is_sound<fused_plan>() && no_early_overwrite<fused_plan>() &&
              arena_is_sound<fused_plan>(7));

// Sixteen equal blocks compile once.
template <int N>
constexpr auto deep =
    input<32> | repeat<N>(residual(dense<32> | batch_norm | relu | dropout(0.1) | dense<32>)) | dense<4>;
template <int N>
using deep_plan =
    training_plan<std::remove_const_t<decltype(deep<N>)>, terms_type, std::remove_const_t<decltype(updates)>>;
template <class Plan>
constexpr auto distinct_kernels() -> int
{
    int count = 0;
    for (int s = 0; s < Plan::fused.segments.count; ++s) {
        count += Plan::programs.of[s].same_as == s ? 1 : 0;
    }
    return count;
}
static_assert(distinct_kernels<deep_plan<4>>() == distinct_kernels<deep_plan<8>>());

// Inference holds no noise, no penalty and no batch statistics.
static_assert([] {
    for (auto const& o : plan::forward_of<float, net_type>::graph.ops) {
        if (o.what == graphs::op_kind::draw || o.what == graphs::op_kind::column_sum) {
            return false;
        }
    }
    return true;
}());

// What a user may assert.
static_assert(parameters(net) == 64 * 128 + 128 + 2 * 128 + 128 * 64 + 64 + 64 * 10 + 10);
static_assert(flops(input<10> | dense<20>(no_bias)) == 2 * 10 * 20);
static_assert(flops(input<10> | dense<20>) == 2 * 10 * 20 + 20);
static_assert(memory<float>(net, 128) > memory<float>(net, 64));
static_assert(memory<float>(net, terms, updates, 64) > memory<float>(net, terms, sgd(0.1), 64));

TEST_CASE("plan: no operand is read early, none overwritten early, and no two living tensors share memory")
{
    CHECK(is_sound<fused_plan>());
    CHECK(is_sound<stepwise_plan>());
    CHECK(is_sound<clipped_plan>());
    CHECK(is_sound<everything_plan>());
    CHECK(is_sound<deep_plan<8>>());
}

TEST_CASE("plan: the arena of a run is what memory<T> says")
{
    auto m = make_model(net, seed(1));
    auto program =
        runners::make_runner<net_type, terms_type, std::remove_const_t<decltype(expr::as_chain(updates))>,
                             plan::purpose::train, fused_t>(m.values());
    for (long const rows : {1L, 64L, 65L}) {
        program->set_batch(rows);
        CHECK(static_cast<long>(program->arena_bytes() + m.values().bytes()) ==
              memory<float>(net, terms, updates, rows));
    }
}

TEST_CASE("explain: names segments, what they read and write, and why they start")
{
    auto const text = explain(net, terms, clipped).text();
    for (auto const* part : {"matmul", "dense.0.kernel", "batch_norm.0.running_mean", "matmul_back",
                             "a contraction has its own loop nest", "adds up numbers that all threads made",
                             "same code as", "writes"}) {
        CAPTURE(part);
        CHECK(text.find(part) != std::string::npos);
    }
}

TEST_CASE("summary: a row a layer in order, those without parameters too, and the totals")
{
    CHECK(summary(make_model(net, seed(1))) ==
          "place  layer        output shape  parameters  state   bytes  path\n"
          "    0  input        [64]\n"
          "    1  standardize  [64]                        128     512  standardize.0\n"
          "    2  dense        [128]              8,320         33,280  dense.0\n"
          "    3  batch_norm   [128]                256    256   2,048  batch_norm.0\n"
          "    4  relu         [128]\n"
          "    5  dropout      [128]                                    dropout.0\n"
          "    6  dense        [64]               8,256         33,024  dense.1\n"
          "    7  relu         [64]\n"
          "    8  dropout      [64]                                     dropout.1\n"
          "    9  dense        [10]                 650          2,600  dense.2\n"
          "total: 17,482 parameters, 384 numbers of state, 71,464 bytes; 35,466 operations an example\n");
}

TEST_CASE("summary: a composite counts what is in it, with all copies, and a row within it one copy")
{
    constexpr auto nested = input<4> | named<"stem">(dense<6> | tanh) |
        repeat<3>(residual(dense<6>(no_bias))) | (branch(dense<2>, tanh) | concat);
    CHECK(summary(make_model<double>(nested, seed(1))) ==
          "place  layer       output shape  parameters  state  bytes  path\n"
          "    0  input       [4]\n"
          "    1  \"stem\"      [6]                   30           240\n"
          "    2    dense     [6]                   30           240  stem.dense.0\n"
          "    3    tanh      [6]\n"
          "    4  repeat x 3  [6]                  108           864  repeat.0\n"
          "    5    residual  [6]                   36           288  repeat.0.0.residual.0\n"
          "    6      dense   [6]                   36           288  repeat.0.0.residual.0.dense.0\n"
          "    7  branch      [8]                   14           112  branch.0\n"
          "    8    dense     [2]                   14           112  branch.0.0.dense.0\n"
          "    9    tanh      [6]\n"
          "total: 152 parameters, 0 numbers of state, 1,216 bytes; 626 operations an example\n");
}
