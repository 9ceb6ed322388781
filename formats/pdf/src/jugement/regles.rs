//! The rules. The text of ISO 19005-1 is not public: a clause is `Verified` when its number and its sense are those that every
//! account of the standard gives, and that the public corpus of veraPDF holds with documents of both kinds (`docs/pdfa.md`); the others
//! are second-hand, and warn.

use segur_model::rule::{conseil, rapportee, regle, stricte};
use segur_model::{Rule, Severity, Trust};

use crate::pdf::Nature;

const REM_INS: &str = "REM, INS/va1.03 (RNIV, règle 32) ; DOC/va1.04";
const DATAMATRIX: &str = "Contenu du datamatrix INS, d'après une implémentation publique ; spécification non lue";
const ECO: &str = "Référentiel MSSanté, ECO.2.1.6 (REM DOC/va1.01), d'après un compte rendu ; texte non lu";

segur_model::regles! {
    LISIBLE = stricte("pdf.lisible", "Le fichier est un PDF, d'où l'on peut lire les pages", "ISO 32000-1, 7.5");
    NON_EVALUE = regle("pdf.non-evalue", "Le document se lit en entier dans les bornes du banc", Severity::NotEvaluated, "Bornes de segur-bench", Trust::Verified);
    ANNONCE = conseil("pdf.a1.annonce", "Le document annonce PDF/A-1 dans ses métadonnées (les exemples officiels ne le font pas tous)", "ISO 19005-1:2005, 6.7.11 ; formatCode urn:ihe:iti:xds-sd:pdf:2008");
    ANNONCE_EXIGEE = stricte("pdf.a1.annonce-exigee", "Le document, pour lequel PDF/A-1 est exigé, l'annonce dans ses métadonnées", "ISO 19005-1:2005, 6.7.11 ; REM DOC/va1.01");
    NIVEAU = stricte("pdf.a1.niveau", "Le niveau annoncé est A ou B", "ISO 19005-1:2005, 6.7.11");
    ENTETE = stricte("pdf.a1.entete", "Le fichier commence, à l'octet 0, par « %PDF-n.n »", "ISO 19005-1:2005, 6.1.2");
    ENTETE_BINAIRE = stricte("pdf.a1.entete-binaire", "L'en-tête est suivi d'un commentaire d'au moins quatre octets au-dessus de 127", "ISO 19005-1:2005, 6.1.2");
    TRAILER_ID = stricte("pdf.a1.trailer-id", "Le trailer porte l'identifiant du fichier (/ID)", "ISO 19005-1:2005, 6.1.3");
    CHIFFREMENT = stricte("pdf.a1.chiffrement", "Le document n'est pas chiffré (/Encrypt absent)", "ISO 19005-1:2005, 6.1.3");
    APRES_FIN = stricte("pdf.a1.apres-fin", "Rien ne suit le dernier « %%EOF », sinon une fin de ligne", "ISO 19005-1:2005, 6.1.3");
    XREF = stricte("pdf.a1.xref", "La table des références mène aux objets, chaque section une fois", "ISO 19005-1:2005, 6.1.4 ; PDF Reference 1.4, 3.4.3");
    FLUX_XREF = stricte("pdf.a1.flux-xref", "Les références sont une table, et non un flux (PDF 1.5)", "ISO 19005-1:2005, 6.1.4 ; corpus public de veraPDF, 6.1.4");
    XREF_FORME = stricte("pdf.a1.xref-forme", "« xref » est suivi d'une fin de ligne, et chaque sous-section commence par deux nombres que sépare une espace", "ISO 19005-1:2005, 6.1.4 ; corpus public de veraPDF, 6.1.4");
    CHAINE_HEXADECIMALE = stricte("pdf.a1.chaine-hexadecimale", "Une chaîne hexadécimale a un nombre pair de chiffres, et rien d'autre que des chiffres", "ISO 19005-1:2005, 6.1.6 ; corpus public de veraPDF, 6.1.6");
    OBJET_FORME = stricte("pdf.a1.objet-forme", "« obj » et « endobj » sont seuls à la fin de leur ligne, et « endobj » commence la sienne", "ISO 19005-1:2005, 6.1.8 ; corpus public de veraPDF, 6.1.8");
    LIMITE = stricte("pdf.a1.limite", "Nombres, noms, chaînes, tableaux, dictionnaires, états graphiques, encres et CID sont dans les limites de PDF 1.4", "ISO 19005-1:2005, 6.1.12 ; PDF Reference 1.4, annexe C");
    FLUX_EXTERNE = stricte("pdf.a1.flux-externe", "Les octets d'un flux sont dans le fichier (ni /F, ni /FFilter, ni /FDecodeParms)", "ISO 19005-1:2005, 6.1.7");
    LZW = stricte("pdf.a1.lzw", "Aucun flux n'est compressé en LZW", "ISO 19005-1:2005, 6.1.10");
    FICHIER_INCORPORE = stricte("pdf.a1.fichier-incorpore", "Le document n'incorpore pas d'autre fichier (/EF, /EmbeddedFiles)", "ISO 19005-1:2005, 6.1.11");
    CONTENU_OPTIONNEL = stricte("pdf.a1.contenu-optionnel", "Le document n'a pas de contenu optionnel (/OCProperties)", "ISO 19005-1:2005, 6.1.13");
    INTENTION = stricte("pdf.a1.intention-sortie", "Une intention de sortie a un profil utilisable, et toutes le même", "ISO 19005-1:2005, 6.2.2");
    COULEUR = stricte("pdf.a1.couleur", "Une couleur d'appareil (DeviceGray, DeviceRGB, DeviceCMYK) a un sens par l'intention de sortie GTS_PDFA1", "ISO 19005-1:2005, 6.2.3");
    PROFIL_ICC = stricte("pdf.a1.profil-icc", "Un profil ICC est d'une classe et d'un espace de couleur qu'admet PDF/A-1, et a le nombre de composantes de cet espace", "ISO 19005-1:2005, 6.2.3.2 ; ICC.1:1998-09, 6.1");
    RENDU = stricte("pdf.a1.intention-rendu", "Une intention de rendu est l'une des quatre de PDF", "ISO 19005-1:2005, 6.2.9");
    IMAGE = stricte("pdf.a1.image", "Une image n'a ni /Alternates, ni /OPI, ni /Interpolate true", "ISO 19005-1:2005, 6.2.4");
    FORMULAIRE = stricte("pdf.a1.formulaire", "Un formulaire (XObject) n'a ni /OPI ni PostScript", "ISO 19005-1:2005, 6.2.5");
    REFERENCE = stricte("pdf.a1.reference", "Un formulaire (XObject) ne renvoie pas à un autre document (/Ref)", "ISO 19005-1:2005, 6.2.6");
    POSTSCRIPT = stricte("pdf.a1.postscript", "Le document n'a pas d'objet PostScript", "ISO 19005-1:2005, 6.2.7");
    TRANSFERT = stricte("pdf.a1.transfert", "Un état graphique n'a pas de fonction de transfert (/TR, /TR2)", "ISO 19005-1:2005, 6.2.8");
    POLICE = stricte("pdf.a1.police", "Toute police qui montre un texte est incorporée au fichier : son programme y est, ni vide ni coupé", "ISO 19005-1:2005, 6.3.4");
    POLICE_COMPOSEE = stricte("pdf.a1.police-composee", "Une police composée a un CMap de sa collection de caractères, et incorporé s'il n'est pas Identity", "ISO 19005-1:2005, 6.3.3");
    SOUS_ENSEMBLE = stricte("pdf.a1.sous-ensemble", "Un sous-ensemble de police dit les glyphes qu'il a (/CharSet, /CIDSet)", "ISO 19005-1:2005, 6.3.5");
    LARGEUR = stricte("pdf.a1.largeur-glyphe", "Un glyphe de police Type 3 a la largeur que dit la police (/Widths)", "ISO 19005-1:2005, 6.3.6");
    TRANSPARENCE = stricte("pdf.a1.transparence", "Le document n'emploie pas la transparence (/SMask, /CA, /ca, /BM, groupe de transparence)", "ISO 19005-1:2005, 6.4");
    ANNOTATION_TYPE = stricte("pdf.a1.annotation-type", "Les annotations sont de celles de PDF 1.4, sauf FileAttachment, Sound et Movie", "ISO 19005-1:2005, 6.5.2");
    ANNOTATION_ETAT = stricte("pdf.a1.annotation-etat", "Une annotation est imprimée, visible et opaque (/F, /CA)", "ISO 19005-1:2005, 6.5.3");
    APPARENCE = stricte("pdf.a1.apparence", "Une apparence d'annotation n'a que l'entrée /N : un flux, ou un dictionnaire pour un bouton", "ISO 19005-1:2005, 6.5.3 (corrigendum 2)");
    JAVASCRIPT = stricte("pdf.a1.javascript", "Le document n'a pas de JavaScript", "ISO 19005-1:2005, 6.6.1");
    LANCEMENT = stricte("pdf.a1.lancement", "Le document ne lance ni programme ni fichier (/Launch)", "ISO 19005-1:2005, 6.6.1");
    ACTION = stricte("pdf.a1.action", "Les actions sont de celles que PDF/A-1 admet", "ISO 19005-1:2005, 6.6.1");
    DECLENCHEUR = stricte("pdf.a1.declencheur", "Ni le catalogue ni un champ n'a de déclencheurs (/AA)", "ISO 19005-1:2005, 6.6.2");
    METADONNEES = stricte("pdf.a1.metadonnees", "Le catalogue a un flux de métadonnées, sans filtre", "ISO 19005-1:2005, 6.7.2");
    INFO = stricte("pdf.a1.info", "Ce que dit le dictionnaire /Info, les métadonnées XMP le disent aussi", "ISO 19005-1:2005, 6.7.3 (corrigendum 1)");
    XMP_ENTETE = stricte("pdf.a1.xmp-entete", "L'en-tête du paquet XMP n'a ni « bytes » ni « encoding »", "ISO 19005-1:2005, 6.7.5");
    XMP_EXTENSION = stricte("pdf.a1.xmp-extension", "Un schéma d'extension a les champs, les types et les préfixes que PDF/A-1 fixe", "ISO 19005-1:2005, 6.7.8 (corrigendum 1)");
    XMP_PROPRIETE = stricte("pdf.a1.xmp-propriete", "Une propriété XMP est définie, par XMP 2004 ou par un schéma d'extension, et sa valeur est de son type", "ISO 19005-1:2005, 6.7.2 et 6.7.9 ; XMP Specification, janvier 2004 ; corpus public de veraPDF, 6.7.2");
    XMP_IDENTIFICATION = stricte("pdf.a1.identification", "Le préfixe de l'identification PDF/A est pdfaid", "ISO 19005-1:2005, 6.7.11 ; corpus public de veraPDF, 6.7.11");
    XMP = rapportee("pdf.a1.xmp", "Les métadonnées sont du XMP bien formé", "ISO 19005-1:2005, 6.7.9, d'après les profils publics de veraPDF");
    STRUCTURE = stricte("pdf.a1.structure", "Un document de niveau A est balisé (/MarkInfo, /StructTreeRoot)", "ISO 19005-1:2005, 6.8");
    APPARENCES = stricte("pdf.a1.apparences", "Les champs ont leurs apparences (/NeedAppearances n'est pas true)", "ISO 19005-1:2005, 6.9");
    CHAMP_APPARENCE = stricte("pdf.a1.champ-apparence", "Un champ de formulaire a une apparence (/AP)", "ISO 19005-1:2005, 6.9");
    XFA = regle("pdf.a1.xfa", "Le document n'a pas de formulaire XFA", Severity::Error, "Postérieur à PDF 1.4 ; aucune clause lue", Trust::Unverified);
    ENDOMMAGE = stricte("pdf.endommage", "Le fichier est entier : il finit par « %%EOF », et sa table des références mène aux objets", "ISO 32000-1, 7.5.4 et 7.5.5 ; PDF Reference 1.4, 3.4");
    ARBRE = stricte("pdf.arbre-en-boucle", "L'arbre des pages ne renvoie pas à lui-même", "ISO 32000-1, 7.7.3 ; PDF Reference 1.4, 3.6.2");
    FORMULAIRE_EN_BOUCLE = stricte("pdf.formulaire-en-boucle", "Un formulaire (XObject) ne se dessine pas lui-même", "ISO 32000-1, 8.10 ; PDF Reference 1.4, 4.9");
    DATAMATRIX_PRESENT = stricte("pdf.datamatrix.present", "Un datamatrix lisible est imprimé sur une page", REM_INS);
    DATAMATRIX_NON_EVALUE = regle("pdf.datamatrix.non-evalue", "Les pages se dessinent assez pour qu'un datamatrix y soit cherché", Severity::NotEvaluated, "Dessin des pages par segur-bench", Trust::Verified);
    DATAMATRIX_INS = rapportee("pdf.datamatrix.ins", "Le datamatrix est un datamatrix INS : IS, 24 chiffres, champs S1 à S7", DATAMATRIX);
    DATAMATRIX_SEPARATEUR = rapportee(
        "pdf.datamatrix.separateur",
        "Un champ plus court que son maximum finit par le caractère GS (0x1D), et non par les lettres « GS » (que des exemples officiels écrivent)",
        DATAMATRIX
    );
    DATAMATRIX_CLE = rapportee("pdf.datamatrix.cle", "Le matricule du datamatrix a 15 caractères et sa clé est juste", DATAMATRIX);
    DATAMATRIX_UNIQUE = stricte("pdf.datamatrix.unique", "Les datamatrix INS d'un document sont tous du même patient (même matricule)", REM_INS);
    DATAMATRIX_TRAITS = rapportee("pdf.datamatrix.traits", "Le datamatrix dit les traits de l'identité du document", DATAMATRIX);
    TRAITS = conseil("pdf.traits-imprimes", "Nom de naissance, premier prénom, date de naissance et matricule sont imprimés en clair : dans la page, visibles, d'un point au moins, et non dans un mot plus long (le banc ne voit pas un texte recouvert, ni de la couleur du fond)", REM_INS);
    TRAITS_NON_EVALUES = regle("pdf.traits-non-evalues", "Le texte des pages se lit, pour que les traits y soient cherchés", Severity::NotEvaluated, "Lecture du texte par segur-bench", Trust::Verified);
    NOM_EXTENSION = rapportee("pdf.nom.extension", "Le nom du fichier finit par « .pdf »", ECO);
    NOM_CHAMPS = rapportee("pdf.nom.champs", "Le nom du fichier est <date de l'acte>_<type document>_<NOM>_<prenom>_<numéro de dossier>.pdf", ECO);
    NOM_DATE = rapportee("pdf.nom.date", "Le premier champ du nom est une date", ECO);
    NOM_MAJUSCULES = rapportee("pdf.nom.majuscules", "Le nom de la personne est en majuscules dans le nom du fichier", ECO);
    NOM_IDENTITE = rapportee("pdf.nom.identite", "Le nom du fichier dit la date, l'identité et le dossier du document", ECO);
}

