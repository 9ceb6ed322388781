//! What the tests of the money share: a right file, and the acts that bring it to its end.

mod bareme;
mod calcul;
mod conditions;
mod pages;
mod parcours;
mod refus;

use std::collections::BTreeSet;

use time::OffsetDateTime;
use time::macros::datetime;

use super::*;

/// In the first wave, before each of its ends.
pub(super) const ALORS: OffsetDateTime = datetime!(2023-06-01 10:00 +2);
/// Two sites, keys right.
pub(super) const SITES: [&str; 4] = ["999900038", "999900046", "999900020", "999900012"];

pub(super) fn sons() -> &'static Sons {
    Sons::embarque().unwrap()
}

pub(super) fn reference() -> Referencement {
    Referencement {
        numero: "R-0001".to_owned(),
        produit: "Labo Témoin".to_owned(),
        version: "2.1".to_owned(),
        date: datetime!(2023-01-15 09:00 +1),
    }
}

pub(super) fn contexte(qui: Qui, autres: &[Financement]) -> ContexteFinancement<'_> {
    ContexteFinancement {
        sons: sons(),
        qui,
        reference: Some(reference()),
        autres,
        fenetres: Fenetres::Refusent,
    }
}

pub(super) fn ouverture() -> Ouverture {
    Ouverture {
        id: "F0001".to_owned(),
        dispositif: "BIO-SGL-Va1".to_owned(),
        prestation: Prestation::Vague1,
        client: "Laboratoire des Tilleuls".to_owned(),
        sites_declares: 2,
        deja_vague_1: false,
        produit: "labo témoin".to_owned(),
        version: "2.1".to_owned(),
        assujetti: true,
    }
}

pub(super) fn ouvert(o: Ouverture) -> Financement {
    Financement::ouvrir(o, &contexte(Qui::Fournisseur, &[])).unwrap()
}

pub(super) fn ensemble(mots: &[&str]) -> BTreeSet<String> {
    mots.iter().map(|m| (*m).to_owned()).collect()
}

pub(super) fn euros(ht: i64, ttc: i64) -> Montants {
    Montants {
        ht: Centimes::euros(ht),
        ttc: Centimes::euros(ttc),
    }
}

pub(super) fn instance(id: &str, sites: &[&str]) -> Geste {
    Geste::AjouterInstance {
        instance: id.to_owned(),
        sites: ensemble(sites),
        plafond: None,
    }
}

pub(super) fn devis(ht: i64, ttc: i64) -> Geste {
    Geste::Devis {
        instance: "prod".to_owned(),
        montants: euros(ht, ttc),
        postes: ensemble(&["licence", "formation"]),
    }
}

pub(super) fn enroler(pieces: &[&str]) -> Geste {
    Geste::Enroler {
        depositaire: Depositaire::Representant,
        pieces: ensemble(pieces),
    }
}

pub(super) fn commander(sous_condition: bool) -> Geste {
    Geste::Commander {
        instance: "prod".to_owned(),
        sous_condition,
    }
}

pub(super) fn facturer(ht: i64, ttc: i64, au_nom_de: &str) -> Geste {
    Geste::Facturer {
        instance: "prod".to_owned(),
        numero: "2023-17".to_owned(),
        au_nom_de: au_nom_de.to_owned(),
        montants: euros(ht, ttc),
    }
}

/// An act on the instance of the right file, by its word.
pub(super) fn sur(mot: &str) -> Geste {
    let instance = "prod".to_owned();
    match mot {
        "demander-financement" => Geste::DemanderFinancement { instance },
        "verser-avance" => Geste::VerserAvance { instance },
        "installer" => Geste::Installer { instance },
        "signer-va" => Geste::SignerVa { instance },
        "demander-solde" => Geste::DemanderSolde { instance },
        "verser-solde" => Geste::VerserSolde { instance },
        "retirer-instance" => Geste::RetirerInstance { instance },
        autre => panic!("{autre}"),
    }
}

pub(super) fn deposer_va() -> Geste {
    Geste::DeposerVa {
        instance: "prod".to_owned(),
        nature: NatureVa::Va,
        signataire: "Dr Tilleul".to_owned(),
    }
}

/// The right way, from the first act to the last.
pub(super) fn tout() -> Vec<Geste> {
    vec![
        instance("prod", &SITES[..2]),
        devis(27_450, 32_940),
        commander(false),
        enroler(&["certificat", "identite", "rib"]),
        sur("demander-financement"),
        sur("verser-avance"),
        sur("installer"),
        deposer_va(),
        sur("signer-va"),
        facturer(27_450, 32_940, " dr tilleul"),
        sur("demander-solde"),
        sur("verser-solde"),
    ]
}

/// Does an act as who may, in a context.
pub(super) fn faire_avec(
    f: &mut Financement,
    geste: Geste,
    quand: OffsetDateTime,
    c: ContexteFinancement<'_>,
) -> Result<Vec<Ligne>, Refus> {
    let c = ContexteFinancement { qui: geste.qui(), ..c };
    agir(f, geste, quand, &c)
}

/// The same in the usual context.
pub(super) fn faire(f: &mut Financement, geste: Geste) -> Result<Vec<Ligne>, Refus> {
    faire_avec(f, geste, ALORS, contexte(Qui::Client, &[]))
}

/// A file on which the first acts of the right way were done, as far as the one that is named, excluded.
pub(super) fn jusqu_a(o: Ouverture, mot: &str) -> Financement {
    let mut f = ouvert(o);
    for geste in tout().into_iter().take_while(|g| g.mot() != mot) {
        let dit = geste.mot();
        faire(&mut f, geste).unwrap_or_else(|e| panic!("{dit} : {e}"));
    }
    f
}

/// The rules of a refusal, or those of which what was done warns.
pub(super) fn regles(r: &Result<Vec<Ligne>, Refus>) -> Vec<String> {
    match r {
        Err(refus) => refus.manquements().iter().map(|m| m.regle.to_owned()).collect(),
        Ok(lignes) => lignes.iter().filter_map(|l| l.regle.clone()).collect(),
    }
}
