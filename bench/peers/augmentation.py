# SPDX-License-Identifier: BSL-1.0
"""What ../augmentation.cpp measures, of torchvision's transforms: images a second of one thread, by its own time.

usage: augmentation.py      torch and torchvision must be there (bench/run peers --install has them in build/peers)
"""
import time

import torch
import torchvision
import torchvision.transforms.v2 as T
from torchvision.transforms.v2 import InterpolationMode

BILINEAR = InterpolationMode.BILINEAR
AS_FLOAT = T.ToDtype(torch.float32, scale=True)
PIPELINES = [
    ("flip, shift 28x28x1", (1, 28, 28), [T.RandomHorizontalFlip(), T.RandomCrop(28, padding=2)]),
    ("affine bilinear 28x28x1", (1, 28, 28), [T.RandomAffine(10, (0.1, 0.1), (0.9, 1.1), 5, interpolation=BILINEAR)]),
    ("flip, shift 32x32x3", (3, 32, 32), [T.RandomHorizontalFlip(), T.RandomCrop(32, padding=4)]),
    ("color_jitter 32x32x3", (3, 32, 32), [T.ColorJitter(0.4, 0.4, 0.4, 0.1)]),
    ("rand_augment 32x32x3", (3, 32, 32), [T.RandAugment(2, 9)]),
    ("trivial_augment 32x32x3", (3, 32, 32), [T.TrivialAugmentWide()]),
    ("resized_crop, flip 224x224x3", (3, 224, 224), [T.RandomResizedCrop(224), T.RandomHorizontalFlip()]),
    ("rotation bilinear 224x224x3", (3, 224, 224), [T.RandomRotation(10, interpolation=BILINEAR)]),
    ("color_jitter 224x224x3", (3, 224, 224), [T.ColorJitter(0.4, 0.4, 0.4, 0.1)]),
    ("gaussian_blur 224x224x3", (3, 224, 224), [T.GaussianBlur(7, (1.0, 1.0))]),
]


def rate(shape, steps):
    pipeline = T.Compose([*steps, AS_FLOAT])
    images = [torch.randint(0, 256, shape, dtype=torch.uint8) for _ in range(16 if shape[1] > 100 else 256)]
    best = 0.0
    for _ in range(5):
        start, done = time.process_time(), 0
        while time.process_time() - start < 0.4:
            for image in images:
                pipeline(image)
            done += len(images)
        best = max(best, done / (time.process_time() - start))
    return best


def main():
    torch.set_num_threads(1)
    print(f"torch {torch.__version__}, torchvision {torchvision.__version__}")
    for name, shape, steps in PIPELINES:
        print(f"{name:30s} {rate(shape, steps):10.0f} images/s", flush=True)


if __name__ == "__main__":
    main()
