//! The lines of the extraction files. Values are written in the order of the columns, which a test compares with their names.

use std::borrow::Cow;
use std::io::{self, Write};

use super::libelles as mot;
use crate::magasin::{Boite, Exercice, Magasin, Personne, Situation, Structure, VIDE};
use crate::rendu::Cible;
use crate::vue::Vue;

/// Writes a line of values. Nothing is quoted in these files: a separator or a line end inside a value becomes a space.
pub(super) fn ligne(sortie: &mut impl Write, valeurs: &[&str], separateur_final: bool) -> io::Result<()> {
    for (i, valeur) in valeurs.iter().enumerate() {
        if i > 0 {
            sortie.write_all(b"|")?;
        }
        if valeur.contains(['|', '\n', '\r']) {
            sortie.write_all(valeur.replace(['|', '\n', '\r'], " ").as_bytes())?;
        } else {
            sortie.write_all(valeur.as_bytes())?;
        }
    }
    sortie.write_all(if separateur_final { b"|\n" } else { b"\n" })
}

/// The raison sociale of a structure; with quotation marks in some, when it is asked for: around it, inside it, or one that nothing closes.
/// Real names have them, and no reader may take them for quoting: nothing is quoted in these files.
fn raison<'a>(m: &'a Magasin, st: &Structure, guillemets: bool) -> Cow<'a, str> {
    let nom = m.lire(st.nom);
    match st.numero % 4 {
        _ if !guillemets => nom.into(),
        0 => format!("\"{nom}\"").into(),
        1 => match nom.rsplit_once(' ') {
            Some((debut, fin)) => format!("{debut} \"{fin}\"").into(),
            None => nom.into(),
        },
        2 => format!("\"{nom}").into(),
        _ => nom.into(),
    }
}

/// A person, where it is, and the directory of its structures.
struct Ici<'v> {
    /// The person's own records: the great directory, or itself alone when it was changed.
    m: &'v Magasin,
    base: &'v Magasin,
    rang: u32,
    p: &'v Personne,
}

/// Every active person of the view.
fn personnes(vue: &Vue) -> impl Iterator<Item = Ici<'_>> {
    let base = &vue.fonds.magasin;
    (0..crate::magasin::longueur(&base.personnes)).filter_map(move |r| {
        let (m, rang) = match vue.revision(Cible::Personne(r)) {
            Some(revision) => (revision.seule.as_ref()?, 0),
            None => (base, r),
        };
        let p = m.personne(rang).filter(|p| p.actif)?;
        Some(Ici { m, base, rang, p })
    })
}

impl<'v> Ici<'v> {
    /// The structure of a situation, unless it was deleted.
    fn structure(&self, vue: &Vue, s: &Situation) -> Option<&'v Structure> {
        let morte = vue.revision(Cible::Structure(s.structure)).is_some();
        self.base.structure(s.structure).filter(|_| !morte)
    }

    /// The first columns of three files: identifiers.
    fn identifiants(&self) -> Option<[&'v str; 3]> {
        let rpps = self.m.rpps(self.p)?;
        Some(["8", rpps, self.m.lire(self.p.id_national)])
    }

    fn nom(&self, e: &Exercice) -> [&'v str; 2] {
        let l = |t| self.m.lire(t);
        let choisi = |du_sien, sinon| if du_sien == VIDE { l(sinon) } else { l(du_sien) };
        [choisi(e.nom, self.p.nom), choisi(e.prenom, self.p.prenom)]
    }
}

/// One line for each exercice and situation of who has an RPPS.
pub(super) fn personne_activite(vue: &Vue, guillemets: bool, sortie: &mut impl Write) -> io::Result<()> {
    for ici in personnes(vue) {
        let Some(ids) = ici.identifiants() else { continue };
        for (numero, e) in (ici.p.exercices..).zip(ici.m.exercices_de(ici.rang)) {
            let mut vides = true;
            let siennes = ici.m.situations_de(ici.rang).filter_map(|r| ici.m.situation(r));
            for s in siennes.filter(|s| s.exercice == numero) {
                vides = false;
                une_activite(vue, &ici, ids, (e, Some(s)), guillemets, sortie)?;
            }
            if vides {
                une_activite(vue, &ici, ids, (e, None), guillemets, sortie)?;
            }
        }
    }
    Ok(())
}

