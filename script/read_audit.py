"""Reads pip-audit's JSON: faults found fail, advisories that could not be reached are said plainly and fail nothing."""

import json
import sys
from pathlib import Path


def main(code: int, answer: str, log: Path) -> int:
    """Print what was found. `code` is pip-audit's exit code, `answer` its JSON, `log` what it said on the side."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        words = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        print(f"NOT CHECKED: pip-audit gave no answer (exit code {code}): {words[-1] if words else 'no word from it'}")
        return 0
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    faults = [(package, fault) for package in packages for fault in package.get("vulns", [])]
    for package, fault in faults:
        print(f"{package['name']} {package['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no version yet'}")
    if len(unknown) == len(packages):
        print("NOT CHECKED: PyPI's advisories cannot be reached from here, so nothing is known of any package.")
    else:
        print(f"{len(packages) - len(unknown)} of {len(packages)} packages checked, {len(faults)} known faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.stdin.read(), Path(sys.argv[2])))
