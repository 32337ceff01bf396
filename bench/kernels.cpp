// SPDX-License-Identifier: BSL-1.0
// The pieces that steps are made of, one thread: contractions of many shapes against the peak of
// multiply-adds, draws, the turning of a kernel, a stage; and the bytes that training takes. Medians of
// interleaved repetitions.
#include <lagom/kernel/operand_lists.hpp>
#include <lagom/lagom.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <vector>

using namespace lagom;

namespace {

using clock_type = std::chrono::steady_clock;

auto seconds_of(std::function<void()> const& f) -> double
{
    auto const start = clock_type::now();
    f();
    return std::chrono::duration<double>(clock_type::now() - start).count();
}

auto median(std::vector<double> v) -> double
{
    std::nth_element(v.begin(), v.begin() + static_cast<long>(v.size() / 2), v.end());
    return v[v.size() / 2];
}

/// The share of the peak that `f`, of `flops` operations, reaches: both run in turn.
struct share {
    double gflops, of_peak;
};
auto share_of_peak(double flops, std::function<void()> const& f) -> share
{
    long repeats = 1;
    while (seconds_of([&] {
               for (long i = 0; i < repeats; ++i) {
                   f();
               }
           }) < 2e-3) {
        repeats *= 2;
    }
    std::vector<double> mine, peak;
    for (int round = 0; round < 21; ++round) {
        mine.push_back(seconds_of([&] {
                           for (long i = 0; i < repeats; ++i) {
                               f();
                           }
                       }) /
                       static_cast<double>(repeats));
        peak.push_back(seconds_of([] {
                           reports::run_at_peak(100);
                       }) /
                       100);
    }
    double const gflops = flops / median(mine) / 1e9;
    return {gflops, gflops / (reports::peak_round_flops / median(peak) / 1e9)};
}

template <class T>
struct tiles {
    static constexpr long P = isa::panel<T>;
    runners::buffer<T> numbers;
    long stride;

    tiles(long rows, long cols)
        : numbers(static_cast<std::size_t>((cols + P - 1) / P * rows * P)), stride(rows * P)
    {
        random_stream draws(seed(1), draws_for::split);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            numbers.data()[i] = static_cast<T>(draws.normal());
        }
    }
};

/// A stage that stores what the contraction made.
template <class T>
using just_store =
    kernels::stage<kernels::program<1, 0, kernels::store<plan::access::element, 0>>, kernels::program<0, 0>>;

template <kernels::form Form>
void contraction(char const* name, long batch, long inputs, long units)
{
    using T = float;
    constexpr int P = isa::panel<T>;
    bool const outer = Form == kernels::form::columns, back = Form == kernels::form::back;
    long const rows = outer ? inputs : batch, cols = back ? inputs : units,
               depth = outer ? batch
        : back               ? units
                             : inputs;
    tiles<T> const a(outer ? depth : rows, outer ? rows : depth), b(back ? cols : depth, back ? depth : cols);
    tiles<T> out(rows, cols);
    kernels::pointer<T> result{out.numbers.data()};
    kernels::call<T> c;
    c.operands = &result;
    c.a = a.numbers.data();
    c.b = b.numbers.data();
    c.a_panel = a.stride;
    c.b_panel = b.stride;
    c.depth = depth;
    c.rows = static_cast<int>(rows);
    c.cols = static_cast<int>(cols);
    c.panels = static_cast<int>((cols + P - 1) / P);
    c.panel_stride = out.stride;
    c.row_stride = c.a_row = c.b_row = P;
    c.batch = static_cast<int>(batch);
    kernels::operand_lists lists;
    if constexpr (Form == kernels::form::columns) {
        lists.by_columns(c, rows);
    } else if constexpr (Form == kernels::form::back) {
        lists.back(c, cols);
    } else {
        lists.by_rows(c, depth);
    }
    lists.give_out(c);
    auto const s = share_of_peak(2.0 * static_cast<double>(batch * inputs * units), [&] {
        kernels::panel_loop<Form, T, just_store<T>>(c, 0, c.panels);
    });
    std::printf("%-8s %5ld %6ld %6ld %12.1f %9.1f %%\n", name, batch, inputs, units, s.gflops,
                100 * s.of_peak);
}

template <class T>
void draws(char const* name, void (*draw)(T*, noise_key const&, std::uint32_t, std::uint32_t))
{
    constexpr int count = 8 * isa::panel<T>;
    alignas(64) T out[count];
    noise_key const key{philox_key(seed(1)), 1, 1};
    std::vector<double> t;
    for (int i = 0; i < 21; ++i) {
        t.push_back(seconds_of([&] {
            for (std::uint32_t k = 0; k < 2000; ++k) {
                draw(out, key, k, 1);
            }
        }));
    }
    std::printf("%-28s %8.3f ns a number\n", name, 1e9 * median(t) / 2000 / count);
}

/// What stages cost in which there is nothing to do.
void stages(int threads)
{
    runners::team workers(threads, runners::team::use::all);
    constexpr int count = 2000;
    runners::job empty{.stages =
                           std::vector<runners::job::stage>(count, {threads, runners::sharing::in_parts})};
    std::vector<double> t;
    for (int i = 0; i < 21; ++i) {
        t.push_back(seconds_of([&] {
            workers.run(empty, [](int, int, int) {});
        }));
    }
    std::printf("%-28s %8.0f ns\n", "a stage of two threads", 1e9 * median(t) / count);
}

