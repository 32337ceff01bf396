# SPDX-License-Identifier: BSL-1.0
"""The step benchmark: sides (processes that run steps), rounds (their windows in turn), suites, tables, charts."""
