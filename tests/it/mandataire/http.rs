//! HTTP/1.1 by hand, so that every byte that leaves is chosen: the case of a header, chunks, what is asked before the body.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// What is read of a message at most.
const TAILLE_MAX: usize = 32 << 20;

/// A request or an answer, out of its framing.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// `POST /lps HTTP/1.1`.
    pub ligne: String,
    /// In order, names as written; without those of the framing.
    pub entetes: Vec<(String, String)>,
    /// Body.
    pub corps: Vec<u8>,
    /// How the body goes.
    pub cadre: Cadre,
}

/// How a body is framed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cadre {
    /// `Content-Length`.
    #[default]
    Longueur,
    /// In chunks of that many bytes.
    Morceaux(usize),
    /// `Expect: 100-continue`: the body waits for the leave to come.
    Attente,
}

impl Message {
    /// A request without a body.
    pub fn get(cible: &str) -> Self {
        Self {
            ligne: format!("GET {cible} HTTP/1.1"),
            ..Self::default()
        }
    }

    /// A request with a body.
    pub fn post(cible: &str, media: &str, corps: impl Into<Vec<u8>>) -> Self {
        Self {
            ligne: format!("POST {cible} HTTP/1.1"),
            entetes: vec![("Content-Type".to_owned(), media.to_owned())],
            corps: corps.into(),
            cadre: Cadre::Longueur,
        }
    }

    /// An answer.
    pub fn reponse(statut: u16, media: &str, corps: impl Into<Vec<u8>>) -> Self {
        Self {
            ligne: format!("HTTP/1.1 {statut} X"),
            ..Self::post("", media, corps)
        }
    }

    /// The first value of a header.
    pub fn entete(&self, nom: &str) -> &str {
        let v = self.entetes.iter().find(|(n, _)| n.eq_ignore_ascii_case(nom));
        v.map_or("", |(_, v)| v)
    }

    /// The same with this header, in place of the one of that name.
    pub fn avec(mut self, nom: &str, valeur: &str) -> Self {
        match self.entetes.iter_mut().find(|(n, _)| n.eq_ignore_ascii_case(nom)) {
            Some(e) => *e = (nom.to_owned(), valeur.to_owned()),
            None => self.entetes.push((nom.to_owned(), valeur.to_owned())),
        }
        self
    }

    /// The same without it.
    pub fn sans(mut self, nom: &str) -> Self {
        self.entetes.retain(|(n, _)| !n.eq_ignore_ascii_case(nom));
        self
    }

    /// The same, its body framed so.
    pub fn en(self, cadre: Cadre) -> Self {
        Self { cadre, ..self }
    }

    /// The body as text: lone bytes that are no UTF-8 are kept as one character each, and come out as they were.
    pub fn texte(&self) -> String {
        self.corps.iter().map(|o| char::from(*o)).collect()
    }

    /// The same with this text as body (see [`Message::texte`]).
    pub fn ecrit(self, texte: &str) -> Self {
        let corps = texte.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        Self { corps, ..self }
    }

    /// The same, every occurrence of `de` in the body replaced. It must be there: a form that rewrites nothing shows nothing.
    #[track_caller]
    pub fn change(self, de: &str, en: &str) -> Self {
        let texte = self.texte();
        assert!(texte.contains(de), "« {de} » n'est pas dans le message");
        let change = texte.replace(de, en);
        self.ecrit(&change)
    }

    /// The same, without what goes from `debut` to the end of `fin`.
    #[track_caller]
    pub fn retire(self, debut: &str, fin: &str) -> Self {
        let mut texte = self.texte();
        let d = texte.find(debut).unwrap_or_else(|| panic!("« {debut} » n'est pas dans le message"));
        let f = d + texte[d..].find(fin).unwrap_or_else(|| panic!("« {fin} » ne suit pas « {debut} »")) + fin.len();
        texte.replace_range(d..f, "");
        self.ecrit(&texte)
    }

    /// Path and query.
    pub fn cible(&self) -> &str {
        self.ligne.split(' ').nth(1).unwrap_or_default()
    }

    /// The same with another path and query.
    pub fn vers(mut self, cible: &str) -> Self {
        let methode = self.ligne.split(' ').next().unwrap_or_default();
        self.ligne = format!("{methode} {cible} HTTP/1.1");
        self
    }

