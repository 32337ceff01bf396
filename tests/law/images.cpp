// SPDX-License-Identifier: BSL-1.0
// What goes over images and series in windows, but for what windows.cpp has.
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("conv of 129 channels",
          law::deep_network(input<3, 2, 129> | conv<130, 2> | tanh | conv<2, 3> | flatten | dense<3>))
LAGOM_LAW("conv of more positions than are tiled at once",
          law::deep_network(input<12, 11, 9> | conv<40, 3> | tanh | conv<17, 3>(strided<2>) | tanh |
                            average_pool<3> | flatten | dense<3>))
LAGOM_LAW("conv as large as its image",
          law::network(input<4, 3, 1> | conv<5, 4, 3>(valid_padding) | tanh | flatten | dense<3>))
LAGOM_LAW("conv of a series",
          law::network(input<9, 2> | conv<5, 3>(strided<2>) | tanh | conv<4, 3> | flatten | dense<3>))
LAGOM_LAW("conv of a series, of a class at each position",
          law::network(input<7, 2> | conv<6, 3> | tanh | conv<4, 1>).under(cross_entropy))
LAGOM_LAW("depthwise_conv",
          law::network(input<4, 5, 9> | depthwise_conv<3> | tanh |
                       depthwise_conv<2>(strided<2>, multiplied<2>) | flatten | dense<3>))
LAGOM_LAW("max_pool", law::network(input<5, 6, 3> | conv<9, 2> | max_pool<2> | flatten | dense<3>))
LAGOM_LAW("global_average_pool",
          law::network(input<3, 4, 2> | conv<9, 2> | tanh | global_average_pool | dense<3>))
LAGOM_LAW("global_max_pool", law::network(input<3, 4, 2> | conv<9, 2> | global_max_pool | dense<3>))
LAGOM_LAW("upsample",
          law::network(input<2, 3, 3> | conv<4, 1> | upsample<2, 3> | tanh | conv<2, 2> | tanh | flatten |
                       dense<3>))
LAGOM_LAW("group_norm", law::network(input<3, 4, 2> | conv<8, 2> | group_norm<4> | tanh | flatten | dense<3>))
LAGOM_LAW("instance_norm",
          law::network(input<3, 4, 2> | conv<5, 2> | instance_norm | tanh | conv<3, 2> |
                       instance_norm(no_scale) | flatten | dense<3>))
LAGOM_LAW("drop_block",
          law::network(input<6, 5, 2> | conv<5, 2> | drop_block<3>(0.2) | tanh | flatten | dense<3>))
LAGOM_LAW("scale_by: squeeze and excite",
          law::network(input<3, 4, 2> | conv<5, 2> |
                       scale_by(global_average_pool | dense<3> | relu | dense<5> | sigmoid) | flatten |
                       dense<3>))
LAGOM_LAW("residual with a shortcut",
          law::network(input<4, 4, 3> |
                       residual(conv<6, 3>(strided<2>) | batch_norm | relu | conv<6, 3>,
                                conv<6, 1>(strided<2>)) |
                       relu | flatten | dense<3>))
LAGOM_LAW("a block of a residual network, repeated",
          law::deep_network(input<4, 3, 2> | conv<6, 3>(no_bias) | batch_norm | relu |
                            repeat<2>(residual(conv<6, 3> | batch_norm | dropout(0.2).per_channel())) |
                            global_average_pool | dense<3>))
LAGOM_LAW("arms side by side",
          law::network(input<4, 3, 2> |
                       (branch(conv<3, 1>, conv<5, 3>, max_pool<3>(strided<1>, same_padding)) | concat) |
                       tanh | flatten | dense<3>))
LAGOM_LAW_OF_WIDTHS(float, "conv", input<3, 4, 2> | conv<W, 2> | relu | conv<W, 3> | flatten)
