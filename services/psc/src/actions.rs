//! What the world does: approves on the e-CPS, ends tokens and sessions, changes switches and keys.

use std::cell::RefCell;

use segur_kit::{ActionRefusee, Contexte};
use serde_json::{Value, json};

use crate::cles::Rotation;
use crate::etat::{Etat, EtatCiba, VIE_SESSION};
use crate::profil::professionnel;
use crate::psc::Psc;

/// Carries out an action.
pub(crate) fn faire(psc: &Psc, ctx: &Contexte, etat: &mut Etat, action: &str, parametres: &Value) -> Result<Value, ActionRefusee> {
    let maintenant = ctx.horloge.maintenant().unix_timestamp();
    let monde = Monde {
        psc,
        ctx,
        etat: RefCell::new(etat),
        parametres,
        maintenant,
    };
    match action {
        "approuver" => monde.trancher(EtatCiba::Approuvee),
        "refuser" if monde.facultatif("demande").is_none() => Ok(monde.tout_refuser()),
        "refuser" | "code-faux" => monde.trancher(EtatCiba::Refusee),
        "expirer" => monde.expirer(),
        "fermer-session" => monde.fermer(),
        "regler" => monde.regler(),
        "tourner-cles" => Ok(monde.tourner()),
        autre => Err(ActionRefusee::Inconnue(format!(
            "Pro Santé Connect n'a pas d'action « {autre} » (voir « segur-bench vocabulaire »)"
        ))),
    }
}

struct Monde<'a> {
    psc: &'a Psc,
    ctx: &'a Contexte,
    etat: RefCell<&'a mut Etat>,
    parametres: &'a Value,
    maintenant: i64,
}

