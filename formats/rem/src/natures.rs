//! The kinds of a proof, from its text. Several kinds on one proof are alternatives, and a kind that is there closes it: so only what the
//! text asks for counts, not what it must show (« une vidéo montrant la trace » is a video).

use segur_model::catalogue::NaturePreuve::{self, *};

use crate::texte::plat;

/// From these words on, a clause says what the piece shows.
const MONTRE: &[&str] = &[
    "montrant",
    "montant",
    "presentant",
    "demontrant",
    "prouvant",
    "decrivant",
    "detaillant",
    "precisant",
    "justifiant",
    "attestant",
    "permettant",
    "incluant",
    "specifiant",
    "mettant",
    "correspondant",
    "comportant",
    "visualisant",
    "illustrant",
    "confirmant",
    "contenant",
    "afin",
    "qui",
    "que",
    "dont",
    "veuillez",
    "visualisation",
];

/// What a clause begins with, once made flat, and the kind that it asks for. A video and a screenshot may stand beside any of them.
const SORTES: &[(&[&str], NaturePreuve)] = &[
    (
        &[
            "identifiant de l execution",
            "numero d execution",
            "numero de l execution",
            "id d execution",
        ],
        AnsTestExecutionId,
    ),
    (
        &[
            "lien permanent",
            "liens permanents",
            "rapport de validation",
            "espace de test",
            "lien gazelle",
            "lien vers le rapport",
        ],
        AnsTestReportLink,
    ),
    (&["test d intrusion", "tests d intrusion", "passi", "pentest"], PentestPassi),
    (&["attestation", "sur l honneur", "declaration", "engagement"], Attestation),
    (
        &[
            "cnda",
            "homologation",
            "agrement sesam",
            "autorisation d acces au teleservice",
            "agrement cnda",
        ],
        CndaCertificate,
    ),
    (
        &[
            "source smtp",
            "smtp",
            "source du message",
            "source du courriel",
            "courriel",
            "fichier eml",
            "entetes du courriel",
        ],
        SmtpSource,
    ),
    (
        &[
            "extrait du code",
            "extrait de code",
            "extraits de code",
            "extraits du code",
            "code source",
        ],
        CodeExtract,
    ),
    (
        &[
            "extrait de configuration",
            "extraits de configuration",
            "extrait de parametrage",
            "extrait du parametrage",
            "fichier de configuration",
        ],
        ConfigExtract,
    ),
    (
        &["tableau de bord", "tableaux de bord", "extraction ", "extractions"],
        DashboardExport,
    ),
    (
        &[
            "log ",
            "logs",
            "extract des logs",
            "dump",
            "trace",
            "message soap",
            "message http",
            "message hl7",
            "message d audit",
            "message d interoperabilite",
            "journal d audit",
            "rapport d integration",
            "rapports d import",
            "rapport d import",
        ],
        TraceLog,
    ),
    (
        &[
            "documentation",
            "pssi",
            "pas plan",
            "plan d assurance",
            "matrice des flux",
            "procedure",
            "politique",
            "dossier d architecture",
            "description",
            "contrat d interface",
            "liste de",
            "historique",
            "processus",
            "nom des librairies",
            "notice",
            "manuel",
            "guide",
            "dossier technique",
            "document presentant",
            "certificat ou agrement hds",
            "certificat hds",
            "cgu",
            "tableau indiquant",
            "date de la derniere version",
        ],
        Documentation,
    ),
    (&["certificat"], CertificateFile),
    (
        &[
            "pdf",
            "compte rendu",
            "comptes rendus",
            "lettre de liaison",
            "prescription",
            "ordonnance",
            "archive",
            "ihe xdm",
            "document",
            "fichier",
            "scan",
            "csv",
            "exemple",
            "type de document",
            "cda",
            "edition",
        ],
        SampleDocument,
    ),
    (&["a definir", "a preciser", "a completer"], ToBeDefined),
];

/// The kinds that a text asks for, the strictest first. [`Unclassified`] alone where it asks for none that is known.
#[must_use]
pub fn natures(texte: &str) -> Vec<NaturePreuve> {
    let mut trouvees: Vec<NaturePreuve> = Vec::new();
    if texte.contains("??") {
        return vec![ToBeDefined];
    }
    for clause in clauses(texte) {
        let plate = plat(&clause);
        let tete: Vec<&str> = plate.split(' ').take_while(|m| !MONTRE.contains(m)).collect();
        // « Document présentant le contrat… » : the word alone says nothing of its kind.
        let tete = if matches!(tete.as_slice(), ["document" | "documents" | "fichier" | "fichiers"]) {
            plate.clone()
        } else {
            tete.join(" ")
        };
        let tete = format!(" {tete} ");
        ajouter(&mut trouvees, &tete);
    }
    if trouvees.is_empty() {
        // « Montrer l'historique… », « Si besoin, … » : the whole text is all there is.
        ajouter(&mut trouvees, &format!(" {} ", plat(texte)));
    }
    if trouvees.is_empty() {
        trouvees.push(Unclassified);
    }
    trouvees
}

