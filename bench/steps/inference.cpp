// SPDX-License-Identifier: BSL-1.0
// Inference of the MNIST perceptron: fused by a predictor, as a server would use it, and unfused.
#include "step.hpp"

#include <limits>

namespace {
using namespace lagom;

constexpr auto net = input<784> | dense<512> | relu | dense<512> | relu | dense<10>;
using net_type = std::remove_const_t<decltype(net)>;

template <class Policy>
class inference final : public bench::side {
public:
    explicit inference(long rows, int threads)
        : model_(make_model(net, seed(1))), workers_(threads),
          program_(runners::make_reader<net_type, no_objective, plan::purpose::infer, Policy>(model_.values()))
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
    network_model<float, net_type> model_;
    runners::team workers_;
    std::unique_ptr<runners::runner<float>> program_;
};

/// With the copies into and out of the predictor.
class serving final : public bench::side {
public:
    explicit serving(long rows)
        : model_(make_model(net, seed(1))), serve_(model_, rows), x_(static_cast<std::size_t>(rows) * 784)
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
    network_model<float, net_type> model_;
    predictor<float, net_type> serve_;
    std::vector<float> x_;
    float volatile seen_ = 0;
};

/// A call of `predict` for each step: it reads the data and makes its program and its team.
class predicting final : public bench::side {
public:
    predicting(std::size_t rows, int count)
        : model_(make_model(net, seed(1))), x_(xt::zeros<float>({rows, std::size_t{784}})), threads_(count)
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
    network_model<float, net_type> model_;
    xt::xtensor<float, 2> x_;
    int threads_;
    float volatile seen_ = 0;
};

auto offer(std::string const& name, long rows) -> bool
{
    bench::offer(name + " fused", [=](int threads) -> std::unique_ptr<bench::side> {
        if (threads == 1) {
            return std::make_unique<serving>(rows);
        }
        return std::make_unique<inference<fused_t>>(rows, threads);
    });
    bench::offer(name + " predict", [=](int threads) {
        return std::make_unique<predicting>(static_cast<std::size_t>(rows), threads);
    });
    return bench::offer(name + " unfused", [=](int threads) {
        return std::make_unique<inference<unfused_t>>(rows, threads);
    });
}

bool const offered = offer("mlp-mnist/infer-b1", 1) && offer("mlp-mnist/infer-b64", 64);
} // namespace
