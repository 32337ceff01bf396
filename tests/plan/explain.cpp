// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>
#include <error_of.hpp>

#include <sstream>

using namespace lagom;

namespace {

constexpr auto net = input<64> | standardize | dense<128> | batch_norm | relu | dropout(0.3) |
    named<"fc1">(dense<64>) | relu | dropout(0.2) | dense<10>;
constexpr auto objective = cross_entropy + l2(1e-4) + l1(1e-5).on(first<1> && kernel);
constexpr auto optimizer = clip_norm(1.0) | adam(1e-3) | decay(0.5).on(named<"fc1"> && kernel) |
    max_norm(3).on(named<"fc1"> && kernel) | rate_factor(0.1).on(bias) | freeze(last<1>);

// ---- rules of each parameter are constants

static_assert(rules(net, objective, optimizer).size() == 8);
static_assert(rules(net, objective, optimizer).of("fc1.bias").l2 == none);
static_assert(rules(net, objective, optimizer).of("fc1.kernel").l2 == 1e-4);
static_assert(rules(net, objective, optimizer).of("fc1.kernel").decay == 0.5);
static_assert(rules(net, objective, optimizer).of("fc1.kernel").max_norm == 3);
static_assert(rules(net, objective, optimizer).of("fc1.bias").rate_factor == 0.1);
static_assert(rules(net, objective, optimizer).of("dense.0.kernel").l1 == 1e-5);
static_assert(rules(net, objective, optimizer).of("fc1.kernel").l1 == none);
static_assert(rules(net, objective, optimizer).of("dense.1.kernel").frozen);
static_assert(rules(net, objective, optimizer).of("dense.1.kernel").l2 == none); // nothing acts on it
static_assert(rules(net, objective + l2(1e-3), optimizer).of("fc1.kernel").l2 == 1e-4 + 1e-3);
static_assert(rules(net, objective, adam(1) | max_norm(3) | max_norm(2)).of("fc1.kernel").max_norm == 2);
static_assert(
    rules(net, objective, adam(1) | rate_factor(0.5) | rate_factor(0.5)).of("fc1.bias").rate_factor == 0.25);

/// A user's own update with neither name nor strength.
struct clamp_to_one {
    using update_concept = update_tag;
    using formulas = types<formulas::times>;
    static constexpr auto stage = update_stage::constraint;
    static constexpr auto selects(auto const&, short) -> bool { return true; }
    constexpr auto project(auto& g, short w, auto const&) const -> short
    {
        return g.map(lagom::formulas::times{}, {w, g.constant(1)});
    }
};
static_assert(rules(net, objective, adam(1) | clamp_to_one{}).of("fc1.bias").all.count == 1);

// ---- segments are constants

constexpr auto loops = segments(net, objective, adam(1e-3));
static_assert(segments(net, objective, adam(1e-3)).size() <
              segments(net, objective, clip_norm(1) | adam(1e-3)).size());

constexpr auto first_matmul() -> segment_facts
{
    for (auto const& s : loops) {
        if (s.loop == graphs::nest::matmul) {
            return s;
        }
    }
    return {};
}
static_assert(first_matmul().rows == graphs::one_an_example && first_matmul().cols == 128);
static_assert(first_matmul().reason == graphs::why::contraction);
static_assert(first_matmul().operations.at(0) < first_matmul().operations.at(1));
static_assert(first_matmul().operations.per_example >= 2 * 64 * 128);
static_assert(first_matmul().bytes(10, 4) > 4 * (10 * 64 + 64 * 128)); // at least x and w

using net_type = std::remove_const_t<decltype(net)>;
constexpr auto nodes_of_net = plan::layers_of<net_type>();
static_assert(nodes_of_net.layers.count == 11); // named counts, and what it names
static_assert(plan::forward_of<float, net_type>::graph.places.count == 11);

// a repeated block has the places of one copy
constexpr auto blocks = input<4> | repeat<5>(residual(dense<4> | relu)) | dense<2>;
using blocks_type = std::remove_const_t<decltype(blocks)>;
static_assert(plan::layers_of<blocks_type>().layers.count == 6);
static_assert(plan::forward_of<float, blocks_type>::graph.places.count == 6);

// ---- advice

template <class Net, class Terms, class Updates>
constexpr auto advice_for(Net, Terms, Updates) -> checking::advices
{
    return checking::advice_on<plan::forward_of<float, Net>,
                               std::remove_const_t<decltype(expr::as_objective(Terms{}))>,
                               std::remove_const_t<decltype(expr::as_chain(Updates{}))>>();
}
constexpr auto places_of(checking::advices const& found, advice_kind what) -> int
{
    return found.of[static_cast<int>(what)].places;
}
constexpr auto in = input<4>;
constexpr auto ce = cross_entropy;
using enum advice_kind;

static_assert(advice_for(in | dense<8> | relu | dropout(0.5) | dense<3>, ce + l2(1), adam(1) | max_norm(1))
                  .first() < 0);
static_assert(places_of(advice_for(in | dense<8> | batch_norm | dense<3>, ce, adam(1)),
                        bias_before_batch_norm) == 1);
static_assert(places_of(advice_for(in | repeat<3>(dense<4> | batch_norm), ce, adam(1)),
                        bias_before_batch_norm) == 3);
static_assert(advice_for(in | dense<8>(no_bias) | batch_norm | dense<3>, ce, adam(1)).first() < 0);
static_assert(advice_for(in | dense<8> | relu | batch_norm | dense<3>, ce, adam(1)).first() <
              0); // relu needs it
static_assert(advice_for(in | dense<8> | layer_norm | dense<3>, ce, adam(1)).first() <
              0); // so does layer norm
static_assert(places_of(advice_for(in | dense<8> | dropout(0.1) | batch_norm | dense<3>, ce, adam(1)),
                        dropout_before_batch_norm) == 1);
static_assert(advice_for(in | dense<8>(no_bias) | batch_norm | dropout(0.1) | dense<3>, ce, adam(1)).first() <
              0);
static_assert(places_of(advice_for(in | dense<3> | dropout(0.1), ce, adam(1)),
                        dropout_after_the_last_layer) == 1);
static_assert(places_of(advice_for(in | dense<3> | dropout(0.1) | relu, ce, adam(1)),
                        dropout_after_the_last_layer) == 1);
static_assert(advice_for(in | dropout(0.1) | dense<3>, ce, adam(1)).first() < 0);
static_assert(places_of(advice_for(in | dense<8>(no_bias) | layer_norm | dense<3>, ce + l2(1), adam(1)),
                        l2_before_a_norm) == 1);
static_assert(
    advice_for(in | dense<8>(no_bias) | batch_norm | dense<3>, ce + l2(1).on(last<1>), adam(1)).first() < 0);
static_assert(places_of(advice_for(in | dense<3>, ce + l1_subgradient(1), adam(1)),
                        l1_subgradient_under_adam) == 1);
static_assert(advice_for(in | dense<3>, ce + l1_subgradient(1), sgd(1)).first() < 0);
static_assert(places_of(advice_for(in | dense<3>, ce + l2(1), adam(1) | decay(1)), decay_and_l2_together) ==
              1);
static_assert(places_of(advice_for(in | dense<3>, ce, adam(1) | decay(1).on(bias)),
                        decay_on_a_bias_or_norm) == 1);
static_assert(advice_for(in | dense<3>, ce, adam(1) | decay(1)).first() < 0);

auto contains(std::string const& text, char const* part) -> bool
{
    return text.find(part) != std::string::npos;
}

auto occurrences(std::string const& text, std::string const& part) -> int
{
    int n = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++n;
    }
    return n;
}

} // namespace

