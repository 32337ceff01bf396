// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

#include <sstream>

using namespace lagom;

TEST_CASE("benchmark: times every segment under both policies, and prints a table")
{
    constexpr auto net = input<12> | dense<20> | batch_norm | relu | dropout(0.2) | dense<3>;
    auto const r = benchmark(net, cross_entropy + l2(1e-4), adam(1e-3), batch(16));
    CHECK(r.rows == 16);
    CHECK(r.fused() > 0);
    CHECK(r.unfused() > 0);
    CHECK(r.flops ==
          2.0 * 16 *
              (2 * 12 * 20 +
               3 * 20 * 3)); // the first layer passes no gradient back: two contractions, not three
    std::ostringstream out;
    out << r;
    CHECK(out.str().find("the whole step") != std::string::npos);
    CHECK(out.str().find("batch 16") != std::string::npos);
}
