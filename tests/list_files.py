"""Prints the files under a folder that match a pattern, one a line, as paths from that folder."""
import pathlib
import sys

root, pattern = pathlib.Path(sys.argv[1]), sys.argv[2]
print("\n".join(sorted(p.relative_to(root).as_posix() for p in root.glob(pattern))))
