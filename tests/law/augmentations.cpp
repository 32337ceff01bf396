// SPDX-License-Identifier: BSL-1.0
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("what moves pixels",
          law::data_through(input<6, 5, 2> | random_flip | random_vertical_flip | random_shift(1) |
                            random_rotation(20).bilinear() | flatten | dense<7> | relu | dense<3>))
LAGOM_LAW("what changes pixels",
          law::data_through(input<6, 5, 2> | random_brightness(0.2) | random_contrast(0.2) |
                            random_cutout(2) | random_erasing(0.5) | flatten | dense<7> | relu | dense<3>))
LAGOM_LAW("mixup",
          law::data_through(input<6, 5, 1> | mixup(0.4) | flatten | standardize | dense<7> | relu | dense<3>))
LAGOM_LAW("cutmix", law::data_through(input<6, 5, 1> | cutmix(0.4) | flatten | dense<7> | relu | dense<3>))
