//! What the API v2 lets one search, resource by resource (IG annuaire, CapabilityStatement of the public data, v2). Data: the reading
//! of requests, the matching and the CapabilityStatement are all made from it.

/// How a parameter is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genre {
    /// Start of a text, without case nor accents.
    Texte,
    /// `system|code`.
    Jeton,
    /// Technical identifier of another resource.
    Reference,
    /// An instant.
    Date,
}

/// A search parameter.
#[derive(Debug, PartialEq, Eq)]
pub struct Parametre {
    /// Name.
    pub nom: &'static str,
    /// How it is compared.
    pub genre: Genre,
    /// Where it looks in the resource: names joined by dots, lists crossed. `@` begins a place that the matching knows by name.
    pub chemins: &'static [&'static str],
}

/// A reference that can be followed: by `_include`, or by a chain of one step.
#[derive(Debug, PartialEq, Eq)]
pub struct Lien {
    /// Resource that refers.
    pub source: &'static str,
    /// Its parameter.
    pub parametre: &'static str,
    /// Resource that it refers to.
    pub cible: &'static str,
}

/// A kind of resource.
#[derive(Debug, PartialEq, Eq)]
pub struct Ressource {
    /// Name.
    pub nom: &'static str,
    /// Profile of the public data.
    pub profil: &'static str,
    /// Search parameters.
    pub parametres: &'static [Parametre],
    /// What `_include` follows from it; `*` is all of them.
    pub include: &'static [Lien],
    /// What `_revinclude` brings to it.
    pub revinclude: &'static [Lien],
    /// What `_revinclude` brings to it by the documentation of the API v2 alone: the CapabilityStatement of the guide has not these.
    pub revinclude_documente: &'static [Lien],
}

impl Ressource {
    /// The parameter of this name.
    #[must_use]
    pub fn parametre(&self, nom: &str) -> Option<&'static Parametre> {
        self.parametres.iter().find(|p| p.nom == nom)
    }
}

/// The resource of this name.
#[must_use]
pub fn ressource(nom: &str) -> Option<&'static Ressource> {
    RESSOURCES.iter().find(|r| r.nom == nom)
}

/// Parameters that every search takes beside its own.
pub const COMMUNS: &[&str] = &["_count", "_total", "_include", "_revinclude", "_elements", "_format", "_pretty"];

