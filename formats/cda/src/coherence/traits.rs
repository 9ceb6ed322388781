//! The traits of the patient that the metadata repeat (`sourcePatientInfo`).

use super::{Comparaison, cote_document, cote_metadonnees};
use crate::arbre;
use crate::identite::{self, lettres};
use crate::regles::coherence as regles;

impl Comparaison<'_, '_> {
    /// The first name that the metadata give (XPN.2) is one that the document gives.
    pub(super) fn prenom(&mut self, infos: &[String]) {
        let cda = self.juge.cda;
        let donnes = arbre::tous(cda, &["recordTarget", "patientRole", "patient", "name", "given"]);
        let xpn = infos
            .iter()
            .filter_map(|i| i.trim().split_once('|'))
            .find(|(champ, _)| champ.trim() == "PID-5");
        let (Some((_, xpn)), Some(premier)) = (xpn, donnes.first()) else {
            return;
        };
        let dit = lettres(xpn.split('^').nth(1).unwrap_or_default());
        if xpn.contains('~') || dit.is_empty() {
            return;
        }
        // A list begins with it, or is it; a compound first name is written in one word or in two.
        let vus: Vec<String> = donnes.iter().map(|n| arbre::texte_normalise(*n)).collect();
        if !vus
            .iter()
            .any(|v| lettres(v).starts_with(&dit) || v.split_whitespace().any(|m| lettres(m) == dit))
        {
            let attendu = cote_metadonnees(&format!("PID-5|{xpn}"));
            self.juge.dire(regles::PRENOM, *premier, attendu, cote_document(&vus.join(", ")));
        }
    }

    /// The birth name, the birth date and the sex; what either side leaves out is not compared, nor what only writing differs in.
    pub(super) fn traits(&mut self, infos: &[String]) {
        let (document, cda) = (self.juge.document, self.juge.cda);
        let traits = identite::lire(document, cda);
        let Some(patient) = arbre::un(cda, &["recordTarget", "patientRole", "patient"]) else {
            return;
        };
        for (champ, valeur) in infos.iter().filter_map(|i| i.trim().split_once('|')) {
            let (sien, meme): (_, fn(&str, &str) -> bool) = match champ.trim() {
                "PID-5" if est_le_nom_de_naissance(valeur) => (&traits.nom, |dit, vu| {
                    lettres(dit.split('^').next().unwrap_or_default().split('&').next().unwrap_or_default()) == lettres(vu)
                }),
                // Either may say the year alone, or the hour too.
                "PID-7" => (&traits.naissance, |dit, vu| {
                    dit.bytes().zip(vu.bytes()).take(8).all(|(d, v)| d == v)
                }),
                // U for HL7 v2 is UN for the CDA.
                "PID-8" => (&traits.sexe, |dit, vu| {
                    dit.bytes().next().map(|o| o.to_ascii_uppercase()) == vu.bytes().next()
                }),
                _ => continue,
            };
            if let Some(sien) = sien.as_ref().filter(|s| !valeur.is_empty() && !meme(valeur, &s.valeur)) {
                let attendu = cote_metadonnees(&format!("{}|{valeur}", champ.trim()));
                self.juge.dire(regles::TRAITS, patient, attendu, cote_document(&sien.valeur));
            }
        }
    }
}

/// A name of another kind than that of birth (XPN.7) is not compared.
fn est_le_nom_de_naissance(xpn: &str) -> bool {
    !xpn.contains('~') && xpn.split('^').nth(6).is_none_or(|genre| matches!(genre.trim(), "" | "L"))
}
