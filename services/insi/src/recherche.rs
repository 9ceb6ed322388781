//! The search by traits in the fictitious country.

use segur_insi_messages::{Identifiant, Individu, Resultat, Tiq, Traits};
use segur_model::world::{Patient, ReponseInsi, World};

use crate::etat::{Etat, Plateforme};
use crate::fautes;

/// What the search answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Issue {
    /// A result: CR 00, 01 or 02.
    Resultat(Box<Resultat>),
    /// A fault, by its code.
    Faute(String),
}

/// Searches. Nom, sexe and date of birth choose the patients concerned; one of them with a scripted answer whose condition holds
/// gives it. Else those are found whose first names fit, whose COG is the one sent (when one is sent, and one is known) and who
/// have an INS.
pub(crate) fn chercher(monde: &World, etat: &mut Etat, envoyes: &Traits) -> Issue {
    let sent = Envoyes::de(envoyes);
    let concernes: Vec<&Patient> = monde.patients.values().filter(|p| sent.concerne(p)).collect();
    for patient in &concernes {
        *etat.appels.entry(patient.fiche.clone()).or_default() += 1;
    }
    for patient in &concernes {
        let appel = etat.appels.get(&patient.fiche).copied().unwrap_or_default();
        let script = etat.scripts.get(&patient.fiche).unwrap_or(&patient.insi);
        if let Some(reponse) = script.iter().find(|r| sent.remplit(r, appel)) {
            return scriptee(patient, reponse);
        }
    }
    let trouves: Vec<&Patient> = concernes
        .into_iter()
        .filter(|p| p.ins.is_some() && sent.prenom_convient(p) && sent.lieu_convient(p))
        .collect();
    match trouves[..] {
        [] if etat.plateforme == Plateforme::Editeur => Issue::Faute(fautes::TECHNIQUE.to_owned()),
        [patient] => un(
            patient,
            &ReponseInsi {
                prenom: None,
                lieu: None,
                appel: None,
                cr: None,
                faute: None,
                traits: None,
                avec_prenom: false,
                sans_liste: false,
            },
        ),
        [] => sans_individu("01"),
        _ => sans_individu("02"),
    }
}

/// A result without identity: CR 01 or 02. Any other code is answered as 01.
pub(crate) fn sans_individu(cr: &str) -> Issue {
    let (code, libelle) = if cr == "02" {
        ("02", "Plusieurs identites trouvees")
    } else {
        ("01", "Aucune identite trouvee")
    };
    Issue::Resultat(Box::new(Resultat {
        code_cr: code.to_owned(),
        libelle: libelle.to_owned(),
        individu: None,
    }))
}

fn scriptee(patient: &Patient, reponse: &ReponseInsi) -> Issue {
    match (&reponse.faute, reponse.cr.as_deref()) {
        (Some(faute), _) => Issue::Faute(faute.clone()),
        (None, None | Some("00")) => un(patient, reponse),
        (None, Some(cr)) => sans_individu(cr),
    }
}

/// CR 00. A patient without INS has nothing to answer: 01.
fn un(patient: &Patient, reponse: &ReponseInsi) -> Issue {
    let Some(actif) = &patient.ins else { return sans_individu("01") };
    let identifiant = |ins: &segur_model::Ins| Identifiant {
        matricule: ins.matricule.clone(),
        cle: Some(ins.cle.clone()),
        oid: ins.oid.clone(),
        debut: None,
        fin: None,
    };
    let traits = reponse.traits.clone().unwrap_or_else(|| patient.traits());
    let tiq = Tiq {
        nom: Some(traits.nom_naissance),
        prenom: reponse.avec_prenom.then(|| traits.prenoms.first().cloned().unwrap_or_default()),
        prenoms: (!reponse.sans_liste).then(|| traits.prenoms.join(" ")),
        sexe: Some(traits.sexe),
        date_naissance: Some(traits.date_naissance),
        lieu_naissance: traits.lieu_naissance,
    };
    Issue::Resultat(Box::new(Resultat {
        code_cr: "00".to_owned(),
        libelle: "OK".to_owned(),
        individu: Some(Individu {
            actif: identifiant(actif),
            historique: patient.historique.iter().map(identifiant).collect(),
            tiq,
        }),
    }))
}

/// The traits sent.
struct Envoyes {
    nom: String,
    prenoms: String,
    sexe: String,
    date: String,
    lieu: Option<String>,
}

impl Envoyes {
    fn de(traits: &Traits) -> Self {
        let valeur = |c: &Option<segur_insi_messages::Champ>| c.as_ref().map(|c| c.valeur.clone());
        let prenoms: Vec<&str> = traits.prenoms.iter().map(|p| p.valeur.as_str()).collect();
        Self {
            nom: valeur(&traits.nom).unwrap_or_default(),
            prenoms: prenoms.join(" "),
            sexe: valeur(&traits.sexe).unwrap_or_default(),
            date: valeur(&traits.date_naissance).unwrap_or_default(),
            lieu: valeur(&traits.lieu_naissance).filter(|l| !l.is_empty()),
        }
    }

    fn concerne(&self, p: &Patient) -> bool {
        p.nom_naissance == self.nom && p.sexe == self.sexe && p.date_naissance == self.date
    }

    fn remplit(&self, r: &ReponseInsi, appel: u32) -> bool {
        r.prenom.as_ref().is_none_or(|p| *p == self.prenoms)
            && r.lieu.is_none_or(|l| l == self.lieu.is_some())
            && r.appel.is_none_or(|n| n == appel)
    }

    /// One of the first names alone, or the beginning of the list (the whole list included).
    fn prenom_convient(&self, p: &Patient) -> bool {
        let liste = p.prenoms.join(" ");
        let debut = liste
            .strip_prefix(&self.prenoms)
            .is_some_and(|reste| reste.is_empty() || reste.starts_with(' '));
        !self.prenoms.is_empty() && (debut || p.prenoms.contains(&self.prenoms))
    }

    fn lieu_convient(&self, p: &Patient) -> bool {
        match (&self.lieu, &p.lieu_naissance) {
            (Some(envoye), Some(connu)) => envoye == connu,
            _ => true,
        }
    }
}
