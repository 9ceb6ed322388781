//! The two searches in the fictitious country.

use segur_insi_messages::{Identifiant, Individu, LuSurCarte, Matricule, Resultat, Tiq, Traits};
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
    if let Some(issue) = repondue(etat, fautes::TECHNIQUE, &concernes, |r, appel| sent.remplit(r, appel)) {
        return issue;
    }
    let trouves: Vec<&Patient> = concernes
        .into_iter()
        .filter(|p| p.ins.is_some() && sent.prenom_convient(p) && sent.lieu_convient(p))
        .collect();
    un_ou_plusieurs(etat, fautes::TECHNIQUE, &trouves)
}

/// Searches by carte Vitale: whose matricule is sent, else who is on a card of the person who opens the rights and has the date and the
/// rank of birth that are sent. The name counts when it is sent. Only scripts that hold for any traits are looked at.
pub(crate) fn chercher_par_carte(monde: &World, etat: &mut Etat, lu: &LuSurCarte) -> Issue {
    let dit = |c: &Option<segur_insi_messages::Champ>| c.as_ref().map(|c| c.valeur.clone()).filter(|v| !v.is_empty());
    let (nom, date, rang) = (dit(&lu.nom), dit(&lu.date_naissance), dit(&lu.rang));
    let mut trouves: Vec<&Patient> = if lu.individu.dit().is_some() {
        monde.patients.values().filter(|p| porte(p, &lu.individu)).collect()
    } else {
        sur_les_cartes(monde, &lu.ouvrant_droit, rang.as_deref())
    };
    trouves.retain(|p| date.as_ref().is_none_or(|d| *d == p.date_naissance) && nom.as_ref().is_none_or(|n| *n == p.nom_naissance));
    let sans_condition = |r: &ReponseInsi, appel| r.prenom.is_none() && r.lieu.is_none() && r.appel.is_none_or(|n| n == appel);
    repondue(etat, fautes::TECHNIQUE_VITALE, &trouves, sans_condition)
        .unwrap_or_else(|| un_ou_plusieurs(etat, fautes::TECHNIQUE_VITALE, &trouves))
}

/// Whether this is the INS of somebody: the number, and the key when it is sent.
pub(crate) fn porte(p: &Patient, matricule: &Matricule) -> bool {
    let cle = matricule.cle.as_ref().map(|c| c.valeur.as_str()).filter(|c| !c.is_empty());
    p.ins
        .as_ref()
        .is_some_and(|i| matricule.dit() == Some(i.matricule.as_str()) && cle.is_none_or(|c| c == i.cle))
}

/// Who is on the cards of this person, at this rank when one is sent; who is on no card opens their own rights.
fn sur_les_cartes<'m>(monde: &'m World, ouvrant_droit: &Matricule, rang: Option<&str>) -> Vec<&'m Patient> {
    let les_siennes = monde
        .cartes
        .values()
        .filter(|c| monde.patients.get(&c.ouvrant_droit).is_some_and(|p| porte(p, ouvrant_droit)));
    let mut fiches: Vec<&str> = les_siennes
        .flat_map(|c| &c.beneficiaires)
        .filter(|b| rang.is_none_or(|r| r == b.rang.to_string()))
        .map(|b| b.patient.as_str())
        .collect();
    if fiches.is_empty() {
        let sur_une_carte = |p: &Patient| monde.cartes.values().flat_map(|c| &c.beneficiaires).any(|b| b.patient == p.fiche);
        let seul = monde.patients.values().filter(|p| porte(p, ouvrant_droit) && !sur_une_carte(p));
        fiches.extend(seul.map(|p| p.fiche.as_str()));
    }
    fiches.sort_unstable();
    fiches.dedup();
    fiches.into_iter().filter_map(|f| monde.patients.get(f)).collect()
}

/// Counts the call for each of these patients, and gives the first scripted answer whose condition holds. `technique` is the fault of the
/// vendors' platform.
fn repondue(etat: &mut Etat, technique: &str, concernes: &[&Patient], remplit: impl Fn(&ReponseInsi, u32) -> bool) -> Option<Issue> {
    for patient in concernes {
        *etat.appels.entry(patient.fiche.clone()).or_default() += 1;
    }
    for patient in concernes {
        let appel = etat.appels.get(&patient.fiche).copied().unwrap_or_default();
        let programmees = etat.scripts.get(&patient.fiche);
        let script = programmees.unwrap_or(&patient.insi);
        if let Some(reponse) = script.iter().find(|r| remplit(r, appel)) {
            // What the world says of the unknown is said of production; an action is taken at its word.
            let inconnu = programmees.is_none() && reponse.cr.as_deref() == Some("01");
            return Some(if inconnu && etat.plateforme == Plateforme::Editeur {
                Issue::Faute(technique.to_owned())
            } else {
                scriptee(patient, reponse)
            });
        }
    }
    None
}

fn un_ou_plusieurs(etat: &Etat, technique: &str, trouves: &[&Patient]) -> Issue {
    match trouves {
        [] if etat.plateforme == Plateforme::Editeur => Issue::Faute(technique.to_owned()),
        [] => sans_individu("01"),
        [patient] => un(patient, &ReponseInsi::default()),
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
pub(crate) struct Envoyes {
    nom: String,
    prenoms: String,
    sexe: String,
    date: String,
    lieu: Option<String>,
}

impl Envoyes {
    pub fn de(traits: &Traits) -> Self {
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

    pub fn concerne(&self, p: &Patient) -> bool {
        p.nom_naissance == self.nom && p.sexe == self.sexe && p.date_naissance == self.date
    }

    fn remplit(&self, r: &ReponseInsi, appel: u32) -> bool {
        r.prenom.as_ref().is_none_or(|p| *p == self.prenoms)
            && r.lieu.is_none_or(|l| l == self.lieu.is_some())
            && r.appel.is_none_or(|n| n == appel)
    }

    /// One of the first names alone, or the beginning of the list (the whole list included).
    pub fn prenom_convient(&self, p: &Patient) -> bool {
        let liste = p.prenoms.join(" ");
        let debut = liste
            .strip_prefix(&self.prenoms)
            .is_some_and(|reste| reste.is_empty() || reste.starts_with(' '));
        !self.prenoms.is_empty() && (debut || p.prenoms.contains(&self.prenoms))
    }

    pub fn lieu_convient(&self, p: &Patient) -> bool {
        match (&self.lieu, &p.lieu_naissance) {
            (Some(envoye), Some(connu)) => envoye == connu,
            _ => true,
        }
    }
}
