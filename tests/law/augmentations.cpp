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
LAGOM_LAW("what warps",
          law::data_through(input<6, 5, 2> | random_affine(20, 0.2, 0.2, 10).bilinear() |
                            random_resized_crop(0.5) | gaussian_blur(0.1, 1) | flatten | dense<7> | relu |
                            dense<3>))
LAGOM_LAW("what changes colours",
          law::data_through(input<6, 5, 3> | color_jitter(0.4, 0.4, 0.4, 0.1) | random_saturation(0.3) |
                            random_hue(0.2) | random_grayscale(0.3) | random_sharpness(0.5) |
                            random_erasing.filled(0.2, 0.4, 0.6) | flatten | dense<7> | relu | dense<3>))
LAGOM_LAW("what changes levels",
          law::data_through(input<6, 5, 2> | random_posterize(3) | random_solarize(0.6) | random_equalize |
                            random_autocontrast | flatten | dense<7> | relu | dense<3>))
LAGOM_LAW("policies of augmentation",
          law::data_through(input<6, 5, 3> | rand_augment(2, 9) | trivial_augment.bilinear() |
                            one_of(random_shift(1), random_rotation(20) | random_flip) |
                            sometimes(0.3, random_brightness(0.2) | random_contrast(0.2)) | flatten |
                            dense<7> | relu | dense<3>))
LAGOM_LAW("mixup or cutmix",
          law::data_through(input<6, 5, 1> | one_of(mixup(0.4), sometimes(0.5, cutmix(0.4))) | flatten |
                            dense<7> | relu | dense<3>))
