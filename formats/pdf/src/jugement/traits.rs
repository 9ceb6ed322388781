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
    let texte: String = pdf.pages.iter().map(|p| reduire(&p.texte)).collect();
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
        (!p.texte_complet).then(|| format!("page {} : une police ne dit pas le texte de ses codes", p.numero))
    });
    for (quoi, formes) in cherches {
        let formes: Vec<String> = formes.iter().map(|f| reduire(f)).filter(|f| !f.is_empty()).collect();
        if formes.is_empty() || formes.iter().any(|f| texte.contains(f)) {
            continue;
        }
        let lieu = Location::path(format!("pages, {quoi}"));
        constats.ajouter(match &raison {
            Some(raison) => regles::TRAITS_NON_EVALUES.finding(lieu, format!("{quoi} en clair"), format!("non trouvé, mais {raison}")),
            None => regles::TRAITS.finding(lieu, format!("{quoi} en clair"), "non trouvé dans le texte des pages"),
        });
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
    let mut reduit = String::with_capacity(texte.len());
    for c in texte.chars().flat_map(char::to_uppercase) {
        match c {
            'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => reduit.push('A'),
            'Ç' => reduit.push('C'),
            'È' | 'É' | 'Ê' | 'Ë' => reduit.push('E'),
            'Ì' | 'Í' | 'Î' | 'Ï' => reduit.push('I'),
            'Ñ' => reduit.push('N'),
            'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' => reduit.push('O'),
            'Ù' | 'Ú' | 'Û' | 'Ü' => reduit.push('U'),
            'Ý' | 'Ÿ' => reduit.push('Y'),
            'Œ' => reduit.push_str("OE"),
            'Æ' => reduit.push_str("AE"),
            '’' => reduit.push('\''),
            '\u{2010}'..='\u{2015}' => reduit.push('-'),
            c if c.is_whitespace() || ('\u{300}'..='\u{36F}').contains(&c) || c == '\u{AD}' => {}
            c => reduit.push(c),
        }
    }
    reduit
}
