//! Deposits: a whole dossier, each proof on its number, or files for one proof. Both are examined by the same rules at the door.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use bytes::Bytes;
use segur_dossier::depot::{PieceRemise, Source, examiner_preuve};
use segur_dossier::examen::{Consequence, Reglage, Remarque, Sort};
use segur_dossier::{GenrePiece, Lecteur, Manifeste, examiner_ouvert};
use segur_kit::Morceau;
use segur_model::catalogue::{Catalogue, CatalogueScenario, Proof, Requirement};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use time::OffsetDateTime;

use crate::appel::{Appel, Echec, Issue};
use crate::candidature::{Candidature, Dossier, DossierDepose, Geste, Personne, Piece, Preuve, Refus, Remise, Role};
use crate::envois;
use crate::etat::Envoi;
use crate::formulaire::Formulaire;
use crate::gestes;
use crate::routes::adresse_preuve;

/// Most bytes of a dossier once inflated: they are kept, file by file.
const MAX_DEPLIE: u64 = 256 << 20;
/// A piece that is shorter shows nothing, in bytes.
const COURTE: u64 = 64;
/// Most files of a deposit for one proof.
const MAX_FICHIERS: usize = 50;

/// A file that came, on the disk for as long as it is looked at.
struct Recu {
    nom: String,
    fichier: NamedTempFile,
    taille: u64,
    empreinte: String,
    morceaux: Vec<Morceau>,
    reperes: Vec<(u32, u32)>,
}

/// `POST …/preuves/{n°}/depot`: files that came whole (`envoi`, several), or a text (`texte`: a link, a number).
pub(crate) async fn preuve(appel: &Appel<'_>, id: &str, preuve: &str) -> Issue {
    let f = Formulaire::du_corps(appel.requete);
    let d = appel.dossier(id)?;
    deposable(appel, &d, Some(preuve))?;
    let mut ids: Vec<&str> = f.tous("envoi").collect();
    ids.dedup();
    if ids.len() > MAX_FICHIERS {
        return Err(Echec::Saisie(400, format!("{MAX_FICHIERS} fichiers par preuve au plus.")));
    }
    let mut recus = Vec::new();
    for (rang, envoi) in ids.iter().enumerate() {
        let entier = envois::entier(appel, id, envoi)?;
        let reperes = reperes(f.un(&format!("reperes-{rang}")), f.un("reperes"))?;
        recus.push(recevoir(appel, &entier, reperes).await?);
    }
    let texte = f.un("texte");
    if !texte.is_empty() {
        recus.push(recevoir_octets(appel, "lien-ou-numero.txt", Bytes::from(format!("{texte}\n")))?);
    }
    let fait = conclure(appel, d, preuve, recus, f.nombre("revision")).await?;
    // Only what was deposited is used up.
    ids.iter().for_each(|envoi| envois::servir(appel, envoi));
    Ok(fait)
}

/// `PUT …/preuves/{n°}/pieces/{nom}`: one file, in one request.
pub(crate) async fn poser(appel: &Appel<'_>, id: &str, preuve: &str, nom: &str) -> Issue {
    let d = appel.dossier(id)?;
    deposable(appel, &d, Some(preuve))?;
    envois::verifier_taille(appel, appel.requete.corps.len() as u64)?;
    let nom = envois::nom_propre(nom)?;
    let mut recu = recevoir_octets(appel, &nom, appel.requete.corps.clone())?;
    recu.reperes = reperes(Formulaire::de_l_adresse(appel.requete).un("reperes"), "")?;
    conclure(appel, d, preuve, vec![recu], None).await
}

