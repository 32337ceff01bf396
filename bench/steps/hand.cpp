// SPDX-License-Identifier: BSL-1.0
// The training step of a three-layer perceptron, written by hand for its shapes: what generated code has to
// match. It uses nothing of lagom but its team of threads. Weights lie in panels of two registers; a register
// tile's sums go through the whole of an epilogue (bias, relu, dropout; gradient, l2, momentum or Adam)
// before they leave the registers; dropout masks come from a hash of the element and are read off the
// activations on the way back.
//
// Not the same work to the last detail: biases take the momentum step in either variant, and the hash is
// cheaper than Philox.
#include "side.hpp"

#include <lagom/run/team.hpp>

#include <xsimd/xsimd.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <random>

namespace {

using B = xsimd::batch<float>;
constexpr int W = static_cast<int>(B::size), P = 2 * W; // a register, a panel
constexpr int tile = sizeof(B) >= 64 ? 8 : 6; // rows of a register tile

struct free_memory {
    void operator()(float* p) const { std::free(p); }
};
using array = std::unique_ptr<float[], free_memory>;

auto zeros(long count) -> array
{
    if (count < 0) { // g++ 12 warns of what follows if it may be
        throw std::bad_alloc();
    }
    auto const bytes = static_cast<std::size_t>((count * 4 + 63) / 64 * 64);
    auto* const p = static_cast<float*>(std::aligned_alloc(64, bytes));
    if (p == nullptr) {
        throw std::bad_alloc();
    }
    std::fill_n(p, bytes / 4, 0.0F);
    return array(p);
}

/// `Rows` x P sums over k of a[i * row + k * step] * b[k * P or k * pitch], each handed to f(sum, i, j).
template <int Rows, class F>
[[gnu::always_inline]] inline void tile_of(float const* a, long row, long step, float const* b, long pitch,
                                           long depth, F const& f)
{
    B sums[Rows][2];
#pragma GCC unroll 16
    for (int i = 0; i < Rows; ++i) {
        sums[i][0] = sums[i][1] = B(0.0F);
    }
    for (long k = 0; k < depth; ++k) {
        B const b0 = B::load_aligned(b + k * pitch), b1 = B::load_aligned(b + k * pitch + W);
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i) {
            B const x(a[i * row + k * step]);
            sums[i][0] = xsimd::fma(x, b0, sums[i][0]);
            sums[i][1] = xsimd::fma(x, b1, sums[i][1]);
        }
    }
#pragma GCC unroll 16
    for (int i = 0; i < Rows; ++i) {
        f(sums[i][0], i, 0);
        f(sums[i][1], i, W);
    }
}

/// The tiles of `rows` rows, the last one lower: f gets the row within all.
template <class F>
void tiles(long rows, float const* a, long row, long step, float const* b, long pitch, long depth, F const& f)
{
    long r = 0;
    for (; r + tile <= rows; r += tile) {
        tile_of<tile>(a + r * row, row, step, b, pitch, depth, [&](B x, int i, int j) {
            f(x, r + i, j);
        });
    }
    for (; r + 2 <= rows; r += 2) {
        tile_of<2>(a + r * row, row, step, b, pitch, depth, [&](B x, int i, int j) {
            f(x, r + i, j);
        });
    }
    for (; r < rows; ++r) {
        tile_of<1>(a + r * row, row, step, b, pitch, depth, [&](B x, int i, int j) {
            f(x, r + i, j);
        });
    }
}

struct rules {
    bool adam = false, dropout = false;
    float rate = 0.01F, l2 = 0;
    long step = 0;
};

/// A layer [K, N], N padded to whole panels, with its optimizer's state and its transpose.
struct dense {
    long K, N, panels;
    array w, m, v, b, mb, turned;