impl Monde<'_> {
    fn etat<R>(&self, f: impl FnOnce(&mut Etat) -> R) -> R {
        f(&mut self.etat.borrow_mut())
    }

    /// A parameter; numbers are taken as text (a code of two digits).
    fn facultatif(&self, nom: &str) -> Option<String> {
        match self.parametres.get(nom)? {
            Value::String(t) if !t.is_empty() => Some(t.clone()),
            Value::Number(n) => Some(n.to_string()),
            _ => None,
        }
    }

    fn requis(&self, nom: &str) -> Result<String, ActionRefusee> {
        self.facultatif(nom)
            .ok_or_else(|| ActionRefusee::Parametres(format!("le paramètre « {nom} » manque ; donnez-le")))
    }

    /// A national identifier, given as one or as a fiche.
    fn identite(&self, nom: &str) -> Result<Option<String>, ActionRefusee> {
        let Some(qui) = self.facultatif(nom) else { return Ok(None) };
        match professionnel(&self.ctx.monde, &qui) {
            Some(p) => Ok(Some(p.id_national.clone())),
            None => Err(ActionRefusee::Parametres(format!(
                "« {qui} » n'est ni une fiche ni un identifiant national du monde fictif"
            ))),
        }
    }

    /// Leaves nothing waiting: a demand that was never accepted has no identifier to name it by.
    fn tout_refuser(&self) -> Value {
        let maintenant = self.maintenant;
        let nombre = self.etat(|e| {
            let attendent = e.cibas.cles(|_, d| d.attend(maintenant));
            for d in &attendent {
                if let Some(d) = e.cibas.modifier(d) {
                    d.etat = EtatCiba::Refusee;
                }
            }
            attendent.len()
        });
        json!({ "nombre": nombre })
    }

    fn trancher(&self, etat: EtatCiba) -> Result<Value, ActionRefusee> {
        let demande = self.requis("demande")?;
        let demande = professionnel(&self.ctx.monde, &demande).map_or(demande, |p| p.id_national.clone());
        // Written as a number, `07` reads 7.
        let code = self.facultatif("code").map(|c| format!("{c:0>2}"));
        self.etat(|e| match e.ciba_en_attente(&demande, self.maintenant) {
            None => Err(ActionRefusee::Impossible(format!(
                "aucune demande en attente pour « {demande} » : elle est inconnue, tranchée, ou son délai (120 s) est passé"
            ))),
            Some(d) if code.as_ref().is_some_and(|c| *c != d.message) => Err(ActionRefusee::Impossible(format!(
                "le logiciel a envoyé le nombre {}, et non {} : la personne n'approuve pas",
                d.message,
                code.unwrap_or_default()
            ))),
            Some(d) => {
                d.etat = etat;
                Ok(json!({ "identite": d.id_national, "binding_message": d.message }))
            }
        })
    }

    fn expirer(&self) -> Result<Value, ActionRefusee> {
        let quoi = self.requis("quoi")?;
        let qui = self.identite("identite")?;
        let maintenant = self.maintenant;
        let concerne = |id: &str| qui.as_deref().is_none_or(|q| q == id);
        let nombre = self.etat(|e| {
            let siennes = e.sessions.cles(|_, s| concerne(&s.id_national));
            if quoi == "code" {
                // A code belongs to whom its session does.
                let codes = e.codes.cles(|_, c| !c.servi && siennes.contains(&c.sid));
                for code in &codes {
                    if let Some(c) = e.codes.modifier(code) {
                        c.fin = maintenant;
                    }
                }
                return Some(codes.len());
            }
            let mut nombre = 0;
            for sid in siennes {
                let Some(s) = e.sessions.lire(&sid).filter(|s| !s.finie).and_then(|_| e.sessions.modifier(&sid)) else {
                    continue;
                };
                match quoi.as_str() {
                    "acces" => nombre += std::mem::take(&mut s.acces).len(),
                    "rafraichissement" => nombre += std::mem::take(&mut s.rafraichissements).len(),
                    "session" => {
                        nombre += 1;
                        e.finir(&sid, maintenant);
                    }
                    _ => return None,
                }
            }
            matches!(quoi.as_str(), "acces" | "rafraichissement" | "session").then_some(nombre)
        });
        match nombre {
            Some(n) => Ok(json!({ "nombre": n })),
            None => Err(ActionRefusee::Parametres(format!(
                "quoi = « {quoi} » inconnu ; les valeurs sont acces, rafraichissement, session, code"
            ))),
        }
    }

    fn fermer(&self) -> Result<Value, ActionRefusee> {
        let qui = self.identite("identite")?.ok_or_else(|| {
            ActionRefusee::Parametres("le paramètre « identite » manque ; donnez une fiche ou un identifiant national".to_owned())
        })?;
        let fins = self.etat(|e| {
            let siennes = e.sessions.cles(|_, s| s.id_national == qui);
            siennes.iter().filter_map(|sid| e.finir(sid, self.maintenant)).count()
        });
        if fins == 0 {
            return Err(ActionRefusee::Impossible(format!("aucune session ouverte pour {qui}")));
        }
        Ok(json!({ "nombre": fins }))
    }

    fn regler(&self) -> Result<Value, ActionRefusee> {
        let (cle, valeur) = (self.requis("cle")?, self.requis("valeur")?);
        let mut bascules = self.psc.reglage.bascules;
        bascules.regler(&cle, &valeur).map_err(ActionRefusee::Parametres)?;
        self.etat(|e| e.bascules.mettre(cle.clone(), valeur.clone()));
        Ok(json!({ "cle": cle, "valeur": valeur }))
    }

    fn tourner(&self) -> Value {
        let jusqu_a = self.maintenant + VIE_SESSION;
        let rotation = self.etat(|e| {
            let rotation = Rotation {
                nombre: e.rotation().nombre + 1,
                ancienne_jusqu_a: jusqu_a,
            };
            e.tourner(rotation);
            rotation
        });
        let kid = self
            .psc
            .cles
            .active(&self.ctx.igc, rotation.nombre)
            .and_then(|c| c.kid().map(str::to_owned));
        json!({ "kid": kid })
    }
}