async fn conclure(appel: &Appel<'_>, d: Dossier, preuve: &str, recus: Vec<Recu>, revision: Option<u32>) -> Issue {
    if recus.is_empty() {
        return Err(Refus::Saisie("rien n'est déposé : choisir au moins un fichier, ou donner un lien ou un numéro".to_owned()).into());
    }
    let catalogue = appel.service.catalogue(&d.tete.referentiel).cloned();
    let catalogue = catalogue.ok_or_else(|| Echec::Banc("Le référentiel n'est plus de cette version du banc.".to_owned()))?;
    let (tete, p, maintenant) = (d.tete.clone(), d.preuve(preuve)?.clone(), appel.maintenant);
    let (pieces, remarques) = hors_du_fil(move || examiner(&tete, &p, &catalogue, recus, maintenant)).await??;
    let n = remarques.len();
    let dites = serde_json::json!({ "remarques": remarques });
    let remise = Remise {
        tour: 0,
        le: appel.maintenant,
        par: personne(appel)?,
        pieces,
        remarques,
        justification: String::new(),
    };
    let geste = Geste::Deposer {
        preuve: preuve.to_owned(),
        revision,
        remise,
    };
    let id = d.tete.id.clone();
    gestes::faire(appel, d, geste)?;
    Ok(appel
        .fait_avec(&adresse_preuve(&id, preuve), &dites)
        .fait("candidature", id)
        .fait("preuve", preuve)
        .fait("remarques", n.to_string()))
}

fn examiner(
    c: &Candidature,
    p: &Preuve,
    catalogue: &Catalogue,
    recus: Vec<Recu>,
    maintenant: OffsetDateTime,
) -> Result<(Vec<Piece>, Vec<Remarque>), Echec> {
    let (exigence, scenario, preuve) = catalogue.preuve(&p.id).ok_or_else(|| Refus::PreuveInconnue(p.id.clone()))?;
    let etapes: Vec<u32> = p.etapes.iter().map(|e| e.n).collect();
    let inconnue = recus
        .iter()
        .flat_map(|r| &r.reperes)
        .find(|(n, _)| !etapes.is_empty() && !etapes.contains(n));
    if let Some((n, _)) = inconnue {
        let dites: Vec<String> = etapes.iter().map(u32::to_string).collect();
        return Err(Echec::Saisie(
            400,
            format!("L'étape {n} n'est pas de ce scénario : ses étapes sont {}.", dites.join(", ")),
        ));
    }
    let demande = demande(c, (exigence, scenario, preuve), &etapes, maintenant);
    porte(&demande, &recus)?;
    let remises: Vec<PieceRemise<'_>> = recus
        .iter()
        .map(|r| PieceRemise {
            nom: &r.nom,
            contenu: Source::Fichier(r.fichier.path()),
            reperes: &r.reperes,
            simulee: false,
        })
        .collect();
    let examinee = examiner_preuve(&demande, &remises).map_err(|e| Echec::Saisie(400, format!("{e}")))?;
    let mut remarques = examinee.remarques;
    if examinee.sort == Sort::AFournir {
        remarques.push(manque(&examinee.reste));
    }
    let pieces = recus.into_iter().map(|r| Piece {
        media: media(r.fichier.path()),
        nom: r.nom,
        taille: r.taille,
        empreinte: r.empreinte,
        morceaux: r.morceaux,
        reperes: r.reperes,
        simulee: false,
    });
    let pieces: Vec<Piece> = pieces.collect();
    remarques.extend(trop_courtes(preuve, &pieces));
    Ok((pieces, remarques))
}

fn demande<'a>(
    c: &'a Candidature,
    (exigence, scenario, preuve): (&'a Requirement, &'a CatalogueScenario, &'a Proof),
    etapes: &'a [u32],
    maintenant: OffsetDateTime,
) -> segur_dossier::depot::Demande<'a> {
    segur_dossier::depot::Demande {
        exigence: &exigence.id,
        scenario,
        preuve,
        produit: &c.produit,
        profils: &c.profils,
        // Of no campaign in particular.
        campagne: "",
        // A film may be older than the candidature: it is the vendor's, of this version.
        ouverte: OffsetDateTime::UNIX_EPOCH,
        jour: maintenant.date(),
        etapes,
    }
}

/// A film or a picture that does not open is told at once: nothing of the deposit is kept, and nothing is sent again. What a rule says against a piece is for who
/// reviews.
fn porte(d: &segur_dossier::depot::Demande<'_>, recus: &[Recu]) -> Result<(), Echec> {
    use segur_dossier::depot::{Refus as Porte, Remise as Montree, juger};
    for r in recus {
        let montree = Montree {
            contenu: Source::Fichier(r.fichier.path()),
            nom: &r.nom,
            reperes: &r.reperes,
            taille_max: u64::MAX,
        };
        if let Err(e @ (Porte::Film(_) | Porte::Image(_) | Porte::Reperes(_))) = juger(d, &montree) {
            return Err(Echec::Saisie(400, format!("« {} » : {e}", r.nom)));
        }
    }
    Ok(())
}

