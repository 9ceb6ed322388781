//! What of a mail is asked: what it says, its source, a part, a document. Nothing that came from outside is given as a page of the bench.

use std::sync::Arc;

use segur_kit::{ActionRefusee, Contexte, Reponse};

use super::courriel::{self, Source};
use super::demande::Quoi;
use super::messages::{self, Pose};
use crate::service::Operateur;

/// Media types under which a part may be given; every other one is bytes.
const MEDIAS: [&str; 6] = [
    "application/pdf",
    "application/zip",
    "image/png",
    "image/jpeg",
    "text/plain",
    "application/octet-stream",
];
const OCTETS: &str = "application/octet-stream";
/// Characters of the name of a file.
const NOM_MAX: usize = 100;

/// Answers what is asked of a mail.
pub(super) async fn montrer(operateur: &Operateur, ctx: &Contexte, pose: &Pose, quoi: Quoi) -> Result<Reponse, ActionRefusee> {
    let corps = &pose.message.corps;
    let uid = pose.message.uid;
    match quoi {
        Quoi::Lu => {
            let apercu = operateur.apercus.de(ctx, &pose.message).await?;
            let ligne = messages::ligne(pose, &apercu);
            super::json(&courriel::vue(ctx, pose, ligne).await?)
        }
        Quoi::Source => {
            let octets = corps.lire(ctx).await?;
            Ok(Reponse::nouvelle(200, "message/rfc822", octets).entete("content-disposition", disposition(&format!("courriel-{uid}.eml"))))
        }
        Quoi::Piece(rang) => {
            let source = Source::de(ctx, corps).await?;
            let lu = source.courriel();
            let partie = lu
                .as_ref()
                .and_then(|c| c.parties.get(rang))
                .filter(|p| p.mime.genre != "multipart");
            let partie = partie.ok_or_else(|| absent("partie", rang))?;
            let dit = partie.mime.nom();
            let media = MEDIAS.iter().find(|m| **m == dit).copied().unwrap_or(OCTETS);
            let nom = partie.nom().unwrap_or_else(|| format!("partie-{}.bin", partie.numero));
            Ok(Reponse::nouvelle(200, media, partie.octets()).entete("content-disposition", disposition(&nom)))
        }
        Quoi::Document(rang) => {
            let document = document(ctx, pose, rang).await?;
            let nom = document.vue.chemin.rsplit('/').next().unwrap_or_default();
            Ok(Reponse::nouvelle(200, OCTETS, document.octets.clone()).entete("content-disposition", disposition(nom)))
        }
        Quoi::Cda(rang) => {
            let document = document(ctx, pose, rang).await?;
            let rendu = tokio::task::spawn_blocking(move || segur_cda::rendre(&document.octets))
                .await
                .map_err(courriel::defaut)?;
            let rendu = rendu.map_err(|e| ActionRefusee::Impossible(format!("ce document ne se lit pas comme un CDA : {e}")))?;
            Ok(Reponse::nouvelle(200, "text/html; charset=utf-8", page(&rendu)))
        }
    }
}

async fn document(ctx: &Contexte, pose: &Pose, rang: usize) -> Result<courriel::Document, ActionRefusee> {
    let source = Arc::new(Source::de(ctx, &pose.message.corps).await?);
    let tous = courriel::documents_de(source).await?;
    tous.into_iter().nth(rang).ok_or_else(|| absent("document", rang))
}

fn absent(quoi: &str, rang: usize) -> ActionRefusee {
    ActionRefusee::Inconnue(format!(
        "ce courriel n'a pas de {quoi} {rang} : la vue du courriel les compte, à partir de 0"
    ))
}

/// A file to keep, never to show: its name as it is (RFC 6266), and in ASCII for who reads no other.
fn disposition(nom: &str) -> String {
    let nom: String = nom.chars().filter(|c| !c.is_control()).take(NOM_MAX).collect();
    let ascii: String = nom
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-_. ".contains(c) { c } else { '_' })
        .collect();
    let encode: String = nom
        .bytes()
        .map(|o| {
            if o.is_ascii_alphanumeric() || b"-_.".contains(&o) {
                char::from(o).to_string()
            } else {
                format!("%{o:02X}")
            }
        })
        .collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encode}")
}

/// A document as a page of its own: no style, no script, nothing from elsewhere.
fn page(rendu: &segur_cda::Rendu) -> String {
    let e = segur_soap::echapper;
    let mut html = format!(
        "<!DOCTYPE html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>{0}</title></head><body><h1>{0}</h1><dl>",
        e(&rendu.titre)
    );
    for (nom, valeur) in &rendu.entete {
        html.push_str(&format!("<dt>{}</dt><dd>{}</dd>", e(nom), e(valeur)));
    }
    html.push_str("</dl>");
    if rendu.coupe {
        html.push_str("<p>Ce document est plus long que ce qui est montré.</p>");
    }
    html.push_str(&rendu.corps);
    html.push_str("</body></html>\n");
    html
}
