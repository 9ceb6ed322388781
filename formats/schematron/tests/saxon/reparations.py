"""A copy of the ANS kit where what Linux or the publication breaks is repaired, each repair listed."""

import os
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from xml.sax.saxutils import quoteattr

import lieux

SVS = "{urn:ihe:iti:svs:2008}"
VOC = "schematrons/profils/structurationMinimale/include/voc-1.2.250.1.213.1.1.5.471-DYNAMIC.xml"
J07 = "jeuxDeValeurs/JDV_J07_XdsTypeCode_CISIS.xml"


def copier(corpus, kit):
    """Written whole or not at all: a half copy left by an interruption must not be taken for the kit."""
    provisoire = kit.with_name(kit.name + ".part")
    shutil.rmtree(provisoire, ignore_errors=True)
    for dossier in ("schematrons", "jeuxDeValeurs"):
        # The bytes alone: the shared folder may be read-only, and its modes must not come along.
        for source in sorted((corpus / lieux.KIT / dossier).rglob("*")):
            if source.is_file():
                cible = provisoire / source.relative_to(corpus / lieux.KIT)
                cible.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, cible)
    return provisoire


def sans_casse(chemin):
    """The path as the disk spells it, each step compared without case; None when there is none."""
    courant = Path(chemin.anchor)
    for nom in Path(os.path.normpath(chemin)).parts[1:]:
        exact = courant / nom
        if not exact.exists():
            freres = os.listdir(courant) if courant.is_dir() else []
            exact = next((courant / f for f in sorted(freres) if f.lower() == nom.lower()), None)
            if exact is None:
                return None
        courant = exact
    return courant


def references(kit):
    """(file, what it points at): includes from their own folder, value sets from that of the schema."""
    for fichier in sorted((kit / "schematrons").rglob("*.sch")):
        texte = re.sub(r"<!--.*?-->", "", fichier.read_text(encoding="utf-8"), flags=re.S)
        for href in re.findall(r"<(?:\w+:)?include\b[^>]*?\bhref=[\"']([^\"']+)[\"']", texte):
            yield fichier, fichier.parent / href
        for href in re.findall(r"'((?:\.\./)+jeuxDeValeurs/[^']+\.xml)'", texte):
            yield fichier, kit / "jeuxDeValeurs" / href.rsplit("jeuxDeValeurs/", 1)[1]


def liens_de_casse(kit):
    """One symbolic link for each name written in another case than the file's."""
    faits, absents = set(), set()
    for fichier, cible in references(kit):
        cible = Path(os.path.normpath(cible))
        if cible.exists():
            continue
        vrai = sans_casse(cible)
        if vrai is None:
            absents.add(f"absent\t{fichier.relative_to(kit)}\t{os.path.relpath(cible, kit)}")
            continue
        cible.parent.mkdir(parents=True, exist_ok=True)
        cible.symlink_to(os.path.relpath(vrai, cible.parent))
        faits.add(f"casse\t{os.path.relpath(cible, kit)}\t{os.path.relpath(vrai, kit)}")
    return sorted(faits) + sorted(absents)


def vocabulaire_471(kit):
    """structurationMinimale reads the typeCode set in the form of ART-DECOR; only the IHE SVS form is published."""
    concepts = ET.parse(kit / J07).iter(SVS + "Concept")
    lignes = [f'<concept code={quoteattr(c.get("code"))} codeSystem={quoteattr(c.get("codeSystem"))}/>' for c in concepts]
    debut = '<valueSets xmlns="urn:hl7-org:v3"><valueSet xmlns="" id="1.2.250.1.213.1.1.5.471"><conceptList>'
    corps = "\n".join(lignes)
    (kit / VOC).write_text(f"{debut}\n{corps}\n</conceptList></valueSet></valueSets>\n", encoding="utf-8")
    return [f"reconstruit\t{VOC}\t{J07} ({len(lignes)} codes)"]


# The ANS edition of the skeleton drops the test of a failed assert, and writes that of a report as an attribute value
# template, where `{2}` of a regular expression would be computed. Both are written out here; nothing else is touched.
TEST = '<axsl:attribute name="test"><xsl:value-of select="$test"/></axsl:attribute>'
RETOUCHES = [
    ("\n\t<svrl:failed-assert>", f"\n\t<svrl:failed-assert>{TEST}"),
    ('<svrl:successful-report test="{$test}" >', f"<svrl:successful-report>{TEST}"),
]


def moteur(ans, travail):
    """The ISO pipeline of the checkout, copied, with the test of each result added."""
    dossier = travail / "moteur"
    dossier.mkdir(exist_ok=True)
    for source in sorted((ans / "schematrons/moteur").glob("iso_*.xsl")):
        texte = source.read_bytes().decode("utf-8").replace("\r\n", "\n")
        for avant, apres in RETOUCHES if source.name == "iso_svrl_for_xslt2.xsl" else []:
            if texte.count(avant) != 1:
                raise SystemExit(f"{source} a changé : retouche à revoir ({avant.strip()})")
            texte = texte.replace(avant, apres)
        (dossier / source.name).write_text(texte, encoding="utf-8")
    return dossier


def preparer(corpus, travail):
    """The kit alone, repaired; made once in a work folder."""
    travail = travail.resolve()
    travail.mkdir(parents=True, exist_ok=True)
    kit = travail / "kit"
    if not kit.exists():
        provisoire = copier(corpus, kit)
        liste = [] if (provisoire / VOC).exists() else vocabulaire_471(provisoire)
        liste += liens_de_casse(provisoire)
        (travail / "reparations.tsv").write_text("\n".join(liste) + "\n", encoding="utf-8")
        provisoire.rename(kit)
    return kit