/// What PyTorch's tensors take for the same step: parameters and their gradients, the optimizer's moments,
/// and what autograd saves: the input, per hidden layer relu's result and with dropout its mask and result,
/// the logarithms of the probabilities.
auto torch_bytes(std::vector<long> const& widths, long rows, bool adam, bool dropout) -> long
{
    long parameters = 0, saved = widths[0] + widths.back();
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
        parameters += (widths[i] + 1) * widths[i + 1];
        saved += i > 0 ? widths[i] * (dropout ? 3 : 1) : 0;
    }
    return 4 * (parameters * (adam ? 4 : 3) + saved * rows);
}

/// The same of images in batches of 64, with Adam. What autograd saves are so many numbers an example, as
/// torch.autograd.graph.saved_tensors_hooks counts them, where an index of max_pool is as large as two.
auto torch_bytes_of_images(long parameters, long saved) -> long { return 4 * (parameters * 4 + saved * 64); }

void print_bytes(char const* name, long mine, long torch)
{
    std::printf("%-18s %12ld %12ld %8.2f\n", name, mine, torch,
                static_cast<double>(mine) / static_cast<double>(torch));
}

template <class Net, class Terms, class Updates>
void bytes(char const* name, Net const& net, Terms const& terms, Updates const& updates, long rows,
           std::vector<long> const& widths, bool stack)
{
    print_bytes(name, memory<float>(net, terms, updates, rows), torch_bytes(widths, rows, stack, stack));
}

constexpr auto small =
    input<64> | dense<128> | relu | dropout(0.5) | dense<128> | relu | dropout(0.5) | dense<10>;
constexpr auto mnist =
    input<784> | dense<512> | relu | dropout(0.5) | dense<512> | relu | dropout(0.5) | dense<10>;
constexpr auto large =
    input<784> | dense<1024> | relu | dropout(0.5) | dense<1024> | relu | dropout(0.5) | dense<10>;
constexpr auto plain_small = input<64> | dense<128> | relu | dense<128> | relu | dense<10>;
constexpr auto plain_mnist = input<784> | dense<512> | relu | dense<512> | relu | dense<10>;
constexpr auto plain_large = input<784> | dense<1024> | relu | dense<1024> | relu | dense<10>;
constexpr auto plain_images = input<28, 28, 1> | conv<32, 3> | relu | conv<32, 3> | relu | max_pool<2> |
    conv<64, 3> | relu | conv<64, 3> | relu | max_pool<2> | flatten | dense<128> | relu | dropout(0.5) |
    dense<10>;
constexpr auto normed_images = input<28, 28, 1> | conv<32, 3>(no_bias) | batch_norm | relu |
    conv<32, 3>(no_bias) | batch_norm | relu | max_pool<2> | conv<64, 3>(no_bias) | batch_norm | relu |
    conv<64, 3>(no_bias) | batch_norm | relu | max_pool<2> | flatten | dense<128> | relu | dropout(0.5) |
    dense<10>;
constexpr auto momentum = sgd(0.01).momentum(0.9);

} // namespace

int main()
{
    std::printf("contractions of float, one thread      GFLOP/s   of peak\n");
    std::printf("form     batch inputs  units\n");
    struct shape {
        long batch, inputs, units;
    };
    for (auto const& s : std::vector<shape>{{32, 64, 32},
                                            {64, 64, 128},
                                            {64, 128, 128},
                                            {128, 784, 512},
                                            {128, 512, 512},
                                            {128, 512, 10},
                                            {127, 509, 511},
                                            {256, 784, 1024},
                                            {256, 1024, 1024},
                                            {1024, 256, 256}}) {
        contraction<kernels::form::rows>("x w", s.batch, s.inputs, s.units);
        contraction<kernels::form::back>("dy w^T", s.batch, s.inputs, s.units);
        contraction<kernels::form::columns>("x^T dy", s.batch, s.inputs, s.units);
    }
    std::printf("\n");
    draws("uniform noise, float", &kernels::draw_uniform<float>);
    draws("uniform noise, double", &kernels::draw_uniform<double>);
    draws("normal noise, float", &kernels::draw_normal<float>);
    stages(2);
    std::printf("\nbytes of training         lagom      PyTorch    ratio\n");
    bytes("mlp-small/plain", plain_small, cross_entropy, momentum, 64, {64, 128, 128, 10}, false);
    bytes("mlp-small/stack", small, cross_entropy + l2(1e-4), adam(1e-3), 64, {64, 128, 128, 10}, true);
    bytes("mlp-mnist/plain", plain_mnist, cross_entropy, momentum, 128, {784, 512, 512, 10}, false);
    bytes("mlp-mnist/stack", mnist, cross_entropy + l2(1e-4), adam(1e-3), 128, {784, 512, 512, 10}, true);
    bytes("mlp-large/plain", plain_large, cross_entropy, momentum, 256, {784, 1024, 1024, 10}, false);
    bytes("mlp-large/stack", large, cross_entropy + l2(1e-4), adam(1e-3), 256, {784, 1024, 1024, 10}, true);
    print_bytes("conv-fashion/plain", memory<float>(plain_images, cross_entropy, adam(1e-3), 64),
                torch_bytes_of_images(467818, 104666));
    print_bytes("conv-fashion/bn", memory<float>(normed_images, cross_entropy, adam(1e-3), 64),
                torch_bytes_of_images(468010, 179940));
}
