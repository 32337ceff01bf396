// SPDX-License-Identifier: BSL-1.0
// What refuses arguments of a wrong type takes all that converts: a whole number for a number, an array for a span, a
// text for a path.
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <vector>

using namespace lagom;

namespace {

constexpr auto net = input<2> | dense<4>(zeros) | relu | dense<2>;

static_assert(memory<float>(net, 64) > 0 && memory<float>(net, cross_entropy, adam(1), 64) > 0);
static_assert(sgd(1).rate.rate == 1 && sgd(1, 0).momentum_share == 0 &&
              sgd(constant(1), 0).momentum_share == 0);
static_assert(adam(1).rate.rate == 1 && adam(cosine(1)).rate.rate == 1 && cosine(1, epochs(2)).rate == 1);
static_assert(step_decay(1, epochs(1), 1).factor == 1 && warm_up(1, epochs(2)).schedule.rate == 1);
static_assert(one_cycle(1).rate == 1 && cosine_restarts(1, steps(3), 2).rate == 1 && goal(1).value == 1);

} // namespace

TEST_CASE("arguments: what converts to what a function takes is taken")
{
    data_set const data(xt::xtensor<double, 2>{{0, 1}, {1, 0}, {1, 1}, {0, 0}},
                        std::vector<long>{0, 1, 1, 0});
    auto model = make_model(net, seed(1));
    CHECK(fit(model, data, data, cross_entropy, adam(1), epochs(2), batch(2), threads(1), quiet).epochs == 2);
    CHECK(!explain(net, 3).text().empty());
    CHECK(!explain(net, cross_entropy, sgd(1), 3).text().empty());
    CHECK(prox(l1(1), data.features(), 1).size() == 8);

    double const series[]{2, 1, 1, 1};
    std::vector<double> const same(series, series + 4);
    CHECK(decide(patience(1), series).stop_index == decide(patience(1), same, same).stop_index);

    predictor serve(model, 4), one(model);
    CHECK(serve(std::span<float const>(data.features().data(), 8)).size() == 8);

    updater u(model, adam(1), cross_entropy);
    named_gradients<float> gradients =
        gradient(model, data.features(), data.labels(), cross_entropy).gradients;
    update(u, gradients);
    CHECK(u.steps() == 1);

    auto const file =
        (std::filesystem::temp_directory_path() / ("lagom_arguments_" + std::to_string(::getpid()))).string();
    save(model, file.c_str());
    load(model, file);
    std::filesystem::remove(file);
    auto const [a, b] = split(data, {0.5, 0.5}, seed(1));
    CHECK(a.size() + b.size() == 4);
}
