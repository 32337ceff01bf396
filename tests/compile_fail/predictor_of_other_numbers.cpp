// error: predictor_reads_an_array_of_its_numbers_or_of_bytes_and_is_given<float, std::vector<double
// A predictor copies no numbers into another type: it reads those that its model computes in.
#include <lagom/lagom.hpp>

using namespace lagom;

void run(std::vector<double> const& x)
{
    auto const m = make_model(input<4> | dense<2>, seed(1));
    predictor serve(m);
    serve(x);
}
