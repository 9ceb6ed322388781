//! Documents and files that acts answer.

use serde_json::{Value, json};

use super::super::messages::{b64, de_b64};
use super::super::scene::{Mains, Scene};
use super::super::table::Attente::{Condamne, Tombe};
use super::super::table::{Ligne, ligne};

/// The document of this name that an act answers, rewritten.
fn document(nom: &'static str, f: impl Fn(&Scene, &Value, Vec<u8>) -> Vec<u8> + Send + Sync + 'static) -> Mains {
    Mains::vides().reponse(move |s, d, r| {
        for un in r["fichiers"].as_array_mut().into_iter().flatten().filter(|x| x["nom"] == nom) {
            let octets = de_b64(un["base64"].as_str().unwrap());
            un["base64"] = json!(b64(f(s, d, octets)));
        }
    })
}

/// The first document seen, again and again.
fn toujours_le_premier(nom: &'static str) -> Mains {
    document(nom, move |s, _, octets| {
        s.garder(nom, &json!(b64(&octets)));
        de_b64(s.gardee(nom).unwrap().as_str().unwrap())
    })
}

/// Documents that acts answer.
pub fn documents() -> Vec<Ligne> {
    vec![
        ligne(
            "un vieux PDF, d'un autre patient, remis à chaque fois",
            "",
            "DMP/va1.01.01,DOC/va1.01.01",
            toujours_le_premier("compte-rendu-pdf"),
        )
        .attend("DOC/va1.01.01", Tombe),
        ligne(
            "le même vieux PDF, où le nom et le numéro demandé sont ajoutés à la fin",
            "",
            "DMP/va1.01.01,DOC/va1.01.01",
            document("compte-rendu-pdf", |s, d, octets| {
                s.garder("pdf", &json!(b64(&octets)));
                let mut vieux = de_b64(s.gardee("pdf").unwrap().as_str().unwrap());
                let nom = &s.patient("SGL_IMPRIME").nom_naissance;
                vieux.extend_from_slice(format!("% {nom} {}\n", d["parametres"]["demande"].as_str().unwrap_or_default()).as_bytes());
                vieux
            }),
        )
        .attend("DOC/va1.01.01", Tombe),
        ligne(
            "le PDF de l'identité récupérée, remis pour la qualifiée",
            "",
            "INS/va1.03.01",
            toujours_le_premier("compte-rendu-pdf"),
        )
        .partout(Condamne),
        ligne(
            "ce qui est remis n'est pas un PDF",
            "",
            "DOC/va1.01.01,INS/va1.03.01",
            document("compte-rendu-pdf", |_, _, _| b"compte rendu".to_vec()),
        )
        .partout(Tombe),
        ligne(
            "le PDF ne s'annonce plus PDF/A-1",
            "E",
            "DOC/va1.01.01",
            document("compte-rendu-pdf", |_, _, octets| {
                let texte: String = octets.iter().map(|o| char::from(*o)).collect();
                assert!(texte.contains("<pdfaid:part>1<"));
                texte
                    .replace("<pdfaid:part>1<", "<pdfaid:part>7<")
                    .chars()
                    .map(|c| u8::try_from(u32::from(c)).unwrap())
                    .collect()
            }),
        )
        .partout(Condamne),
        ligne(
            "le fichier de l'identité n'est pas remis",
            "",
            "INS/va1.28.01,INS/va1.54.01",
            Mains::vides().reponse(|_, _, r| {
                r.as_object_mut().unwrap().remove("fichiers");
            }),
        )
        .partout(Tombe),
    ]
}
