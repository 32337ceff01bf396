// SPDX-License-Identifier: BSL-1.0
// Words that users give to data and settings of their own, at file scope beside `using namespace lagom`: none is a word of
// the library, so each still means what it says.
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

using namespace lagom;

static int const train = 1, valid = 2, test = 3, validation = 4, width = 5, height = 6, words = 7, groups = 8,
                 same = 9, labels = 10, x = 11, y = 12, data = 13, features = 14, targets = 15, loss = 16,
                 optimizer = 17, objective = 18, until = 19, net = 20, model = 21, result = 22,
                 batch_size = 23, epochs_n = 24, learning_rate = 25, weights = 26, inputs = 27, outputs = 28,
                 images = 29, digits = 30, image = 31, rows = 32, columns = 33, samples = 34, examples = 35,
                 classes = 36, names = 37, scores = 38, predictions = 39, rate = 40, momentum = 41,
                 config = 42, state = 43, path = 44, file = 45, layers = 46, hidden = 47, network = 48,
                 layer = 49, mean = 50, scale = 51, noise = 52, output = 53, gradients = 54, order = 55,
                 name = 56, length = 57, size = 58, step = 59, epoch = 60, n = 61, i = 62, k = 63;

TEST_CASE("names: no word of the library is one that users give to their own")
{
    int const all[]{train,    valid,     test,       validation,  width,
                    height,   words,     groups,     same,        labels,
                    x,        y,         data,       features,    targets,
                    loss,     optimizer, objective,  until,       net,
                    model,    result,    batch_size, epochs_n,    learning_rate,
                    weights,  inputs,    outputs,    images,      digits,
                    image,    rows,      columns,    samples,     examples,
                    classes,  names,     scores,     predictions, rate,
                    momentum, config,    state,      path,        file,
                    layers,   hidden,    network,    layer,       mean,
                    scale,    noise,     output,     gradients,   order,
                    name,     length,    size,       step,        epoch,
                    n,        i,         k};
    int sum_of_all = 0;
    for (int const one : all) {
        sum_of_all += one;
    }
    CHECK(sum_of_all == 63 * 64 / 2);
}

TEST_CASE("names: within a function every word may be a user's")
{
    auto const features_of_mine = xt::xtensor<float, 2>{{0, 1}, {1, 0}, {1, 1}, {0, 0}};
    std::vector<int> const label{0, 1, 1, 0};
    data_set const train(features_of_mine, label), valid = train;
    auto const target = train.labels();
    int const seed = 1, shift = 2, history = 3;
    auto model = make_model(input<2> | dense<2>, lagom::seed(seed));
    auto const loss = cross_entropy;
    auto const optimizer = adam(1e-3);
    auto const epochs = lagom::epochs(2);
    int const batch = 2, threads = 1;
    auto const result = fit(model, train, valid, loss, optimizer, epochs, lagom::batch(batch),
                            lagom::threads(threads), quiet);
    auto const accuracy = evaluate(model, valid, loss).accuracy();
    CHECK(result.epochs == 2);
    CHECK(accuracy >= 0);
    CHECK(target.size() + static_cast<std::size_t>(shift + history) == 9);
}
