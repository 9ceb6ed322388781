//! The datamatrix INS and the traits in print.

use segur_dialecte::{Constateur, Traits};
use segur_model::Location;

use super::{ContextePdf, regles};
use crate::ins::{DatamatrixIns, lire_ins, pretend};
use crate::pdf::Pdf;

pub(super) fn juger(pdf: &Pdf, contexte: &ContextePdf, constats: &mut Constateur) {
    datamatrix(pdf, contexte, constats);
    if contexte.traits_imprimes
        && let Some(traits) = &contexte.traits
    {
        imprimes(pdf, traits, constats);
    }
}

/// Whether some page, or the end of the document, was not looked at.
fn non_vu(pdf: &Pdf, de: impl Fn(&crate::pdf::Page) -> Option<String>) -> Option<String> {
    if let Some(raison) = pdf.pages.iter().find_map(de) {
        return Some(raison);
    }
    pdf.limites.first().map(|borne| format!("borne atteinte ({borne})"))
}

fn datamatrix(pdf: &Pdf, contexte: &ContextePdf, constats: &mut Constateur) {
    let lus: Vec<(usize, &str)> = pdf
        .pages
        .iter()
        .flat_map(|p| p.symboles.iter().map(move |s| (p.numero, s.texte.as_str())))
        .collect();
    let candidats: Vec<_> = lus.iter().filter(|(_, texte)| pretend(texte)).collect();
    for (page, texte) in &candidats {
        let lieu = Location::path(format!("page {page}, datamatrix"));
        match lire_ins(texte) {
            Ok(ins) => contenu(&ins, &lieu, contexte.traits.as_ref(), constats),
            Err(raison) => constats.ajouter(regles::DATAMATRIX_INS.finding(lieu, "un datamatrix INS", raison.to_string())),
        }
    }
    let lisibles: Vec<(usize, String)> = candidats
        .iter()
        .filter_map(|(page, texte)| Some((*page, lire_ins(texte).ok()?.matricule)))
        .collect();
    if let Some((_, premier)) = lisibles.first() {
        for (page, autre) in lisibles.iter().filter(|(_, m)| m != premier) {
            let lieu = Location::path(format!("page {page}, datamatrix"));
            constats.ajouter(regles::DATAMATRIX_UNIQUE.finding(lieu, format!("le matricule {premier}, comme l'autre"), autre.clone()));
        }
    }
    if !contexte.datamatrix_exige || !candidats.is_empty() {
        return;
    }
    if let Some((page, texte)) = lus.first() {
        let debut: String = texte.chars().take(40).collect();
        let lieu = Location::path(format!("page {page}, datamatrix"));
        constats.ajouter(regles::DATAMATRIX_INS.finding(lieu, "un datamatrix INS, qui commence par IS", format!("« {debut} »")));
        return;
    }
    let raison = non_vu(pdf, |p| {
        p.non_dessine
            .first()
            .map(|quoi| format!("page {} : {quoi} n'est pas dessiné par le banc", p.numero))
    });
    let lieu = Location::path("pages");
    constats.ajouter(match raison {
        Some(raison) => regles::DATAMATRIX_NON_EVALUE.finding(lieu, "un datamatrix lisible", format!("aucun n'est lu, mais {raison}")),
        None => regles::DATAMATRIX_PRESENT.finding(lieu, "un datamatrix lisible", "aucun sur les pages lues"),
    });
}

fn contenu(ins: &DatamatrixIns, lieu: &Location, traits: Option<&Traits>, constats: &mut Constateur) {
    if !segur_ids::cle_valide(&ins.matricule) {
        constats.ajouter(regles::DATAMATRIX_CLE.finding(
            lieu.clone(),
            "un matricule de 15 caractères, clé comprise",
            ins.matricule.clone(),
        ));
    }
    if ins.separateur_en_lettres {
        constats.ajouter(regles::DATAMATRIX_SEPARATEUR.finding(lieu.clone(), "le caractère GS (0x1D)", "les lettres « GS »"));
    }
    let Some(traits) = traits else { return };
    let date = jour_mois_annee(&traits.date_naissance, "-").unwrap_or_default();
    let champs = [
        ("S1, matricule", &ins.matricule, &traits.matricule),
        ("S2, OID", &ins.oid, &traits.oid),
        ("S3, prénoms", &ins.prenoms, &traits.prenoms),
        ("S4, nom de naissance", &ins.nom, &traits.nom_naissance),
        ("S5, sexe", &ins.sexe, &traits.sexe),
        ("S6, date de naissance", &ins.date_naissance, &date),
        ("S7, lieu de naissance", &ins.lieu_naissance, &traits.lieu_naissance),
    ];
    for (champ, vu, attendu) in champs {
        // A trait that the caller does not know is not compared.
        if !attendu.is_empty() && reduire(vu) != reduire(attendu) {
            let lieu = Location::path(format!("{}, champ {champ}", lieu.path));
            constats.ajouter(regles::DATAMATRIX_TRAITS.finding(lieu, attendu.clone(), vu.clone()));
        }
    }
}