/// A piece of a few bytes shows nothing, but a link or a number.
fn trop_courtes(preuve: &Proof, pieces: &[Piece]) -> Option<Remarque> {
    use segur_model::catalogue::NaturePreuve::{AnsTestExecutionId, AnsTestReportLink};
    if preuve.natures.iter().any(|n| matches!(n, AnsTestExecutionId | AnsTestReportLink)) {
        return None;
    }
    let courtes: Vec<String> = pieces.iter().filter(|p| p.taille < COURTE).map(|p| p.nom.clone()).collect();
    if courtes.is_empty() {
        return None;
    }
    Some(Remarque {
        regle: "referencement.piece.trop-courte".to_owned(),
        dit: "Une pièce montre quelque chose.".to_owned(),
        consequence: Consequence::Revient,
        vu: format!("moins de {COURTE} octets"),
        fichiers: courtes,
        a_faire: "Déposer la pièce elle-même, en entier.".to_owned(),
        par: "editeur".to_owned(),
        source: "déduit : une preuve se lit".to_owned(),
        trust: segur_model::Trust::Unverified,
    })
}

/// What the proofs of a dossier cite, all told: one file cited by all of them is read for each.
fn tenir_dans(m: &Manifeste, nom: &str) -> Result<(), Echec> {
    let tailles: BTreeMap<&str, u64> = m.fichiers.iter().map(|f| (f.chemin.as_str(), f.taille)).collect();
    let cites = m.etats.iter().flat_map(|e| &e.pieces).flat_map(|p| &p.fichiers);
    let total = cites.fold(0_u64, |n, c| n.saturating_add(tailles.get(c.as_str()).copied().unwrap_or_default()));
    if total > MAX_DEPLIE {
        return Err(Echec::Saisie(
            413,
            format!(
                "« {nom} » cite {} Mio de pièces, et {} sont prises au plus d'un dossier : déposer les films fichier par fichier.",
                total >> 20,
                MAX_DEPLIE >> 20
            ),
        ));
    }
    Ok(())
}

/// Something was given, and it is not all that the proof asks.
fn manque(reste: &str) -> Remarque {
    Remarque {
        regle: "referencement.piece.incomplete".to_owned(),
        dit: "Chaque pièce que la preuve demande est là.".to_owned(),
        consequence: Consequence::Revient,
        vu: if reste.is_empty() {
            "une des pièces demandées manque".to_owned()
        } else {
            reste.to_owned()
        },
        fichiers: Vec::new(),
        a_faire: "Déposer ensemble toutes les pièces de la preuve : un dépôt remplace le précédent.".to_owned(),
        par: "editeur".to_owned(),
        source: "texte de la preuve, au référentiel".to_owned(),
        trust: segur_model::Trust::SecondHand,
    }
}

/// `POST …/gestes/dossier`: a dossier that came whole.
pub(crate) async fn dossier(appel: &Appel<'_>, id: &str, envoi: &str) -> Issue {
    let d = appel.dossier(id)?;
    deposable(appel, &d, None)?;
    let entier = envois::entier(appel, id, envoi)?;
    let recu = recevoir(appel, &entier, Vec::new()).await?;
    let fait = deposer_dossier(appel, d, recu).await?;
    envois::servir(appel, envoi);
    Ok(fait)
}

/// `PUT …/dossier/{nom}`: a dossier in one request.
pub(crate) async fn poser_dossier(appel: &Appel<'_>, id: &str, nom: &str) -> Issue {
    let d = appel.dossier(id)?;
    deposable(appel, &d, None)?;
    envois::verifier_taille(appel, appel.requete.corps.len() as u64)?;
    let nom = envois::nom_propre(nom)?;
    let recu = recevoir_octets(appel, &nom, appel.requete.corps.clone())?;
    deposer_dossier(appel, d, recu).await
}