fn ajouter(trouvees: &mut Vec<NaturePreuve>, tete: &str) {
    let mut pousser = |n| {
        if !trouvees.contains(&n) {
            trouvees.push(n);
        }
    };
    let contient = |mots: &[&str]| mots.iter().any(|m| tete.contains(&format!(" {m}")));
    let video = contient(&["video"]);
    let capture = contient(&[
        "capture d ecran",
        "captures d ecran",
        "capure d ecran",
        "copie d ecran",
        "copies d ecran",
        "capture ecran",
        "copie ecran",
        "copies ecran",
        "captures",
    ]);
    let demonstration = contient(&["demonstration"]);
    if video {
        pousser(Video);
    }
    if capture {
        pousser(Screenshot);
    }
    if demonstration {
        pousser(DemonstrationFree);
    }
    // « Démonstration (vidéo) du paramétrage… », « captures du document » : what they show is no other kind, but for what is joined by « ou ».
    let filme = video || capture || demonstration;
    let deja = tete.split(" ou ").filter(|part| !filme || !est_filmee(part));
    for part in deja {
        let part = format!(" {} ", part.trim());
        if let Some((_, nature)) = SORTES.iter().find(|(mots, _)| mots.iter().any(|m| part.contains(&format!(" {m}")))) {
            // A part that only continues a filmed one (« ou vidéo ») asks for nothing else.
            pousser(*nature);
        }
    }
}

/// Whether each of these kinds is due: a screen and something else, where no « ou » parts them. What shows a screen is always one of
/// several ways.
#[must_use]
pub fn toutes(texte: &str) -> bool {
    let ecran = |n: &NaturePreuve| matches!(n, Video | Screenshot | DemonstrationFree);
    let natures = natures(texte);
    let (ecrans, autres): (Vec<NaturePreuve>, Vec<NaturePreuve>) = natures.into_iter().partition(ecran);
    let ou = format!(" {} ", plat(texte)).contains(" ou ");
    !ou && autres.len() + usize::from(!ecrans.is_empty()) > 1
}

fn est_filmee(part: &str) -> bool {
    ["video", "ecran", "demonstration", "capture"].iter().any(|m| part.contains(m))
}

/// The clauses of a text: its lines, its sentences, its alternatives.
fn clauses(texte: &str) -> Vec<String> {
    let mut clauses = Vec::new();
    for ligne in texte.replace("...", " ").replace('…', " ").replace(';', "\n").split('\n') {
        let mut courante = String::new();
        let mut avant = ' ';
        for mot in ligne.split_inclusive([' ', '.']) {
            let propre = mot.trim();
            // « OU », « OUDocumentation », « CAS 1 : » begin another clause; a full stop ends one.
            let alternative = propre == "OU"
                || propre.starts_with("CAS")
                || propre.get(..2) == Some("OU") && propre.chars().nth(2).is_some_and(char::is_uppercase);
            if (alternative || avant == '.') && !courante.trim().is_empty() {
                clauses.push(std::mem::take(&mut courante));
            }
            courante.push_str(propre.strip_prefix("OU").unwrap_or(propre));
            courante.push(' ');
            avant = propre.chars().last().unwrap_or(avant);
        }
        if !courante.trim().is_empty() {
            clauses.push(courante);
        }
    }
    clauses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_kinds_are_all_due_unless_the_text_says_or() {
        for (texte, dues) in [
            ("Une vidéo du scénario\nLog du message", true),
            ("Log du message, ou capture d'écran", false),
            ("Démonstration (capture d'écran, vidéo...) de la trace d'un accès", false),
            ("Capture d'écran", false),
        ] {
            assert_eq!(toutes(texte), dues, "{texte}");
        }
    }

    #[test]
    fn only_what_is_asked_for_counts() {
        for (texte, attendues) in [
            (
                "Démonstration (capture d'écran, vidéo...) de la trace d'un accès",
                &[Video, Screenshot, DemonstrationFree][..],
            ),
            ("Une vidéo montrant le paramétrage et son journal", &[Video]),
            ("Capture d'écran ou vidéo du paramétrage", &[Video, Screenshot]),
            ("Des traces ou copies d'écran de l'accusé", &[Screenshot, TraceLog]),
            ("Lien permanent vers un rapport de validation", &[AnsTestReportLink]),
            ("Le bilan au format PDF/A-1", &[SampleDocument]),
            ("Log du message, puis dump", &[TraceLog]),
            ("PSSI de l'éditeurOUDocumentation de la procédure", &[Documentation]),
            ("Attestation sur l'honneur : la documentation existe", &[Attestation]),
            ("?? à voir", &[ToBeDefined]),
            ("Autre chose", &[Unclassified]),
        ] {
            assert_eq!(natures(texte), attendues, "{texte}");
        }
    }
}