    fn tete(&self) -> Vec<u8> {
        let mut t = format!("{}\r\n", self.ligne);
        for (n, v) in &self.entetes {
            t.push_str(&format!("{n}: {v}\r\n"));
        }
        match self.cadre {
            Cadre::Morceaux(_) => t.push_str("transfer-encoding: chunked\r\n"),
            Cadre::Attente => t.push_str(&format!("Expect: 100-continue\r\nContent-Length: {}\r\n", self.corps.len())),
            Cadre::Longueur if self.corps.is_empty() && self.ligne.starts_with("GET") => {}
            Cadre::Longueur => t.push_str(&format!("Content-Length: {}\r\n", self.corps.len())),
        }
        t.push_str("\r\n");
        t.into_bytes()
    }
}

/// Reads the next message; `None`: the peer is gone.
pub async fn lire(flux: &mut (impl AsyncRead + Unpin), sans_corps: bool) -> io::Result<Option<Message>> {
    let mut recu = Vec::new();
    let fin = loop {
        if let Some(i) = recu.windows(4).position(|f| f == b"\r\n\r\n") {
            break i;
        }
        if flux.read_buf(&mut recu).await? == 0 {
            return Ok(None);
        }
    };
    let tete = String::from_utf8_lossy(&recu[..fin]).into_owned();
    let mut reste = recu.split_off(fin + 4);
    let mut lignes = tete.split("\r\n");
    let mut m = Message {
        ligne: lignes.next().unwrap_or_default().to_owned(),
        entetes: lignes
            .filter_map(|l| l.split_once(':'))
            .map(|(n, v)| (n.to_owned(), v.trim().to_owned()))
            .collect(),
        ..Message::default()
    };
    let reponse = m.ligne.starts_with("HTTP/");
    if reponse && m.ligne.contains(" 100 ") {
        return Ok(Some(m));
    }
    if m.entete("transfer-encoding").eq_ignore_ascii_case("chunked") {
        m.corps = morceaux(flux, reste).await?;
    } else if let Ok(n) = m.entete("content-length").parse::<usize>() {
        while !sans_corps && reste.len() < n.min(TAILLE_MAX) {
            if flux.read_buf(&mut reste).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        m.corps = reste;
    } else if reponse && !sans_corps {
        flux.read_to_end(&mut reste).await?;
        m.corps = reste;
    }
    Ok(Some(m.sans("transfer-encoding").sans("content-length").sans("expect")))
}

async fn morceaux(flux: &mut (impl AsyncRead + Unpin), mut reste: Vec<u8>) -> io::Result<Vec<u8>> {
    let mut corps = Vec::new();
    loop {
        let ligne = loop {
            if let Some(i) = reste.windows(2).position(|f| f == b"\r\n") {
                break i;
            }
            if flux.read_buf(&mut reste).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        };
        let n = usize::from_str_radix(
            String::from_utf8_lossy(&reste[..ligne])
                .split(';')
                .next()
                .unwrap_or_default()
                .trim(),
            16,
        )
        .map_err(|_| io::ErrorKind::InvalidData)?;
        while reste.len() < ligne + 2 + n + 2 {
            if flux.read_buf(&mut reste).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        corps.extend_from_slice(&reste[ligne + 2..ligne + 2 + n]);
        reste.drain(..ligne + 2 + n + 2);
        if n == 0 || corps.len() > TAILLE_MAX {
            return Ok(corps);
        }
    }
}

/// Writes a message.
pub async fn ecrire(flux: &mut (impl AsyncRead + AsyncWrite + Unpin), m: &Message) -> io::Result<()> {
    flux.write_all(&m.tete()).await?;
    match m.cadre {
        Cadre::Longueur => flux.write_all(&m.corps).await?,
        Cadre::Morceaux(n) => {
            for morceau in m.corps.chunks(n) {
                flux.write_all(format!("{:x}\r\n", morceau.len()).as_bytes()).await?;
                flux.write_all(morceau).await?;
                flux.write_all(b"\r\n").await?;
            }
            flux.write_all(b"0\r\n\r\n").await?;
        }
        Cadre::Attente => {
            flux.flush().await?;
            let conge = lire(flux, true).await?.unwrap_or_default();
            assert!(conge.ligne.contains(" 100 "), "congé attendu, vu « {} »", conge.ligne);
            flux.write_all(&m.corps).await?;
        }
    }
    flux.flush().await
}

/// Sends a request and reads its answer, on a connection that stays.
pub async fn echanger(flux: &mut (impl AsyncRead + AsyncWrite + Unpin), m: &Message) -> io::Result<Message> {
    ecrire(flux, m).await?;
    let sans_corps = m.ligne.starts_with("HEAD ");
    loop {
        let r = lire(flux, sans_corps).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
        if !r.ligne.contains(" 100 ") {
            return Ok(r);
        }
    }
}