/// The rule of a nature.
pub(crate) const fn de(nature: Nature) -> Rule {
    match nature {
        Nature::Entete => ENTETE,
        Nature::EnteteBinaire => ENTETE_BINAIRE,
        Nature::IdentifiantFichier => TRAILER_ID,
        Nature::Chiffrement => CHIFFREMENT,
        Nature::ApresFin => APRES_FIN,
        Nature::Xref => XREF,
        Nature::FluxXref => FLUX_XREF,
        Nature::FluxExterne => FLUX_EXTERNE,
        Nature::Lzw => LZW,
        Nature::FichierIncorpore => FICHIER_INCORPORE,
        Nature::ContenuOptionnel => CONTENU_OPTIONNEL,
        Nature::IntentionSortie => INTENTION,
        Nature::CouleurAppareil => COULEUR,
        Nature::Image => IMAGE,
        Nature::Formulaire => FORMULAIRE,
        Nature::Reference => REFERENCE,
        Nature::PostScript => POSTSCRIPT,
        Nature::Transfert => TRANSFERT,
        Nature::Police => POLICE,
        Nature::Transparence => TRANSPARENCE,
        Nature::AnnotationType => ANNOTATION_TYPE,
        Nature::AnnotationEtat => ANNOTATION_ETAT,
        Nature::JavaScript => JAVASCRIPT,
        Nature::Lancement => LANCEMENT,
        Nature::Action => ACTION,
        Nature::Declencheur => DECLENCHEUR,
        Nature::Metadonnees => METADONNEES,
        Nature::XmpIllisible => XMP,
        Nature::ApparencesAFaire => APPARENCES,
        Nature::Xfa => XFA,
        Nature::Structure => STRUCTURE,
        Nature::ArbreEnBoucle => ARBRE,
        Nature::FormulaireEnBoucle => FORMULAIRE_EN_BOUCLE,
        Nature::Endommage => ENDOMMAGE,
        Nature::XrefMiseEnForme => XREF_FORME,
        Nature::ChaineHexadecimale => CHAINE_HEXADECIMALE,
        Nature::ObjetMiseEnForme => OBJET_FORME,
        Nature::Limite => LIMITE,
        Nature::ProfilIcc => PROFIL_ICC,
        Nature::IntentionRendu => RENDU,
        Nature::PoliceComposee => POLICE_COMPOSEE,
        Nature::SousEnsemble => SOUS_ENSEMBLE,
        Nature::LargeurGlyphe => LARGEUR,
        Nature::Apparence => APPARENCE,
        Nature::ChampSansApparence => CHAMP_APPARENCE,
        Nature::Info => INFO,
        Nature::XmpSerialisation => XMP,
        Nature::XmpEntete => XMP_ENTETE,
        Nature::XmpPropriete => XMP_PROPRIETE,
        Nature::XmpExtension => XMP_EXTENSION,
        Nature::XmpIdentification => XMP_IDENTIFICATION,
    }
}

