//! Messages as others write them: what came, and what is held against them.

use std::collections::BTreeSet;

use segur_xds::Statut;

use crate::banc::Essai;

const TYPE: &str = "multipart/related; type=\"application/xop+xml\"; start-info=\"application/soap+xml\"; ";

/// A case: name, boundary and start, `Content-Encoding`, and the rules that warn.
type Cas = (&'static str, (&'static str, &'static str), &'static str, &'static [&'static str]);

/// Each on a bench of its own.
#[tokio::test]
async fn les_messages_d_autres_sont_acceptes() {
    const TEMOIN: (&str, &str) = ("----=_Partie_ed729fd319155c74a1e20ad1eb3ea68d", "racine@segur-bench");
    let cas: [Cas; 5] = [
        (
            "C01-drimbox-lf.mime",
            ("MIMEBoundary_Bound", "0.1"),
            "",
            &["xds.message.mime.fin-de-ligne"],
        ),
        ("C02-signaturevalue-xop.mime", TEMOIN, "", &[]),
        ("C03-keyinfo-ac-en-tete.mime", TEMOIN, "", &[]),
        ("C04-gzip.mime.gz", TEMOIN, "gzip", &["xds.message.compression"]),
        ("C08-quoted-printable.mime", TEMOIN, "", &["xds.message.mime.quoted-printable"]),
    ];
    for (nom, (limite, racine), encodage, attendues) in cas {
        let Some(chemin) = segur_essais::corpus(&format!("cases/documents/{nom}")) else {
            return;
        };
        let mut corps = std::fs::read(chemin).unwrap();
        // A capture may begin with the header of its connection.
        if let Some(suite) = corps.strip_prefix(b"Content-Type") {
            let fin = suite.windows(4).position(|f| f == b"\r\n\r\n").unwrap();
            corps = suite[fin + 4..].to_vec();
        }
        let essai = Essai::nouveau().await;
        let content_type = format!("{TYPE}start=\"<{racine}>\"; boundary=\"{limite}\"");
        let recue = essai.poster_code("/repository", &content_type, encodage, corps.clone()).await;
        assert_eq!(recue.registre().statut, Statut::Success, "{nom} : {}", recue.enveloppe);
        let vues: BTreeSet<(String, bool)> = recue.regles();
        // Their VIHF are of the day they were made, their lots of the clock of the demonstration: that is not what is looked at here.
        let formes = |r: &&str| r.starts_with("xds.") && *r != "xds.lot.date.vihf";
        let siennes: Vec<&str> = vues.iter().map(|(r, _)| r.as_str()).filter(formes).collect();
        assert_eq!(siennes, attendues, "{nom} : {vues:?}");
        assert!(vues.iter().all(|(_, erreur)| !erreur), "{nom} : {vues:?}");
        let (garde, _) = essai.banc.journal().octets(None, recue.echange.id).await.unwrap().unwrap();
        assert_eq!(&garde[..], &corps[..], "{nom} : kept as it came");
    }
}
