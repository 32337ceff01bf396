// SPDX-License-Identifier: BSL-1.0
// Steps of one workload in dlib, under the protocol of README.md. With Debian's libdlib-dev and
// libopenblas-dev:
//
//   g++ -std=c++17 -O3 -march=native -DNDEBUG dlib_step.cpp -o dlib_step -ldlib -lopenblas -lpthread
//
// The library of Debian is for every x86-64; faster is dlib's source, compiled for this processor, as ./setup
// does it:
//
//   g++ -std=c++17 -O3 -march=native -DNDEBUG -DDLIB_USE_BLAS -I$dlib dlib_step.cpp \
//       $dlib/dlib/cuda/{cpu_dlib,tensor_tools}.cpp \
//       $dlib/dlib/threads/{threads_kernel_{1,2,shared},thread_pool_extension,async}.cpp \
//       -o dlib_step -lopenblas -lpthread
//
//   dlib_step --workload NAME --threads N
#include <dlib/dnn.h>

#include <cblas.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <sched.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

#ifdef PEER_VERSION
constexpr auto version = PEER_VERSION;
#else
constexpr auto version = "unknown";
#endif

// The nets of workloads.json: dlib's are types, written from the last layer to the first.

struct dropout_20_percent : dlib::dropout_ {
    dropout_20_percent() : dlib::dropout_(0.2F) {}
};
template <class Below>
using no_drop = Below;
template <class Below>
using drop_20 = dlib::add_layer<dropout_20_percent, Below>;
template <class Below>
using drop_50 = dlib::dropout<Below>; // 0.5 is dlib's default

using input = dlib::input<dlib::matrix<float>>;

template <unsigned long Width, template <class> class Drop, class Below>
using hidden = Drop<dlib::relu<dlib::fc<Width, Below>>>;

template <unsigned long Width, template <class> class Drop>
using two_hidden = dlib::loss_multiclass_log<dlib::fc<10, hidden<Width, Drop, hidden<Width, Drop, input>>>>;

template <class Below>
using hidden_64 = hidden<64, no_drop, Below>;
template <class Below>
using hidden_64_drop = hidden<64, drop_50, Below>;
template <template <class> class Hidden>
using ten_hidden = dlib::loss_multiclass_log<dlib::fc<10, dlib::repeat<9, Hidden, Hidden<input>>>>;

template <long Channels, class Below>
using same_conv = dlib::add_layer<dlib::con_<Channels, 3, 3, 1, 1, 1, 1>, Below>;
template <long Channels, class Below>
using conv_relu = dlib::relu<same_conv<Channels, Below>>;
/// batch norm has a shift of its own
template <long Channels, class Below>
using conv_norm_relu = dlib::relu<dlib::bn_con<same_conv<Channels, Below>>>;
template <class Below>
using half = dlib::max_pool<2, 2, 2, 2, Below>;

template <template <long, class> class Conv, template <class> class Drop>
using conv_fashion = dlib::loss_multiclass_log<
    dlib::fc<10, hidden<128, Drop, half<Conv<64, Conv<64, half<Conv<32, Conv<32, input>>>>>>>>>;

/// Runs a number of steps; returns the loss of the last one, NaN where there is none.
using runner = std::function<double(long steps)>;

/// Of a column, unless a width is given.
struct image_size {
    long height, width = 1;
};

auto make_images(int batch, image_size size, std::mt19937& random) -> std::vector<dlib::matrix<float>>
{
    std::normal_distribution<float> normal;
    std::vector<dlib::matrix<float>> images;
    for (int i = 0; i < batch; ++i) {
        dlib::matrix<float> image(size.height, size.width);
        for (auto& value : image) {
            value = normal(random);
        }
        images.push_back(image);
    }
    return images;
}

/// Not dlib's trainer, which hands every batch to another thread: the two calls that it makes for one.
template <class Net, class Solver>
auto training(int batch, image_size size, Solver const& solver, double rate) -> runner
{
    std::mt19937 random(0);
    auto const images = make_images(batch, size, random);
    std::vector<unsigned long> labels;
    for (int i = 0; i < batch; ++i) {
        labels.push_back(random() % 10);
    }
    auto const net = std::make_shared<Net>();
    auto const x = std::make_shared<dlib::resizable_tensor>();
    net->to_tensor(images.begin(), images.end(), *x);
    std::vector<Solver> solvers(net->num_computational_layers, solver);
    return [=](long steps) mutable {
        double loss = 0;
        for (long i = 0; i < steps; ++i) {
            loss = net->compute_parameter_gradients(*x, labels.begin());
            net->update_parameters(solvers, rate);
        }
        return loss;
    };
}

template <class Net>
auto inference(int batch, image_size size) -> runner
{
    std::mt19937 random(0);
    auto const images = make_images(batch, size, random);
    auto const net = std::make_shared<Net>();
    auto const x = std::make_shared<dlib::resizable_tensor>();
    net->to_tensor(images.begin(), images.end(), *x);
    return [=](long steps) {
        for (long i = 0; i < steps; ++i) {
            net->subnet().forward(*x);
        }
        return std::numeric_limits<double>::quiet_NaN();
    };
}

