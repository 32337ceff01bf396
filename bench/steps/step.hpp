// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "side.hpp"

#include <lagom/lagom.hpp>

#include <algorithm>

namespace bench {

/// A training step of lagom under a policy.
template <class Policy, class Net, class Objective, class Chain>
class training final : public side {
public:
    training(Net const& net, Objective const& objective, Chain const& chain, long rows, int threads)
        : model_(lagom::make_model(net, lagom::seed(1))), workers_(threads),
          step_(lagom::reports::make_step<Policy, Net>(model_.values(), objective, chain, rows)), rows_(rows)
    {
    }
    void run(long count) override
    {
        for (long i = 0; i < count; ++i) {
            step_->run(workers_, ++number_);
        }
    }
    auto loss() -> double override
    {
        double sum = 0;
        auto const* losses = step_->column(step_->plan().loss);
        for (long r = 0; r < rows_; ++r) {
            sum += static_cast<double>(losses[r]);
        }
        return sum / static_cast<double>(rows_);
    }
    auto parts() -> std::vector<std::string> override
    {
        auto const& p = step_->plan();
        bool const by_segment = std::is_same_v<Policy, lagom::fused_t>;
        std::vector<std::vector<double>> times;
        for (int i = 0; i < 41; ++i) {
            std::vector<double> seconds;
            step_->run_timed(++number_, seconds);
            times.push_back(seconds);
        }
        std::vector<std::string> lines;
        for (std::size_t s = 0; s < times[0].size() && by_segment; ++s) {
            std::vector<double> one;
            for (auto const& t : times) {
                one.push_back(t[s]);
            }
            std::nth_element(one.begin(), one.begin() + 20, one.end());
            lines.push_back(std::to_string(1e6 * one[20]) + "\t" +
                            std::to_string(lagom::reports::segment_flops(p, static_cast<int>(s), rows_)) + "\t" +
                            lagom::plan::segment_text(p, static_cast<int>(s)));
        }
        return lines;
    }

private:
    lagom::network_model<float, Net> model_;
    lagom::runners::team workers_;
    std::unique_ptr<lagom::runners::runner<float>> step_;
    long rows_;
    std::uint32_t number_ = 0;
};

/// Offers a workload's training step under both policies.
template <class Net, class Terms, class Updates>
auto offer_training(std::string const& name, Net const& net, Terms const& terms, Updates const& updates,
                    long rows) -> bool
{
    auto const objective = lagom::expr::as_objective(terms);
    auto const chain = lagom::expr::as_chain(updates);
    using O = std::remove_const_t<decltype(objective)>;
    using C = std::remove_const_t<decltype(chain)>;
    offer(name + " fused", [=](int threads) {
        return std::make_unique<training<lagom::fused_t, Net, O, C>>(net, objective, chain, rows, threads);
    });
    return offer(name + " unfused", [=](int threads) {
        return std::make_unique<training<lagom::unfused_t, Net, O, C>>(net, objective, chain, rows, threads);
    });
}

} // namespace bench