fn une_activite(
    vue: &Vue,
    ici: &Ici<'_>,
    ids: [&str; 3],
    (e, s): (&Exercice, Option<&Situation>),
    guillemets: bool,
    sortie: &mut impl Write,
) -> io::Result<()> {
    let (l, b) = (|t| ici.m.lire(t), ici.base);
    let [nom, prenom] = ici.nom(e);
    let (profession, categorie, savoir_faire) = (l(e.profession), l(e.categorie), l(e.savoir_faire));
    let de_la_situation = |f: fn(&Situation) -> u32| s.map_or("", |s| l(f(s)));
    let (mode, role, genre, section) = (
        de_la_situation(|s| s.mode),
        de_la_situation(|s| s.role),
        de_la_situation(|s| s.genre),
        de_la_situation(|s| s.section),
    );
    let st = s.and_then(|s| ici.structure(vue, s));
    let du_lieu = |f: fn(&Structure) -> u32| st.map_or("", |st| b.lire(f(st)));
    let siret = du_lieu(|st| st.siret);
    let raison = st.map(|st| raison(b, st, guillemets)).unwrap_or_default();
    let technique = st.map(|st| b.id_technique(st)).unwrap_or_default();
    let secteur = du_lieu(|st| st.secteur);
    let departement = st.map_or("", |st| b.code_departement(st));
    let nom_departement = du_lieu(|st| st.departement).split(" (").next().unwrap_or_default();
    let pays = if st.is_some() { ["99000", "France"] } else { ["", ""] };
    let type_de_savoir_faire = if savoir_faire.is_empty() {
        ["", ""]
    } else {
        ["S", "Spécialité ordinale"]
    };
    ligne(
        sortie,
        &[
            ids[0],
            ids[1],
            ids[2],
            l(e.civilite),
            mot::civilite_exercice(l(e.civilite)),
            l(ici.p.civilite),
            mot::civilite(l(ici.p.civilite)),
            nom,
            prenom,
            profession,
            mot::profession(profession),
            categorie,
            mot::categorie(categorie),
            type_de_savoir_faire[0],
            type_de_savoir_faire[1],
            savoir_faire,
            mot::savoir_faire(savoir_faire),
            mode,
            mot::mode(mode),
            siret,
            siret.get(..9).unwrap_or(""),
            du_lieu(|st| st.finess),
            du_lieu(|st| st.finess_juridique),
            &technique,
            &raison,
            st.map_or("", |st| b.enseigne(st)),
            "", // complément destinataire
            "", // complément point géographique
            du_lieu(|st| st.numero_voie),
            "", // indice de répétition
            du_lieu(|st| st.type_voie),
            mot::voie(du_lieu(|st| st.type_voie)),
            du_lieu(|st| st.voie),
            "", // mention de distribution
            "", // bureau cedex
            du_lieu(|st| st.code_postal),
            du_lieu(|st| st.code_commune),
            du_lieu(|st| st.commune),
            pays[0],
            pays[1],
            du_lieu(|st| st.telephone),
            "", // téléphone 2
            "", // télécopie
            "", // adresse e-mail
            departement,
            nom_departement,
            du_lieu(|st| st.id_national),
            mot::ordre(profession),
            secteur,
            mot::secteur(secteur),
            section,
            mot::section(section),
            role,
            "", // libellé du rôle
            genre,
            mot::genre(genre),
        ],
        true,
    )
}

/// One line for each savoir-faire.
pub(super) fn savoir_faire(vue: &Vue, sortie: &mut impl Write) -> io::Result<()> {
    for ici in personnes(vue) {
        let Some(ids) = ici.identifiants() else { continue };
        for e in ici.m.exercices_de(ici.rang).iter().filter(|e| e.savoir_faire != VIDE) {
            let l = |t| ici.m.lire(t);
            let [nom, prenom] = ici.nom(e);
            let (profession, categorie, sf) = (l(e.profession), l(e.categorie), l(e.savoir_faire));
            let valeurs = [
                ids[0],
                ids[1],
                ids[2],
                nom,
                prenom,
                profession,
                mot::profession(profession),
                categorie,
                mot::categorie(categorie),
                "S",
                "Spécialité ordinale",
                sf,
                mot::savoir_faire(sf),
            ];
            ligne(sortie, &valeurs, true)?;
        }
    }
    Ok(())
}

