//! What the world does: approves on the e-CPS, ends tokens and sessions, changes switches and keys.

use segur_kit::{ActionRefusee, Contexte};
use serde_json::{Value, json};

use crate::avis::prevenir;
use crate::etat::{Etat, EtatCiba, Fin, VIE_SESSION};
use crate::profil::professionnel;
use crate::service::Psc;

/// Carries out an action.
pub(crate) fn faire(psc: &Psc, ctx: &Contexte, action: &str, parametres: &Value) -> Result<Value, ActionRefusee> {
    let maintenant = ctx.horloge.maintenant().unix_timestamp();
    let monde = Monde {
        psc,
        ctx,
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
    parametres: &'a Value,
    maintenant: i64,
}

impl Monde<'_> {
    fn etat<R>(&self, f: impl FnOnce(&mut Etat) -> R) -> R {
        self.psc.etats.avec(&self.ctx.espace, f)
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
            let attendent = e.cibas.valeurs_mut().filter(|d| d.attend(maintenant));
            attendent.map(|d| d.etat = EtatCiba::Refusee).count()
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
        let mut fins = Vec::new();
        let nombre = self.etat(|e| {
            let mut nombre = 0;
            if quoi == "code" {
                // A code belongs to whom its session does.
                let siennes: Vec<String> = e
                    .sessions
                    .iter()
                    .filter(|(_, s)| concerne(&s.id_national))
                    .map(|(id, _)| id.to_owned())
                    .collect();
                for c in e.codes.valeurs_mut().filter(|c| !c.servi && siennes.contains(&c.sid)) {
                    c.fin = maintenant;
                    nombre += 1;
                }
                return Some(nombre);
            }
            for s in e.sessions.valeurs_mut().filter(|s| !s.finie && concerne(&s.id_national)) {
                match quoi.as_str() {
                    "acces" => {
                        nombre += s.acces.len();
                        s.acces.clear();
                    }
                    "rafraichissement" => {
                        nombre += s.rafraichissements.len();
                        s.rafraichissements.clear();
                    }
                    "session" => {
                        nombre += 1;
                        fins.extend(s.finir(maintenant));
                    }
                    _ => return None,
                }
            }
            matches!(quoi.as_str(), "acces" | "rafraichissement" | "session").then_some(nombre)
        });
        prevenir(self.psc, self.ctx, &fins, maintenant);
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
        let fins: Vec<Fin> = self.etat(|e| {
            let siennes = e.sessions.valeurs_mut().filter(|s| s.id_national == qui);
            siennes.filter_map(|s| s.finir(self.maintenant)).collect()
        });
        if fins.is_empty() {
            return Err(ActionRefusee::Impossible(format!("aucune session ouverte pour {qui}")));
        }
        prevenir(self.psc, self.ctx, &fins, self.maintenant);
        Ok(json!({ "nombre": fins.len() }))
    }

    fn regler(&self) -> Result<Value, ActionRefusee> {
        let (cle, valeur) = (self.requis("cle")?, self.requis("valeur")?);
        let mut bascules = self.psc.bascules(&self.ctx.espace);
        bascules.regler(&cle, &valeur).map_err(ActionRefusee::Parametres)?;
        self.etat(|e| e.bascules = Some(bascules));
        Ok(json!({ "cle": cle, "valeur": valeur }))
    }

    fn tourner(&self) -> Value {
        let jusqu_a = self.maintenant + VIE_SESSION;
        let rotation = self.etat(|e| {
            e.rotation.nombre += 1;
            e.rotation.ancienne_jusqu_a = jusqu_a;
            e.rotation
        });
        let kid = self
            .psc
            .cles
            .active(&self.ctx.igc, rotation.nombre)
            .and_then(|c| c.kid())
            .map(str::to_owned);
        json!({ "kid": kid })
    }
}