const fn texte(nom: &'static str, chemins: &'static [&'static str]) -> Parametre {
    Parametre {
        nom,
        genre: Genre::Texte,
        chemins,
    }
}

const fn jeton(nom: &'static str, chemins: &'static [&'static str]) -> Parametre {
    Parametre {
        nom,
        genre: Genre::Jeton,
        chemins,
    }
}

const fn reference(nom: &'static str, chemins: &'static [&'static str]) -> Parametre {
    Parametre {
        nom,
        genre: Genre::Reference,
        chemins,
    }
}

const ID: Parametre = jeton("_id", &["id"]);
const MAJ: Parametre = Parametre {
    nom: "_lastUpdated",
    genre: Genre::Date,
    chemins: &["meta.lastUpdated"],
};
const ACTIF: Parametre = jeton("active", &["active"]);
const SYSTEME: Parametre = jeton("data-information-system", &["@systeme-information"]);
const AUTORITE: Parametre = jeton("data-registration-authority", &["@autorite-enregistrement"]);
const IDENTIFIANT: Parametre = jeton("identifier", &["identifier"]);
const TYPE_IDENTIFIANT: Parametre = jeton("identifier-type", &["identifier.type"]);
const BOITE: Parametre = texte("mailbox-mss", &["@mssante"]);

const ROLE_PRATICIEN: Lien = lien("PractitionerRole", "practitioner", "Practitioner");
const ROLE_STRUCTURE: Lien = lien("PractitionerRole", "organization", "Organization");
const ENTITE: Lien = lien("Organization", "partof", "Organization");
const SERVICE_STRUCTURE: Lien = lien("HealthcareService", "organization", "Organization");
const EQUIPEMENT_STRUCTURE: Lien = lien("Device", "organization", "Organization");

const fn lien(source: &'static str, parametre: &'static str, cible: &'static str) -> Lien {
    Lien { source, parametre, cible }
}

/// The five resources.
pub const RESSOURCES: &[Ressource] = &[
    Ressource {
        nom: "Practitioner",
        profil: "as-dp-practitioner",
        parametres: &[
            ID,
            MAJ,
            ACTIF,
            SYSTEME,
            AUTORITE,
            texte("family", &["name.family"]),
            texte("given", &["name.given"]),
            IDENTIFIANT,
            TYPE_IDENTIFIANT,
            BOITE,
            texte("name", &["name.family", "name.given", "name.prefix", "name.suffix", "name.text"]),
            texte("number-smartcard", &["@numero-carte"]),
            jeton("qualification-code", &["qualification.code"]),
            jeton("type-smartcard", &["@type-carte"]),
        ],
        include: &[],
        revinclude: &[ROLE_PRATICIEN],
        revinclude_documente: &[],
    },
    Ressource {
        nom: "PractitionerRole",
        profil: "as-dp-practitionerrole",
        parametres: &[
            ID,
            MAJ,
            ACTIF,
            SYSTEME,
            AUTORITE,
            IDENTIFIANT,
            BOITE,
            reference("organization", &["organization.reference"]),
            reference("practitioner", &["practitioner.reference"]),
            jeton("role", &["code"]),
        ],
        include: &[ROLE_STRUCTURE, ROLE_PRATICIEN],
        revinclude: &[],
        revinclude_documente: &[],
    },
    Ressource {
        nom: "Organization",
        profil: "as-dp-organization",
        parametres: &[
            ID,
            MAJ,
            ACTIF,
            texte(
                "address",
                &[
                    "address.line",
                    "@voie",
                    "address.city",
                    "address.district",
                    "address.postalCode",
                    "address.country",
                ],
            ),
            texte("address-city", &["address.city"]),
            texte("address-line", &["address.line", "@voie"]),
            texte("address-postalcode", &["address.postalCode"]),
            SYSTEME,
            AUTORITE,
            IDENTIFIANT,
            TYPE_IDENTIFIANT,
            BOITE,
            texte("name", &["name", "alias"]),
            reference("partof", &["partOf.reference"]),
            texte("pharmacy-licence", &["@licence"]),
            jeton("type", &["type"]),
        ],
        include: &[ENTITE],
        revinclude: &[EQUIPEMENT_STRUCTURE, SERVICE_STRUCTURE, ROLE_STRUCTURE],
        revinclude_documente: &[ENTITE],
    },
    Ressource {
        nom: "HealthcareService",
        profil: "as-dp-healthcareservice-healthcare-activity",
        parametres: &[
            ID,
            MAJ,
            jeton("_profile", &["meta.profile"]),
            ACTIF,
            jeton("characteristic", &["characteristic"]),
            SYSTEME,
            AUTORITE,
            IDENTIFIANT,
            reference("organization", &["providedBy.reference"]),
            jeton("service-category", &["category"]),
            jeton("service-type", &["type"]),
        ],
        include: &[SERVICE_STRUCTURE],
        revinclude: &[],
        revinclude_documente: &[],
    },
    Ressource {
        nom: "Device",
        profil: "as-dp-device",
        parametres: &[
            ID,
            MAJ,
            SYSTEME,
            AUTORITE,
            IDENTIFIANT,
            texte("manufacturer", &["manufacturer"]),
            texte("model", &["modelNumber", "deviceName.name"]),
            reference("organization", &["owner.reference"]),
            jeton("status", &["status"]),
            jeton("type", &["type"]),
        ],
        include: &[EQUIPEMENT_STRUCTURE],
        revinclude: &[],
        revinclude_documente: &[],
    },
];
