//! Who asks: a card or a certificate, the VIHF that goes with it, and how documents name them.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use segur_saml::vihf::{Code, Mode, SYSTEME_PROFESSION, SYSTEME_SAVOIR_FAIRE};

use crate::message::{Patient, vihf_de};

/// TRE_G05, sections of pharmacists.
const SECTIONS: &str = "1.2.250.1.71.4.2.6";
/// TRE_A00.
const AUTRES: &str = "1.2.250.1.213.1.1.4.6";

/// Somebody of the world, as a VIHF tells them.
#[derive(Debug, Clone, Copy)]
pub struct Acteur {
    /// As tables name them.
    pub nom: &'static str,
    /// Identity that connects, identity that signs.
    pub tls: &'static str,
    pub signe: &'static str,
    pub mode: Mode,
    pub ps: &'static str,
    /// Family and given names.
    pub noms: (&'static str, &'static str),
    /// National identifier and name.
    pub structure: (&'static str, &'static str),
    pub secteur: &'static str,
    pub roles: &'static [(&'static str, &'static str)],
    /// `authorSpecialty`.
    pub specialite: &'static str,
    /// `purposeofuse`.
    pub usage: &'static str,
}

const GENERALISTE: &str = "G15_10/SM26^Médecin - Qualifié en Médecine Générale (SM)^1.2.250.1.213.1.1.4.5";
const BIOLOGISTE: &str = "G15_10/SM03^Médecin - Biologie médicale (SM)^1.2.250.1.213.1.1.4.5";

/// Médecin traitant of DMP_VIE_ENTIERE.
pub const TRAITANT: Acteur = Acteur {
    nom: "médecin traitant",
    tls: "ps-auth-medecin-prescripteur",
    signe: "ps-sign-medecin-prescripteur",
    mode: Mode::Directe,
    ps: "899900000052",
    noms: ("ORDONNANCE", "BAPTISTE"),
    structure: ("399990000100010", "CABINET MEDICAL DES GLYCINES"),
    secteur: "SA08",
    roles: &[("10", SYSTEME_PROFESSION), ("SM26", SYSTEME_SAVOIR_FAIRE)],
    specialite: GENERALISTE,
    usage: "normal",
};
pub const HOSPITALIER: Acteur = Acteur {
    nom: "médecin",
    tls: "ps-auth-medecin-hospitalier",
    signe: "ps-sign-medecin-hospitalier",
    ps: "899900000078",
    noms: ("DUSERVICE", "APOLLINE"),
    structure: ("1999900020", "HOPITAL DES QUATRE-VENTS"),
    secteur: "SA01",
    ..TRAITANT
};
pub const INFIRMIER: Acteur = Acteur {
    nom: "infirmier",
    tls: "ps-auth-infirmier-liberal",
    signe: "ps-sign-infirmier-liberal",
    ps: "899900000029",
    noms: ("IDELTEST", "CAMILLE"),
    structure: ("499900000029001", "CABINET INFIRMIER DU PONT"),
    secteur: "SA07",
    roles: &[("60", SYSTEME_PROFESSION)],
    specialite: "G15_60^Infirmier^1.2.250.1.213.1.1.4.5",
    ..TRAITANT
};
pub const TRAVAIL: Acteur = Acteur {
    nom: "médecin du travail",
    tls: "ps-auth-medecin-du-travail",
    signe: "ps-sign-medecin-du-travail",
    ps: "899900003155",
    noms: ("APTITUDE", "LEOPOLD"),
    structure: ("1999900186", "SERVICE DE PREVENTION DU CANAL"),
    secteur: "SA13",
    roles: &[("10", SYSTEME_PROFESSION), ("SM25", SYSTEME_SAVOIR_FAIRE)],
    specialite: "G15_10/SM25^Médecin - Médecine du travail (SM)^1.2.250.1.213.1.1.4.5",
    ..TRAITANT
};
pub const MEDECIN_BIOLOGISTE: Acteur = Acteur {
    nom: "médecin biologiste",
    tls: "ps-auth-biologiste-1",
    signe: "ps-sign-biologiste-1",
    ps: "899900000045",
    noms: ("BIOTEST", "ALEX"),
    structure: ("1999900038", "LABORATOIRE DES TILLEULS"),
    secteur: "SA25",
    roles: &[("10", SYSTEME_PROFESSION), ("SM03", SYSTEME_SAVOIR_FAIRE)],
    specialite: BIOLOGISTE,
    ..TRAITANT
};
pub const PHARMACIENNE: Acteur = Acteur {
    nom: "pharmacienne",
    tls: "ps-auth-biologiste-2",
    signe: "ps-sign-biologiste-2",
    ps: "899900000060",
    noms: ("PAILLASSE", "MARGUERITE"),
    roles: &[("21", SYSTEME_PROFESSION), ("G", SECTIONS)],
    specialite: "G15_21/G^Pharmacien - Biologistes (G)^1.2.250.1.213.1.1.4.5",
    ..MEDECIN_BIOLOGISTE
};
/// The laboratory, in indirect mode.
pub const LABO: Acteur = Acteur {
    nom: "laboratoire",
    tls: "org-auth-cli",
    signe: "org-sign",
    mode: Mode::Indirecte,
    ..MEDECIN_BIOLOGISTE
};
pub const HOPITAL: Acteur = Acteur {
    nom: "hôpital",
    tls: "org-auth-cli-hopital",
    signe: "org-sign-hopital",
    mode: Mode::Indirecte,
    ..HOSPITALIER
};
/// A physician of the hospital, in AIR.
pub const AIR: Acteur = Acteur {
    nom: "médecin en AIR",
    mode: Mode::IndirecteRenforcee,
    ..HOPITAL
};
/// A secretary of the hospital, in AIR.
pub const AIR_SECRETAIRE: Acteur = Acteur {
    nom: "secrétaire en AIR",
    ps: "3999900020/SEC0042",
    noms: ("PUPITRE", "SOLANGE"),
    roles: &[("SECRETARIAT_MEDICAL", AUTRES)],
    specialite: "SECRETARIAT_MEDICAL^Secrétariat médical^1.2.250.1.213.1.1.4.6",
    ..AIR
};
/// The secretary of the practice. The PKI has no card of hers: she signs with that of the physician, which the tests that she is in tolerate.
pub const SECRETAIRE: Acteur = Acteur {
    nom: "secrétaire (CPE)",
    ps: "599990000100010/SEC0001",
    noms: ("AGENDA", "EUGENIE"),
    roles: &[("SECRETARIAT_MEDICAL", AUTRES)],
    specialite: "SECRETARIAT_MEDICAL^Secrétariat médical^1.2.250.1.213.1.1.4.6",
    ..TRAITANT
};