    dense(long k, long n)
        : K(k), N((n + P - 1) / P * P), panels(N / P), w(zeros(K * N)), m(zeros(K * N)), v(zeros(K * N)),
          b(zeros(N)), mb(zeros(N)), turned(zeros((K + P) * N))
    {
        std::mt19937 draws(1);
        std::normal_distribution<float> number(0, std::sqrt(2.0F / static_cast<float>(K)));
        for (long p = 0; p < panels; ++p) {
            for (long i = 0; i < K * P; ++i) {
                w[static_cast<std::size_t>(p * K * P + i)] = p * P + i % P < n ? number(draws) : 0;
            }
        }
    }
    template <class F>
    void forward(long rows, float const* x, float* y, int rank, int threads, F const& f) const
    {
        for (long p = rank; p < panels; p += threads) {
            tiles(rows, x, K, 1, w.get() + p * K * P, P, K, [&](B sum, long r, int j) {
                long const c = p * P + j;
                f(sum + B::load_aligned(b.get() + c), r, c).store_aligned(y + r * N + c);
            });
        }
    }
    void turn(int rank, int threads)
    {
        for (long q = rank; q < (K + P - 1) / P; q += threads) {
            for (long n = 0; n < N; n += W) {
                for (long k = q * P; k < std::min(K, q * P + P); ++k) {
                    float const* const from = w.get() + n / P * K * P + k * P + n % P;
                    float* const to = turned.get() + q * N * P + n * P + k - q * P;
#pragma GCC unroll 16
                    for (int i = 0; i < W; ++i) {
                        to[i * P] = from[i];
                    }
                }
            }
        }
    }
    /// dx = dy w^T, and zero where the activation x was: its derivative, and dropout's mask.
    void back(long rows, float const* dy, float const* x, float scale, float* dx, int rank, int threads) const
    {
        for (long q = rank; q < K / P; q += threads) {
            tiles(rows, dy, N, 1, turned.get() + q * N * P, P, N, [&](B sum, long r, int j) {
                long const at = r * K + q * P + j;
                xsimd::select(B::load_aligned(x + at) > B(0.0F), sum * B(scale), B(0.0F))
                    .store_aligned(dx + at);
            });
        }
    }
    void update(long rows, float const* x, float const* dy, rules const& o, int rank, int threads)
    {
        auto const t = static_cast<float>(o.step);
        B const rate(o.rate), l2(o.l2), c1(1 / (1 - std::pow(0.9F, t))), c2(1 / (1 - std::pow(0.999F, t)));
        for (long p = rank; p < panels; p += threads) {
            tiles(K, x, 1, K, dy + p * P, N, rows, [&](B g, long r, int j) {
                long const at = p * K * P + r * P + j;
                B const now = B::load_aligned(w.get() + at);
                B momentum = B::load_aligned(m.get() + at);
                if (o.adam) {
                    g = xsimd::fma(l2, now, g);
                    momentum = xsimd::fma(B(0.9F), momentum, B(0.1F) * g);
                    B const square = xsimd::fma(B(0.999F), B::load_aligned(v.get() + at), B(0.001F) * g * g);
                    square.store_aligned(v.get() + at);
                    (now - rate * momentum * c1 / (xsimd::sqrt(square * c2) + B(1e-8F)))
                        .store_aligned(w.get() + at);
                } else {
                    momentum = xsimd::fma(B(0.9F), momentum, g);
                    (now - rate * momentum).store_aligned(w.get() + at);
                }
                momentum.store_aligned(m.get() + at);
            });
            for (int j = 0; j < P; j += W) {
                long const c = p * P + j;
                B sum(0.0F);
                for (long r = 0; r < rows; ++r) {
                    sum += B::load_aligned(dy + r * N + c);
                }
                B const momentum = xsimd::fma(B(0.9F), B::load_aligned(mb.get() + c), sum);
                momentum.store_aligned(mb.get() + c);
                (B::load_aligned(b.get() + c) - rate * momentum).store_aligned(b.get() + c);
            }
        }
    }
};

