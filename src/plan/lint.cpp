// SPDX-License-Identifier: BSL-1.0
#include <lagom/plan/explain.hpp>

namespace lagom::plan {

namespace {

/// What is wrong, why, and what to write; {} is the place, [] the norm behind it.
constexpr char const* sentences[]{
    "{} adds a bias, and [] right behind it takes any constant off again: write dense<N>(no_bias) "
    "(Ioffe, Szegedy 2015, section 3.2)",
    "dropout right before {} makes the variance in training another than the one it keeps for inference: put "
    "dropout behind the norms (Li et al. 2019, Understanding the disharmony between dropout and batch "
    "normalization)",
    "{} comes after the last layer with weights, so it zeroes outputs that the loss compares: put it before "
    "that layer (Srivastava et al. 2014, section 4)",
    "l2 on {}.kernel: [] makes the output the same for any scale of it, so the penalty changes the effective "
    "rate and restrains nothing (van Laarhoven 2017, L2 regularization versus batch and weight "
    "normalization)",
    "l1_subgradient on {} under adam hovers around zero and gives no weight that is zero: l1 steps by its "
    "proximal map, and does (Parikh, Boyd 2014, section 4.2)",
    "{} has both l2 and decay, which pull the same way twice; under adam decay is the one that does not "
    "depend "
    "on the gradients' scale (Loshchilov, Hutter 2019)",
    "decay on a bias or a norm's scale or shift of {}: they hold no capacity worth restraining, and drift to "
    "zero (Goodfellow, Bengio, Courville 2016, section 7.1)",
};
static_assert(std::size(sentences) == static_cast<std::size_t>(advice_kind::kinds));

void replace(std::string& text, char const* what, std::string const& by)
{
    if (auto const at = text.find(what); at != std::string::npos) {
        text.replace(at, 2, by);
    }
}

} // namespace

auto advice_lines(view const& p, checking::advices const& found) -> std::vector<std::string>
{
    std::vector<std::string> lines;
    for (auto const& a : found.of) {
        if (a.places > 0) {
            std::string text = sentences[static_cast<int>(a.what)];
            replace(text, "{}", path_of<std::string>(p.scopes, a.scope));
            replace(text, "[]", path_of<std::string>(p.scopes, a.norm));
            lines.push_back(text + (a.places > 1 ? "; so in " + std::to_string(a.places) + " places" : ""));
        }
    }
    return lines;
}

} // namespace lagom::plan