TEST_CASE("explain: the text has layers by place, rules by parameter, segments and the arena")
{
    auto const e = explain(net, objective, optimizer, 32);
    auto const text = e.text();
    for (auto const* part :
         {"    0  input", "\"fc1\"", "rate 0.3", "objective  cross_entropy + l2(0.0001) + l1(1e-05)",
          "updates    clip_norm(1) | adam(0.001) | decay(0.5)", "frozen", "starts because",
          "with a batch of 32", "advice: dense.0 adds a bias, and batch_norm.0"}) {
        CAPTURE(part);
        CHECK(contains(text, part));
    }
    std::ostringstream printed;
    printed << e;
    CHECK(printed.str() == text);
}

TEST_CASE("explain: an optimizer says what it was given")
{
    auto const updates = [](auto chain) {
        return explain(input<4> | dense<2>, cross_entropy, chain).text();
    };
    CHECK(contains(updates(sgd(0.1)), "updates    sgd(0.1)\n"));
    CHECK(contains(updates(sgd(0.1).momentum(0.9)), "updates    sgd(0.1, momentum 0.9)\n"));
    CHECK(contains(updates(adam(1e-3) | decay(0.5)), "updates    adam(0.001) | decay(0.5)\n"));
}

TEST_CASE("explain: what goes over positions in windows says how")
{
    auto const text =
        explain(input<9, 9, 4> | conv<8, 3>(strided<2>, padded<2>, dilated<2>, channel_groups<2>) |
                max_pool<2>(strided<1, 2>) | flatten | dense<2>)
            .text();
    CHECK(contains(text, "conv 3 x 3, stride 2, padding 2, dilated 2, 2 groups"));
    CHECK(contains(text, "max_pool 2 x 2, stride 1 x 2"));
    CHECK(contains(explain(input<9, 4> | conv<8, 3>(strided<2>) | flatten | dense<2>).text(),
                   "conv 3, stride 2, padding 1"));
    CHECK(!contains(explain(input<4> | dense<2>).text(), "dense 1"));
}

TEST_CASE("explain: columns line up")
{
    std::istringstream lines(explain(net, objective, optimizer).text());
    std::string head, row;
    std::getline(lines, head);
    auto const at = head.find("path");
    for (int i = 0; i < nodes_of_net.layers.count; ++i) {
        std::getline(lines, row);
        CAPTURE(row);
        CHECK((row.size() < at || row[at - 1] == ' '));
    }
}

