//! One attempt to give a mail to another operator: an exchange, committed with what it changes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use segur_dialecte::Source;
use segur_kit::{Contexte, Effet, Registre};
use segur_mail::liste_blanche::{Admission, domaine};
use segur_mail::mssante::DIALECTE;
use segur_mail::mssante::operations::RELAIS_ENVOI;
use segur_model::Certificat;
use segur_smtp::{Adresse, Destinataire, Expediteur, Notify, Retour};

use super::client::{Appel, Compte, Dit, Sort, transmettre};
use super::file::{Depart, Vers};
use super::{instant, tls};
use crate::avis::{self, Avis};
use crate::remise::{Rebond, joindre};
use crate::service::Operateur;

/// How long a mail whose end was said is waited for, when the espace stops.
const ADIEU: Duration = Duration::from_secs(8);
/// Seconds before an attempt of which nothing could be written is made again.
const NON_ECRIT: i64 = 60;

/// Tries once; what becomes of it is in the queue when this ends.
pub(super) async fn essayer(operateur: Arc<Operateur>, ctx: Contexte, registre: Registre, id: (u64, u64), depart: Depart) {
    let relais = operateur.relais.etats.clone();
    let mut echange = registre.echange("mssante", RELAIS_ENVOI);
    let Some(compte) = conclu(&operateur, &ctx, &registre, &depart).await else {
        // The espace stops, and the other operator has nothing: it is for the next opening.
        relais.avec(&ctx.espace, |e| e.lacher(id, None));
        return;
    };
    let maintenant = instant(&ctx);
    let (reste, avis) = trier(&operateur, &ctx, &depart, &compte, id.1, maintenant).await;
    let mut effet = relais.conclure(&ctx.espace, id, reste);
    if let Some(avis) = avis {
        effet = effet.joindre(avis);
    }

    echange.pair = compte.pair;
    echange.statut = compte.statut;
    echange.echec = compte.echec;
    echange.requete.ligne = premiere(&compte.requete);
    echange.reponse.ligne = derniere(&compte.reponse);
    let (requete, reponse) = (Bytes::from(compte.requete), Bytes::from(compte.reponse));
    let mut faits = DIALECTE
        .lire(&Source::echange(&echange, &requete, &reponse))
        .map(|lu| lu.faits().faits.clone())
        .unwrap_or_default();
    faits.insert("domaine".to_owned(), vec![depart.domaine.clone()]);
    faits.insert("essai".to_owned(), vec![(depart.essais + 1).to_string()]);
    echange.faits = faits;
    let ecrit = registre.inscrire_avec(echange, requete, reponse, effet).await;
    // What could not be written may have been given away: it is tried again, later. A mail twice is better than none (RFC 1047).
    let plus_tard = ecrit.is_err().then_some(maintenant + NON_ECRIT);
    relais.avec(&ctx.espace, |e| e.lacher(id, plus_tard));
    operateur.relais.etats.sonnette(&ctx.espace).notify_one();
}

/// What came of the conversation; none when the espace stops before the end of the mail was said.
async fn conclu(operateur: &Operateur, ctx: &Contexte, registre: &Registre, depart: &Depart) -> Option<Compte> {
    let engage = AtomicBool::new(false);
    let conversation = parler(operateur, ctx, depart, &engage);
    tokio::pin!(conversation);
    tokio::select! {
        compte = &mut conversation => return Some(compte),
        () = registre.arret() => {}
    }
    if !engage.load(Ordering::SeqCst) {
        return None;
    }
    tokio::time::timeout(ADIEU, conversation).await.ok()
}

async fn parler(operateur: &Operateur, ctx: &Contexte, depart: &Depart, engage: &AtomicBool) -> Compte {
    let refus = |dit: Dit, sort: fn(Dit) -> Sort| Compte {
        echec: Some(dit.texte.clone()),
        sorts: depart.destinataires.iter().map(|_| sort(dit.clone())).collect(),
        ..Compte::default()
    };
    let Some(liste) = operateur.liste(ctx) else {
        return refus(Dit::nous("4.7.0", "la liste blanche n'a pas encore pu être lue"), Sort::PlusTard);
    };
    if !liste.connait(&depart.domaine) {
        let texte = format!("le domaine {} n'est pas dans la liste blanche", depart.domaine);
        return refus(Dit::nous("5.7.1", &texte), Sort::Refuse);
    }
    let Some(adresse) = operateur.adresse(&depart.domaine) else {
        let texte = format!("aucune adresse pour l'opérateur de {} ([mssante.operateurs])", depart.domaine);
        return refus(Dit::nous("5.4.4", &texte), Sort::Refuse);
    };
    let reglage = &operateur.reglage.relais;
    let tls = match tls::configuration(ctx, &reglage.identite) {
        Ok(tls) => tls,
        Err(raison) => return refus(Dit::nous("4.3.5", &raison), Sort::PlusTard),
    };
    let courriel = match ctx.lire(&depart.octets.0).await {
        Ok(courriel) => courriel,
        Err(e) => {
            return refus(
                Dit::nous("4.3.0", &format!("courriel illisible dans le journal : {e}")),
                Sort::PlusTard,
            );
        }
    };
    let courriel = [depart.prefixe.as_bytes(), &courriel].concat();
    let admet = |c: &Certificat| match liste.admission(&depart.domaine, &c.sujet) {
        Admission::Admis => Ok(()),
        _ => Err(Dit::nous(
            "5.7.1",
            &format!(
                "le certificat présenté n'est pas d'un opérateur de {} dans la liste blanche",
                depart.domaine
            ),
        )),
    };
    let appel = Appel {
        adresse,
        nom: &operateur.reglage.nom,
        tls,
        delai: reglage.delai(),
        admet: &admet,
        engage,
    };
    transmettre(&appel, depart, &courriel).await
}

