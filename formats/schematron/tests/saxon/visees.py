"""What each schematron looks at in a document: the aim of the mutations.

The rules are read after the second step of the ISO pipeline (includes and abstract patterns expanded), and their
contexts evaluated on the document. No result of an assert is looked at.
"""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from saxonche import PySaxonApiError

SCH = "{http://purl.oclc.org/dsdl/schematron}"
# From a node to the ranks of its ancestors: the key of `octets.Element.chemin`.
RANGS = (
    "for $n in //({}) return if ($n instance of element()) then string-join("
    "for $a in $n/ancestor-or-self::* return string(1 + count($a/preceding-sibling::*)), '/') else ()"
)


@dataclass
class Regle:
    contexte: str
    tests: list = field(default_factory=list)


class Schema:
    def __init__(self, chemin_etape):
        racine = ET.parse(chemin_etape).getroot()
        self.prefixes = {n.get("prefix"): n.get("uri") for n in racine.iter(SCH + "ns")}
        phase = racine.get("defaultPhase")
        actifs = {a.get("pattern") for p in racine.iter(SCH + "phase") if p.get("id") == phase for a in p}
        self.regles = []
        for motif in racine.iter(SCH + "pattern"):
            if phase and motif.get("id") not in actifs:
                continue
            abstraites = {r.get("id"): r for r in motif.iter(SCH + "rule") if r.get("abstract") == "true"}
            for regle in motif.iter(SCH + "rule"):
                if regle.get("context"):
                    self.regles.append(Regle(regle.get("context"), list(tests(regle, abstraites, 0))))


def tests(regle, abstraites, profondeur):
    for noeud in regle:
        if noeud.tag in (SCH + "assert", SCH + "report"):
            yield noeud.get("test")
        elif noeud.tag == SCH + "extends" and noeud.get("rule") in abstraites and profondeur < 4:
            yield from tests(abstraites[noeud.get("rule")], abstraites, profondeur + 1)


def chercher(processeur, schema, arbre, par_chemin):
    """(element, rule) for each node a rule looks at; a context Saxon refuses (variables) is left aside."""
    xpath = processeur.new_xpath_processor()
    xpath.set_language_version("3.1")
    for prefixe, uri in schema.prefixes.items():
        xpath.declare_namespace(prefixe, uri)
    xpath.set_context(xdm_item=arbre)
    for regle in schema.regles:
        try:
            trouves = xpath.evaluate(RANGS.format(regle.contexte))
        except PySaxonApiError:
            continue
        for rang in range(trouves.size if trouves else 0):
            yield par_chemin[trouves.item_at(rang).get_atomic_value().string_value], regle
