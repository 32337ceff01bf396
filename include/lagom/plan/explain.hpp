// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/check/lint.hpp>
#include <lagom/plan/layers.hpp>
#include <lagom/plan/rules.hpp>
#include <lagom/plan/segments.hpp>

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace lagom {
namespace plan {

/// A rule as it was written: its name, its first number where it has one, and others that were given.
struct written_rule {
    char const* name = "";
    bool has_strength = false;
    double strength = 0;
    std::vector<std::pair<char const*, double>> more{};
};

/// All that an explanation tells, as values and views of constants.
struct explained {
    view plan;
    std::span<layer const> layers;
    std::span<flow const> flows;
    std::span<short const> places; // the scopes of the layers
    std::span<segment_facts const> segments;
    std::vector<parameter_rules> rules; // of each parameter; none in inference
    std::vector<written_rule> objective, updates;
    std::vector<double> rates; // in the order of plan.rates
    checking::advices advice;
    long batch = 0;
    int bytes_a_number = 0;
};

/// What runs in a segment, in a line: "x w | add | relu".
auto segment_text(view const& p, int number) -> std::string;

/// The advice in sentences, one a line, each with its source.
auto advice_lines(view const& p, checking::advices const& found) -> std::vector<std::string>;

} // namespace plan

/// What becomes of an expression: its layers, the rules on each parameter, the loops of a step with what each
/// reads, writes and computes and why it starts, and where its numbers lie in memory.
///
/// Example  std::cout << explain(net, objective, optimizer);
///          std::ofstream("step.dot") << explain(net, objective, optimizer).dot();
class explanation {
public:
    explanation() = default;
    explicit explanation(plan::explained facts) : facts_(std::move(facts)) {}

    /// Tables; what operator<< prints.
    [[nodiscard]] auto text() const -> std::string;
    /// A graph for Graphviz: dot -Tsvg.
    [[nodiscard]] auto dot() const -> std::string;
    /// The same for Mermaid, which many pages show.
    [[nodiscard]] auto mermaid() const -> std::string;
    /// Everything, for programs.
    [[nodiscard]] auto json() const -> std::string;
    /// A picture (SVG) of the arena: what lies where during which segments.
    [[nodiscard]] auto arena() const -> std::string;

private:
    plan::explained facts_;
};

auto operator<<(std::ostream& out, explanation const& e) -> std::ostream&;

namespace plan {

template <class Plan>
inline constexpr auto places_table = basics::trim<Plan::graph.places.count>(Plan::graph.places.items);
template <class Plan>
inline constexpr auto segment_table = segments_of<Plan>();

template <class Plan, class Net>
auto explained_network(Net net, long batch) -> explained
{
    using lists = layer_tables<Net>;
    explained e{.plan = view_of<Plan>(),
                .layers = span_of(lists::layers),
                .flows = {lists::flows.items, static_cast<std::size_t>(lists::all.flows.count)},
                .places = span_of(places_table<Plan>),
                .segments = segment_table<Plan>,
                .rules = {},
                .objective = {},
                .updates = {},
                .rates = {},
                .advice = {},
                .batch = batch,
                .bytes_a_number = sizeof(typename Plan::scalar)};
    expr::visit_rates(net, [&](char const*, double value, double, double) {
        e.rates.push_back(value);
    });
    return e;
}

template <class Parts>
auto as_written(Parts const& parts) -> std::vector<written_rule>
{
    std::vector<written_rule> all;
    parts.for_each([&]<class Part>(Part const& part, int) {
        written_rule rule{.name = checking::name_of<Part>()};
        if constexpr (requires { part.rate.at({}); }) { // a rate that stays is shown
            rule.strength = part.rate.at({.step = 0, .steps_per_epoch = 1, .total_steps = 2});
            rule.has_strength =
                rule.strength == part.rate.at({.step = 1, .steps_per_epoch = 1, .total_steps = 2});
        } else if constexpr (requires { Part::settings(part, [](double, char const*, double, double) {}); }) {
            rule.has_strength = true;
            rule.strength = checking::strength_of(part);
        }
        if constexpr (requires { Part::settings(part, [](double, char const*, double, double) {}); }) {
            Part const untold{};
            std::vector<double> usual;
            Part::settings(untold, [&](double value, char const*, double, double) {
                usual.push_back(value);
            });
            std::size_t place = 0;
            Part::settings(part, [&](double value, char const* name, double, double) {
                if (place > 0 && value != usual[place]) {
                    rule.more.emplace_back(name, value);
                }
                ++place;
            });
        }
        all.push_back(std::move(rule));
    });
    return all;
}

} // namespace plan

/// How a training step of an expression runs, with sizes for a batch of `batch_rows`.
template <class T = float, node Net, objective_like Terms, updates_like Updates>
auto explain(Net const& net, Terms const& terms, Updates const& updates, long batch_rows = 64) -> explanation
{
    auto const objective = expr::as_objective(terms);
    auto const chain = expr::as_chain(updates);
    using objective_type = std::remove_const_t<decltype(objective)>;
    using chain_type = std::remove_const_t<decltype(chain)>;
    using plan_type =
        plan::compiled<Net, objective_type, chain_type, plan::purpose::train, plan::fusion::fused, T>;
    if constexpr (passes<decltype(refuse(
                      checking::training<plan_type, Net, objective_type, chain_type>()))>) {
        auto e = plan::explained_network<plan_type>(net, batch_rows);
        auto const table = plan::rules_of<plan_type>(objective, chain);
        e.rules.assign(table.items, table.items + table.size());
        e.objective = plan::as_written(objective);
        e.updates = plan::as_written(chain);
        e.advice = checking::advice_on<plan_type, objective_type, chain_type>();
        return explanation(std::move(e));
    }
    return {};
}

/// The same for inference.
template <class T = float, node Net>
auto explain(Net const& net, long batch_rows = 64) -> explanation
{
    if constexpr (passes<decltype(refuse(checking::shapes<Net>()))>) {
        using plan_type = plan::forward_of<T, Net>;
        auto e = plan::explained_network<plan_type>(net, batch_rows);
        e.advice = checking::lint(plan_type::graph, nullptr, false);
        return explanation(std::move(e));
    }
    return {};
}

template <class T = float, class... A>
    requires(!requires(A&&... a) { lagom::explain<T>(static_cast<A&&>(a)...); })
auto explain(A&&...) -> explanation
{
    refuse(
        explain_takes_a_network_or_a_network_objective_updates_then_batch_rows<std::remove_cvref_t<A>...>{});
    return {};
}

} // namespace lagom