async fn deposer_dossier(appel: &Appel<'_>, d: Dossier, recu: Recu) -> Issue {
    let (tete, par, maintenant) = (d.tete.clone(), personne(appel)?, appel.maintenant);
    let catalogues = appel.service.catalogues.clone();
    let lu = hors_du_fil(move || lire_dossier(&tete, &par, recu, &catalogues, maintenant)).await??;
    let (depose, remises, corps) = lu;
    let id = d.tete.id.clone();
    let d = gestes::faire(appel, d, Geste::DeposerDossier { dossier: depose, remises })?;
    appel.etat(|e| e.corps.extend(corps));
    let prises = d.tete.dossiers.last().map(|x| x.preuves).unwrap_or_default();
    let vers = format!("/candidatures/{id}?pourvues={prises}");
    let manquent = d.preuves.iter().filter(|p| p.manque()).count();
    Ok(appel
        .fait_avec(
            &vers,
            &serde_json::json!({ "preuves_pourvues": prises, "preuves_a_fournir": manquent }),
        )
        .fait("candidature", id)
        .fait("preuves", prises.to_string()))
}

type Lu = (DossierDepose, Vec<(String, Remise)>, Vec<Bytes>);

fn lire_dossier(c: &Candidature, par: &Personne, recu: Recu, catalogues: &[Catalogue], maintenant: OffsetDateTime) -> Result<Lu, Echec> {
    let refuse = |e: segur_dossier::DossierError| {
        Echec::Saisie(
            400,
            format!("Ce dossier n'est pas pris : {}.", sans_chemin(&e, recu.fichier.path(), &recu.nom)),
        )
    };
    let mut lecteur = Lecteur::ouvrir_au_plus(recu.fichier.path(), MAX_DEPLIE).map_err(refuse)?;
    est_de(c, lecteur.manifeste())?;
    let reglage = Reglage {
        jour: maintenant.date(),
        catalogues,
    };
    let manifeste = lecteur.manifeste().clone();
    tenir_dans(&manifeste, &recu.nom)?;
    let examen = examiner_ouvert(&mut lecteur, &reglage).map_err(refuse)?;
    let catalogue = catalogues.iter().find(|k| k.code == c.referentiel);
    let catalogue = catalogue.ok_or_else(|| Echec::Banc("Le référentiel n'est plus de cette version du banc.".to_owned()))?;
    let mut lus: BTreeMap<String, Bytes> = BTreeMap::new();
    let mut remises = Vec::new();
    for examinee in examen.preuves {
        let etat = manifeste.etats.iter().find(|e| e.id == examinee.id);
        let (mut pieces, mut contenus) = (Vec::new(), Vec::new());
        for chemin in &examinee.fichiers {
            let Some(cite) = manifeste.fichiers.iter().find(|f| f.chemin == *chemin) else {
                continue;
            };
            let octets = match lus.get(chemin) {
                Some(octets) => octets.clone(),
                None => {
                    let octets = Bytes::from(lecteur.lire(chemin, MAX_DEPLIE).map_err(refuse)?);
                    lus.insert(chemin.clone(), octets.clone());
                    octets
                }
            };
            let dite = etat.and_then(|e| e.pieces.iter().find(|p| p.fichiers.contains(chemin)));
            pieces.push(Piece {
                nom: chemin.rsplit('/').next().unwrap_or(chemin).to_owned(),
                media: cite.media.split(';').next().unwrap_or_default().trim().to_owned(),
                taille: octets.len() as u64,
                empreinte: cite.empreinte.clone(),
                morceaux: vec![Morceau {
                    corps: cite.empreinte.clone(),
                    debut: 0,
                    longueur: octets.len() as u64,
                }],
                reperes: dite.and_then(|p| p.donnee.as_ref()).map(|x| x.reperes.clone()).unwrap_or_default(),
                simulee: dite.is_some_and(|p| p.genre == GenrePiece::Message),
            });
            contenus.push(octets);
        }
        // What supports without answering is no deposit, nor what the dossier says to be without object: that is asked by hand, with a reason.
        let fournie = !matches!(examinee.sort, Sort::AFournir | Sort::SansObjet);
        let Some(demandee) = catalogue.preuve(&examinee.id).filter(|_| fournie && !pieces.is_empty()) else {
            continue;
        };
        // What a dossier says of itself is its vendor's: the same pieces are examined by what the catalogue asks.
        let remises_ici: Vec<PieceRemise<'_>> = pieces
            .iter()
            .zip(&contenus)
            .map(|(p, octets)| PieceRemise {
                nom: &p.nom,
                contenu: Source::Octets(octets),
                reperes: &p.reperes,
                simulee: p.simulee,
            })
            .collect();
        let etapes: Vec<u32> = (1..=demandee.1.etapes.unwrap_or_default()).collect();
        let seule =
            examiner_preuve(&demande(c, demandee, &etapes, maintenant), &remises_ici).map_err(|e| Echec::Saisie(400, e.to_string()))?;
        let mut remarques = examinee.remarques;
        let neuves = seule
            .remarques
            .into_iter()
            .filter(|n| remarques.iter().all(|r| r.regle != n.regle))
            .collect::<Vec<_>>();
        remarques.extend(neuves);
        remarques.extend(trop_courtes(demandee.2, &pieces));
        let remise = Remise {
            tour: 0,
            le: maintenant,
            par: par.clone(),
            pieces,
            remarques,
            justification: String::new(),
        };
        remises.push((examinee.id, remise));
    }
    let corps = lus.into_values().collect();
    let depose = DossierDepose {
        nom: recu.nom.clone(),
        empreinte: recu.empreinte.clone(),
        campagne: manifeste.campagne,
        empreinte_cle: examen.empreinte_cle,
        preuves: 0,
        le: maintenant,
    };
    Ok((depose, remises, corps))
}

