//! The mails of the corpus, when they are at hand: what each is meant to show is told, and nothing else of the mail itself. What its
//! archive is told is that of the archive alone, whose test says why (`xdm/tests/corpus.rs`).

use super::*;

/// The rules that `expected.tsv` speaks of, by file. What is beyond it has its reason.
const ATTENDUS: &[(&str, &[&str])] = &[
    ("ok-01-pro-1cda", &[NOM]),
    ("ok-02-pro-2cda", &[NOM]),
    ("ok-03-patient-fin", &[NOM]),
    ("ok-04-texte-seul", &[]),
    // Its prefix is read, for information; what it carries replaces nothing, which a rule without source notes.
    ("ok-05-remplacement", &["mssante.objet.prefixe", "mssante.remplacement.fait", NOM]),
    ("ok-06-reponse-usager", &[]),
    ("ok-07-mdn-traite", &[]),
    ("ok-08-mdn-erreur-902", &[]),
    ("ok-09-dsn-echec", &[]),
    // Its label is not that of the code either.
    ("ko-01-objet-accents", &["mssante.objet.casse", "mssante.objet.libelle", NOM]),
    ("ko-02-sans-pdf", &["mssante.pdf.present"]),
    ("ko-03-hash", &[NOM, "xds.lot.hash.coherence"]),
    ("ko-04-codecda-incoherent", &["mssante.x-mss-codecda.valeur", NOM]),
    (
        "ko-05-entetes-sans-xdm",
        &["mssante.x-mss-codecda.sans-cda", "mssante.x-mss-ins.sans-cda"],
    ),
    ("ko-06-metadata-mal-place", &["xdm.lot"]),
    ("ko-07-sans-nil", &["mssante.x-mss-nil"]),
    ("ko-08-adresse-usager", &["mssante.usager.adresse", NOM]),
];

/// The names of the PDF have no number of file.
const NOM: &str = "pdf.nom.champs";

#[test]
fn les_courriels_du_corpus() {
    let Some(dossier) = segur_essais::corpus("mssante") else { return };
    let liste = std::fs::read_to_string(dossier.join("expected.tsv")).unwrap();
    let fichiers: Vec<&str> = liste.lines().filter_map(|l| l.strip_prefix("mails/")?.split('\t').next()).collect();
    assert_eq!(fichiers.len(), ATTENDUS.len());
    let archive_seule = contenu(&std::fs::read(dossier.join("mails/ok-01-pro-1cda.eml")).unwrap());
    for fichier in fichiers {
        let (nom, attendus) = ATTENDUS.iter().find(|(n, _)| fichier == format!("{n}.eml")).unwrap();
        let octets = std::fs::read(dossier.join("mails").join(fichier)).unwrap();
        let mut vues: Vec<String> = juger(&octets)
            .iter()
            .filter(|f| f.rule.starts_with("mssante."))
            .map(|f| f.rule.clone())
            .collect();
        // What the archive of the others is told too is of that archive.
        vues.extend(contenu(&octets).into_iter().filter(|r| !archive_seule.contains(r) || r == NOM));
        if *nom == "ok-02-pro-2cda" {
            // A second document, with what it is told by itself.
            vues.retain(|r| r.starts_with("mssante.") || r == NOM);
        }
        vues.sort_unstable();
        vues.dedup();
        assert_eq!(&vues, attendus, "{nom}");
        let en_erreur = juger(&octets).iter().any(|f| f.is_error() && f.rule.starts_with("mssante."));
        assert!(!(en_erreur && nom.starts_with("ok-")), "{nom}");
    }
}

/// The rules told of what the mail carries.
fn contenu(octets: &[u8]) -> Vec<String> {
    juger(octets)
        .into_iter()
        .map(|f| f.rule)
        .filter(|r| !r.starts_with("mssante."))
        .collect()
}
