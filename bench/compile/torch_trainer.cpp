// SPDX-License-Identifier: BSL-1.0
// The quickstart's network in PyTorch's C++ frontend. It reads no CSV; the reading is left out here.
#include <torch/torch.h>

#include <iostream>
#include <limits>

namespace {

struct data_set {
    torch::Tensor images, labels;
};

auto made_up(long examples) -> data_set
{
    return {torch::randn({examples, 64}), torch::randint(10, {examples}, torch::kLong)};
}

auto make_network() -> torch::nn::Sequential
{
    using namespace torch::nn;
    return Sequential(Linear(64, 128), BatchNorm1d(128), ReLU(), Dropout(0.3), Linear(128, 64), ReLU(),
                      Dropout(0.2), Linear(64, 10));
}

auto loss_of(torch::nn::Sequential& net, data_set const& data) -> torch::Tensor
{
    return torch::nn::functional::cross_entropy(net->forward(data.images), data.labels);
}

} // namespace

int main()
{
    torch::manual_seed(1);
    auto const train = made_up(1078), validation = made_up(359), test = made_up(360);
    auto net = make_network();
    torch::optim::Adam optimizer(net->parameters(), torch::optim::AdamOptions(1e-3));
    float best = std::numeric_limits<float>::infinity();
    for (int epoch = 0, since = 0; epoch < 200 && since < 10; ++epoch, ++since) {
        net->train();
        for (auto const& rows : torch::randperm(train.images.size(0)).split(64)) {
            optimizer.zero_grad();
            auto const loss =
                loss_of(net, {train.images.index_select(0, rows), train.labels.index_select(0, rows)}) +
                1e-4 *
                    (net[0]->as<torch::nn::Linear>()->weight.square().sum() +
                     net[4]->as<torch::nn::Linear>()->weight.square().sum() +
                     net[7]->as<torch::nn::Linear>()->weight.square().sum()) +
                1e-5 * net[0]->as<torch::nn::Linear>()->weight.abs().sum();
            loss.backward();
            torch::nn::utils::clip_grad_norm_(net->parameters(), 1.0);
            optimizer.step();
        }
        net->eval();
        torch::NoGradGuard const none;
        auto const now = loss_of(net, validation).item<float>();
        if (now < best) {
            best = now;
            since = 0;
            torch::save(net, "digits.pt");
        }
    }
    torch::load(net, "digits.pt");
    net->eval();
    torch::NoGradGuard const none;
    auto const right = net->forward(test.images).argmax(1).eq(test.labels);
    std::cout << right.to(torch::kFloat).mean().item<float>() << '\n';
}
