"""A mutation: one change of some bytes of a published example, told without quoting it."""

import hashlib
from dataclasses import dataclass

COLONNES = ["id", "document", "op", "debut", "fin", "texte", "quoi"]


@dataclass
class Mutation:
    id: str
    document: str
    op: str
    debut: int
    fin: int
    texte: str
    quoi: str
    sha256: str = ""

    def verifier(self, octets):
        if hashlib.sha256(octets).hexdigest() != self.sha256:
            raise SystemExit(
                f"{self.document} n'est plus le document d'origine : régénérez mutations.tsv (voir LISEZMOI.md)"
            )

    def appliquer(self, octets):
        vise = octets[self.debut : self.fin]
        nouveau = {"supprimer": b"", "doubler": vise + vise, "remplacer": self.texte.encode("utf-8")}[self.op]
        return octets[: self.debut] + nouveau + octets[self.fin :]

    def ligne(self):
        champs = [self.id, self.document, self.op, str(self.debut), str(self.fin), self.texte, self.quoi]
        return "\t".join(champs)


def lire(chemin):
    """Lines `# sha256  <hex>  <document>` first, then a header, then one mutation a line."""
    sommes, mutations = {}, []
    for ligne in chemin.read_text(encoding="utf-8").splitlines():
        if ligne.startswith("# sha256\t"):
            _, somme, document = ligne.split("\t")
            sommes[document] = somme
        elif ligne and not ligne.startswith("#") and not ligne.startswith("id\t"):
            numero, document, op, debut, fin, texte, quoi = ligne.split("\t")
            mutations.append(Mutation(numero, document, op, int(debut), int(fin), texte, quoi, sommes[document]))
    return mutations


def ecrire(chemin, mutations):
    sommes = sorted({(m.document, m.sha256) for m in mutations})
    lignes = ["# Mutations des exemples publiés ; voir ../saxon/LISEZMOI.md. Décalages en octets dans le fichier du corpus."]
    lignes += [f"# sha256\t{somme}\t{document}" for document, somme in sommes]
    lignes += ["\t".join(COLONNES), *(m.ligne() for m in mutations)]
    chemin.write_text("\n".join(lignes) + "\n", encoding="utf-8")
