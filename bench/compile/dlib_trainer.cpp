// SPDX-License-Identifier: BSL-1.0
// The quickstart's network in dlib: a type, written from the last layer to the first. dlib has no l1 and no
// clipping, and reads no CSV into a data set; the reading is left out here.
#include <dlib/dnn.h>

#include <algorithm>
#include <iostream>
#include <vector>

namespace {

struct dropout_30_percent : dlib::dropout_ {
    dropout_30_percent() : dlib::dropout_(0.3F) {}
};
struct dropout_20_percent : dlib::dropout_ {
    dropout_20_percent() : dlib::dropout_(0.2F) {}
};
template <class Below>
using drop_30 = dlib::add_layer<dropout_30_percent, Below>;
template <class Below>
using drop_20 = dlib::add_layer<dropout_20_percent, Below>;

using network = dlib::loss_multiclass_log<
    dlib::fc<10,
             drop_20<dlib::relu<dlib::fc<
                 64, drop_30<dlib::relu<dlib::bn_fc<dlib::fc<128, dlib::input<dlib::matrix<float>>>>>>>>>>>;

struct data_set {
    std::vector<dlib::matrix<float>> images;
    std::vector<unsigned long> labels;
};

auto made_up(long examples, dlib::rand& random) -> data_set
{
    data_set data;
    for (long i = 0; i < examples; ++i) {
        dlib::matrix<float> image(64, 1);
        for (auto& pixel : image) {
            pixel = static_cast<float>(random.get_random_gaussian());
        }
        data.images.push_back(image);
        data.labels.push_back(random.get_random_32bit_number() % 10);
    }
    return data;
}

auto accuracy(network& net, data_set const& data) -> double
{
    auto const found = net(data.images);
    double right = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        right += found[i] == data.labels[i] ? 1 : 0;
    }
    return right / static_cast<double>(found.size());
}

} // namespace

int main()
{
    dlib::rand random;
    auto const train = made_up(1078, random), validation = made_up(359, random), test = made_up(360, random);
    constexpr std::size_t batch = 64;
    network net;
    dlib::dnn_trainer<network, dlib::adam> trainer(net, dlib::adam(1e-4F, 0.9F, 0.999F));
    trainer.set_learning_rate(1e-3);
    double best = 0;
    for (int epoch = 0, since = 0; epoch < 200 && since < 10; ++epoch, ++since) {
        for (std::size_t i = 0; i < train.images.size(); i += batch) {
            auto const n = static_cast<long>(std::min(batch, train.images.size() - i));
            auto const at = static_cast<long>(i);
            trainer.train_one_step(train.images.begin() + at, train.images.begin() + at + n,
                                   train.labels.begin() + at);
        }
        trainer.get_net();
        auto const now = accuracy(net, validation);
        if (now > best) {
            best = now;
            since = 0;
            dlib::serialize("digits.dnn") << net;
        }
    }
    dlib::deserialize("digits.dnn") >> net;
    std::cout << accuracy(net, test) << '\n';
}
