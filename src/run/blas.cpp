// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/blas.hpp>

#include <algorithm>
#include <string>

#ifdef LAGOM_WITH_BLAS
#include <cblas.h>
#endif

namespace lagom::blas {

#ifdef LAGOM_WITH_BLAS

namespace {

void gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, float const* a, int lda,
          float const* b, int ldb, float* c)
{
    cblas_sgemm(CblasRowMajor, ta, tb, m, n, k, 1, a, lda, b, ldb, 0, c, n);
}
void gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, double const* a, int lda,
          double const* b, int ldb, double* c)
{
    cblas_dgemm(CblasRowMajor, ta, tb, m, n, k, 1, a, lda, b, ldb, 0, c, n);
}

} // namespace

template <class T>
void multiply(T const* a, bool transpose_a, T const* b, bool transpose_b, T* c, long m, long n, long k)
{
    auto const ta = transpose_a ? CblasTrans : CblasNoTrans, tb = transpose_b ? CblasTrans : CblasNoTrans;
    gemm(ta, tb, static_cast<int>(m), static_cast<int>(n), static_cast<int>(k), a,
         static_cast<int>(transpose_a ? m : k), b, static_cast<int>(transpose_b ? k : n), c);
}

auto name() -> char const*
{
#ifdef OPENBLAS_VERSION
    static std::string const text = [] {
        std::string const config = openblas_get_config(); // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ..."
        auto const end = config.find(' ', config.find(' ') + 1);
        return config.substr(0, end) + ", kernels for " + openblas_get_corename();
    }();
    return text.c_str();
#else
    return "a BLAS";
#endif
}

#else

template <class T>
void multiply(T const* a, bool transpose_a, T const* b, bool transpose_b, T* c, long m, long n, long k)
{
    std::fill_n(c, m * n, T(0));
    for (long i = 0; i < m; ++i) {
        for (long l = 0; l < k; ++l) {
            T const x = transpose_a ? a[l * m + i] : a[i * k + l];
            for (long j = 0; j < n; ++j) {
                c[i * n + j] += x * (transpose_b ? b[j * k + l] : b[l * n + j]);
            }
        }
    }
}

auto name() -> char const* { return "plain loops"; }

#endif

template void multiply(float const*, bool, float const*, bool, float*, long, long, long);
template void multiply(double const*, bool, double const*, bool, double*, long, long, long);

} // namespace lagom::blas
