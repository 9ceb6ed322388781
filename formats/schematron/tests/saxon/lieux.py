"""Where things lie."""

from pathlib import Path

KIT = "cda/ans-testcontenucda-3-0"
EXEMPLES = f"{KIT}/ExemplesCDA"
DONNEES = Path(__file__).resolve().parent.parent / "donnees"
MUTATIONS = DONNEES / "mutations.tsv"
RESULTATS = DONNEES / "saxon.jsonl"
