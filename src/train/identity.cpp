// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/identity.hpp>

#include "core/range_text.hpp"
#include "core/shape_text.hpp"
#include "train/digest.hpp"

#include <lagom/graph/paths.hpp>

#include <array>

namespace lagom::trainers {

void append_part(std::string& text, char const* joint, char const* name, std::vector<double> const& settings)
{
    text += (text.empty() ? "" : joint) + std::string(name);
    for (std::size_t i = 0; i < settings.size(); ++i) {
        text += (i == 0 ? "(" : ", ") + number_text(settings[i]) + (i + 1 == settings.size() ? ")" : "");
    }
}

auto digest_of_plan(plan::view const& p, bool forward) -> std::string
{
    digest d;
    auto const add_tensor = [&](short t) {
        auto const& x = p.at(t);
        for (int const number :
             {static_cast<int>(x.over.where), static_cast<int>(x.is),
              static_cast<int>(x.over.rows.per_example), static_cast<int>(x.over.rows.fixed), x.over.cols}) {
            d.add(static_cast<std::uint64_t>(number));
        }
        if (x.is == role::constant) {
            d.add(number_text(x.start));
        } else if (x.home == t && (graphs::is_parameter(x.is) || x.is == role::state)) {
            d.add(graphs::path_of<std::string>(p.scopes, x));
        }
    };
    for (auto const& o : p.ops) {
        if ((o.of == graphs::part::forward) != forward) {
            continue;
        }
        d.add(static_cast<std::uint64_t>(o.what));
        d.add(static_cast<std::uint64_t>(o.from));
        if (o.window >= 0) {
            auto const& w = p.windows[static_cast<std::size_t>(o.window)];
            for (int const n :
                 {w.in_height, w.in_width, w.out_height, w.out_width, w.taps_y, w.taps_x, w.stride_y,
                  w.stride_x, w.dilation, w.top, w.left, w.groups, w.mean ? 1 : 0}) {
                d.add(static_cast<std::uint64_t>(static_cast<unsigned>(n)));
            }
        }
        if (o.what == graphs::op_kind::map) {
            d.add(std::string_view(p.facts_of[o.f.base].name));
            d.add(static_cast<std::uint64_t>(o.f.reading));
        }
        for (int i = 0; i < o.arity; ++i) {
            add_tensor(o.in[i]);
        }
        add_tensor(o.out);
    }
    return d.text();
}

auto text_of_parameters(plan::view const& p) -> std::string
{
    std::string text;
    for (auto const ids : {p.parameters, p.states}) {
        for (short const id : ids) {
            auto const& t = p.at(id);
            text += (text.empty() ? "" : ", ") + graphs::path_of<std::string>(p.scopes, t) + " " +
                (t.over.where == graphs::space::kernel
                     ? shape_text(std::array{static_cast<int>(t.over.rows.fixed), t.over.cols})
                     : shape_text(std::array{t.over.cols}));
        }
    }
    return text;
}

template <class D>
auto text_of_data(basic_data_set<D> const& data) -> std::string
{
    digest d;
    d.add(data.features().data(), data.features().size() * sizeof(D));
    if (data.has_classes()) {
        d.add(data.labels().data(), data.labels().size() * sizeof(std::int32_t));
    }
    if (data.has_targets()) {
        d.add(data.targets().data(), data.targets().size() * sizeof(detail::target_of<D>));
    }
    return std::to_string(data.size()) + " examples of " + std::to_string(data.columns()) +
        (std::is_same_v<D, std::uint8_t> ? data.are_pixels() ? " pixels of bytes" : " bytes" : " features") +
        ", digest " + d.text();
}

template <class D>
auto text_of_names(basic_data_set<D> const& data) -> std::string
{
    std::string text;
    for (auto const* const names : {&data.class_names(), &data.column_names(), &data.target_names()}) {
        text += text.empty() ? "" : "; ";
        for (std::size_t i = 0; i < names->size(); ++i) {
            text += (i > 0 ? ", '" : "'") + (*names)[i] + "'";
        }
        text += names->empty() ? "none" : "";
    }
    return text;
}

template auto text_of_names(basic_data_set<float> const&) -> std::string;
template auto text_of_names(basic_data_set<double> const&) -> std::string;
template auto text_of_names(basic_data_set<std::uint8_t> const&) -> std::string;
template auto text_of_data(basic_data_set<std::uint8_t> const&) -> std::string;
template auto text_of_data(basic_data_set<float> const&) -> std::string;
template auto text_of_data(basic_data_set<double> const&) -> std::string;

} // namespace lagom::trainers
