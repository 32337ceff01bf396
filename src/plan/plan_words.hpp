// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/explain.hpp>

#include "core/range_text.hpp"

#include <string>
#include <vector>

/// The words in which a plan is told, whatever the format.
namespace lagom::plan {

/// "[28, 28, 1]"
auto shape_text(shape const& s) -> std::string;
/// 1,234,567
auto with_commas(long n) -> std::string;
/// A name for a tensor: its path if it is the model's, else what made it.
auto tensor_text(view const& p, short id) -> std::string;
/// A word for what an op makes: its formula, or what it is.
auto op_text(view const& p, graphs::op const& o) -> std::string;
/// "batch", "64", "196 batch"
auto extent_text(extent const& e) -> std::string;
/// "batch x 128"
auto loop_text(segment_facts const& s) -> std::string;
/// "l2(0.0001)", "sgd(0.1, momentum 0.9)"
auto rule_text(written_rule const& r) -> std::string;
auto joined(std::vector<std::string> const& words, char const* between) -> std::string;
/// A layer's word, or a user's name in quotes.
auto layer_word(layer const& l) -> std::string;
/// The same with its windows, if it has some: "conv 3 x 3, stride 2, padding 1"; what is 1, or 0, is left out.
auto layer_text(layer const& l) -> std::string;
/// "rate 0.3": the rates in the scope of a layer.
auto rates_text(explained const& e, int layer) -> std::string;
/// Numbers learnt by the layer itself.
auto parameters_in(explained const& e, int layer) -> long;
auto layer_path(explained const& e, int layer) -> std::string;

/// Names of what a segment reads or writes, each once.
auto read_names(view const& p, int segment) -> std::vector<std::string>;
auto written_names(view const& p, int segment) -> std::vector<std::string>;

/// From which layer to which numbers flow, by place.
auto layer_flows(explained const& e) -> std::vector<flow>;

/// What one segment hands to a later one through memory.
struct crossing {
    int from = 0, to = 0;
    std::vector<std::string> names;
};
auto crossings(view const& p) -> std::vector<crossing>;

/// A tensor in the arena: its lifetime in segments, its place in bytes.
struct arena_item {
    short tensor = -1;
    int born = 0, dies = 0;
    long at = 0, bytes = 0;
    bool carried = false;
};
struct arena_map {
    std::vector<arena_item> items;
    long bytes = 0;
};
auto arena_of(explained const& e) -> arena_map;

} // namespace lagom::plan
