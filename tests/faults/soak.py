# SPDX-License-Identifier: BSL-1.0
"""Trains, saves, loads and reads for a while, and looks whether memory, descriptors, threads and files grow.

usage: soak.py PROGRAM     for LAGOM_SOAK seconds; 20 if it does not say
"""
import os
import statistics
import subprocess
import sys
import tempfile

# Fault     a program that runs for days
# Injected  training, saving, loading, reading and errors over and over, 20 seconds or LAGOM_SOAK
# Holds     memory, descriptors, threads and files do not grow
# Test      soak

seconds = float(os.environ.get("LAGOM_SOAK", 20))
with tempfile.TemporaryDirectory() as folder:
    result = subprocess.run([sys.argv[1], "soak", str(seconds), folder], capture_output=True, text=True)
sys.stderr.write(result.stderr)
lines = [list(map(int, line.split())) for line in result.stdout.split("\n") if line]
if result.returncode or len(lines) < 8:
    print(f"ends with {result.returncode} after {len(lines)} lines; 8 are needed to compare")
    sys.exit(1)

quarter = len(lines) // 4
early, late = lines[quarter:2 * quarter], lines[-quarter:]
faults = []
for column, name, least in ((1, "bytes of memory", 1 << 20), (2, "descriptors", 0), (3, "threads", 0), (4, "files", 0)):
    before, after = (statistics.median(line[column] for line in part) for part in (early, late))
    print(f"{name:16} {before:12.0f} -> {after:12.0f}")
    if after > before * 1.02 + least if column == 1 else after > before:
        faults.append(f"{name} grow")
print(f"{lines[-1][0]} rounds in {seconds:.0f} s")
print(*faults, sep="\n")
sys.exit(bool(faults))
