// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/core/exceptions.hpp>
#include <lagom/run/xtensor.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace lagom {

/// An xtensor container, view or expression of numbers.
template <class X>
concept number_tensor = xt::is_xexpression<std::remove_cvref_t<X>>::value &&
    std::is_arithmetic_v<typename std::remove_cvref_t<X>::value_type>;

/// Integers: an xtensor container of any integer type, [size], [size, positions] or [size, height, width], or a std::vector.
template <class Y>
concept integer_labels = std::integral<typename Y::value_type> &&
    (number_tensor<Y> || std::same_as<Y, std::vector<typename Y::value_type>>);

/// Real numbers, one or several an example.
template <class Y>
concept real_targets = number_tensor<Y> && std::floating_point<typename std::remove_cvref_t<Y>::value_type>;

namespace detail {

/// The axes of what was given: examples come first.
using axes = std::vector<std::size_t>;
template <class X>
auto axes_of(X const& values) -> axes
{
    if constexpr (requires { values.shape(); }) {
        return {values.shape().begin(), values.shape().end()};
    } else {
        return {values.size()};
    }
}

/// Integers as they were given, with how many an example has.
struct given_labels {
    std::vector<std::int64_t> values;
    std::size_t per_example = 1;
};

struct classes {
    std::vector<std::int32_t> labels;
    std::vector<std::string> names;
    std::size_t per_example = 1;
};

/// The product of all axes but the first. Throws data_error for a scalar, an axis of 0, or too many axes.
auto row_width(char const* what, std::vector<std::size_t> const& shape, std::size_t most_axes) -> std::size_t;
/// The labels' sorted distinct values as class names, and each label's place among them.
auto number_classes(given_labels const& labels) -> classes;
/// Labels that are already places among the names.
auto check_classes(given_labels const& labels, std::vector<std::string> names) -> classes;
/// What `join` sets besides.
struct joined_axes;

/// How many labels an example has, whose container has these axes.
auto labels_per_example(std::vector<std::size_t> const& axes) -> std::size_t;
[[noreturn]] void refuse_large_label(std::uint64_t label);

/// Of a data set of bytes targets are floats.
template <class T>
using target_of = std::conditional_t<std::is_floating_point_v<T>, T, float>;

/// Whether what an X&& refers to is an array of other axes that may be emptied.
template <class T, class X>
inline constexpr bool is_row_major_array = std::is_same_v<X, xt::xarray<T>>;
template <class T, std::size_t N>
inline constexpr bool is_row_major_array<T, xt::xtensor<T, N>> = true;

template <class T, class X>
auto as_rows(char const* what, X&& values, std::size_t most_axes = static_cast<std::size_t>(-1))
    -> xt::xtensor<T, 2>
{
    auto const shape = std::vector<std::size_t>(values.shape().begin(), values.shape().end());
    auto const width = row_width(what, shape, most_axes);
    if constexpr (std::is_same_v<std::remove_cvref_t<X>, xt::xtensor<T, 2>>) {
        return std::forward<X>(values);
    } else if constexpr (is_row_major_array<T, X>) { // moved in, so its memory is
        auto rows = xt::xtensor<T, 2>();
        rows.storage() = std::move(values.storage());
        rows.resize({shape.front(), width});
        return rows;
    } else {
        constexpr auto row_major = xt::layout_type::row_major;
        auto rows = xt::xtensor<T, 2>::from_shape({shape.front(), width});
        std::transform(values.template cbegin<row_major>(), values.template cend<row_major>(), rows.data(),
                       [](auto value) {
                           return static_cast<T>(value);
                       });
        return rows;
    }
}

/// The type of its kind that src/ knows, for numbers that a T may round.
template <class V>
using wide_number = std::conditional_t<
    std::is_floating_point_v<V>, double,
    std::conditional_t<sizeof(V) == 4, std::conditional_t<std::is_signed_v<V>, std::int32_t, std::uint32_t>,
                       std::conditional_t<std::is_signed_v<V>, std::int64_t, std::uint64_t>>>;
/// The same as T. Throws data_error that names a column whose numbers T tells apart no more.
template <class T, class V>
auto rounded_rows(char const* what, xt::xtensor<V, 2> const& rows) -> xt::xtensor<T, 2>;

/// Whether some number of V is none of T.
template <class T, class V>
inline constexpr bool is_rounded =
    !std::is_same_v<T, V> && (sizeof(V) > sizeof(T) || (sizeof(V) == sizeof(T) && std::is_integral_v<V>));

/// Rows of data, whose columns T must tell apart.
template <class T, class X>
auto data_rows(char const* what, X&& values, std::size_t most_axes = static_cast<std::size_t>(-1))
    -> xt::xtensor<T, 2>
{
    using value_type = typename std::remove_cvref_t<X>::value_type;
    if constexpr (std::is_same_v<T, std::uint8_t> && !std::is_same_v<value_type, std::uint8_t>) {
        refuse(data_set_of_bytes_takes_an_xtensor_of_std_uint8_t_and_not_of<value_type>{});
        return {};
    } else if constexpr (is_rounded<T, value_type>) {
        return rounded_rows<T>(what,
                               as_rows<wide_number<value_type>>(what, std::forward<X>(values), most_axes));
    } else {
        return as_rows<T>(what, std::forward<X>(values), most_axes);
    }
}

template <class Y>
auto as_integers(Y const& labels) -> given_labels
{
    auto given = given_labels();
    auto const add = [&](auto label) {
        if constexpr (sizeof(label) == 8 && std::is_unsigned_v<typename Y::value_type>) {
            if (label > INT64_MAX) {
                refuse_large_label(label);
            }
        }
        given.values.push_back(static_cast<std::int64_t>(label));
    };
    given.values.reserve(labels.size());
    if constexpr (number_tensor<Y>) {
        given.per_example = labels_per_example({labels.shape().begin(), labels.shape().end()});
        constexpr auto row_major = xt::layout_type::row_major;
        std::for_each(labels.template cbegin<row_major>(), labels.template cend<row_major>(), add);
    } else {
        std::for_each(labels.begin(), labels.end(), add);
    }
    return given;
}

/// Bytes that `pixels` marked: a reference to what was given, or the array itself where it was moved in.
template <class X>
struct marked_pixels {
    X values;
};
template <class A>
inline constexpr bool is_marked = false;
template <class X>
inline constexpr bool is_marked<marked_pixels<X>> = true;

} // namespace detail

