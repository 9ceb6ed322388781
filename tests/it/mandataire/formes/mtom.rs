//! How an MTOM message is cut.

use super::super::http::Message;
use super::super::messages::{b64, entre};
use super::super::table::Ligne;
use super::sur_lot;

/// The parts of an MTOM message.
fn parties(m: &Message) -> (String, Vec<String>) {
    let limite = entre(m.entete("content-type"), "boundary=\"", "\"").to_owned();
    let texte = m.texte();
    let morceaux = texte.split(&format!("--{limite}")).map(str::to_owned).collect::<Vec<_>>();
    (limite, morceaux[1..morceaux.len() - 1].to_vec())
}

fn recolle(m: Message, limite: &str, parties: &[String]) -> Message {
    let mut texte: String = parties.iter().map(|p| format!("--{limite}{p}")).collect();
    texte.push_str(&format!("--{limite}--\r\n"));
    m.ecrit(&texte)
}

/// How an MTOM message is cut.
pub fn mtom() -> Vec<Ligne> {
    vec![
        sur_lot("MTOM : une autre limite, avec tous ses caractères permis", |m| {
            let (limite, p) = parties(&m);
            let autre = "MIME_boundary'()+_,-./:=?0";
            let media = m.entete("content-type").replace(&limite, autre);
            recolle(m, autre, &p).avec("Content-Type", &media)
        }),
        sur_lot("MTOM : limite sans guillemets, paramètres dans un autre ordre", |m| {
            let (limite, p) = parties(&m);
            assert!(p.len() > 2);
            let action = entre(m.entete("content-type"), "action=\"", "\"").to_owned();
            let nue = "uuidA1b2C3";
            assert_ne!(limite, nue);
            recolle(m, nue, &p).avec(
                "Content-Type",
                &format!(
                    "Multipart/Related;boundary={nue};start-info=\"application/soap+xml\";action=\"{action}\";\
                     type=\"application/xop+xml\";start=\"<racine@segur-bench>\""
                ),
            )
        }),
        sur_lot("MTOM : la racine en dernier, start la désigne", |m| {
            let (limite, mut p) = parties(&m);
            p.rotate_left(1);
            recolle(m, &limite, &p)
        }),
        sur_lot("MTOM : sans start, la racine est la première", |m| {
            let media = m.entete("content-type").replace("start=\"<racine@segur-bench>\"; ", "");
            m.avec("Content-Type", &media)
        }),
        sur_lot(
            "MTOM : en-têtes de parties en minuscules, dans un autre ordre, et d'autres en plus",
            |m| {
                m.change("Content-Transfer-Encoding: binary\r\nContent-ID:", "content-id:").change(
                    "Content-Type: application/xop+xml",
                    "Content-Description: racine\r\ncontent-type: application/xop+xml",
                )
            },
        ),
        sur_lot("MTOM : un préambule et un épilogue", |m| {
            let texte = m.texte();
            m.ecrit(&format!("Ceci est un message MIME.\r\n\r\n{texte}\r\nFin.\r\n"))
        }),
        sur_lot("MTOM : documents joints en Base64", |m| {
            let (limite, mut p) = parties(&m);
            for un in p.iter_mut().skip(1) {
                let (tete, corps) = un.split_once("\r\n\r\n").unwrap();
                let octets: Vec<u8> = corps
                    .trim_end_matches("\r\n")
                    .chars()
                    .map(|c| u8::try_from(u32::from(c)).unwrap())
                    .collect();
                let code = b64(octets);
                let lignes: Vec<&str> = code.as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap()).collect();
                *un = format!("{}\r\n\r\n{}\r\n", tete.replace("binary", "base64"), lignes.join("\r\n"));
            }
            recolle(m, &limite, &p)
        }),
    ]
}