/// What was expected, in a few words.
pub(crate) fn attendu(nature: Nature) -> &'static str {
    match nature {
        Nature::Entete => "« %PDF-n.n » à l'octet 0, puis une fin de ligne",
        Nature::EnteteBinaire => "« % » et quatre octets au-dessus de 127",
        Nature::IdentifiantFichier => "/ID dans le trailer",
        Nature::Xref => "une table des références juste",
        Nature::Metadonnees => "un flux /Metadata sans /Filter",
        Nature::XmpIllisible | Nature::XmpSerialisation => "du XMP bien formé",
        Nature::Police => "le programme de la police (/FontFile, /FontFile2 ou /FontFile3)",
        Nature::CouleurAppareil => "une intention de sortie GTS_PDFA1 dont le profil couvre la couleur",
        Nature::IntentionSortie => "un seul profil, de 1, 3 ou 4 composantes, d'imprimante (prtr) ou d'écran (mntr)",
        Nature::AnnotationEtat => "/F 4, opacité 1",
        Nature::Structure => "/MarkInfo << /Marked true >> et /StructTreeRoot",
        Nature::Endommage => "un fichier entier, tel qu'il a été écrit",
        Nature::XrefMiseEnForme => "« xref », une fin de ligne, puis « n n »",
        Nature::ChaineHexadecimale => "des paires de chiffres hexadécimaux",
        Nature::ObjetMiseEnForme => "« n g obj » et « endobj », chacun sur sa ligne",
        Nature::Limite => "une valeur dans les limites de PDF 1.4",
        Nature::ProfilIcc => "un profil ICC, de la classe et de l'espace attendus",
        Nature::IntentionRendu => "RelativeColorimetric, AbsoluteColorimetric, Perceptual ou Saturation",
        Nature::PoliceComposee => "un CMap et une police de la même collection",
        Nature::SousEnsemble => "tous les glyphes du sous-ensemble",
        Nature::LargeurGlyphe => "la largeur de /Widths",
        Nature::Apparence => "/N seul : un flux, ou un dictionnaire pour un bouton",
        Nature::ChampSansApparence => "une apparence (/AP)",
        Nature::Info => "la même valeur dans les métadonnées",
        Nature::XmpPropriete => "une propriété définie, et une valeur de son type",
        Nature::XmpExtension => "un schéma d'extension comme PDF/A-1 l'écrit",
        Nature::XmpIdentification => "le préfixe pdfaid",
        Nature::ArbreEnBoucle | Nature::FormulaireEnBoucle => "aucun renvoi à soi-même",
        _ => "(absent)",
    }
}