fn imprimes(pdf: &Pdf, traits: &Traits, constats: &mut Constateur) {
    let en_clair = Imprime::de(pdf.pages.iter().map(|p| p.en_clair.as_str()));
    let ecrit = Imprime::de(pdf.pages.iter().map(|p| p.texte.as_str()));
    let dates = ["/", "-", "."].map(|s| jour_mois_annee(&traits.date_naissance, s).unwrap_or_default());
    let premier = traits.prenoms.split_whitespace().next().unwrap_or_default();
    let cherches = [
        ("nom de naissance", vec![traits.nom_naissance.as_str()]),
        ("premier prénom", vec![premier]),
        (
            "date de naissance",
            dates.iter().map(String::as_str).chain([traits.date_naissance.as_str()]).collect(),
        ),
        ("matricule", vec![traits.matricule.as_str()]),
    ];
    let raison = non_vu(pdf, |p| {
        let raison = if !p.texte_complet {
            "une police ne dit pas le texte de ses codes"
        } else if p.numerisee {
            "elle porte une image et un texte invisible, comme une page numérisée"
        } else {
            return None;
        };
        Some(format!("page {} : {raison}", p.numero))
    });
    for (quoi, formes) in cherches {
        let formes: Vec<String> = formes.iter().map(|f| reduire(f)).filter(|f| !f.is_empty()).collect();
        if formes.is_empty() || formes.iter().any(|f| en_clair.contient(f)) {
            continue;
        }
        let lieu = Location::path(format!("pages, {quoi}"));
        constats.ajouter(match &raison {
            Some(raison) => regles::TRAITS_NON_EVALUES.finding(lieu, format!("{quoi} en clair"), format!("non trouvé, mais {raison}")),
            None if formes.iter().any(|f| ecrit.contient(f)) => {
                let vu = "écrit, mais invisible : hors de la page, en mode 3 ou de moins d'un point";
                regles::TRAITS.finding(lieu, format!("{quoi} en clair"), vu)
            }
            None if formes.iter().any(|f| en_clair.est_dans_un_mot(f)) => {
                regles::TRAITS.finding(lieu, format!("{quoi} en clair"), "trouvé seulement dans un mot plus long")
            }
            None => regles::TRAITS.finding(lieu, format!("{quoi} en clair"), "non trouvé dans le texte des pages"),
        });
    }
}

/// The text of the pages as it is searched: without white space, since writers put some inside words, and yet with where it was.
struct Imprime {
    lettres: Vec<char>,
    /// Whether white space comes before each letter; a page begins with some.
    apres_blanc: Vec<bool>,
}

impl Imprime {
    fn de<'t>(pages: impl Iterator<Item = &'t str>) -> Self {
        let mut lu = Self {
            lettres: Vec::new(),
            apres_blanc: Vec::new(),
        };
        for page in pages {
            let mut blanc = true;
            for c in segur_ids::sans_accent(page).chars() {
                if c.is_whitespace() {
                    blanc = true;
                } else {
                    lu.lettres.push(c);
                    lu.apres_blanc.push(std::mem::take(&mut blanc));
                }
            }
        }
        lu
    }

    /// Whether a form stands there by itself: a name inside a longer word is another name, a number inside a longer one another number.
    fn contient(&self, forme: &str) -> bool {
        let forme: Vec<char> = forme.chars().collect();
        self.places(&forme).any(|debut| {
            let fin = debut + forme.len();
            let coupe = |rang: usize| {
                let (Some(avant), Some(apres)) = (rang.checked_sub(1).and_then(|r| self.lettres.get(r)), self.lettres.get(rang)) else {
                    return true;
                };
                let meme_mot = (avant.is_alphabetic() && apres.is_alphabetic()) || (avant.is_numeric() && apres.is_numeric());
                self.apres_blanc.get(rang).copied().unwrap_or(true) || !meme_mot
            };
            coupe(debut) && coupe(fin)
        })
    }

    fn est_dans_un_mot(&self, forme: &str) -> bool {
        let forme: Vec<char> = forme.chars().collect();
        self.places(&forme).next().is_some()
    }

    fn places<'s>(&'s self, forme: &'s [char]) -> impl Iterator<Item = usize> + 's {
        let fenetres = self.lettres.windows(forme.len().max(1)).enumerate();
        fenetres.filter(move |(_, f)| *f == forme).map(|(rang, _)| rang)
    }
}

/// `AAAA-MM-JJ` as a person writes it.
fn jour_mois_annee(date: &str, separateur: &str) -> Option<String> {
    let mut parties = date.split('-');
    let (annee, mois, jour) = (parties.next()?, parties.next()?, parties.next()?);
    Some([jour, mois, annee].join(separateur))
}

/// What two ways of writing the same trait have in common: no white space, no case, no diacritic.
pub(super) fn reduire(texte: &str) -> String {
    segur_ids::sans_accent(texte).split_whitespace().collect()
}