/// One line for each state diploma.
pub(super) fn diplomes(vue: &Vue, sortie: &mut impl Write) -> io::Result<()> {
    for ici in personnes(vue) {
        let Some(ids) = ici.identifiants() else { continue };
        let mut dits: Vec<&str> = Vec::new();
        for e in ici.m.exercices_de(ici.rang) {
            let Some(code) = ici.m.diplome(e).filter(|d| !dits.contains(d)) else {
                continue;
            };
            dits.push(code);
            let [nom, prenom] = ici.nom(e);
            let obtenu = ["DE", "Diplôme d'Etat français", code, mot::diplome(code)];
            let valeurs = [&ids[..], &[nom, prenom], &obtenu, &[""; 4]].concat();
            ligne(sortie, &valeurs, true)?;
        }
    }
    Ok(())
}

/// One line for each published mailbox of a person (PER) or an organisation (ORG): no other kind is in this file.
pub(super) fn correspondance(vue: &Vue, guillemets: bool, sortie: &mut impl Write) -> io::Result<()> {
    for ici in personnes(vue) {
        let personnelle = |b: &&Boite| ici.m.lire(b.genre) == "PER";
        for b in ici.m.boites_de_personne(ici.rang).iter().filter(personnelle) {
            boite(&ici, b, None, guillemets, sortie)?;
        }
        for r in ici.m.situations_de(ici.rang) {
            let Some(s) = ici.m.situation(r) else { continue };
            for b in ici.m.boites_de_situation(r).iter().filter(personnelle) {
                boite(&ici, b, ici.structure(vue, s), guillemets, sortie)?;
            }
        }
    }
    let m = &vue.fonds.magasin;
    for r in 0..crate::magasin::longueur(&m.structures) {
        let Some(st) = m.structure(r).filter(|_| vue.revision(Cible::Structure(r)).is_none()) else {
            continue;
        };
        for b in m.boites_de_structure(r).iter().filter(|b| m.lire(b.genre) == "ORG") {
            let mut valeurs = [""; 31];
            valeurs[0] = "ORG";
            valeurs[1] = m.lire(b.adresse);
            valeurs[7] = m.lire(b.service);
            valeurs[17] = oui_non(b);
            let raison = raison(m, st, guillemets);
            du_lieu(m, st, &raison, &mut valeurs);
            ligne(sortie, &valeurs, false)?;
        }
    }
    Ok(())
}

fn boite(ici: &Ici<'_>, b: &Boite, st: Option<&Structure>, guillemets: bool, sortie: &mut impl Write) -> io::Result<()> {
    let l = |t| ici.m.lire(t);
    let national = l(ici.p.id_national);
    let (genre, identifiant) = national.split_at_checked(1).unwrap_or_default();
    let mut valeurs = [""; 31];
    valeurs[0] = "PER";
    valeurs[1] = l(b.adresse);
    valeurs[2] = genre;
    valeurs[3] = identifiant;
    valeurs[4] = national;
    valeurs[7] = l(b.service);
    if let Some(e) = ici.m.exercices_de(ici.rang).first() {
        [valeurs[9], valeurs[10]] = ici.nom(e);
        valeurs[8] = l(e.civilite);
        valeurs[11] = l(e.categorie);
        valeurs[12] = mot::categorie(l(e.categorie));
        valeurs[13] = l(e.profession);
        valeurs[14] = mot::profession(l(e.profession));
        valeurs[15] = l(e.savoir_faire);
        valeurs[16] = mot::savoir_faire(l(e.savoir_faire));
    }
    valeurs[17] = oui_non(b);
    let raison = st.map(|st| raison(ici.base, st, guillemets)).unwrap_or_default();
    if let Some(st) = st {
        du_lieu(ici.base, st, &raison, &mut valeurs);
    }
    ligne(sortie, &valeurs, false)
}

const fn oui_non(b: &Boite) -> &'static str {
    if b.dematerialisation { "O" } else { "N" }
}

fn du_lieu<'a>(m: &'a Magasin, st: &Structure, raison: &'a str, valeurs: &mut [&'a str; 31]) {
    let l = |t| m.lire(t);
    let (finess, siret) = (l(st.finess), l(st.siret));
    [valeurs[5], valeurs[6]] = match (finess, siret) {
        ("", "") => ["IDNST", l(st.id_national)],
        ("", siret) => ["SIRET", siret],
        (finess, _) => ["FINESS", finess],
    };
    valeurs[18] = raison;
    valeurs[19] = m.enseigne(st);
    valeurs[22] = l(st.numero_voie);
    valeurs[24] = l(st.type_voie);
    valeurs[25] = l(st.voie);
    valeurs[27] = l(st.commune);
    valeurs[28] = l(st.code_postal);
    valeurs[29] = m.code_departement(st);
    valeurs[30] = "France";
}
