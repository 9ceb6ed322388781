"""The elements and attributes of a document with their byte offsets, which XML parsers do not give."""

import re
from dataclasses import dataclass, field

JETON = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE[^\[>]*>"
    rb"|</(?P<fin>[^\s>]+)\s*>"
    rb"|<(?P<nom>[^\s/>!?]+)(?P<attributs>(?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(?P<vide>/?)>",
    re.S,
)
ATTRIBUT = re.compile(rb"(\s+)([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')", re.S)


@dataclass
class Attribut:
    nom: str
    valeur: str
    debut: int  # of the white space before it: what goes when it goes
    fin: int
    debut_valeur: int  # without the quotes
    fin_valeur: int


@dataclass
class Element:
    nom: str
    parent: "Element | None"
    debut: int
    apres_nom: int
    fin: int = 0
    attributs: dict = field(default_factory=dict)
    enfants: list = field(default_factory=list)

    @property
    def local(self):
        return self.nom.rsplit(":", 1)[-1]

    @property
    def chemin(self):
        """The ranks among siblings, from the root."""
        if self.parent is None:
            return "1"
        rang = next(i for i, e in enumerate(self.parent.enfants, 1) if e is self)
        return f"{self.parent.chemin}/{rang}"


def lire(octets):
    """All elements in document order. The text between them is not looked at."""
    elements, pile = [], []
    for jeton in JETON.finditer(octets):
        if jeton["nom"] is not None:
            parent = pile[-1] if pile else None
            e = Element(jeton["nom"].decode(), parent, jeton.start(), jeton.end("nom"))
            for a in ATTRIBUT.finditer(jeton["attributs"]):
                decalage = jeton.start("attributs")
                e.attributs[a[2].decode()] = Attribut(
                    a[2].decode(),
                    a[3][1:-1].decode("utf-8"),
                    decalage + a.start(),
                    decalage + a.end(),
                    decalage + a.start(3) + 1,
                    decalage + a.end(3) - 1,
                )
            if parent:
                parent.enfants.append(e)
            elements.append(e)
            if jeton["vide"]:
                e.fin = jeton.end()
            else:
                pile.append(e)
        elif jeton["fin"] is not None:
            e = pile.pop()
            if e.nom.encode() != jeton["fin"]:
                raise SystemExit(f"balises mal appariées à l'octet {jeton.start()}")
            e.fin = jeton.end()
    return elements
