//! Driver `commande`: a program started for each act, the request on its standard input, the answer on its standard
//! output. Whatever it does (hang, garbage, exit 3), the campaign goes on and says what happened.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use async_trait::async_trait;
use segur_model::{DemandeActe, ReponseActe, francais};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

use super::{Pilote, PiloteError, REPONSE_MAX, lire_reponse};

/// What is kept of the error output, to be shown.
const ERREURS_MAX: usize = 4 << 10;

pub(super) struct Commande {
    programme: String,
    arguments: Vec<String>,
    actes: Vec<String>,
    delai_s: u64,
    dossier: PathBuf,
}

impl Commande {
    pub(super) fn preparer(commande: &[String], actes: &[String], delai_s: u64, dossier: PathBuf) -> Result<Self, PiloteError> {
        let Some((programme, arguments)) = commande.split_first() else {
            return Err(PiloteError::Injoignable {
                ou_: "commande".to_owned(),
                cause: "`commande` est vide : donnez le programme et ses arguments".to_owned(),
            });
        };
        Ok(Self {
            programme: programme.clone(),
            arguments: arguments.to_vec(),
            actes: actes.to_vec(),
            delai_s,
            dossier,
        })
    }
}

/// Ends the program and all that it started when dropped: an adapter is often a shell script whose child hangs.
struct Groupe(Option<u32>);

impl Groupe {
    fn fini(&mut self) {
        self.0 = None;
    }
}

impl Drop for Groupe {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(pid) = self.0.and_then(|p| i32::try_from(p).ok()).and_then(rustix::process::Pid::from_raw) {
            // It may have ended meanwhile: nothing to do then.
            let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
        }
    }
}

#[async_trait]
impl Pilote for Commande {
    fn nom(&self) -> &'static str {
        "commande"
    }

    fn declare(&self, acte: &str) -> bool {
        self.actes.iter().any(|a| a == acte)
    }

    async fn jouer(&self, demande: &DemandeActe) -> Result<ReponseActe, PiloteError> {
        let acte = &demande.acte;
        let injoignable = |e: std::io::Error| PiloteError::Injoignable {
            ou_: self.programme.clone(),
            // The system says « not found » of the program, whichever of the two is.
            cause: if self.dossier.is_dir() {
                francais::systeme(&e)
            } else {
                format!("son dossier « {} » n'existe pas", self.dossier.display())
            },
        };
        let entree = serde_json::to_vec(demande).map_err(|e| PiloteError::Illisible {
            acte: acte.clone(),
            cause: e.to_string(),
        })?;
        let mut commande = tokio::process::Command::new(&self.programme);
        commande
            .args(&self.arguments)
            .current_dir(&self.dossier)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        commande.process_group(0);
        let mut enfant = commande.spawn().map_err(injoignable)?;
        let mut groupe = Groupe(enfant.id());
        let (stdin, stdout, stderr) = (enfant.stdin.take(), enfant.stdout.take(), enfant.stderr.take());

        let ecrire = async move {
            if let Some(mut s) = stdin {
                // An adapter may answer without reading its request: a closed pipe is not an error.
                let _ = s.write_all(&entree).await;
            }
        };
        let travail = async {
            let (_, sortie, erreurs) = tokio::join!(ecrire, lire(stdout, REPONSE_MAX), lire(stderr, ERREURS_MAX));
            let statut = enfant.wait().await?;
            Ok::<_, std::io::Error>((sortie?, erreurs?, statut))
        };
        let Ok(fini) = tokio::time::timeout(Duration::from_secs(self.delai_s), travail).await else {
            return Err(PiloteError::Delai {
                acte: acte.clone(),
                secondes: self.delai_s,
            });
        };
        let ((sortie, trop), (erreurs, _), statut) = fini.map_err(injoignable)?;
        groupe.fini();
        if !statut.success() {
            let dit = String::from_utf8_lossy(&erreurs);
            let code = statut
                .code()
                .map_or_else(|| "arrêté par un signal".to_owned(), |c| format!("code de sortie {c}"));
            return Err(PiloteError::Echec {
                acte: acte.clone(),
                cause: format!("{code}. Sortie d'erreur : « {} »", dit.trim()),
            });
        }
        if trop {
            return Err(PiloteError::Illisible {
                acte: acte.clone(),
                cause: format!("plus de {} Mio", REPONSE_MAX >> 20),
            });
        }
        lire_reponse(acte, &sortie)
    }

    fn dossier(&self) -> &Path {
        &self.dossier
    }
}

/// Reads to the end, keeps at most `max` bytes, and tells whether there were more: the pipe is drained so that the
/// program is not blocked.
async fn lire(flux: Option<impl AsyncRead + Unpin>, max: usize) -> std::io::Result<(Vec<u8>, bool)> {
    let mut garde = Vec::new();
    let mut trop = false;
    let Some(mut flux) = flux else { return Ok((garde, trop)) };
    let mut tampon = vec![0_u8; 16 << 10];
    loop {
        let n = flux.read(&mut tampon).await?;
        if n == 0 {
            return Ok((garde, trop));
        }
        let place = max - garde.len();
        trop |= n > place;
        garde.extend_from_slice(&tampon[..n.min(place)]);
    }
}
