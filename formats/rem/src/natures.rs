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
    if texte.contains("??") {
        return vec![ToBeDefined];
    }
    let mut trouvees = demandees(texte);
    if trouvees.is_empty() {
        // « Montrer l'historique… », « Si besoin, … » : the whole text is all there is.
        ajouter(&mut trouvees, &format!(" {} ", plat(texte)));
    }
    if trouvees.is_empty() {
        trouvees.push(Unclassified);
    }
    trouvees
}

/// The kinds that the clauses of a text begin with.
fn demandees(texte: &str) -> Vec<NaturePreuve> {
    let mut trouvees: Vec<NaturePreuve> = Vec::new();
    for clause in clauses(texte) {
        let plate = plat(&clause);
        let tete: Vec<&str> = plate.split(' ').take_while(|m| !MONTRE.contains(m)).collect();
        // « Document présentant le contrat… » : the word alone says nothing of its kind.
        let tete = if matches!(tete.as_slice(), ["document" | "documents" | "fichier" | "fichiers"]) {
            plate.clone()
        } else {
            tete.join(" ")
        };
        ajouter(&mut trouvees, &format!(" {tete} "));
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

/// Whether a text asks for several pieces, each of them due: on lines of their own, or joined by « ainsi que ». Two kinds in one part are two
/// ways of one piece, or what the piece shows.
#[must_use]
pub fn toutes(texte: &str) -> bool {
    let mut groupes: Vec<Vec<NaturePreuve>> = Vec::new();
    for part in parts(texte) {
        let plate = plat(&part);
        let mots: Vec<&str> = plate.split(' ').filter(|m| !m.is_empty()).collect();
        let alternative =
            matches!(mots.as_slice(), ["ou" | "soit", ..] | ["et", "ou", ..] | [.., "ou"]) || part.trim_start().starts_with("OU");
        if alternative {
            return false;
        }
        groupes.push(groupe(&part));
    }
    groupes.retain(|g| !g.is_empty());
    let seuls = groupes.iter().all(|g| g.len() == 1);
    // Two screens, or two logs, are pieces of one kind: any of them closes the proof.
    let distincts = groupes.iter().any(|g| Some(g) != groupes.first());
    seuls && distincts
}

/// The kinds of a part. What shows a screen is always one of several ways: it counts once.
fn groupe(part: &str) -> Vec<NaturePreuve> {
    let mut groupe = Vec::new();
    for n in demandees(part) {
        let n = if matches!(n, Screenshot | DemonstrationFree) { Video } else { n };
        if n != ToBeDefined && !groupe.contains(&n) {
            groupe.push(n);
        }
    }
    groupe
}

/// The parts of a text that may each ask for a piece: its lines, and what « ainsi que » joins.
fn parts(texte: &str) -> Vec<String> {
    let droit = texte.replace('\u{2019}', "'");
    let mut parts = Vec::new();
    for ligne in droit.lines() {
        let bas = ligne.to_ascii_lowercase();
        let mut de = 0;
        for (place, mot) in bas.match_indices("ainsi qu") {
            // « précisant les mesures ainsi que les engagements » : both are what the piece shows.
            if plat(ligne.get(de..place).unwrap_or_default())
                .split(' ')
                .any(|m| MONTRE.contains(&m))
            {
                break;
            }
            parts.push(ligne.get(de..place).unwrap_or_default().to_owned());
            de = place + mot.len();
            // « que », « qu'une ».
            de += bas.get(de..).map_or(0, |r| usize::from(r.starts_with(['e', '\''])));
        }
        parts.push(ligne.get(de..).unwrap_or_default().to_owned());
    }
    parts
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
    fn several_pieces_are_all_due_only_where_each_has_its_part() {
        for (texte, dues) in [
            ("Une vidéo du scénario\nLog du message", true),
            ("Vidéo ou capture d'écran du scénario\nLog du message", true),
            ("Capture d'écran du paramétrage, ainsi que la trace de l'envoi", true),
            (
                "Capture d\u{2019}écran du paramétrage ainsi qu\u{2019}un fichier de configuration",
                true,
            ),
            ("Une vidéo\n\nDans le logiciel de test\nAttestation sur l'honneur", true),
            (
                "X.01.01\nLog du message\nX.01.02\nLog de la réponse\nCapture d'écran de la liste",
                true,
            ),
            ("Une vidéo du scénario\nou log du message", false),
            ("Une vidéo du scénario\nOULog du message", false),
            ("Une vidéo du scénario ou\nlog du message", false),
            ("Soit une vidéo\nSoit le log du message", false),
            ("Une vidéo du scénario\nUne capture d'écran de la fin", false),
            ("Log du message, ou capture d'écran", false),
            ("Capture, vidéo ou documentation, ainsi qu'un fichier test", false),
            ("Capture d'écran, éventuellement complétée de la trace", false),
            (
                "Démonstration (capture d'écran, vidéo…) montrant l'accès ; et la trace associée",
                false,
            ),
            (
                "Lien permanent vers le rapport de validation du document dans l'archive IHE-XDM.ZIP",
                false,
            ),
            ("Démonstration (capture d'écran, vidéo...) de la trace d'un accès", false),
            ("Plan d'assurance précisant les mesures ainsi que les engagements", false),
            ("Capture d'écran", false),
            ("", false),
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
