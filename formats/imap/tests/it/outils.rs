//! A command as a session puts it together, and a message.

use bytes::Bytes;
use segur_imap::{Assemblage, Avancee, Commande, Exces, Illisible, Plafonds, Recue, Reglage, Requete, lire};

pub const PLAFONDS: Plafonds = Plafonds {
    ligne: 65_536,
    commande: 65_536,
    message: 1_000_000,
};

/// The bytes of a client, cut as the kit cuts them: a line, so many bytes, a line…
pub fn assembler(octets: &[u8]) -> Result<Recue, Exces> {
    let mut a = Assemblage::default();
    let mut reste = octets;
    loop {
        let fin = reste.windows(2).position(|f| f == b"\r\n").unwrap();
        let ligne = Bytes::copy_from_slice(&reste[..fin]);
        reste = &reste[fin + 2..];
        match a.ligne(&ligne, &PLAFONDS)? {
            Avancee::Complete => {
                assert!(reste.is_empty(), "left: {:?}", String::from_utf8_lossy(reste));
                return Ok(a.prendre());
            }
            Avancee::Litteral { taille, .. } => {
                a.litteral(Bytes::copy_from_slice(&reste[..taille]));
                reste = &reste[taille..];
            }
        }
    }
}

pub fn requete(octets: impl AsRef<[u8]>) -> Result<Requete, Illisible> {
    let octets = [octets.as_ref(), b"\r\n"].concat();
    lire(&assembler(&octets).unwrap(), Reglage::default())
}

pub fn commande(octets: impl AsRef<[u8]>) -> Commande {
    let octets = octets.as_ref();
    match requete(octets) {
        Ok(r) => r.commande,
        Err(e) => panic!("{}: {e:?}", String::from_utf8_lossy(octets)),
    }
}

/// Lines of a text, as mails have them.
pub fn crlf(texte: &str) -> Vec<u8> {
    texte.replace('\n', "\r\n").into_bytes()
}

/// A mail as the couloirs send them: a text in two forms, an archive, a carried message.
pub const COURRIEL: &str = "\
Return-Path: <labo@exemple.mssante.fr>
From: =?UTF-8?Q?Laboratoire_des_C=C3=A8dres?= <labo@exemple.mssante.fr>
To: \"DUPONT, Jean\" <jean.dupont@exemple.mssante.fr>, Groupe: a@b.fr,
 c@d.fr;
Cc: sans-hote
Subject: XDM/1.0/DDM+=?utf-8?B?Q1IgZCdleGFtZW5zIMOpdHJhbmdl?= PATIENT Test
Date: Mon, 7 Feb 2022 21:52:25 +0100 (CET)
Message-ID: <1@exemple.mssante.fr>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=\"=_a\"; charset=utf-8

preambule
--=_a
Content-Type: multipart/alternative;
 boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Compte rendu de pr=C3=A9l=C3=A8vement
suite
--b
Content-Type: text/html; charset=utf-8
Content-Language: fr, en

<p>Compte rendu</p>

--b--
--=_a
Content-Type: application/zip; name=\"IHE_XDM.ZIP\"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename=\"IHE_XDM.ZIP\"
Content-ID: <zip@x>
Content-Description: archive

UEsDBBQ=
--=_a
Content-Type: message/rfc822

From: x@y.fr
Subject: port=?utf-8?Q?=C3=A9?=
Content-Type: multipart/mixed; boundary=c

--c

interieur
--c--
--=_a--
postambule
";
