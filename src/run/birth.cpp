// SPDX-License-Identifier: BSL-1.0
#include "run/birth.hpp"

#include "plan/plan_words.hpp"
#include "run/meaning.hpp"

#include <cmath>

namespace lagom::runners {

namespace {

template <class T>
class by_op {
public:
    by_op(runner<T>& program, kernels::map_of_numbers formulas, std::span<std::uint32_t const> places)
        : program_(program), p_(program.plan()), formulas_(formulas), places_(places),
          batch_(static_cast<long>(places.size())), values_(p_.tensors.size())
    {
    }

    auto birth() -> std::string
    {
        for (auto const& o : p_.ops) {
            bool finite = true;
            for (int k = 0; k < o.arity; ++k) {
                auto const found = flaw_in(operand(o.in[k]));
                if (found && p_.at(o.in[k]).producer < 0) {
                    return found.what + (" in " + plan::tensor_text(p_, o.in[k]));
                }
                finite = finite && !found;
            }
            compute(o);
            if (auto const found = flaw_in(value(o.out)); finite && found) {
                return found.what + (" in " + place_of(o) + example_text(o.out, found.at));
            }
        }
        return "";
    }

private:
    using numbers = std::vector<double>;

    runner<T>& program_;
    plan::view const& p_;
    kernels::map_of_numbers formulas_;
    std::span<std::uint32_t const> places_;
    long batch_;
    std::vector<numbers> values_; // by tensor, row-major

    auto value(short t) -> numbers& { return values_[static_cast<std::size_t>(t)]; }
    [[nodiscard]] auto rows(short t) const -> long { return p_.at(t).over.rows.at(batch_); }
    [[nodiscard]] auto cols(short t) const -> long { return p_.at(t).over.cols; }
    [[nodiscard]] auto is_scalar(short t) const -> bool
    {
        return p_.at(t).over.where == graphs::space::scalar;
    }
    struct flaw {
        char const* what = "";
        long at = 0; // which number
        explicit operator bool() const { return *what != '\0'; }
    };
    /// The first NaN, or where there is none the first infinity.
    static auto flaw_in(numbers const& x) -> flaw
    {
        flaw found;
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (std::isnan(x[i])) {
                return {"a NaN", static_cast<long>(i)};
            }
            if (std::isinf(x[i]) && !found) {
                found = {"an infinity", static_cast<long>(i)};
            }
        }
        return found;
    }
    /// ", of example 17 (counted from 0)", where the tensor has rows of examples.
    [[nodiscard]] auto example_text(short t, long number) const -> std::string
    {
        auto const& rows_of_it = p_.at(t).over.rows;
        if (rows_of_it.per_example == 0) {
            return "";
        }
        long const row = number / cols(t);
        auto const example =
            ", of example " + std::to_string(places_[static_cast<std::size_t>(row % batch_)]);
        return rows_of_it.per_example == 1
            ? example + " (counted from 0)"
            : example + ", position " + std::to_string(row / batch_) + " (both counted from 0)";
    }
    /// Computed already, or what the program holds.
    auto operand(short t) -> numbers const&
    {
        auto& x = value(t);
        if (x.empty() && is_scalar(t)) {
            x.push_back(program_.number_of(t));
        }
        for (long r = 0, n = x.empty() ? rows(t) : 0; r < n; ++r) {
            for (long c = 0; c < cols(t); ++c) {
                x.push_back(static_cast<double>(program_.element(t, r, c)));
            }
        }
        return x;
    }
    auto at(short t, long r, long c) -> double { return value(t)[static_cast<std::size_t>(r * cols(t) + c)]; }
    /// As the ops' definitions see the values.
    struct values_of {
        using number = double;
        struct sum {
            double value = 0;
            void add(double a) { value += a; }
            void add(double a, double b) { value += a * b; }
            [[nodiscard]] auto total() const -> double { return value; }
        };
        by_op& of;

        auto at(short t, long r, long c) const -> double { return of.at(t, r, c); }
        auto map(graphs::op const& o, long, long, double const* in) const -> double
        {
            return of.formulas_(o, of.is_scalar(o.out), in);
        }
        auto draw(graphs::op const& o, long r, long c) const -> double
        {
            auto const one = o.drawn == graphs::law::uniform ? &uniform_noise : &normal_noise;
            return one(of.program_.noise_of(o.out), static_cast<std::uint32_t>(r),
                       static_cast<std::uint32_t>(c));
        }
        static auto larger(double a, double b) -> double { return a < b ? b : a; }
        static auto plain(double a) -> double { return a; }
    };
    void compute(graphs::op const& o)
    {
        values_of values{*this};
        meaning<values_of> what(p_, batch_, values);
        for (long r = 0; r < rows(o.out); ++r) {
            for (long c = 0; c < cols(o.out); ++c) {
                double const x = what.element(o, r, c);
                value(o.out).push_back(is_scalar(o.out) ? x : static_cast<double>(static_cast<T>(x)));
            }
        }
    }

    // ---- names

    /// A node that opened a scope and holds no other: a layer, not a block.
    [[nodiscard]] auto is_layer(short scope) const -> bool
    {
        return scope >= 0 && std::none_of(p_.scopes.begin(), p_.scopes.end(), [&](graphs::scope const& s) {
                   return s.parent == scope;
               });
    }
    /// The op that makes a tensor; none for what comes from outside.
    [[nodiscard]] auto producer_of(short t) const -> graphs::op const*
    {
        short const i = t < 0 ? short{-1} : p_.at(t).producer;
        return i < 0 ? nullptr : &p_.ops[static_cast<std::size_t>(i)];
    }
    /// The path of the layer that an op of the forward pass is in, or that feeds it if it has no path.
    [[nodiscard]] auto layer_of(graphs::op const& o) const -> std::string
    {
        auto const word = is_layer(o.scope) ? std::string() : plan::op_text(p_, o) + " behind ";
        for (auto const* from = &o; from != nullptr; from = producer_of(from->in[0])) {
            if (is_layer(from->scope)) {
                return word + graphs::path_of<std::string>(p_.scopes, from->scope);
            }
        }
        return word + "the input";
    }
    [[nodiscard]] auto place_of(graphs::op const& o) const -> std::string
    {
        auto const what = " (" + plan::op_text(p_, o) + ")";
        auto const* const forward = producer_of(o.back_of);
        switch (o.of) {
        case graphs::part::forward:
            return layer_of(o) + (is_layer(o.scope) ? what : "");
        case graphs::part::loss:
            return "the loss" + what;
        case graphs::part::backward:
            return forward == nullptr ? "the gradient" + what
                                      : "the gradient through " + layer_of(*forward) + what;
        case graphs::part::update:
            return "the update of " +
                (o.scope < 0 ? "all parameters" : graphs::path_of<std::string>(p_.scopes, o.scope)) + what;
        }
        return "";
    }
};

} // namespace

template <class T>
auto birth_in(runner<T>& program, kernels::map_of_numbers formulas, std::span<std::uint32_t const> places)
    -> std::string
{
    return by_op<T>(program, formulas, places).birth();
}

template auto birth_in(runner<float>&, kernels::map_of_numbers, std::span<std::uint32_t const>)
    -> std::string;
template auto birth_in(runner<double>&, kernels::map_of_numbers, std::span<std::uint32_t const>)
    -> std::string;

} // namespace lagom::runners