/// A dossier is of the product, of its version, of the référentiel and of the profiles of the candidature, or is not taken.
fn est_de(c: &Candidature, m: &Manifeste) -> Result<(), Echec> {
    let mut profils = (c.profils.clone(), m.profils.clone());
    profils.0.sort();
    profils.1.sort();
    let dits = |p: &[String]| if p.is_empty() { "Général seul".to_owned() } else { p.join(", ") };
    let ecarts = [
        ("produit", c.produit.nom.clone(), m.produit.nom.clone()),
        ("version", c.produit.version.clone(), m.produit.version.clone()),
        ("référentiel", c.referentiel.clone(), m.catalogue.code.clone()),
        ("version du référentiel", c.version_referentiel.clone(), m.catalogue.version.clone()),
        ("profils", dits(&profils.0), dits(&profils.1)),
    ];
    let ecarts: Vec<String> = ecarts
        .iter()
        .filter(|(_, a, b)| a != b)
        .map(|(quoi, a, b)| format!("{quoi} : « {b} » au lieu de « {a} »"))
        .collect();
    if ecarts.is_empty() {
        return Ok(());
    }
    Err(Echec::Saisie(
        409,
        format!(
            "Ce dossier n'est pas celui de cette candidature : {}. Rejouer la campagne pour ce produit, ou ouvrir une autre candidature.",
            ecarts.join(" ; ")
        ),
    ))
}

/// Refused early, before anything big is read.
fn deposable(appel: &Appel<'_>, d: &Dossier, preuve: Option<&str>) -> Result<(), Echec> {
    let role = appel.role(&d.tete);
    if !matches!(role, Role::Editeur | Role::Collaborateur) {
        return Err(Refus::Role(role).into());
    }
    if !d.tete.etat.est_aux_preuves() {
        return Err(Refus::Etat {
            etat: d.tete.etat,
            quoi: "les preuves se déposent après l'éligibilité, et tant que la candidature court",
        }
        .into());
    }
    if let Some(p) = preuve {
        d.preuve(p)?;
    }
    Ok(())
}

fn personne(appel: &Appel<'_>) -> Result<Personne, Echec> {
    let qui = appel.qui()?;
    Ok(Personne {
        id: qui.session.id_national.clone(),
        nom: qui.session.nom.clone(),
    })
}

/// Puts a file that came in pieces back together.
async fn recevoir(appel: &Appel<'_>, envoi: &Envoi, reperes: Vec<(u32, u32)>) -> Result<Recu, Echec> {
    let mut fichier = temporaire()?;
    let (mut condense, mut taille) = (Sha256::new(), 0_u64);
    for m in &envoi.morceaux {
        let octets = appel
            .ctx
            .lire(m)
            .await
            .map_err(|e| Echec::Banc(format!("Un morceau envoyé ne se lit plus : {e}.")))?;
        condense.update(&octets);
        taille += octets.len() as u64;
        fichier.write_all(&octets).map_err(|e| disque(&e))?;
    }
    fichier.flush().map_err(|e| disque(&e))?;
    Ok(Recu {
        nom: envoi.nom.clone(),
        fichier,
        taille,
        empreinte: hex::encode(condense.finalize()),
        morceaux: envoi.morceaux.clone(),
        reperes,
    })
}