/// x where the element is kept, twice as large.
auto dropped(B x, std::uint32_t seed, std::uint32_t index) -> B
{
    using U = xsimd::batch<std::uint32_t>;
    alignas(64) static constexpr std::uint32_t lanes[]{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    U h = ((U::load_aligned(lanes) + U(index)) ^ U(seed)) * U(0x9E3779B1U);
    h = (h ^ (h >> 16)) * U(0x85EBCA6BU);
    auto const top = xsimd::bitwise_cast<xsimd::batch<std::int32_t>>(h ^ (h >> 13)); // its sign decides
    return xsimd::select(xsimd::to_float(top) < B(0.0F), x + x, B(0.0F));
}

class hand_written final : public bench::side {
public:
    hand_written(long inputs, long width, long rows, bool stack, int threads)
        : rows_(rows), first_(inputs, width), second_(width, width), third_(width, 10),
          x_(zeros(rows * inputs)), h1_(zeros(rows * width)), h2_(zeros(rows * width)), z_(zeros(rows * P)),
          g1_(zeros(rows * width)), g2_(zeros(rows * width)), losses_(zeros(rows)), threads_(threads),
          workers_(threads)
    {
        std::mt19937 draws(2);
        std::normal_distribution<float> number;
        std::generate_n(x_.get(), rows * inputs, [&] {
            return number(draws);
        });
        step_.stages.assign(7, {threads, lagom::runners::sharing::in_parts});
        step_.work = static_cast<double>(rows * (2 * inputs + 3 * width) * width);
        rules_ = {.adam = stack, .dropout = stack, .rate = stack ? 1e-3F : 1e-2F, .l2 = stack ? 1e-4F : 0};
    }
    void run(long count) override
    {
        for (long i = 0; i < count; ++i) {
            ++rules_.step;
            workers_.run(step_, [this](int stage, int first, int last) {
                for (; first < last; ++first) {
                    rules_.dropout ? run_stage<true>(stage, first) : run_stage<false>(stage, first);
                }
            });
        }
    }
    auto loss() -> double override
    {
        double sum = 0;
        for (long r = 0; r < rows_; ++r) {
            sum += static_cast<double>(losses_[static_cast<std::size_t>(r)]);
        }
        return sum / static_cast<double>(rows_);
    }

private:
    long rows_;
    dense first_, second_, third_;
    array x_, h1_, h2_, z_, g1_, g2_, losses_;
    int threads_;
    lagom::runners::team workers_;
    lagom::runners::job step_; // a unit of each stage for each worker
    rules rules_;

    /// What the worker of a rank does in a stage; each needs what the one before has made.
    template <bool Dropout>
    void run_stage(int stage, int rank)
    {
        auto const& r = rules_;
        auto const activation = [&](std::uint32_t seed, long width) {
            return [=](B x, long row, long c) {
                x = xsimd::max(x, B(0.0F));
                return Dropout ? dropped(x, seed, static_cast<std::uint32_t>(row * width + c)) : x;
            };
        };
        float const scale = Dropout ? 2 : 1;
        auto const number = static_cast<std::uint32_t>(r.step);
        switch (stage) {
        case 0:
            first_.forward(rows_, x_.get(), h1_.get(), rank, threads_, activation(7919 * number, first_.N));
            second_.turn(rank, threads_);
            third_.turn(rank, threads_);
            break;
        case 1:
            second_.forward(rows_, h1_.get(), h2_.get(), rank, threads_,
                            activation(104729 * number, second_.N));
            break;
        case 2:
            third_.forward(rows_, h2_.get(), z_.get(), rank, threads_, [](B x, long, long) {
                return x;
            });
            break;
        case 3:
            for (long row = rank; row < rows_; row += threads_) {
                cross_entropy(row);
            }
            break;
        case 4:
            third_.back(rows_, z_.get(), h2_.get(), scale, g2_.get(), rank, threads_);
            break;
        case 5:
            third_.update(rows_, h2_.get(), z_.get(), r, rank, threads_);
            second_.back(rows_, g2_.get(), h1_.get(), scale, g1_.get(), rank, threads_);
            break;
        default:
            second_.update(rows_, h1_.get(), g2_.get(), r, rank, threads_);
            first_.update(rows_, x_.get(), g1_.get(), r, rank, threads_);
        }
    }
    void cross_entropy(long row)
    {
        float* const z = z_.get() + row * P;
        float const most = *std::max_element(z, z + 10), own = z[row % 10];
        float sum = 0;
        for (int c = 0; c < 10; ++c) {
            sum += z[c] = std::exp(z[c] - most);
        }
        losses_[static_cast<std::size_t>(row)] = std::log(sum) + most - own;
        for (int c = 0; c < 10; ++c) {
            z[c] = (z[c] / sum - (c == row % 10 ? 1.0F : 0.0F)) / static_cast<float>(rows_);
        }
    }
};

auto offer(char const* name, long inputs, long width, long rows, bool stack) -> bool
{
    return bench::offer(name, [=](int threads) {
        return std::make_unique<hand_written>(inputs, width, rows, stack, threads);
    });
}

bool const offered = offer("mlp-tiny/plain hand", 64, 32, 32, false) &&
    offer("mlp-tiny/stack hand", 64, 32, 32, true) && offer("mlp-small/plain hand", 64, 128, 64, false) &&
    offer("mlp-small/stack hand", 64, 128, 64, true) && offer("mlp-mnist/plain hand", 784, 512, 128, false) &&
    offer("mlp-mnist/stack hand", 784, 512, 128, true) &&
    offer("mlp-large/plain hand", 784, 1024, 256, false) &&
    offer("mlp-large/stack hand", 784, 1024, 256, true);

} // namespace
