// SPDX-License-Identifier: BSL-1.0
// One convolution, one thread, in its three directions. Each is run by lagom's own plan, and counted are those segments
// that are the direction: forward with bias and relu, and the two gradients without.
#include "step.hpp"

#include <initializer_list>
#include <limits>

namespace {
using namespace lagom;
using graphs::op_kind;

class direction final : public bench::side {
public:
    direction(std::shared_ptr<void> model, std::unique_ptr<runners::runner<float>> program, long rows,
              std::initializer_list<op_kind> counted)
        : model_(std::move(model)), program_(std::move(program))
    {
        program_->set_batch(rows);
        program_->take_model();
        reports::feed_at_random(*program_, rows);
        auto const& p = program_->plan();
        if (p.incoming >= 0) {
            feed_gradient(program_->tile(p.incoming), rows);
        }
        bool found = false;
        for (auto const& s : p.segments) {
            auto const what = s.anchor >= 0 ? p.ops[static_cast<std::size_t>(s.anchor)].what : op_kind::map;
            counts_.push_back(std::ranges::find(counted, what) != counted.end());
            found = found || counts_.back();
        }
        if (!found) {
            throw std::runtime_error("no segment of the plan is this direction");
        }
    }
    void run(long count) override { static_cast<void>(seconds(count)); }
    auto seconds(long count) -> double override
    {
        std::vector<double> each;
        for (long i = 0; i < count; ++i) {
            program_->run_timed(++number_, each);
        }
        double sum = 0;
        for (std::size_t s = 0; s < each.size(); ++s) {
            sum += counts_[s] ? each[s] : 0;
        }
        return sum;
    }
    auto loss() -> double override { return std::numeric_limits<double>::quiet_NaN(); }

private:
    static void feed_gradient(tile_view<float> dy, long rows)
    {
        random_stream draws(seed(3), draws_for::split);
        for (long i = 0; i < rows; ++i) {
            for (long position = 0; position < dy.positions; ++position) {
                for (long c = 0; c < dy.cols; ++c) {
                    dy(i, position, c) = static_cast<float>(draws.normal());
                }
            }
        }
    }

    std::shared_ptr<void> model_; // the program's parameters
    std::unique_ptr<runners::runner<float>> program_;
    std::vector<bool> counts_;
    std::uint32_t number_ = 0;
};

template <plan::purpose Why, class Objective, class Net>
auto make(Net const& net, Objective const&, long rows, std::initializer_list<op_kind> counted)
    -> std::unique_ptr<bench::side>
{
    auto const model = std::make_shared<network_model<float, Net>>(make_model(net, seed(1)));
    return std::make_unique<direction>(
        model, runners::make_reader<Net, Objective, Why, fused_t>(model->values()), rows, counted);
}

template <class Net, class Layer>
void offer_forward(std::string const& name, Net const& image, Layer const& layer, long rows)
{
    bench::offer("conv " + name + " forward", [=](int) {
        return make<plan::purpose::infer>(image | layer | relu, no_objective{}, rows, {op_kind::convolve});
    });
}

/// Of a layer that has others before it.
template <class Net, class Layer>
auto offer_inner(std::string const& name, Net const& image, Layer const& layer, long rows) -> bool
{
    offer_forward(name, image, layer, rows);
    bench::offer("conv " + name + " by-input", [=](int) {
        return make<plan::purpose::backward_training>(image | layer, no_objective{}, rows,
                                                      {op_kind::convolve_back, op_kind::turn_taps});
    });
    return bench::offer("conv " + name + " by-kernel", [=](int) {
        return make<plan::purpose::backward_training>(image | layer, no_objective{}, rows,
                                                      {op_kind::convolve_outer});
    });
}

/// Of the first layer, whose input has no gradient.
template <class Net, class Layer>
auto offer_first(std::string const& name, Net const& image, Layer const& layer, long rows) -> bool
{
    offer_forward(name, image, layer, rows);
    return bench::offer("conv " + name + " by-kernel", [=](int) {
        return make<plan::purpose::gradient>(image | layer, expr::as_objective(mse), rows,
                                             {op_kind::convolve_outer});
    });
}

bool const offered = // as workloads.json has them
    offer_first("28x28x1-32", input<28, 28, 1>, conv<32, 3>, 64) &&
    offer_inner("28x28x32-32", input<28, 28, 32>, conv<32, 3>, 64) &&
    offer_inner("14x14x32-64", input<14, 14, 32>, conv<64, 3>, 64) &&
    offer_inner("14x14x64-64", input<14, 14, 64>, conv<64, 3>, 64) &&
    offer_first("32x32x3-16", input<32, 32, 3>, conv<16, 3>, 64) &&
    offer_inner("32x32x16-16", input<32, 32, 16>, conv<16, 3>, 64) &&
    offer_inner("16x16x32-32", input<16, 16, 32>, conv<32, 3>, 64) &&
    offer_inner("8x8x64-64", input<8, 8, 64>, conv<64, 3>, 64) &&
    offer_first("28x28x1-6", input<28, 28, 1>, conv<6, 5>, 64) &&
    offer_inner("14x14x6-16", input<14, 14, 6>, conv<16, 5>(valid_padding), 64) &&
    offer_first("28x28x1-20", input<28, 28, 1>, conv<20, 5>(valid_padding), 64) &&
    offer_inner("12x12x20-50", input<12, 12, 20>, conv<50, 5>(valid_padding), 64) &&
    offer_inner("16x16x128-128", input<16, 16, 128>, conv<128, 3>, 32) &&
    offer_inner("32x32x64-64", input<32, 32, 64>, conv<64, 3>, 32) &&
    offer_inner("28x28x8-8", input<28, 28, 8>, conv<8, 3>, 64) &&
    offer_inner("14x14x24-24", input<14, 14, 24>, conv<24, 3>, 64);
} // namespace