/// A file that is here already; its bytes are kept with the state.
fn recevoir_octets(appel: &Appel<'_>, nom: &str, octets: Bytes) -> Result<Recu, Echec> {
    let mut fichier = temporaire()?;
    fichier.write_all(&octets).map_err(|e| disque(&e))?;
    fichier.flush().map_err(|e| disque(&e))?;
    let morceau = Morceau::entier(&octets);
    let taille = octets.len() as u64;
    appel.etat(|e| e.corps.push(octets));
    Ok(Recu {
        nom: nom.to_owned(),
        fichier,
        taille,
        empreinte: morceau.corps.clone(),
        morceaux: vec![morceau],
        reperes: Vec::new(),
    })
}

fn temporaire() -> Result<NamedTempFile, Echec> {
    NamedTempFile::new().map_err(|e| disque(&e))
}

fn disque(e: &std::io::Error) -> Echec {
    Echec::Banc(format!(
        "Le banc ne peut pas écrire le fichier le temps de le lire : {}.",
        segur_model::francais::systeme(e)
    ))
}

/// What a file is, from its bytes.
fn media(chemin: &Path) -> String {
    use std::io::Read;
    let mut debut = Vec::new();
    if let Ok(f) = std::fs::File::open(chemin) {
        let _ = f.take(64 << 10).read_to_end(&mut debut);
    }
    segur_dossier::depot::type_de(&debut).to_owned()
}

/// `3=0:42, 4=1:10`: at which second of a film each étape begins.
fn reperes(dits: &str, sinon: &str) -> Result<Vec<(u32, u32)>, Echec> {
    let dits = if dits.is_empty() { sinon } else { dits };
    let un = |d: &str| {
        let (etape, instant) = d.split_once('=')?;
        let secondes = instant
            .trim()
            .split(':')
            .try_fold(0_u32, |n, p| n.checked_mul(60)?.checked_add(p.trim().parse().ok()?))?;
        Some((etape.trim().parse().ok()?, secondes))
    };
    dits.split([',', ';', '\n'])
        .map(str::trim)
        .filter(|d| !d.is_empty())
        .map(|d| {
            un(d).ok_or_else(|| {
                Echec::Saisie(
                    400,
                    format!(
                        "Le repère « {d} » ne se lit pas : écrire « étape=minutes:secondes », séparés par des virgules (3=0:42, 4=1:10)."
                    ),
                )
            })
        })
        .collect()
}

/// An error without the path of this machine: who deposits knows the file by its name.
fn sans_chemin(e: &segur_dossier::DossierError, chemin: &Path, nom: &str) -> String {
    if let segur_dossier::DossierError::Altere { problemes, .. } = e {
        let premiers: Vec<&str> = problemes.iter().take(3).map(String::as_str).collect();
        let reste = problemes.len().saturating_sub(premiers.len());
        let suite = if reste > 0 { format!(", et {reste} autres") } else { String::new() };
        return format!(
            "« {nom} » n'est plus comme le banc l'a écrit : {}{suite}. Déposer le zip tel quel, sans l'ouvrir ni le recompresser ; `segur-bench verify` dit le reste",
            premiers.join(" ; ")
        );
    }
    let dit = e.to_string().replace(&chemin.display().to_string(), nom);
    dit.trim_end_matches('.').to_owned()
}

/// Reading a big file does not hold the others up.
async fn hors_du_fil<T: Send + 'static>(faire: impl FnOnce() -> T + Send + 'static) -> Result<T, Echec> {
    tokio::task::spawn_blocking(faire)
        .await
        .map_err(|_| Echec::Banc("L'examen s'est arrêté sur ce fichier : c'est une faute du banc.".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_or_refused() {
        assert_eq!(reperes("3=0:42, 4=1:10;5=1:00:00", "").unwrap(), [(3, 42), (4, 70), (5, 3600)]);
        assert_eq!(reperes("", "1=5").unwrap(), [(1, 5)]);
        assert!(reperes("", "").unwrap().is_empty());
        for faux in ["3", "=1:00", "3=", "x=1", "3=99999999:99999999", "3=-1"] {
            assert!(reperes(faux, "").is_err(), "{faux}");
        }
    }
}
