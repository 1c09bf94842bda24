"""What `mutmut run` has found: how many mutants a test noticed, and each one that lived.

`make mutants` ends with it. Exits 1 when fewer than 90 % were noticed, or some were not tried.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

MUTMUT = str(Path(sys.executable).with_name("mutmut"))
NOTICED = ("killed", "timeout", "segfault", "caught by type check")
NOT_TRIED = "not checked"
LEAST = 0.9


def mutmut(*arguments: str) -> list[str]:
    """The lines that mutmut prints."""
    asked = [MUTMUT, *arguments]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()


def outcomes() -> dict[str, str]:
    """mutant -> what became of it."""
    pairs = (line.strip().rsplit(": ", 1) for line in mutmut("results", "--all", "true"))
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def change(mutant: str) -> str:
    """The lines that a mutant takes away and adds."""
    lines = mutmut("show", mutant)
    return "\n".join(line for line in lines if line[:2] in ("- ", "+ "))


def main() -> int:
    """Report; the exit status."""
    found = outcomes()
    lived = [mutant for mutant, outcome in found.items() if outcome not in NOTICED]
    for mutant in lived:
        print(f"{mutant}: {found[mutant]}")
        if found[mutant] != NOT_TRIED:
            print(f"{change(mutant)}\n")
    share = 1 - len(lived) / len(found)
    told = ", ".join(f"{outcome} {n}" for outcome, n in Counter(found.values()).most_common())
    print(f"{share:.1%} of {len(found)} mutants noticed: {told}")
    return 0 if share >= LEAST and NOT_TRIED not in found.values() else 1


if __name__ == "__main__":
    sys.exit(main())