/// What still waits, and the reports that the sender is owed.
async fn trier(
    operateur: &Operateur,
    ctx: &Contexte,
    depart: &Depart,
    compte: &Compte,
    id: u64,
    maintenant: i64,
) -> (Option<Depart>, Option<Effet>) {
    let reglage = &operateur.reglage.relais;
    let expire = maintenant >= depart.depose + i64::from(reglage.expiration_s);
    let (mut restent, mut perdus, mut relayes) = (Vec::new(), Vec::new(), Vec::new());
    for (vers, sort) in depart.destinataires.iter().zip(&compte.sorts) {
        match sort {
            Sort::Remis if !compte.dsn => relayes.push((vers, avis::Sort::Relaye)),
            Sort::Remis => {}
            Sort::PlusTard(_) if !expire => restent.push(vers.clone()),
            Sort::PlusTard(dit) => perdus.push((
                vers,
                rebond("5.4.7", &format!("délai de remise dépassé ; dernier essai : {}", dit.texte)),
            )),
            Sort::Refuse(dit) => perdus.push((vers, rebond(&dit.statut, &dit.texte))),
        }
    }
    let essais = depart.essais + 1;
    let reste = (!restent.is_empty()).then(|| Depart {
        destinataires: restent,
        essais,
        prochain: maintenant + reglage.relance(essais),
        ..depart.clone()
    });
    let veut = |v: &Vers, mot: &str, defaut: bool| v.notify.as_ref().map_or(defaut, |n| n.split(',').any(|m| m == mot));
    perdus.retain(|(v, _)| veut(v, "FAILURE", true));
    relayes.retain(|(v, _)| veut(v, "SUCCESS", false));
    let avis = match depart.expediteur.as_deref().and_then(|e| Adresse::lire(e).ok()) {
        Some(a) if !(perdus.is_empty() && relayes.is_empty()) => rendre(operateur, ctx, depart, &a, [perdus, relayes], id, essais).await,
        // Nobody is told of what becomes of a report.
        _ => None,
    };
    (reste, avis)
}

fn rebond(statut: &str, texte: &str) -> avis::Sort {
    avis::Sort::Rebondi(Rebond {
        statut: statut.to_owned().into(),
        pourquoi: sans_accents(texte),
    })
}

/// What stands in a report is ASCII.
fn sans_accents(texte: &str) -> String {
    let lettre = |c: char| match c {
        'à' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        '«' | '»' => '"',
        '’' => '\'',
        c if c.is_ascii() => c,
        _ => '?',
    };
    texte.chars().map(lettre).collect()
}

/// Puts the reports in the mailbox of the sender.
async fn rendre(
    operateur: &Operateur,
    ctx: &Contexte,
    depart: &Depart,
    a: &Adresse,
    sortes: [Vec<(&Vers, avis::Sort)>; 2],
    id: u64,
    essais: u32,
) -> Option<Effet> {
    let courriel = ctx.lire(&depart.octets.0).await.unwrap_or_default();
    let envoi = Expediteur {
        adresse: Some(a.clone()),
        retour: depart
            .retour
            .as_deref()
            .map(|r| if r == "FULL" { Retour::Full } else { Retour::Hdrs }),
        envid: depart.envid.clone(),
        ..Expediteur::default()
    };
    let mut effet = None;
    for (rang, sorte) in sortes.into_iter().enumerate() {
        let destinataires: Vec<(Destinataire, avis::Sort)> =
            sorte.into_iter().filter_map(|(v, sort)| Some((destinataire(v)?, sort))).collect();
        if destinataires.is_empty() {
            continue;
        }
        let sorts: Vec<(&Destinataire, avis::Sort)> = destinataires.iter().map(|(d, s)| (d, s.clone())).collect();
        let octets = avis::dsn(&Avis {
            operateur: &operateur.reglage.nom,
            a: &a.to_string(),
            envoi: &envoi,
            sorts: &sorts,
            courriel: &courriel,
            instant: ctx.horloge.maintenant(),
            graine: &ctx.uuid(&format!("mssante.relais.avis {id} {rang}"), u64::from(essais)),
        });
        effet = joindre(effet, operateur.avertir(ctx, &a.cle(), octets).await);
    }
    effet
}

fn destinataire(vers: &Vers) -> Option<Destinataire> {
    let a = |mot: &str| vers.notify.as_ref().is_some_and(|n| n.split(',').any(|m| m == mot));
    Some(Destinataire {
        adresse: Adresse::lire(&vers.adresse).ok()?,
        notify: vers.notify.as_ref().map(|_| Notify {
            succes: a("SUCCESS"),
            echec: a("FAILURE"),
            retard: a("DELAY"),
        }),
        orcpt: vers.orcpt.clone(),
    })
}

/// The first line of what was said.
fn premiere(octets: &[u8]) -> String {
    texte(octets.split(|o| *o == b'\n').next().unwrap_or_default())
}

/// The last line of what was answered.
fn derniere(octets: &[u8]) -> String {
    texte(octets.trim_ascii_end().rsplit(|o| *o == b'\n').next().unwrap_or_default())
}

fn texte(ligne: &[u8]) -> String {
    let ligne = String::from_utf8_lossy(ligne);
    ligne.chars().filter(|c| !c.is_control()).take(500).collect()
}

/// The key by which the settings know a domain.
pub(super) fn meme_domaine(un: &str, autre: &str) -> bool {
    domaine(un) == domaine(autre)
}
