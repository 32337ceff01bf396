// SPDX-License-Identifier: BSL-1.0
// Inference: fused by a predictor, as a server would use it, and unfused.
#include "conv_fashion.hpp"

#include <limits>

namespace {
using namespace lagom;

constexpr auto perceptron = input<784> | dense<512> | relu | dense<512> | relu | dense<10>;
using perceptron_type = std::remove_const_t<decltype(perceptron)>;

template <class Policy, class Net>
class inference final : public bench::side {
public:
    inference(Net const& net, long rows, int threads)
        : model_(make_model(net, seed(1))), workers_(threads),
          program_(runners::make_reader<Net, no_objective, plan::purpose::infer, Policy>(model_.values()))
    {
        program_->set_batch(rows);
        program_->take_model();
        reports::feed_at_random(*program_, rows);
    }
    void run(long count) override
    {
        for (long i = 0; i < count; ++i) {
            program_->run(workers_, 1);
        }
    }
    auto loss() -> double override { return std::numeric_limits<double>::quiet_NaN(); }

private:
    network_model<float, Net> model_;
    runners::team workers_;
    std::unique_ptr<runners::runner<float>> program_;
};

constexpr std::size_t inputs = 784; // of a row, of both networks

/// With the copies into and out of the predictor.
template <class Net>
class serving final : public bench::side {
public:
    serving(Net const& net, long rows)
        : model_(make_model(net, seed(1))), serve_(model_, rows), x_(static_cast<std::size_t>(rows) * inputs)
    {
        random_stream draws(seed(2), draws_for::split);
        for (auto& x : x_) {
            x = static_cast<float>(draws.normal());
        }
    }
    void run(long count) override
    {
        for (long i = 0; i < count; ++i) {
            seen_ = serve_(x_)[0];
        }
    }
    auto loss() -> double override { return std::numeric_limits<double>::quiet_NaN(); }

private:
    network_model<float, Net> model_;
    predictor<float, Net> serve_;
    std::vector<float> x_;
    float volatile seen_ = 0;
};

/// A call of `predict` for each step: it reads the data and makes its program and its team.
class predicting final : public bench::side {
public:
    predicting(std::size_t rows, int count)
        : model_(make_model(perceptron, seed(1))), x_(xt::zeros<float>({rows, inputs})), threads_(count)
    {
    }
    void run(long count) override
    {
        for (long i = 0; i < count; ++i) {
            seen_ = predict(model_, x_, threads(threads_))(0, 0);
        }
    }
    auto loss() -> double override { return std::numeric_limits<double>::quiet_NaN(); }

private:
    network_model<float, perceptron_type> model_;
    xt::xtensor<float, 2> x_;
    int threads_;
    float volatile seen_ = 0;
};

template <class Net>
auto offer(std::string const& name, Net const& net, long rows) -> bool
{
    bench::offer(name + " fused", [=](int threads) -> std::unique_ptr<bench::side> {
        if (threads == 1) {
            return std::make_unique<serving<Net>>(net, rows);
        }
        return std::make_unique<inference<fused_t, Net>>(net, rows, threads);
    });
    return bench::offer(name + " unfused", [=](int threads) {
        return std::make_unique<inference<unfused_t, Net>>(net, rows, threads);
    });
}

auto offer_predicting(std::string const& name, std::size_t rows) -> bool
{
    return bench::offer(name + " predict", [=](int threads) {
        return std::make_unique<predicting>(rows, threads);
    });
}

bool const offered = offer("mlp-mnist/infer-b1", perceptron, 1) &&
    offer_predicting("mlp-mnist/infer-b1", 1) && offer("mlp-mnist/infer-b64", perceptron, 64) &&
    offer("conv-fashion/infer-b1", bench::conv_fashion, 1) &&
    offer("conv-fashion/infer-b64", bench::conv_fashion, 64);
} // namespace