auto make(std::string const& workload) -> runner
{
    dlib::sgd const sgd(0, 0.9F); // weight decay, momentum
    dlib::adam const adam(1e-4F, 0.9F,
                          0.999F); // weight decay, for kernels only and coupled: the l2 of the workloads
    if (workload == "mlp-tiny/plain") {
        return training<two_hidden<32, no_drop>>(32, {64}, sgd, 0.01);
    }
    if (workload == "mlp-tiny/stack") {
        return training<two_hidden<32, drop_20>>(32, {64}, adam, 1e-3);
    }
    if (workload == "mlp-small/plain") {
        return training<two_hidden<128, no_drop>>(64, {64}, sgd, 0.01);
    }
    if (workload == "mlp-small/stack") {
        return training<two_hidden<128, drop_50>>(64, {64}, adam, 1e-3);
    }
    if (workload == "mlp-mnist/plain") {
        return training<two_hidden<512, no_drop>>(128, {784}, sgd, 0.01);
    }
    if (workload == "mlp-mnist/stack") {
        return training<two_hidden<512, drop_50>>(128, {784}, adam, 1e-3);
    }
    if (workload == "mlp-large/plain") {
        return training<two_hidden<1024, no_drop>>(256, {784}, sgd, 0.01);
    }
    if (workload == "mlp-large/stack") {
        return training<two_hidden<1024, drop_50>>(256, {784}, adam, 1e-3);
    }
    if (workload == "mlp-deep/plain") {
        return training<ten_hidden<hidden_64>>(64, {64}, sgd, 0.01);
    }
    if (workload == "mlp-deep/stack") {
        return training<ten_hidden<hidden_64_drop>>(64, {64}, adam, 1e-3);
    }
    if (workload == "mlp-mnist/infer-b1") {
        return inference<two_hidden<512, no_drop>>(1, {784});
    }
    if (workload == "mlp-mnist/infer-b64") {
        return inference<two_hidden<512, no_drop>>(64, {784});
    }
    dlib::adam const plain_adam(0, 0.9F, 0.999F);
    image_size const picture = {28, 28};
    if (workload == "conv-fashion/plain") {
        return training<conv_fashion<conv_relu, drop_50>>(64, picture, plain_adam, 1e-3);
    }
    if (workload == "conv-fashion/bn") {
        return training<conv_fashion<conv_norm_relu, drop_50>>(64, picture, plain_adam, 1e-3);
    }
    if (workload == "conv-fashion/infer-b1") {
        return inference<conv_fashion<conv_relu, no_drop>>(1, picture);
    }
    if (workload == "conv-fashion/infer-b64") {
        return inference<conv_fashion<conv_relu, no_drop>>(64, picture);
    }
    std::map<std::string, std::string> const lacking = {
        {"mlp-mnist/bn", "dlib has no AdamW"},
        {"mlp-mnist/l1", "dlib has no L1"},
        {"mlp-mnist/all", "dlib has no AdamW, no L1 and no clipping to a global norm"},
        {"conv-fashion/stack", "dlib has no dropout of channels"},
        {"resnet20/plain", "dlib_step has no network with residuals"},
        {"resnet20/stack", "dlib has no dropout of channels"},
    };
    auto const found = lacking.find(workload);
    throw std::runtime_error(found == lacking.end() ? "no workload " + workload : found->second);
}

/// Lets the process run only on the last of its cores, as the other peers do.
void pin(int threads)
{
    cpu_set_t cores;
    sched_getaffinity(0, sizeof cores, &cores);
    int spare = CPU_COUNT(&cores) - threads;
    if (threads < 1 || spare < 0) {
        throw std::runtime_error(std::to_string(threads) + " threads, but " +
                                 std::to_string(CPU_COUNT(&cores)) + " cores to run on");
    }
    for (int core = 0; spare > 0; ++core) {
        if (CPU_ISSET(core, &cores)) {
            CPU_CLR(core, &cores);
            --spare;
        }
    }
    sched_setaffinity(0, sizeof cores, &cores);
}

auto seconds() -> double
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Waits until OpenBLAS's threads, which spin for a while after their last work, sleep: they would take time
/// from the side whose window is next.
void settle()
{
    for (int i = 0; i < 100; ++i) {
        auto const before = std::clock();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (std::clock() - before < CLOCKS_PER_SEC / 5000) {
            break;
        }
    }
}

void serve(std::string const& workload)
{
    double const start = seconds();
    auto const run = make(workload);
    double loss = run(1);
    double const first = seconds() - start;
    run(2);
    settle();
    std::cout << "{\"ready\": true, \"peer\": \"dlib\", \"version\": \"" << version
              << "\", \"config\": \"openblas\", \"blas\": \"" << openblas_get_config() << "\""
              << ", \"first_step_s\": " << first << "}" << std::endl;
    for (std::string line; std::getline(std::cin, line) && line != "quit";) {
        std::istringstream words(line);
        std::string verb;
        long steps = 0;
        if (!(words >> verb >> steps) || verb != "run" || steps < 1) {
            throw std::runtime_error("expected run K or quit");
        }
        double const from = seconds();
        loss = run(steps);
        double const taken = seconds() - from;
        settle();
        std::cout << "{\"seconds\": " << taken << "}" << std::endl;
    }
    std::cout << "{\"loss\": ";
    std::isnan(loss) ? std::cout << "null" : std::cout << loss;
    std::cout << "}" << std::endl;
}

} // namespace

auto main(int argc, char** argv) -> int
try {
    std::cout.precision(9);
    std::map<std::string, std::string> given = {{"--threads", "1"}};
    for (int i = 1; i + 1 < argc; i += 2) {
        given[argv[i]] = argv[i + 1];
    }
    int const threads = std::atoi(given["--threads"].c_str());
    pin(threads);
    openblas_set_num_threads(threads);
    serve(given["--workload"]);
} catch (std::exception const& error) {
    std::cout << "{\"error\": \"" << error.what() << "\"}" << std::endl;
    return 1;
}