/// Says that bytes are pixels, of which 255 is white: `basic_data_set train(pixels(images), labels)` keeps them as
/// they are, a quarter of what floats take, and each is divided by 255 when it is fed. Bytes without this mark are
/// numbers from 0 to 255.
template <number_tensor X>
    requires std::same_as<typename std::remove_cvref_t<X>::value_type, std::uint8_t>
auto pixels(X&& bytes) -> detail::marked_pixels<X>
{
    return {std::forward<X>(bytes)};
}
/// What is no array of bytes: numbers of another type are taken as they are.
template <class... A>
auto pixels(A const&...) -> detail::marked_pixels<xt::xtensor<std::uint8_t, 2>>
{
    refuse(pixels_takes_an_xtensor_of_std_uint8_t_and_is_given<A...>{});
    return {};
}

/// Examples to learn from: a row of features each, and for each a class, a row of real targets, or nothing.
///
/// Shape   features [size, columns], row-major; labels [size], targets [size, outputs]; of a series, where each
///         position has its own, labels [size, positions], targets [size, positions, outputs]
/// State   T is float, double, or std::uint8_t, which takes arrays of the same alone; never empty: there is at least one
///         row and one column
/// Throws  data_error where counts disagree, a label names no class, a name is no UTF-8, or there is no row or no column; where T rounds the
///         numbers of a column that lie close together, far from 0, so much that they differ no more as they did
template <class T>
class basic_data_set {
    static_assert(std::is_same_v<T, float> || std::is_same_v<T, double> || std::is_same_v<T, std::uint8_t>,
                  "lagom: a data set holds float, double or std::uint8_t");

public:
    using value_type = T;
    using target_type = detail::target_of<T>;

    // The braces below: arguments are made from left to right, so that of two mistakes the features' is said.

    /// Features alone. The first axis counts examples, the others become columns, row-major.
    template <number_tensor X>
    explicit basic_data_set(X&& features)
        : basic_data_set{detail::axes_of(features),
                         {},
                         detail::data_rows<T>("features", std::forward<X>(features)),
                         {},
                         {}}
    {
    }
    /// Features and classes. The sorted distinct labels become class names; labels() are places among them.
    template <number_tensor X, integer_labels Y>
    basic_data_set(X&& features, Y const& labels)
        : basic_data_set{detail::axes_of(features),
                         detail::axes_of(labels),
                         detail::data_rows<T>("features", std::forward<X>(features)),
                         detail::number_classes(detail::as_integers(labels)),
                         {}}
    {
    }
    /// Features and classes with names. A label is the place of its class among the names.
    template <number_tensor X, integer_labels Y>
    basic_data_set(X&& features, Y const& labels, std::vector<std::string> class_names)
        : basic_data_set{detail::axes_of(features),
                         detail::axes_of(labels),
                         detail::data_rows<T>("features", std::forward<X>(features)),
                         detail::check_classes(detail::as_integers(labels), std::move(class_names)),
                         {}}
    {
    }
    /// Features and real targets [size], [size, outputs], [size, positions, outputs] or [size, height, width, channels]; rows
    /// of class probabilities are such targets too.
    template <number_tensor X, real_targets Y>
    basic_data_set(X&& features, Y&& targets)
        : basic_data_set{detail::axes_of(features),
                         detail::axes_of(targets),
                         detail::data_rows<T>("features", std::forward<X>(features)),
                         {},
                         detail::data_rows<target_type>("targets", std::forward<Y>(targets), 4)}
    {
    }

