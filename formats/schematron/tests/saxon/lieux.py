"""Where things lie."""

from pathlib import Path

KIT = "cda/ans-testcontenucda-3-0"
EXEMPLES = f"{KIT}/ExemplesCDA"
MUTATIONS = Path(__file__).resolve().parent.parent / "donnees" / "mutations.tsv"