impl Acteur {
    /// The same, who enters the DMP otherwise.
    pub fn en(self, nom: &'static str, usage: &'static str) -> Self {
        Self { nom, usage, ..self }
    }

    /// The VIHF, signed once.
    pub fn vihf(&self, patient: Option<Patient>) -> String {
        type Cle = (String, Option<Patient>);
        static SIGNES: LazyLock<Mutex<BTreeMap<Cle, String>>> = LazyLock::new(Mutex::default);
        let cle = (format!("{} {} {} {}", self.ps, self.signe, self.mode.mot(), self.usage), patient);
        let deja = SIGNES.lock().unwrap().get(&cle).cloned();
        let vihf = deja.unwrap_or_else(|| self.signer(patient));
        SIGNES.lock().unwrap().entry(cle).or_insert(vihf).clone()
    }

    fn signer(&self, patient: Option<Patient>) -> String {
        let directe = self.mode == Mode::Directe;
        vihf_de(self.signe, patient.unwrap_or_default(), |v| {
            v.mode = self.mode;
            v.classe_contexte = if directe { "SmartcardPKI" } else { "Password" }.into();
            v.declaration_contexte = (self.mode == Mode::IndirecteRenforcee).then(|| "APP_BROWSER_AUTH".into());
            v.name_id = self.ps.into();
            v.utilisateur = (!directe).then(|| format!("{} {}", self.noms.1, self.noms.0));
            v.structure = self.structure.0.into();
            v.secteur = self.secteur.into();
            let role = |(code, systeme): &(&str, &str)| Code {
                code: (*code).into(),
                systeme: (*systeme).into(),
                nom_systeme: None,
                libelle: Some((*code).into()),
            };
            v.roles = self.roles.iter().map(role).collect();
            v.usage.code = self.usage.into();
            if patient.is_none() {
                v.patient = None;
            }
        })
    }

    /// `authorPerson`.
    pub fn xcn(&self) -> String {
        let (nom, prenom) = self.noms;
        format!("{}^{nom}^{prenom}^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS", self.ps)
    }

    /// `authorInstitution`.
    pub fn xon(&self) -> String {
        let (id, nom) = self.structure;
        format!("{nom}^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^{id}")
    }
}

/// A patient of the world, by `fiche`.
pub fn fiche(fiche: &str) -> Patient {
    static MONDE: LazyLock<segur_model::World> = LazyLock::new(|| segur_world::monde_demo().unwrap());
    let ins = MONDE.patients[fiche].ins.as_ref().unwrap();
    (ins.complet().leak(), &ins.oid)
}
