#!/usr/bin/env python3
"""Écrit sur la sortie standard le plan des ports : pour chaque espace, un port par point d'accès, le même quel que soit le banc qui le tient.

  docker/proxy/ports.py e1 e2 e3 > ports.json        puis, avant le premier démarrage de chaque banc : cp ports.json DOSSIER/ports.json

Les points sont ceux que nomme [ports] de docker/banc.toml (--reglages en donne d'autres). Un espace ajouté à la fin de la liste ne déplace pas les autres.
"""

import argparse
import json
import pathlib
import re
import sys
import tomllib

# More than the endpoints of this version: one more moves nobody.
PAS = 32
ICI = pathlib.Path(__file__).resolve().parent


def plan(points: list, espaces: list, premier: int) -> dict:
    return {e: {p: premier + PAS * rang + k for k, p in enumerate(points)} for rang, e in enumerate(espaces)}


def main():
    a = argparse.ArgumentParser(description="Écrit le plan des ports de bancs derrière un mandataire.")
    a.add_argument("espaces", nargs="+", metavar="ESPACE", help="nom d'un espace, ouvert ou à venir")
    a.add_argument("--premier", type=int, default=20000, metavar="PORT", help="premier port (20000)")
    a.add_argument("--reglages", type=pathlib.Path, default=ICI.parent / "banc.toml", metavar="TOML", help="réglages dont [ports] nomme les points")
    a = a.parse_args()
    for e in a.espaces:
        if not re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", e) or e in ("defaut", "commune", "banc"):
            sys.exit(f"espace « {e} » : minuscules, chiffres et tirets seulement (c'est une part d'un nom d'hôte), et ni defaut, ni commune, ni banc")
    if len(set(a.espaces)) != len(a.espaces):
        sys.exit("un espace est nommé deux fois")
    points = [p for p in tomllib.loads(a.reglages.read_text(encoding="utf-8")).get("ports", {}) if not p.startswith("igc.")]
    if not points or len(points) > PAS:
        sys.exit(f"{a.reglages} : [ports] doit nommer de 1 à {PAS} points, il en nomme {len(points)}")
    if a.premier < 1024 or a.premier + PAS * len(a.espaces) > 32768:
        sys.exit(f"de {a.premier} à {a.premier + PAS * len(a.espaces)} : restez entre 1024 et 32768, où le système ne tire pas les ports de ses propres appels")
    print(json.dumps(plan(points, a.espaces, a.premier), indent=1))


if __name__ == "__main__":
    main()