    /// The same of pixels, and with whatever follows features above.
    template <class X, class... Y>
    explicit basic_data_set(detail::marked_pixels<X> features, Y&&... answers)
        : basic_data_set{static_cast<X&&>(features.values), static_cast<Y&&>(answers)...}
    {
        if constexpr (!std::is_same_v<T, std::uint8_t>) {
            refuse(pixels_make_a_basic_data_set_of_std_uint8_t_and_not_of<T>{});
        }
        are_pixels_ = true;
    }

    /// Arguments that are missing, too many, or of another type.
    template <class... A>
        requires(sizeof...(A) > 0 && !(detail::is_marked<A> || ...))
    explicit basic_data_set(A const&...)
    {
        refuse(
            data_set_takes_an_xtensor_of_features_then_integer_labels_or_an_xtensor_of_real_targets<A...>{});
    }

    /// The number of examples.
    auto size() const -> std::size_t { return features_.shape(0); }
    /// The number of features of an example.
    auto columns() const -> std::size_t { return features_.shape(1); }
    /// The axes in which features, and targets or labels, were given; none where there are none.
    auto feature_axes() const -> std::vector<std::size_t> const& { return feature_axes_; }
    auto target_axes() const -> std::vector<std::size_t> const& { return target_axes_; }
    /// [size, columns]
    auto features() const -> xt::xtensor<T, 2> const& { return features_; }
    /// Whether they are bytes that are divided by 255 when they are fed.
    auto are_pixels() const -> bool { return are_pixels_; }

    auto has_classes() const -> bool { return !classes_.names.empty(); }
    auto has_targets() const -> bool { return targets_.shape(0) != 0; }
    /// How many classes have a name, seen or not; 0 where there are none.
    auto class_count() const -> std::size_t { return classes_.names.size(); }
    auto class_names() const -> std::vector<std::string> const& { return classes_.names; }
    /// Each example's place among the class names; of several labels an example one after another.
    ///
    /// Throws  data_error where there are no classes
    auto labels() const -> std::vector<std::int32_t> const&;
    /// How many labels each example has: one, or one a position.
    auto labels_per_example() const -> std::size_t { return classes_.per_example; }
    /// [size, outputs], or [size, positions * outputs]
    ///
    /// Throws  data_error where there are no real targets
    auto targets() const -> xt::xtensor<target_type, 2> const&;

    /// The features' names, or nothing.
    auto column_names() const -> std::vector<std::string> const& { return column_names_; }
    /// Names the features.
    ///
    /// Throws  data_error unless there is one name a column, in UTF-8
    void name_columns(std::vector<std::string> names);

    /// The targets' names, or nothing.
    auto target_names() const -> std::vector<std::string> const& { return target_names_; }
    /// Names the targets, or the several labels.
    ///
    /// Throws  data_error unless there is one name a target, in UTF-8
    void name_targets(std::vector<std::string> names);

    /// The rows at these places, in this order, with the same classes and names. A place may be given twice.
    ///
    /// Throws  data_error where no place is given, argument_error for a place that does not exist
    auto pick(std::vector<std::size_t> const& places) const -> basic_data_set;

private:
    friend struct detail::joined_axes;

    basic_data_set(detail::axes of_features, detail::axes of_targets, xt::xtensor<T, 2> features,
                   detail::classes classes, xt::xtensor<target_type, 2> targets);

    detail::axes feature_axes_, target_axes_;
    xt::xtensor<T, 2> features_;
    detail::classes classes_;
    xt::xtensor<target_type, 2> targets_;
    std::vector<std::string> column_names_, target_names_;
    bool are_pixels_ = false;
};
template <class X, class... Y>
basic_data_set(detail::marked_pixels<X>, Y const&...) -> basic_data_set<std::uint8_t>;

/// Examples of float, with classes, real targets or neither.
using data_set = basic_data_set<float>;

namespace detail {

/// Passes data of numbers up to `largest` in size. `whose` follows "the features" in errors.
template <class T>
void require_numbers(basic_data_set<T> const& data, std::string const& whose, double largest);

/// The mean of each feature.
template <class T>
auto column_means(basic_data_set<T> const& data) -> std::vector<double>;
/// The mean of the numbers of a column that are no NaN; NaN if there are none.
template <class T>
auto column_mean(xt::xtensor<T, 2> const& values, std::size_t column) -> double;

} // namespace detail

/// Passes data of finite numbers only.
///
/// Throws  data_error that names the first row and column (from 0) with a NaN or an infinity, features first
template <class T>
void require_finite(basic_data_set<T> const& data);

} // namespace lagom