TEST_CASE("explain: rates are those of the expression, not of its type")
{
    CHECK(contains(explain(input<4> | dropout(0.125) | dense<2>).text(), "rate 0.125"));
    CHECK(contains(explain(input<4> | dense<2>, cross_entropy, adam(cosine(1e-3, steps(9)))).text(),
                   "updates    adam\n"));
}

TEST_CASE("explain: the arena of the text is what memory<T> counts beside the model")
{
    auto const arena = memory<float>(net, objective, optimizer, 64) -
        static_cast<long>(make_model(net, seed(1)).values().bytes());
    auto digits = std::to_string(arena);
    for (auto i = static_cast<long>(digits.size()) - 3; i > 0; i -= 3) {
        digits.insert(static_cast<std::size_t>(i), ",");
    }
    CHECK(contains(explain(net, objective, optimizer).text(), ("arena: " + digits + " bytes").c_str()));
    CHECK(contains(explain(net, objective, optimizer).json(),
                   ("\"arena_bytes\": " + std::to_string(arena)).c_str()));
}

TEST_CASE("explain: dot and Mermaid have a box for each layer and loop, and balanced braces")
{
    auto const e = explain(net, objective, optimizer);
    auto const dot = e.dot(), mermaid = e.mermaid();
    CHECK(occurrences(dot, "{") == occurrences(dot, "}"));
    CHECK(occurrences(dot, "    layer") == nodes_of_net.layers.count + nodes_of_net.layers.count - 1);
    CHECK(contains(dot, "kernel 8,192, l2 0.0001, decay 0.5, max_norm 3"));
    CHECK(occurrences(mermaid, "subgraph") == occurrences(mermaid, "  end\n"));
    CHECK(contains(mermaid, "layer0[\"input [64]\"]"));
    CHECK(contains(mermaid, "#124;")); // a | in a label has a meaning of its own
}

TEST_CASE("explain: a residual's input and a branch's arms flow into the join")
{
    auto const dot =
        explain(input<4> | residual(dense<4> | relu) | branch(dense<2>, dense<3>) | concat).dot();
    for (auto const* arrow :
         {"layer0 -> layer2;", "layer3 -> layer1;", "layer0 -> layer1;", "layer1 -> layer5;",
          "layer1 -> layer6;", "layer5 -> layer4;", "layer6 -> layer4;"}) {
        CAPTURE(arrow);
        CHECK(contains(dot, arrow));
    }
}

TEST_CASE("explain: JSON is balanced and holds each parameter's rules and each segment")
{
    auto const json = explain(net, objective, optimizer).json();
    CHECK(occurrences(json, "{") == occurrences(json, "}"));
    CHECK(occurrences(json, "[") == occurrences(json, "]"));
    CHECK(occurrences(json, "\"starts_because\"") ==
          static_cast<int>(segments(net, objective, optimizer).size()));
    CHECK(contains(json,
                   "\"path\": \"fc1.kernel\", \"role\": \"kernel\", \"shape\": [128, 64], \"count\": 8192"));
    CHECK(contains(json, "{\"rule\": \"decay\", \"strength\": 0.5}"));
    CHECK(contains(json, "\"frozen\": true"));
}

TEST_CASE("explain: the picture of the arena has a bar for each tensor in it")
{
    auto const e = explain(net, objective, optimizer);
    auto const svg = e.arena();
    CHECK(occurrences(svg, "<title>") == occurrences(e.json(), "\"kept_between_steps\""));
    CHECK(occurrences(svg, "<g>") == occurrences(svg, "</g>"));
    CHECK(svg.substr(svg.size() - 7) == "</svg>\n");
    CHECK(contains(svg, "fc1.kernel.m")); // a moment is called after its parameter
}

TEST_CASE("rules: a path that is not there says which are")
{
    auto const table = rules(net, objective, optimizer);
    auto const said = support::error_of<argument_error>([&] {
        static_cast<void>(table.of("fc2.kernel"));
    });
    CHECK(contains(said, "'fc2.kernel'"));
    CHECK(contains(said, "fc1.kernel"));
}

TEST_CASE("summary: with an objective and updates it gives the advice on them")
{
    auto const m = make_model(net, seed(1));
    CHECK(contains(summary(m, objective, optimizer), "advice: l2 on dense.0.kernel: batch_norm.0"));
    CHECK(!contains(summary(m), "advice"));
}

TEST_CASE("set: a path in the program is checked by the compiler, the value at run time")
{
    auto m = make_model(net, seed(1));
    m.set<"dropout.0.rate">(0.5);
    CHECK(m.rate("dropout.0.rate") == 0.5);
    CHECK(contains(support::error_of<argument_error>([&] {
                       m.set<"dropout.0.rate">(1.5);
                   }),
                   "dropout.0.rate"));
    CHECK(m.rate("dropout.0.rate") == 0.5);
}
