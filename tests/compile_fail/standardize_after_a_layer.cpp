// error: node_reads_the_data_and_comes_after_a_layer<lagom::at<2>, lagom::standardize_t>
// standardize is measured on the data, so it stands before every layer.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/norm/standardize.hpp>

using namespace lagom;

auto const m = make_model(input<4> | dense<8> | standardize | dense<3>, seed(1));
